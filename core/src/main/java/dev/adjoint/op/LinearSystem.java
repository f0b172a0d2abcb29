package dev.adjoint.op;

import dev.adjoint.Arity;
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
 * Systems of linear equations {@code A X = B} over stacks of matrices, each op differentiated by solving once more:
 * {@code dX = solve(A, dB - dA X)}, and in reverse {@code dB = solve(A^T, dX)}, {@code dA = -dB X^T}.
 */
public sealed interface LinearSystem extends Primitive {

    /**
     * The solution for the transposed matrix.
     *
     * @param a the matrices
     * @param b the right sides
     * @return {@code X} of {@code A^T X = B}
     */
    Tensor solveTransposed(Tensor a, Tensor b);

    /**
     * The part of a matrix that is read, and so has a gradient.
     *
     * @param x square matrices
     * @return the same with 0 elsewhere
     */
    Tensor part(Tensor x);

    @Override
    default Arity arity() {
        return Arity.TWO;
    }

    @Override
    default TensorType[] infer(TensorType... inputs) {
        Shape a = inputs[0].shape();
        Shape b = inputs[1].shape();
        Reference.requireSame(name(), inputs[0].dtype(), inputs[1].dtype());
        Matrices.requireSquare(name(), inputs[0]);
        if (b.rank() < 2 || b.dim(-2) != a.dim(-1)) {
            throw new ShapeException(MethodName.of(name()) + ": right sides " + b + " do not fit matrices " + a
                    + ". Give [.., " + a.dim(-1) + ", k], or a vector of " + a.dim(-1)
                    + "; a stack of vectors becomes columns by unsqueeze(-1).");
        }
        if (!a.remove(-1, -2).equals(b.remove(-1, -2))) {
            throw new ShapeException(MethodName.of(name()) + ": batch axes differ: " + a + " and " + b
                    + ". Expand the smaller one, or make them equal.");
        }
        return new TensorType[] {inputs[1]};
    }

    /** By one matrix for all, the right sides of all examples are columns of one: it is factored once. */
    @Override
    default Tensor[] batched(Mapped inputs) {
        if (inputs.isMapped(0)) {
            return apply(inputs.each());
        }
        int columns = inputs.shape(1).rank() - 1;
        return new Tensor[] {inputs.unfolded(apply(inputs.input(0), inputs.folded(1, columns))[0], columns)};
    }

    /** The matrix is always read; the solution only where the matrix moves. */
    @Override
    default Keeps keeps(long needed) {
        return new Keeps(1, needed & 1);
    }

    @Override
    default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dx = upstream[0];
        if (dx == null) {
            return new Tensor[2];
        }
        Tensor db = solveTransposed(context.input(0), dx);
        Tensor da = context.needs(0)
                ? part(db.matmul(context.output(0).transpose())).neg()
                : null;
        return new Tensor[] {da, context.needs(1) ? db : null};
    }

    @Override
    default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        Tensor da = tangents[0];
        Tensor db = tangents[1];
        if (da != null) {
            Tensor moved = part(da).matmul(context.output(0));
            db = db == null ? moved.neg() : db.sub(moved);
        }
        return new Tensor[] {db == null ? null : apply(context.input(0), db)[0]};
    }

    /** {@code X} of {@code A X = B} by LU with partial pivoting. */
    record Solve() implements LinearSystem {
        @Override
        public String name() {
            return "solve";
        }

        @Override
        public Tensor solveTransposed(Tensor a, Tensor b) {
            return apply(a.transpose(), b)[0];
        }

        @Override
        public Tensor part(Tensor x) {
            return x;
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices b = Matrices.of(inputs[1]);
            Matrices x = Matrices.of(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                Elimination factors = Elimination.of(a.readFinite(name(), i));
                int zero = factors.zeroPivot(inputs[0].dtype().epsilon());
                if (zero >= 0) {
                    throw LinearAlgebraException.singular(name(), i, a.count(), zero, factors.pivot(zero));
                }
                x.write(i, factors.solve(b.read(i)));
            }
        }
    }

    /**
     * {@code X} of {@code A X = B} where A is a triangle: the other triangle is not read.
     *
     * @param upper whether it is the upper triangle, else the lower one
     * @param unit whether the diagonal is taken to be 1 and not read either
     */
    record TriangularSolve(boolean upper, boolean unit) implements LinearSystem {
        @Override
        public String name() {
            return "triangular_solve";
        }

        @Override
        public Tensor solveTransposed(Tensor a, Tensor b) {
            return new TriangularSolve(!upper, unit).apply(a.transpose(), b)[0];
        }

        @Override
        public Tensor part(Tensor x) {
            if (unit) {
                return upper ? x.triu(1) : x.tril(-1);
            }
            return upper ? x.triu() : x.tril();
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Matrices a = Matrices.of(inputs[0]);
            Matrices b = Matrices.of(inputs[1]);
            Matrices x = Matrices.of(outputs[0]);
            for (long i = 0; i < a.count(); i++) {
                requireRegular(a, i);
                double[][] solution = b.read(i);
                Elimination.substitute(a.read(i), solution, upper, unit);
                x.write(i, solution);
            }
        }

        /**
         * Refuses a triangle with a zero on its diagonal.
         *
         * @param a the matrices
         * @param matrix which of them
         * @throws LinearAlgebraException if an element of the diagonal is 0
         */
        public void requireRegular(Matrices a, long matrix) {
            long start = a.offset(matrix);
            for (int k = 0; k < a.rows() && !unit; k++) {
                if (a.at(start, k, k) == 0) {
                    throw LinearAlgebraException.singular(name(), matrix, a.count(), k, 0);
                }
            }
        }
    }
}
