package dev.adjoint.examples;

import static java.util.Objects.requireNonNull;

import dev.adjoint.Context;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.diff.GradientCheck;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * The lectures' first custom op: {@code z = x y}. Forward keeps both inputs; backward multiplies the upstream gradient
 * by the local ones, which are the inputs swapped. Its derivatives are tensor operations, so those of higher order and
 * forward mode come without another line.
 */
public final class MultiplyGate implements Op {

    private MultiplyGate() {}

    @Override
    public String name() {
        return "multiply_gate";
    }

    @Override
    public Tensor[] forward(Context context, Tensor... inputs) {
        context.keep(inputs);
        return new Tensor[] {inputs[0].mul(inputs[1])};
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor x = context.kept(0);
        Tensor y = context.kept(1);
        Tensor dz = upstream[0];
        return dz == null ? new Tensor[2] : new Tensor[] {dz.mul(y), dz.mul(x)};
    }

    /**
     * Applies the gate.
     *
     * @param x one factor
     * @param y the other, of the same type
     * @return their product
     */
    public static Tensor multiply(Tensor x, Tensor y) {
        return new MultiplyGate().apply(x, y)[0];
    }

    static void print(PrintStream out) {
        Tensor x = Tensor.scalar(3.0).withGrad();
        Tensor y = Tensor.scalar(-4.0).withGrad();
        Tensor z = multiply(x, y);
        z.backward();
        double dx = requireNonNull(x.grad()).item();
        double dy = requireNonNull(y.grad()).item();
        out.println("z = x y = " + z.item() + ", dz/dx = " + dx + ", dz/dy = " + dy);
        GradientCheck.Report errors =
                GradientCheck.of(a -> multiply(a, a.sin()).sum()).at(Tensor.of(0.3, -1.2, 2.5));
        out.printf(
                "gradient check of x gate sin(x): forward %.0e, reverse %.0e, second order %.0e%n",
                errors.forward(), errors.reverse(), errors.second());
    }
}
