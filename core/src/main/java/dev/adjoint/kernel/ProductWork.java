package dev.adjoint.kernel;

import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;

/** How products are computed, given where everything is. */
@FunctionalInterface
interface ProductWork {

    void run(Places at);

    /**
     * The addresses of one run.
     *
     * @param left the left factors
     * @param right the right factors
     * @param vector what each row begins with; 0 for nothing
     * @param result the products
     * @param sums where the sums of the left factor's rows go; 0 for nowhere
     */
    record Places(long left, long right, long vector, long result, long sums) {}

    /** What makes sums of products: a row or a column of ones. */
    static Array ones(DType dtype, long count) {
        Array ones = Array.allocate(dtype, Shape.of(count));
        for (long i = 0; i < count; i++) {
            ones.setDouble(i, 1);
        }
        return ones;
    }
}
