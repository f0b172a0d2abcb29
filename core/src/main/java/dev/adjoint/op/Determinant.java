package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Determinants of stacks {@code [.., n, n]}, and their partner: the gradient of a determinant is the matrix of its
 * cofactors, which exists for singular matrices too. That of the logarithm is the inverse, transposed.
 */
public sealed interface Determinant extends Primitive {

    @Override
    default Keeps keeps(long needed) {
        return Keeps.INPUTS;
    }

    private static TensorType[] numbers(String op, TensorType type, int outputs) {
        LinearSystem.requireSquare(op, type);
        Shape stack = type.shape().remove(-1, -2);
        TensorType[] types = new TensorType[outputs];
        Arrays.fill(types, type.with(stack));
        return types;
    }

    private static Tensor factor(Tensor numbers) {
        return numbers.unsqueeze(-1).unsqueeze(-1);
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
            return new Tensor[] {dy == null ? null : new Cofactors().apply(context.input(0))[0].mul(factor(dy))};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            return new Tensor[] {
                da == null ? null : new Cofactors().apply(context.input(0))[0].mul(da).sum(-2, -1)
            };
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices y = Matrices.numbers(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                y.writeNumber(i, Elimination.of(a.readFinite(name(), i)).determinant());
            }
        }
    }

    /**
     * The matrix of cofactors {@code C = det(A) A^-T}. From the singular values: {@code det(U V^T) U diag(p) V^T}, where
     * {@code p[i]} is the product of all singular values but the i-th, so that no division is needed. Its derivative
     * {@code dC = tr(W) C - W C}, {@code W = A^-T dA^T}, is its own transpose, and needs a regular matrix.
     */
    record Cofactors() implements Determinant {
        @Override
        public String name() {
            return "cofactors";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            LinearSystem.requireSquare(name(), inputs[0]);
            return new TensorType[] {inputs[0]};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.EVERYTHING;
        }

        private static @Nullable Tensor[] symmetric(Context context, @Nullable Tensor d) {
            if (d == null) {
                return new Tensor[1];
            }
            Tensor c = context.output(0);
            Tensor w = context.input(0).transpose().solve(d.transpose());
            return new Tensor[] {Triangles.trace(w).mul(c).sub(w.matmul(c))};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return symmetric(context, upstream[0]);
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            return symmetric(context, tangents[0]);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices c = Matrices.of(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                c.write(i, cofactors(Factorisation.Svd.of(name(), a, i)));
            }
        }

        private static double[][] cofactors(Jacobi.Result svd) {
            int n = svd.values().length;
            double[][] c = new double[n][n];
            double orientation = Math.signum(orientation(svd.left()) * orientation(svd.right()));
            for (int k = 0; k < n; k++) {
                double product = orientation;
                for (int other = 0; other < n; other++) {
                    product *= other == k ? 1 : svd.values()[other];
                }
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < n; j++) {
                        c[i][j] += product * svd.left()[k][i] * svd.right()[k][j];
                    }
                }
            }
            return c;
        }

        private static double orientation(double[][] orthogonal) {
            return Elimination.of(orthogonal.clone()).determinant();
        }
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
                dlog == null ? null : context.input(0).transpose().inverse().mul(factor(dlog))
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            return new Tensor[] {
                null, da == null ? null : Triangles.diagonal(context.input(0).solve(da)).sum(-1)
            };
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices sign = Matrices.numbers(outputs[0]);
            Matrices log = Matrices.numbers(outputs[1]);
            for (long i = 0; i < a.count(); i++) {
                Elimination factors = Elimination.of(a.readFinite(name(), i));
                double signs = factors.sign();
                double sum = 0;
                for (int k = 0; k < a.rows(); k++) {
                    signs *= Math.signum(factors.pivot(k));
                    sum += Math.log(Math.abs(factors.pivot(k)));
                }
                sign.writeNumber(i, signs);
                log.writeNumber(i, sum);
            }
        }
    }
}
