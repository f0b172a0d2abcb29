package dev.adjoint.data;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import java.util.Arrays;

/**
 * Shifts and scales features so that they have mean 0 and deviation 1: {@code (x - mean) / deviation}.
 *
 * <p>One pair serves all values, or there is one for each channel of an image or each column of a table: in general, an
 * example is cut into as many equal runs as there are pairs. The numbers are in the units of the data set, so 0 to 255
 * for the usual images.
 */
public final class Normalisation implements Transform {

    private final float[] means;
    private final float[] factors;

    private Normalisation(float[] means, float[] deviations) {
        this.means = means;
        this.factors = new float[deviations.length];
        for (int i = 0; i < deviations.length; i++) {
            // A column that is constant carries nothing: it becomes 0 rather than infinite.
            factors[i] = deviations[i] == 0 ? 1 : 1 / deviations[i];
        }
    }

    /**
     * The same for all values.
     *
     * @param mean what becomes 0
     * @param deviation what becomes a distance of 1
     * @return the normalisation
     * @throws DataException if the deviation is not positive
     */
    public static Normalisation of(double mean, double deviation) {
        return of(new float[] {(float) mean}, new float[] {(float) deviation});
    }

    /**
     * One pair for each channel or column.
     *
     * @param means what becomes 0, for each
     * @param deviations what becomes a distance of 1, for each; 0 leaves the scale as it is
     * @return the normalisation
     * @throws DataException if the lengths differ, or a number is negative or not finite where it must not be
     */
    public static Normalisation of(float[] means, float[] deviations) {
        if (means.length != deviations.length || means.length == 0) {
            throw new DataException("normalisation: " + means.length + " means and " + deviations.length
                    + " deviations. Give one pair for all, or one for each channel.");
        }
        for (int i = 0; i < means.length; i++) {
            if (!(Float.isFinite(means[i]) && Float.isFinite(deviations[i]) && deviations[i] >= 0)) {
                throw new DataException("normalisation: mean " + means[i] + " and deviation " + deviations[i]
                        + " at place " + i + ". Give finite numbers, and deviations that are not negative.");
            }
        }
        return new Normalisation(means.clone(), deviations.clone());
    }

    /**
     * The pair measured over all values of a data set.
     *
     * @param data the training examples; not the test examples, which nothing may be learnt from
     * @return the normalisation
     */
    public static Normalisation over(Dataset data) {
        return measured(Given.of("normalisation", "the data set", data), 1);
    }

    /**
     * One pair for each entry of the first axis of an example, measured: channels of images, columns of tables.
     *
     * @param data the training examples
     * @return the normalisation
     */
    public static Normalisation byChannel(Dataset data) {
        return measured(
                data,
                Math.toIntExact(Given.of("normalisation", "the data set", data)
                        .exampleShape()
                        .dim(0)));
    }

    private static Normalisation measured(Dataset data, int groups) {
        int length = data.exampleLength();
        double[] sums = new double[groups];
        double[] squares = new double[groups];
        float[] example = new float[length];
        double count = (double) data.size() * length / groups;
        if (count == 0) {
            throw new DataException(
                    "normalisation: " + data.name() + " has no values to measure. " + "Give a data set with examples.");
        }
        int run = length / groups;
        // Two passes: the square of the mean may be large beside the variance.
        for (int row = 0; row < data.size(); row++) {
            data.readFeatures(row, example, 0);
            for (int i = 0; i < length; i++) {
                sums[i / run] += example[i];
            }
        }
        float[] means = new float[groups];
        for (int group = 0; group < groups; group++) {
            means[group] = (float) (sums[group] / count);
        }
        for (int row = 0; row < data.size(); row++) {
            data.readFeatures(row, example, 0);
            for (int i = 0; i < length; i++) {
                double distance = example[i] - means[i / run];
                squares[i / run] += distance * distance;
            }
        }
        float[] deviations = new float[groups];
        for (int group = 0; group < groups; group++) {
            deviations[group] = (float) Math.sqrt(squares[group] / count);
        }
        return of(means, deviations);
    }

    /**
     * What becomes 0, for each channel or for all.
     *
     * @return a copy
     */
    public float[] means() {
        return means.clone();
    }

    @Override
    public void apply(float[] values, int from, Shape shape, Generator random) {
        int length = Math.toIntExact(shape.size());
        if (length % means.length != 0) {
            throw new DataException("normalisation: " + means.length + " means for examples of shape " + shape
                    + ". Give one, or one for each entry of the first axis.");
        }
        int run = length / means.length;
        for (int group = 0; group < means.length; group++) {
            float mean = means[group];
            float factor = factors[group];
            int begin = from + group * run;
            for (int i = begin; i < begin + run; i++) {
                values[i] = (values[i] - mean) * factor;
            }
        }
    }

    /** The means, and the factors that are one over the deviations. */
    @Override
    public String toString() {
        return "normalisation with means " + Arrays.toString(means) + " and factors " + Arrays.toString(factors);
    }
}
