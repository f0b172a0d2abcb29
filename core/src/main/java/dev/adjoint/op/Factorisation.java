package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.LinearAlgebraException;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Matrices as products of simpler ones, over stacks {@code [.., m, n]}: Cholesky, QR, symmetric eigenvectors, singular
 * vectors. Several outputs each, and derivatives made of products and triangular solves, to any order.
 *
 * <p>A factorisation is only unique up to signs, which differ from one algorithm to the next. So they are fixed here:
 * the triangle of QR has no negative diagonal, and of each eigenvector and each left singular vector the component of
 * greatest magnitude is positive. Every kernel then gives the same answer, on every machine.
 *
 * <p>Formulas after Giles, Collected Matrix Derivative Results for Forward and Reverse Mode Algorithmic
 * Differentiation (2008), and Murray, Differentiation of the Cholesky Decomposition (2016).
 */
public sealed interface Factorisation extends Primitive {

    @Override
    default Tensor[] batched(Mapped inputs) {
        return apply(inputs.each());
    }

    /** Rules read the factors alone. */
    @Override
    default Keeps keeps(long needed) {
        return Keeps.OUTPUTS;
    }

    /**
     * Turns the columns of Q, and the rows of R with them, so that the diagonal of R is not negative; what rounding alone
     * could have made there becomes 0, so that a matrix of lower rank is told from others.
     *
     * @param q orthonormal columns, {@code [.., m, n]}
     * @param r upper triangles, {@code [.., n, n]}
     * @param matrix which of them
     * @param epsilon that of the element type, see {@link dev.adjoint.shape.DType#epsilon}
     */
    static void fixDiagonal(Matrices q, Matrices r, long matrix, double epsilon) {
        long start = r.offset(matrix);
        for (int k = 0; k < r.rows(); k++) {
            double length = 0;
            for (int i = 0; i <= k; i++) {
                length = Math.hypot(length, r.at(start, i, k));
            }
            if (r.at(start, k, k) < 0) {
                q.negateColumn(matrix, k);
                r.negateRow(matrix, k);
            }
            if (r.at(start, k, k) <= epsilon * q.rows() * length) {
                r.set(start, k, k, 0);
            }
        }
    }

    /**
     * Turns each vector so that its component of greatest magnitude is positive: of those that are equal within a
     * hundredth the first, so that rounding does not choose between equals.
     *
     * @param vectors vectors as columns, {@code [.., m, k]}
     * @param partners vectors as rows, {@code [.., k, n]}, of which each is turned with its column; null if there are
     *     none
     * @param matrix which of them
     */
    static void fixSigns(Matrices vectors, @Nullable Matrices partners, long matrix) {
        for (int k = 0; k < vectors.columns(); k++) {
            if (isTurned(vectors, vectors.offset(matrix), k)) {
                vectors.negateColumn(matrix, k);
                if (partners != null) {
                    partners.negateRow(matrix, k);
                }
            }
        }
    }

    private static boolean isTurned(Matrices vectors, long start, int k) {
        double greatest = 0;
        for (int i = 0; i < vectors.rows(); i++) {
            greatest = Math.max(greatest, Math.abs(vectors.at(start, i, k)));
        }
        int first = 0;
        while (first < vectors.rows() && Math.abs(vectors.at(start, first, k)) < 0.99 * greatest) {
            first++;
        }
        return first < vectors.rows() && vectors.at(start, first, k) < 0;
    }

    /**
     * The lower triangle {@code L} of {@code A = L L^T}, of the symmetric part {@code (A + A^T) / 2}:
     * {@code dL = L h(L^-1 dA L^-T)}, where {@code h} takes the lower triangle with half of the diagonal.
     */
    record Cholesky() implements Factorisation {
        @Override
        public String name() {
            return "cholesky";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Matrices.requireSquare(name(), inputs[0]);
            return new TensorType[] {inputs[0]};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dl = upstream[0];
            if (dl == null) {
                return new Tensor[1];
            }
            Tensor l = context.output(0);
            Tensor lt = l.transpose();
            Tensor inner = lt.triangularSolve(MatrixTerms.halfLower(lt.matmul(dl)), true);
            Tensor outer = lt.triangularSolve(inner.transpose(), true);
            return new Tensor[] {MatrixTerms.symmetric(outer)};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            if (da == null) {
                return new Tensor[1];
            }
            Tensor l = context.output(0);
            Tensor left = l.triangularSolve(MatrixTerms.symmetric(da), false);
            Tensor both = l.triangularSolve(left.transpose(), false);
            return new Tensor[] {l.matmul(MatrixTerms.halfLower(both))};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices l = Matrices.of(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                double[][] factor = a.readSymmetric(name(), i);
                int minor = Elimination.cholesky(factor);
                if (minor > 0) {
                    throw LinearAlgebraException.notPositiveDefinite(name(), i, a.count(), minor);
                }
                l.write(i, factor);
            }
        }
    }

    /**
     * Orthonormal columns {@code Q} and an upper triangle {@code R} of {@code A = Q R}, for at least as many rows as
     * columns; wider matrices are composed of this by the language. With {@code M = Q^T dA R^-1 = W + K}, the upper
     * triangle {@code W} and the skew {@code K}: {@code dR = W R}, {@code dQ = dA R^-1 - Q W}.
     */
    record Qr() implements Factorisation {
        @Override
        public String name() {
            return "qr";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape a = inputs[0].shape();
            Matrices.requireMatrix(name(), inputs[0]);
            if (a.dim(-2) < a.dim(-1)) {
                throw new ShapeException(MethodName.of(name()) + ": needs at least as many rows as columns, not " + a
                        + ". Use Tensor.qr(), which splits wider matrices.");
            }
            return new TensorType[] {inputs[0], inputs[0].with(a.with(-2, a.dim(-1)))};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dq = upstream[0];
            Tensor dr = upstream[1];
            Tensor q = context.output(0);
            Tensor r = context.output(1);
            Tensor m = sum(
                    dr == null ? null : dr.matmul(r.transpose()),
                    dq == null ? null : q.transpose().matmul(dq).neg());
            if (m == null) {
                return new Tensor[1];
            }
            Tensor half = MatrixTerms.halfLower(m.transpose());
            Tensor left = q.matmul(half.add(half.transpose()));
            Tensor all = dq == null ? left : left.add(dq);
            return new Tensor[] {r.triangularSolve(all.transpose(), true).transpose()};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            if (da == null) {
                return new Tensor[2];
            }
            Tensor q = context.output(0);
            Tensor r = context.output(1);
            Tensor solved = r.transpose().triangularSolve(da.transpose(), false).transpose();
            Tensor m = q.transpose().matmul(solved);
            Tensor low = m.tril(-1);
            Tensor w = m.sub(low).add(low.transpose());
            return new Tensor[] {solved.sub(q.matmul(w)), w.matmul(r)};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices q = Matrices.of(outputs[0]);
            Matrices r = Matrices.of(outputs[1]);
            for (long i = 0; i < a.count(); i++) {
                Reflections factors = Reflections.of(a.readFinite(name(), i), a.columns());
                q.write(i, factors.q());
                r.write(i, factors.r());
                fixDiagonal(q, r, i, inputs[0].dtype().epsilon());
            }
        }
    }

    /**
     * A permutation {@code P}, a lower triangle {@code L} with ones on its diagonal and an upper triangle {@code U} of
     * {@code A = P L U}, by partial pivoting, of square matrices; wider ones are composed of this by the language. With
     * {@code M = L^-1 P^T dA U^-1}: {@code dL = L lower(M)}, without the diagonal, and {@code dU = upper(M) U}.
     */
    record Lu() implements Factorisation {
        @Override
        public String name() {
            return "lu";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape a = inputs[0].shape();
            Matrices.requireMatrix(name(), inputs[0]);
            if (a.dim(-2) != a.dim(-1)) {
                throw new ShapeException(MethodName.of(name()) + ": needs no more rows than columns, not " + a
                        + ". Factor the transpose, or use qr().");
            }
            return new TensorType[] {inputs[0], inputs[0], inputs[0]};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dl = upstream[1];
            Tensor du = upstream[2];
            Tensor lt = context.output(1).transpose();
            Tensor u = context.output(2);
            Tensor m = sum(
                    dl == null ? null : lt.matmul(dl).tril(-1),
                    du == null ? null : du.matmul(u.transpose()).triu());
            if (m == null) {
                return new Tensor[1];
            }
            Tensor left = lt.triangularSolve(m, true, true);
            Tensor both = u.triangularSolve(left.transpose(), true).transpose();
            return new Tensor[] {context.output(0).matmul(both)};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            if (da == null) {
                return new Tensor[3];
            }
            Tensor l = context.output(1);
            Tensor u = context.output(2);
            Tensor left = l.triangularSolve(context.output(0).transpose().matmul(da), false, true);
            Tensor m = u.transpose().triangularSolve(left.transpose(), false).transpose();
            return new Tensor[] {null, l.matmul(m.tril(-1)), m.triu().matmul(u)};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices p = Matrices.of(outputs[0]);
            Matrices l = Matrices.of(outputs[1]);
            Matrices u = Matrices.of(outputs[2]);
            for (long i = 0; i < a.count(); i++) {
                Elimination factors = Elimination.of(a.readFinite(name(), i));
                int[] order = factors.order();
                p.fill(i, (row, column) -> order[column] == row ? 1 : 0);
                l.fill(i, (row, column) -> row > column ? factors.factor(row, column) : row == column ? 1 : 0);
                u.fill(i, (row, column) -> row <= column ? factors.factor(row, column) : 0);
            }
        }
    }

    /**
     * Ascending eigenvalues {@code w} and eigenvectors, the columns of {@code V}, of {@code A = V diag(w) V^T}, of the
     * symmetric part {@code (A + A^T) / 2}. With {@code P = V^T dA V}: {@code dw = diag(P)},
     * {@code dV = V (P / gap)}, {@code gap[i][j] = w[j] - w[i]}. Eigenvectors of equal eigenvalues have no derivative:
     * infinities and NaN say so. The eigenvalues alone always have one.
     */
    record SymmetricEigen() implements Factorisation {
        @Override
        public String name() {
            return "symmetric_eigen";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Matrices.requireSquare(name(), inputs[0]);
            return new TensorType[] {inputs[0].with(inputs[0].shape().remove(-1)), inputs[0]};
        }

        private static Tensor inverseGaps(Tensor w) {
            return MatrixTerms.inverseGaps(MatrixTerms.columns(w).sub(MatrixTerms.rows(w)));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dw = upstream[0];
            Tensor dv = upstream[1];
            Tensor v = context.output(1);
            Tensor p = sum(
                    dw == null ? null : MatrixTerms.diagonalMatrix(dw),
                    dv == null ? null : Chain.times(v.transpose().matmul(dv), inverseGaps(context.output(0))));
            return new Tensor[] {
                p == null ? null : MatrixTerms.symmetric(v.matmul(p).matmul(v.transpose()))
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            if (da == null) {
                return new Tensor[2];
            }
            Tensor v = context.output(1);
            Tensor p = v.transpose().matmul(MatrixTerms.symmetric(da)).matmul(v);
            return new Tensor[] {p.diagonal(), v.matmul(Chain.times(p, inverseGaps(context.output(0))))};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices w = Matrices.columns(outputs[0]);
            Matrices v = Matrices.of(outputs[1]);
            for (long i = 0; i < a.count(); i++) {
                Jacobi.Result eigen = Jacobi.eigen(a.readSymmetric(name(), i));
                if (eigen == null) {
                    throw LinearAlgebraException.noConvergence(name(), i, a.count());
                }
                w.fill(i, (k, _) -> eigen.values()[k]);
                v.write(i, Dense.transposed(eigen.left(), a.rows()));
                fixSigns(v, null, i);
            }
        }
    }

    /**
     * Descending singular values {@code s} and singular vectors, the columns of {@code U} and the rows of {@code V^T},
     * of {@code A = U diag(s) V^T}; as many as the shorter side is long. With {@code P = U^T dA V} and
     * {@code gap[i][j] = s[j]^2 - s[i]^2}: {@code ds = diag(P)}, {@code dU = U ((P S + S P^T) / gap) + (I - U U^T) dA V
     * S^-1}, and {@code dV} likewise. Singular vectors of equal singular values have no derivative, nor, unless A is
     * square, do those of a zero: infinities and NaN say so. The singular values alone always have one.
     */
    record Svd() implements Factorisation {
        @Override
        public String name() {
            return "svd";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape a = inputs[0].shape();
            Matrices.requireMatrix(name(), inputs[0]);
            long k = Math.min(a.dim(-1), a.dim(-2));
            return new TensorType[] {
                inputs[0].with(a.with(-1, k)), inputs[0].with(a.remove(-1).with(-1, k)), inputs[0].with(a.with(-2, k))
            };
        }

        private static Tensor inverseGaps(Tensor s) {
            Tensor column = MatrixTerms.columns(s);
            Tensor row = MatrixTerms.rows(s);
            return MatrixTerms.inverseGaps(column.sub(row).mul(column.add(row)));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor du = upstream[0];
            Tensor ds = upstream[1];
            Tensor dv = upstream[2] == null ? null : upstream[2].transpose();
            Tensor u = context.output(0);
            Tensor s = context.output(1);
            Tensor vt = context.output(2);
            Tensor v = vt.transpose();
            Tensor p = sum(
                    ds == null ? null : MatrixTerms.diagonalMatrix(ds),
                    du == null ? null : turning(u, du, s).mul(MatrixTerms.columns(s)));
            p = sum(p, dv == null ? null : turning(v, dv, s).mul(MatrixTerms.rows(s)));
            if (p == null) {
                return new Tensor[1];
            }
            Tensor da = u.matmul(p).matmul(vt);
            if (du != null && u.dim(-2) > s.dim(-1)) {
                da = da.add(outside(u, du, s).matmul(vt));
            }
            if (dv != null && v.dim(-2) > s.dim(-1)) {
                da = da.add(u.matmul(outside(v, dv, s).transpose()));
            }
            return new Tensor[] {da};
        }

        /** How vectors turn among each other: the skew part of {@code X^T dX}, over the gaps. */
        private static Tensor turning(Tensor x, Tensor dx, Tensor s) {
            Tensor inner = x.transpose().matmul(dx);
            return Chain.times(inner.sub(inner.transpose()), inverseGaps(s));
        }

        /** The part of a move that leaves the space of the vectors, {@code (I - X X^T) dX}, over the values. */
        private static Tensor outside(Tensor x, Tensor dx, Tensor s) {
            Tensor rest = dx.sub(x.matmul(x.transpose().matmul(dx)));
            return Chain.times(rest, MatrixTerms.columns(s).reciprocal());
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor da = tangents[0];
            if (da == null) {
                return new Tensor[3];
            }
            Tensor u = context.output(0);
            Tensor s = context.output(1);
            Tensor v = context.output(2).transpose();
            Tensor left = u.transpose().matmul(da);
            Tensor p = left.matmul(v);
            Tensor gaps = inverseGaps(s);
            Tensor ps = p.mul(MatrixTerms.columns(s));
            Tensor sp = p.mul(MatrixTerms.rows(s));
            Tensor du = u.matmul(Chain.times(ps.add(ps.transpose()), gaps));
            Tensor dv = v.matmul(Chain.times(sp.add(sp.transpose()), gaps));
            if (u.dim(-2) > s.dim(-1)) {
                du = du.add(outside(u, da.matmul(v), s));
            }
            if (v.dim(-2) > s.dim(-1)) {
                dv = dv.add(outside(v, left.transpose(), s));
            }
            return new Tensor[] {du, p.diagonal(), dv.transpose()};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices u = Matrices.of(outputs[0]);
            Matrices s = Matrices.columns(outputs[1]);
            Matrices vt = Matrices.of(outputs[2]);
            for (long i = 0; i < a.count(); i++) {
                Jacobi.Result svd = of(name(), a, i);
                u.write(i, Dense.transposed(svd.left(), a.rows()));
                s.fill(i, (k, _) -> svd.values()[k]);
                vt.write(i, svd.right());
                fixSigns(u, vt, i);
            }
        }

        /** The plain singular value decomposition of one matrix. */
        static Jacobi.Result of(String op, Matrices a, long matrix) {
            Jacobi.Result svd = Jacobi.svd(a.readFinite(op, matrix), a.columns());
            if (svd == null) {
                throw LinearAlgebraException.noConvergence(op, matrix, a.count());
            }
            return svd;
        }
    }

    private static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }
}
