package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Determinant;
import dev.adjoint.op.Factorisation;
import dev.adjoint.op.LinearSystem;
import dev.adjoint.op.MatrixExponential;
import dev.adjoint.op.PseudoInverse;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;

/** The linear algebra of the language: one op each, after broadcasting; wide matrices are split into a square and a rest. */
interface LinearAlgebraFace extends Tensor {

    @Override
    default Tensor cholesky() {
        return new Factorisation.Cholesky().apply(this)[0];
    }

    @Override
    default Tensor solve(Tensor right) {
        return system(new LinearSystem.Solve(), right);
    }

    @Override
    default Tensor triangularSolve(Tensor right, boolean upper, boolean unit) {
        return system(new LinearSystem.TriangularSolve(upper, unit), right);
    }

    private Tensor system(LinearSystem op, Tensor right) {
        Given.input(op.name(), 1, right);
        if (rank() < 2 || right.rank() == 0 || right.dim(right.rank() == 1 ? 0 : -2) != dim(-1)) {
            // Nothing to stretch: the op says what is wrong with them as they are.
            return op.apply(this, right)[0];
        }
        if (right.rank() == 1) {
            return system(op, right.unsqueeze(1)).squeeze(-1);
        }
        Shape stack = common(op.name(), shape().remove(-1, -2), right.shape().remove(-1, -2));
        return op.apply(stacked(this, stack), stacked(right, stack))[0];
    }

    private static Shape common(String name, Shape a, Shape b) {
        try {
            return Shape.broadcast(a, b);
        } catch (ShapeException e) {
            throw new ShapeException(MethodName.of(name) + ": batch axes differ: " + e.getMessage());
        }
    }

    private static Tensor stacked(Tensor matrices, Shape stack) {
        Shape rows = stack.insert(stack.rank(), matrices.dim(-2));
        return matrices.expand(rows.insert(rows.rank(), matrices.dim(-1)).dims());
    }

    @Override
    default Tensor pseudoInverse(double tolerance) {
        return new PseudoInverse(tolerance).apply(this)[0];
    }

    @Override
    default Tensor determinant() {
        return new Determinant.Value().apply(this)[0];
    }

    @Override
    default SignLog signLogDeterminant() {
        Tensor[] parts = new Determinant.SignLog().apply(this);
        return new SignLog(parts[0], parts[1]);
    }

    /** The first columns alone settle Q of a wide matrix; R of the rest is {@code Q^T A}. */
    @Override
    default Qr qr() {
        if (rank() < 2 || dim(-2) >= dim(-1)) {
            Tensor[] factors = new Factorisation.Qr().apply(this);
            return new Qr(factors[0], factors[1]);
        }
        Qr square = slice(-1, 0, dim(-2)).qr();
        Tensor rest = slice(-1, dim(-2), dim(-1));
        return new Qr(square.q(), square.r().append(-1, square.q().transpose().matmul(rest)));
    }

    /** The first columns alone settle P and L of a wide matrix; U of the rest is {@code L^-1 P^T A}. */
    @Override
    default Lu lu() {
        if (rank() < 2 || dim(-2) >= dim(-1)) {
            Tensor[] factors = new Factorisation.Lu().apply(this);
            return new Lu(factors[0], factors[1], factors[2]);
        }
        Lu square = slice(-1, 0, dim(-2)).lu();
        Tensor rest = square.p().transpose().matmul(slice(-1, dim(-2), dim(-1)));
        return new Lu(square.p(), square.l(), square.u().append(-1, square.l().triangularSolve(rest, false, true)));
    }

    @Override
    default Eigen symmetricEigen() {
        Tensor[] parts = new Factorisation.SymmetricEigen().apply(this);
        return new Eigen(parts[0], parts[1]);
    }

    @Override
    default Svd svd() {
        Tensor[] parts = new Factorisation.Svd().apply(this);
        return new Svd(parts[0], parts[1], parts[2]);
    }

    @Override
    default Tensor matrixExp() {
        return new MatrixExponential().apply(this)[0];
    }
}
