package dev.adjoint.data;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;

/**
 * A change of one example on its way into a batch: normalisation, augmentation.
 *
 * <p>It works in place on plain floats, on the thread that prepares batches, before the example becomes part of a
 * tensor. Its randomness comes from a generator that belongs to this example in this epoch alone, so that neither the
 * order of the work nor the number of threads changes a result.
 */
@FunctionalInterface
public interface Transform {

    /**
     * Changes one example in place.
     *
     * @param values holds the example, in row-major order, and others before and after it
     * @param from where the example begins
     * @param shape the shape of the example
     * @param random the generator of this example in this epoch, at its beginning
     */
    void apply(float[] values, int from, Shape shape, Generator random);
}
