package dev.adjoint.data;

import dev.adjoint.shape.Shape;

/** The last two axes of an example, taken as an image. */
final class Images {

    private Images() {}

    static int height(Shape shape, String asking) {
        if (shape.rank() < 2) {
            throw new DataException(asking + ": examples of shape " + shape
                    + " are no images. Give [height, width] or [channels, height, width].");
        }
        return Math.toIntExact(shape.dim(-2));
    }

    static int width(Shape shape) {
        return Math.toIntExact(shape.dim(-1));
    }
}
