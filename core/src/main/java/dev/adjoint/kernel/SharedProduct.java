package dev.adjoint.kernel;

import dev.adjoint.kernel.SharedGemm.Matrix;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;

/**
 * Products by a gemm that shares out its work, one after the other.
 *
 * @param gemm multiplies one matrix by another
 * @param dtype what their elements are
 * @param left the left factors
 * @param right the right factors
 * @param result the products
 */
record SharedProduct(SharedGemm gemm, DType dtype, Factor left, Factor right, Factor result) implements ProductWork {

    @Override
    public void run(Places at) {
        for (long i = 0; i < left.count(); i++) {
            gemm.multiply(
                    left.rows(),
                    right.columns(),
                    left.columns(),
                    matrix(left, i, at.left()),
                    matrix(right, i, at.right()),
                    at.vector(),
                    matrix(result, i, at.result()));
        }
        if (at.sums() != 0) {
            Array ones = ProductWork.ones(dtype, left.columns());
            Matrix column = new Matrix(true, ones.address(), 1);
            Matrix sums = new Matrix(true, at.sums(), 1);
            gemm.multiply(left.rows(), 1, left.columns(), matrix(left, 0, at.left()), column, 0, sums);
            Reference.reachabilityFence(ones);
        }
    }

    private Matrix matrix(Factor factor, long which, long address) {
        return new Matrix(factor.byRows(), address + factor.place(which, 0, 0) * dtype.bytes(), factor.step());
    }
}
