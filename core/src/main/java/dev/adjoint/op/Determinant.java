package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Determinants of stacks {@code [.., n, n]}, and their partner: the gradient of a determinant is the matrix of its
 * cofactors, which exists for singular matrices too. That of the logarithm is the inverse, transposed.
 */
public sealed interface Determinant extends Primitive {

    @Override
    default Tensor[] batched(Mapped inputs) {
        return apply(inputs.each());
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.INPUTS;
    }

    private static TensorType[] numbers(String op, TensorType type, int outputs) {
        Matrices.requireSquare(op, type);
        Shape stack = type.shape().remove(-1, -2);
        TensorType[] types = new TensorType[outputs];
        Arrays.fill(types, type.with(stack));
        return types;
    }

    /** The determinant: {@code d det A = <cof A, dA>}, right for singular matrices as well. */
    record Value() implements Determinant {
        @Override
        public String name() {
            return "determinant";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return numbers(name(), inputs[0], 1);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            return new Tensor[] {
                dy == null ? null : new Cofactors().apply(context.input(0))[0].mul(MatrixTerms.factors(dy))
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            return new Tensor[] {
                da == null
                        ? null
                        : new Cofactors().apply(context.input(0))[0].mul(da).sum(-2, -1)
            };
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices y = Matrices.numbers(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                double value = Elimination.of(a.readFinite(name(), i)).determinant();
                y.fill(i, (_, _) -> value);
            }
        }
    }

    /**
     * The matrix of cofactors {@code C = det(A) A^-T}: by that formula where all pivots are sound, else from the singular
     * values, {@code det(U V^T) U diag(p) V^T}, where {@code p[i]} is the product of all of them but the i-th, so that
     * nothing is divided and no rank is special. Its derivative is symmetric, as that of any gradient.
     */
    record Cofactors() implements Determinant {

        /** How much of the terms that it is the sum of must be left of a sound pivot. */
        private static final double SOUND = 1e-4;

        @Override
        public String name() {
            return "cofactors";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Matrices.requireSquare(name(), inputs[0]);
            return new TensorType[] {inputs[0]};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return jvp(context, upstream);
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            return new Tensor[] {da == null ? null : new CofactorsAlong().apply(context.input(0), da)[0]};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices c = Matrices.of(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                Elimination factors = Elimination.of(a.readFinite(name(), i));
                c.write(i, factors.zeroPivot(SOUND) < 0 ? byInverse(factors, a.rows()) : bySvd(a, i));
            }
        }

        private static double[][] byInverse(Elimination factors, int n) {
            double[][] transposed = Dense.transposed(factors.solve(Dense.identity(n)), n);
            for (double[] row : transposed) {
                Dense.divide(row, 1 / factors.determinant());
            }
            return transposed;
        }

        private double[][] bySvd(Matrices a, long matrix) {
            Jacobi.Result svd = Factorisation.Svd.of(name(), a, matrix);
            double orientation = orientation(svd);
            return between(svd, (k, l) -> k == l ? orientation * productWithout(svd.values(), k, k) : 0);
        }
    }

    /**
     * How the cofactors of A move when it moves along E: {@code tr(W) C - W C}, {@code W = A^-T E^T}. From the singular
     * values, for every rank: with {@code B = U^T E V} and {@code p[i][j]} the product of all but two of them, a matrix
     * {@code det(U V^T) U M V^T}, {@code M[i][j] = -p[i][j] B[j][i]}, {@code M[i][i] = sum over k of p[i][k] B[k][k]}. It is
     * linear in E and symmetric; the third derivative of a determinant, which is its own first, needs a regular matrix.
     */
    record CofactorsAlong() implements Determinant {
        @Override
        public String name() {
            return "cofactors_along";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Matrices.requireSquare(name(), inputs[0]);
            Reference.requireSame(name(), inputs[0].dtype(), inputs[1].dtype());
            if (!inputs[0].equals(inputs[1])) {
                throw new ShapeException(MethodName.of(name()) + ": the direction " + inputs[1].shape()
                        + " is not of the shape " + inputs[0].shape() + ". Expand it, or make them equal.");
            }
            return new TensorType[] {inputs[0]};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor d = upstream[0];
            if (d == null) {
                return new Tensor[2];
            }
            return new Tensor[] {
                context.needs(0) ? twice(context, d) : null, context.needs(1) ? apply(context.input(0), d)[0] : null
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            Tensor de = tangents[1];
            Tensor moved = de == null ? null : apply(context.input(0), de)[0];
            if (da == null) {
                return new Tensor[] {moved};
            }
            Tensor turned = twice(context, da);
            return new Tensor[] {moved == null ? turned : moved.add(turned)};
        }

        /** The cofactors' second derivative along E and F, symmetric in both. */
        private static Tensor twice(Context context, Tensor f) {
            Tensor a = context.input(0);
            Tensor e = context.input(1);
            Tensor at = a.transpose();
            Tensor c = new Cofactors().apply(a)[0];
            Tensor alongF = new CofactorsAlong().apply(a, f)[0];
            Tensor we = at.solve(e.transpose());
            Tensor both = at.solve(f.transpose()).matmul(we);
            return MatrixTerms.factors(we.trace())
                    .mul(alongF)
                    .sub(we.matmul(alongF))
                    .sub(MatrixTerms.factors(both.trace()).mul(c))
                    .add(both.matmul(c));
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices e = Matrices.of(inputs[1]);
            Matrices y = Matrices.of(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                Jacobi.Result svd = Factorisation.Svd.of(name(), a, i);
                double[][] v = Dense.transposed(svd.right(), a.columns());
                double[][] b = Dense.product(svd.left(), Dense.product(e.read(i), v));
                double orientation = orientation(svd);
                y.write(i, between(svd, (k, l) -> orientation * middle(svd.values(), b, k, l)));
            }
        }

        private static double middle(double[] s, double[][] b, int i, int j) {
            if (i != j) {
                return -productWithout(s, i, j) * b[j][i];
            }
            double sum = 0;
            for (int k = 0; k < s.length; k++) {
                sum += k == i ? 0 : productWithout(s, i, k) * b[k][k];
            }
            return sum;
        }
    }

    /** The product of all numbers but one or two. */
    private static double productWithout(double[] values, int first, int second) {
        double product = 1;
        for (int k = 0; k < values.length; k++) {
            product *= k == first || k == second ? 1 : values[k];
        }
        return product;
    }

    /** The determinant of both orthogonal factors together, 1 or -1. */
    private static double orientation(Jacobi.Result svd) {
        int n = svd.values().length;
        return Elimination.of(Dense.transposed(svd.left(), n)).sign()
                * Elimination.of(Dense.transposed(svd.right(), n)).sign();
    }

    /** The matrix {@code U M V^T}. */
    private static double[][] between(Jacobi.Result svd, Matrices.Elements middle) {
        int n = svd.values().length;
        double[][] m = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                m[i][j] = middle.at(i, j);
            }
        }
        return Dense.product(Dense.transposed(svd.left(), n), Dense.product(m, svd.right()));
    }

    /**
     * The sign of the determinant and the logarithm of its magnitude, which neither overflows nor vanishes:
     * {@code d log|det A| = tr(A^-1 dA)}. A singular matrix has sign 0 and logarithm -infinity, and no gradient.
     */
    record SignLog() implements Determinant {
        @Override
        public String name() {
            return "sign_log_determinant";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return numbers(name(), inputs[0], 2);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dlog = upstream[1];
            return new Tensor[] {
                dlog == null ? null : context.input(0).transpose().inverse().mul(MatrixTerms.factors(dlog))
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            return new Tensor[] {
                null, da == null ? null : context.input(0).solve(da).trace()
            };
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices sign = Matrices.numbers(outputs[0]);
            Matrices log = Matrices.numbers(outputs[1]);
            for (long i = 0; i < a.count(); i++) {
                Elimination factors = Elimination.of(a.readFinite(name(), i));
                sign.fill(i, (_, _) -> factors.sign());
                log.fill(i, (_, _) -> factors.logMagnitude());
            }
        }
    }
}
