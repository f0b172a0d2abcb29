package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The Moore-Penrose inverse {@code P} of a matrix of any shape, by its singular values. Its derivative (Golub and
 * Pereyra, The Differentiation of Pseudo-Inverses, 1973) knows no gaps between singular values, and is right
 * wherever the rank does not change: {@code dP = -P dA P + P P^T dA^T (I - A P) + (I - P A) dA^T P^T P}.
 *
 * @param tolerance singular values up to this part of the greatest count as 0; those that are within rounding always do
 */
public record PseudoInverse(double tolerance) implements Primitive {
    @Override
    public String name() {
        return "pseudo_inverse";
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        Shape shape = inputs[0].shape();
        Matrices.requireMatrix(name(), inputs[0]);
        return new TensorType[] {inputs[0].with(shape.with(-1, shape.dim(-2)).with(-2, shape.dim(-1)))};
    }

    @Override
    public Tensor[] batched(Mapped inputs) {
        return apply(inputs.each());
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.EVERYTHING;
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dp = upstream[0];
        if (dp == null) {
            return new Tensor[1];
        }
        Tensor a = context.input(0);
        Tensor p = context.output(0);
        Tensor pt = p.transpose();
        Tensor gt = dp.transpose();
        Tensor left = gt.matmul(p).matmul(pt);
        Tensor right = pt.matmul(p).matmul(gt);
        return new Tensor[] {
            left.sub(a.matmul(p.matmul(left)))
                    .add(right.sub(right.matmul(p).matmul(a)))
                    .sub(pt.matmul(dp).matmul(pt))
        };
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        Tensor da = tangents[0];
        if (da == null) {
            return new Tensor[1];
        }
        Tensor a = context.input(0);
        Tensor p = context.output(0);
        Tensor pt = p.transpose();
        Tensor dat = da.transpose();
        Tensor left = p.matmul(pt).matmul(dat);
        Tensor right = dat.matmul(pt).matmul(p);
        return new Tensor[] {
            left.sub(left.matmul(a).matmul(p))
                    .add(right.sub(p.matmul(a.matmul(right))))
                    .sub(p.matmul(da).matmul(p))
        };
    }

    @Override
    public void evaluate(Array[] inputs, Array[] outputs) {
        Matrices a = Matrices.of(inputs[0]);
        Matrices p = Matrices.of(outputs[0]);
        for (long i = 0; i < a.count(); i++) {
            Jacobi.Result svd = Factorisation.Svd.of(name(), a, i);
            double[][] inverse = new double[a.columns()][a.rows()];
            for (int k = 0; k < svd.values().length; k++) {
                if (svd.values()[k] > tolerance(inputs[0]) * svd.values()[0]) {
                    addOuter(inverse, svd.right()[k], svd.left()[k], 1 / svd.values()[k]);
                }
            }
            p.write(i, inverse);
        }
    }

    /**
     * The part of the greatest singular value up to which others count as 0.
     *
     * @param a the matrices
     * @return the tolerance, or {@code max(m, n)} roundings if that is more
     */
    public double tolerance(Array a) {
        return Math.max(
                tolerance,
                a.dtype().epsilon() * Math.max(a.shape().dim(-1), a.shape().dim(-2)));
    }

    private static void addOuter(double[][] to, double[] column, double[] row, double factor) {
        for (int i = 0; i < column.length; i++) {
            for (int j = 0; j < row.length; j++) {
                to[i][j] += factor * column[i] * row[j];
            }
        }
    }
}
