package dev.adjoint.data;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;

/** Mirrors an image left to right, every other time on average: for things, not for writing. */
public record RandomFlip() implements Transform {

    @Override
    public void apply(float[] values, int from, Shape shape, Generator random) {
        int height = Images.height(shape, "random flip");
        int width = Images.width(shape);
        if (random.next().below(0, 2) == 0 || shape.size() == 0) {
            return;
        }
        int rows = Math.toIntExact(shape.size() / height / width) * height;
        for (int row = 0; row < rows; row++) {
            int left = from + row * width;
            int right = left + width - 1;
            while (left < right) {
                float swapped = values[left];
                values[left++] = values[right];
                values[right--] = swapped;
            }
        }
    }
}
