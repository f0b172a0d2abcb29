package dev.adjoint.kernel.openblas;

import dev.adjoint.LinearAlgebraException;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Factorisation;
import dev.adjoint.op.LinearSystem;
import dev.adjoint.op.Matrices;
import dev.adjoint.op.PseudoInverse;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What each op is in words of LAPACK, for one matrix; they refuse what the plain references refuse, in the same words. */
final class Routines {

    private Routines() {}

    static void cholesky(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Matrices a = Matrices.of(inputs[0]);
        NativeMatrix factor = symmetric("cholesky", a, matrix, bench);
        int minor = bench.lapack().cholesky(a.rows(), factor.memory());
        if (minor > 0) {
            throw LinearAlgebraException.notPositiveDefinite("cholesky", matrix, a.count(), minor);
        }
        Matrices.of(outputs[0]).fill(matrix, (i, j) -> i >= j ? factor.at(i, j) : 0);
    }

    private static NativeMatrix symmetric(String op, Matrices a, long matrix, Workbench bench) {
        a.requireFinite(op, matrix);
        long start = a.offset(matrix);
        NativeMatrix copy = bench.matrix(a.rows(), a.columns());
        copy.fill((i, j) -> a.at(start, i, j) / 2 + a.at(start, j, i) / 2);
        return copy;
    }

    static void symmetricEigen(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Matrices a = Matrices.of(inputs[0]);
        NativeMatrix vectors = symmetric("symmetric_eigen", a, matrix, bench);
        NativeMatrix values = bench.matrix(a.rows(), 1);
        if (bench.lapack().symmetricEigen(a.rows(), vectors.memory(), values.memory()) != 0) {
            throw LinearAlgebraException.noConvergence("symmetric_eigen", matrix, a.count());
        }
        Matrices.columns(outputs[0]).fill(matrix, values);
        Matrices.of(outputs[1]).fill(matrix, vectors);
        Factorisation.fixSigns(Matrices.of(outputs[1]), null, matrix);
    }

    /** The reduced singular value decomposition of one matrix. */
    private record Svd(NativeMatrix u, NativeMatrix s, NativeMatrix vt) {

        static Svd of(String op, Matrices a, long matrix, Workbench bench) {
            a.requireFinite(op, matrix);
            int fewer = Math.min(a.rows(), a.columns());
            NativeMatrix copy = bench.copy(a, matrix);
            Svd svd = new Svd(bench.matrix(a.rows(), fewer), bench.matrix(fewer, 1), bench.matrix(fewer, a.columns()));
            int info = bench.lapack()
                    .svd(a.rows(), a.columns(), copy.memory(), svd.u.memory(), svd.s.memory(), svd.vt.memory());
            if (info != 0) {
                throw LinearAlgebraException.noConvergence(op, matrix, a.count());
            }
            return svd;
        }

        /** The product {@code V S^-1 U^T} of the first singular values and vectors; V is no longer itself after it. */
        NativeMatrix inverse(int rank, Workbench bench) {
            NativeMatrix product = bench.matrix(vt.columns(), u.rows());
            if (rank == 0) {
                product.memory().fill((byte) 0);
                return product;
            }
            vt.fill((k, i) -> k < rank ? vt.at(k, i) / s.at(k, 0) : 0);
            bench.lapack()
                    .multiply(
                            false,
                            false,
                            vt.columns(),
                            u.rows(),
                            rank,
                            vt.memory().address(),
                            vt.columns(),
                            u.memory().address(),
                            u.columns(),
                            product.memory().address(),
                            u.rows(),
                            false);
            return product;
        }
    }

    static void svd(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Svd svd = Svd.of("svd", Matrices.of(inputs[0]), matrix, bench);
        Matrices.of(outputs[0]).fill(matrix, svd.u);
        Matrices.columns(outputs[1]).fill(matrix, svd.s);
        Matrices.of(outputs[2]).fill(matrix, svd.vt);
        Factorisation.fixSigns(Matrices.of(outputs[0]), Matrices.of(outputs[2]), matrix);
    }

    static StackKernel.Routine pseudoInverse(PseudoInverse op) {
        return (inputs, outputs, matrix, bench) -> {
            Svd svd = Svd.of(op.name(), Matrices.of(inputs[0]), matrix, bench);
            double least = op.tolerance(inputs[0]) * svd.s.at(0, 0);
            int rank = 0;
            while (rank < svd.s.rows() && svd.s.at(rank, 0) > least) {
                rank++;
            }
            Matrices.of(outputs[0]).fill(matrix, svd.inverse(rank, bench));
        };
    }

    static void qr(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Matrices a = Matrices.of(inputs[0]);
        a.requireFinite("qr", matrix);
        NativeMatrix factors = bench.copy(a, matrix);
        MemorySegment scales = bench.matrix(a.columns(), 1).memory();
        bench.lapack().qr(a.rows(), a.columns(), factors.memory(), scales);
        Matrices.of(outputs[1]).fill(matrix, (i, j) -> i <= j ? factors.at(i, j) : 0);
        bench.lapack().qrColumns(a.rows(), a.columns(), factors.memory(), scales);
        Matrices.of(outputs[0]).fill(matrix, factors);
        Factorisation.fixDiagonal(
                Matrices.of(outputs[0]),
                Matrices.of(outputs[1]),
                matrix,
                inputs[0].dtype().epsilon());
    }

    /**
     * Both LU factors of one matrix.
     *
     * @param factors L without its ones, and U
     * @param exchanges for each row the number, from 1, of the one that it was exchanged with
     */
    private record Lu(NativeMatrix factors, MemorySegment exchanges) {

        static Lu of(String op, Matrices a, long matrix, Workbench bench) {
            a.requireFinite(op, matrix);
            NativeMatrix factors = bench.copy(a, matrix);
            MemorySegment exchanges = bench.integers(a.rows());
            bench.lapack().lu(a.rows(), factors.memory(), exchanges);
            return new Lu(factors, exchanges);
        }

        private int exchanged(int row) {
            return exchanges.getAtIndex(ValueLayout.JAVA_INT, row) - 1;
        }

        /** Which row comes first, second, ... */
        int[] order() {
            int[] order = new int[factors.rows()];
            for (int i = 0; i < order.length; i++) {
                order[i] = i;
            }
            for (int i = 0; i < order.length; i++) {
                int number = order[i];
                order[i] = order[exchanged(i)];
                order[exchanged(i)] = number;
            }
            return order;
        }

        /** The sign of the permutation. */
        double sign() {
            double sign = 1;
            for (int i = 0; i < factors.rows(); i++) {
                sign = exchanged(i) == i ? sign : -sign;
            }
            return sign;
        }
    }

    static void lu(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Lu lu = Lu.of("lu", Matrices.of(inputs[0]), matrix, bench);
        int[] order = lu.order();
        NativeMatrix factors = lu.factors();
        Matrices.of(outputs[0]).fill(matrix, (i, j) -> order[j] == i ? 1 : 0);
        Matrices.of(outputs[1]).fill(matrix, (i, j) -> i > j ? factors.at(i, j) : i == j ? 1 : 0);
        Matrices.of(outputs[2]).fill(matrix, (i, j) -> i <= j ? factors.at(i, j) : 0);
    }

    static void determinant(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Lu lu = Lu.of("determinant", Matrices.of(inputs[0]), matrix, bench);
        double product = lu.sign();
        for (int k = 0; k < lu.factors().rows(); k++) {
            product *= lu.factors().at(k, k);
        }
        double value = product;
        Matrices.numbers(outputs[0]).fill(matrix, (_, _) -> value);
    }

    static void signLog(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Lu lu = Lu.of("sign_log_determinant", Matrices.of(inputs[0]), matrix, bench);
        double product = lu.sign();
        double sum = 0;
        for (int k = 0; k < lu.factors().rows(); k++) {
            product *= Math.signum(lu.factors().at(k, k));
            sum += Math.log(Math.abs(lu.factors().at(k, k)));
        }
        double sign = product;
        double log = sum;
        Matrices.numbers(outputs[0]).fill(matrix, (_, _) -> sign);
        Matrices.numbers(outputs[1]).fill(matrix, (_, _) -> log);
    }

    static void solve(Array[] inputs, Array[] outputs, long matrix, Workbench bench) {
        Matrices a = Matrices.of(inputs[0]);
        Lu lu = Lu.of("solve", a, matrix, bench);
        int zero = Matrices.zeroPivot(a.rows(), lu.factors(), inputs[0].dtype().epsilon());
        if (zero >= 0) {
            throw LinearAlgebraException.singular(
                    "solve", matrix, a.count(), zero, lu.factors().at(zero, zero));
        }
        NativeMatrix x = bench.copy(Matrices.of(inputs[1]), matrix);
        bench.lapack().luSolve(a.rows(), x.columns(), lu.factors().memory(), lu.exchanges(), x.memory());
        Matrices.of(outputs[0]).fill(matrix, x);
    }

    static StackKernel.Routine triangularSolve(LinearSystem.TriangularSolve op) {
        return (inputs, outputs, matrix, bench) -> {
            Matrices a = Matrices.of(inputs[0]);
            op.requireRegular(a, matrix);
            NativeMatrix triangle = bench.copy(a, matrix);
            NativeMatrix x = bench.copy(Matrices.of(inputs[1]), matrix);
            bench.lapack().triangularSolve(op.upper(), op.unit(), a.rows(), x.columns(), triangle.memory(), x.memory());
            Matrices.of(outputs[0]).fill(matrix, x);
        };
    }
}
