package dev.adjoint.nn;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;

/**
 * A tensor that belongs to a module's state but is not trained, such as the running mean of a batch normalisation.
 *
 * <p>As a {@link Parameter}, it is updated in place and outlives the scope in which it was made.
 */
public final class Buffer {

    private Tensor value;

    /**
     * A buffer with a copy of initial values.
     *
     * @param initial the values to begin with
     */
    public Buffer(Tensor initial) {
        this.value = initial.detach().copy().keep();
    }

    /**
     * The values.
     *
     * @return a constant whose memory stays the same
     */
    public Tensor value() {
        return value;
    }

    /**
     * Overwrites the values in place.
     *
     * @param values the new values, of the same type
     */
    public void assign(Tensor values) {
        value.assign(values.detach());
    }

    /**
     * Goes on with other elements in memory of its own, if its elements are floating.
     *
     * @param dtype the new floating element type
     */
    void cast(DType dtype) {
        if (value.dtype().isFloating()) {
            value = value.cast(dtype).copy().keep();
        }
    }

    /** Element type and shape. */
    @Override
    public String toString() {
        return "buffer " + value.type();
    }
}
