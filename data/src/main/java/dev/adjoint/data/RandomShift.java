package dev.adjoint.data;

import dev.adjoint.random.Draw;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;
import java.util.Arrays;

/**
 * Moves an image by up to some pixels along each of its last two axes; what comes in from outside is 0.
 *
 * <p>Put it before a normalisation where 0 is the background, as in handwriting.
 *
 * @param pixels the farthest move, in both directions and along both axes
 */
public record RandomShift(int pixels) implements Transform {

    /** Refuses what is no distance. */
    public RandomShift {
        if (pixels < 0) {
            throw new DataException("random shift: " + pixels + " pixels. Give 0 or more.");
        }
    }

    @Override
    public void apply(float[] values, int from, Shape shape, Generator random) {
        int height = Images.height(shape, "random shift");
        int width = Images.width(shape);
        Draw draw = random.next();
        int down = (int) draw.below(0, 2L * pixels + 1) - pixels;
        int right = (int) draw.below(1, 2L * pixels + 1) - pixels;
        long planes = shape.size() == 0 ? 0 : shape.size() / height / width;
        for (int plane = 0; plane < planes; plane++) {
            shift(values, from + plane * height * width, height, width, down, right);
        }
    }

    /** In the order in which no row is overwritten before it has moved. */
    private static void shift(float[] values, int from, int height, int width, int down, int right) {
        int kept = Math.max(0, width - Math.abs(right));
        for (int step = 0; step < height; step++) {
            int row = down > 0 ? height - 1 - step : step;
            int start = from + row * width;
            int source = row - down;
            if (source < 0 || source >= height || kept == 0) {
                Arrays.fill(values, start, start + width, 0);
                continue;
            }
            int target = start + Math.max(0, right);
            System.arraycopy(values, from + source * width + Math.max(0, -right), values, target, kept);
            Arrays.fill(values, start, target, 0);
            Arrays.fill(values, target + kept, start + width, 0);
        }
    }
}
