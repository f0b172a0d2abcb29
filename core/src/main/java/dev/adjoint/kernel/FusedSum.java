package dev.adjoint.kernel;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.op.Reduction;
import dev.adjoint.shape.Shape;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The sum of all that a pointwise op makes, without writing that: bit for bit the sum of the elements as the op would have
 * written them, in the layout of its first dense input.
 *
 * <p>Kernels are asked for it by the engine, where it finds a sum of what has not been computed. No tensor is ever recorded as
 * its result, so it has no derivative.
 *
 * @param values makes the elements; it has one result
 */
public record FusedSum(PointwiseOp values) implements Primitive {

    private record Key(PointwiseFunction function) {}

    @Override
    public String name() {
        return "sum of " + values.name();
    }

    @Override
    public Arity arity() {
        return values.arity();
    }

    @Override
    public Object kernelKey() {
        return new Key(values.function());
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        return new TensorType[] {values.infer(inputs)[0].with(Shape.SCALAR)};
    }

    @Override
    public void evaluate(Array[] inputs, Array[] outputs) {
        Array made = Array.allocate(outputs[0].dtype(), inputs[0].shape());
        values.evaluate(inputs, new Array[] {made});
        new Reduction.Sum(IntStream.range(0, made.shape().rank()).boxed().toList())
                .evaluate(new Array[] {made}, outputs);
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        throw new IllegalStateException(name() + ": the sum that it stands for has the gradient.");
    }
}
