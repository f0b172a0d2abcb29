package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import org.jspecify.annotations.Nullable;

/**
 * The exponential {@code e^A} of square matrices, by scaling, a Padé approximant and squaring (Golub and Van Loan, Matrix
 * Computations, 2013, algorithm 9.3.1). Its derivative along E stands in an exponential of twice the size (Najfeld and
 * Havel, Derivatives of the Matrix Exponential, 1995): {@code exp [[A, E], [0, A]] = [[exp A, dE], [0, exp A]]}.
 */
public record MatrixExponential() implements Primitive {

    /** With this degree, and a norm of at most a half, the approximant is right to the last bit. */
    private static final int DEGREE = 7;

    @Override
    public String name() {
        return "matrix_exp";
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        Matrices.requireSquare(name(), inputs[0]);
        return new TensorType[] {inputs[0]};
    }

    @Override
    public Tensor[] batched(Mapped inputs) {
        return apply(inputs.each());
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.INPUTS;
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dy = upstream[0];
        return new Tensor[] {dy == null ? null : along(context.input(0).transpose(), dy)};
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        Tensor da = tangents[0];
        return new Tensor[] {da == null ? null : along(context.input(0), da)};
    }

    private Tensor along(Tensor a, Tensor e) {
        long n = a.dim(-1);
        Tensor zero = Tensor.zeros(a.dtype()).expand(a.shape().dims());
        Tensor blocks = a.append(-1, e).append(-2, zero.append(-1, a));
        return apply(blocks)[0].slice(-2, 0, n).slice(-1, n, 2 * n);
    }

    @Override
    public void evaluate(Array[] inputs, Array[] outputs) {
        Matrices a = Matrices.of(inputs[0]);
        Matrices y = Matrices.of(outputs[0]);
        for (long i = 0; i < a.count(); i++) {
            y.write(i, exp(a.readFinite(name(), i)));
        }
    }

    private static double[][] exp(double[][] a) {
        int n = a.length;
        int squarings = Math.max(0, 2 + Math.getExponent(norm(a)));
        double[][] scaled = sum(new double[n][n], Math.scalb(1, -squarings), a);
        double[][] power = Dense.identity(n);
        double[][] above = Dense.identity(n);
        double[][] below = Dense.identity(n);
        double c = 1;
        for (int k = 1; k <= DEGREE; k++) {
            c *= (DEGREE - k + 1.0) / ((2 * DEGREE - k + 1) * k);
            power = Dense.product(scaled, power);
            above = sum(above, c, power);
            below = sum(below, k % 2 == 0 ? c : -c, power);
        }
        double[][] result = Elimination.of(below).solve(above);
        for (int k = 0; k < squarings; k++) {
            result = Dense.product(result, result);
        }
        return result;
    }

    private static double norm(double[][] a) {
        double greatest = 0;
        for (double[] row : a) {
            double sum = 0;
            for (double value : row) {
                sum += Math.abs(value);
            }
            greatest = Math.max(greatest, sum);
        }
        return greatest;
    }

    private static double[][] sum(double[][] a, double factor, double[][] b) {
        double[][] rows = new double[a.length][a.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                rows[i][j] = a[i][j] + factor * b[i][j];
            }
        }
        return rows;
    }
}
