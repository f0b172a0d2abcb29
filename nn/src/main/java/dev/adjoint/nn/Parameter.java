package dev.adjoint.nn;

import dev.adjoint.StandIns;
import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that training changes: a leaf of every graph that reads it, updated in place, so that whoever holds the
 * parameter sees the update.
 *
 * <p>It outlives the {@link dev.adjoint.memory.Scope} in which it was made: its memory belongs to the enclosing one.
 */
public final class Parameter {

    private Tensor value;

    /**
     * A parameter with a copy of initial values.
     *
     * @param initial the values to begin with, of a floating type
     * @throws DTypeException if the elements are not floating
     */
    public Parameter(Tensor initial) {
        this.value = leaf(initial, initial.dtype());
    }

    private static Tensor leaf(Tensor values, DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException("parameter: " + values.type() + " cannot be trained: only floating elements have"
                    + " derivatives. Cast first: x.cast(DType.FLOAT32), or register it as a buffer.");
        }
        return values.detach().cast(dtype).copy().keep().withGrad();
    }

    /**
     * The values, as a leaf: what a forward pass computes with.
     *
     * @return a leaf whose memory stays the same while an optimiser updates it; inside {@link Module#with}, what stands
     *     in for it
     */
    public Tensor value() {
        return StandIns.of(value);
    }

    /** The leaf itself, whatever stands in for it. */
    Tensor leaf() {
        return value;
    }

    /** The values as the point of a derivative: what stands in here, with its history, or a constant. */
    Tensor point() {
        Tensor seen = value();
        return seen == value ? value.detach() : seen;
    }

    /**
     * The gradient that backward passes have summed here.
     *
     * @return a gradient of the shape of the value, or null if there is none
     */
    public @Nullable Tensor grad() {
        return value.grad();
    }

    /**
     * Replaces the gradient, as clipping does; the old one may be shared with others and is not written to.
     *
     * @param gradient the new gradient, of the type of the value
     */
    public void grad(Tensor gradient) {
        value.clearGrad();
        value.backward(gradient);
    }

    /** Forgets the gradient. */
    public void clearGrad() {
        value.clearGrad();
    }

    /**
     * Overwrites the values in place.
     *
     * @param values the new values, of the same type
     */
    public void assign(Tensor values) {
        value.detach().assign(values.detach());
    }

    /**
     * Goes on with other elements in memory of its own; optimisers made before do not fit it any more.
     *
     * @param dtype the new floating element type
     */
    void cast(DType dtype) {
        value = leaf(value, dtype);
    }

    /** Element type and shape. */
    @Override
    public String toString() {
        return "parameter " + value.type();
    }
}
