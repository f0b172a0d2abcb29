package dev.adjoint;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;

/**
 * What is known of a tensor without its values: shape rules map types to types, so that a graph can be checked
 * while it is drawn.
 *
 * @param dtype the type of each element
 * @param shape the length of each axis
 */
public record TensorType(DType dtype, Shape shape) {

    /** Refuses missing parts. */
    public TensorType {
        Given.of("tensor", "the element type", dtype);
        Given.of("tensor", "the shape", shape);
    }

    /**
     * The same element type with another shape.
     *
     * @param other the shape of the result
     * @return this type with {@code other} as its shape
     */
    public TensorType with(Shape other) {
        return other == shape ? this : new TensorType(dtype, other);
    }

    /**
     * The same shape with another element type.
     *
     * @param other the element type of the result
     * @return this type with {@code other} as its element type
     */
    public TensorType with(DType other) {
        return other == dtype ? this : new TensorType(other, shape);
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
