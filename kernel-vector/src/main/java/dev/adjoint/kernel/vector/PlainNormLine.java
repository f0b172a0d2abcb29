package dev.adjoint.kernel.vector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The steps by loops over arrays, which each line is copied to. */
final class PlainNormLine implements NormLine {

    private static final int STRANDS = FloatLines.STRANDS;

    private final int length;
    private final int whole;
    private final double epsilon;
    private final float[] first;
    private final float[] second;
    private final float[] third;
    private final float[] result;
    private final double[] sums = new double[STRANDS];
    private final double[] others = new double[STRANDS];

    private float mean;
    private float scale;
    private float level;
    private float slope;

    PlainNormLine(int length, double epsilon) {
        this.length = length;
        this.whole = length - length % STRANDS;
        this.epsilon = epsilon;
        this.first = new float[length];
        this.second = new float[length];
        this.third = new float[length];
        this.result = new float[length];
    }

    private void load(long from, float[] line) {
        MemorySegment.copy(Memory.ALL, Memory.FLOAT, from, line, 0, length);
    }

    private void store(float[] line, long to) {
        MemorySegment.copy(line, 0, Memory.ALL, Memory.FLOAT, to, length);
    }

    @Override
    public void moments(long x) {
        load(x, first);
        double origin = first[0];
        Arrays.fill(sums, 0);
        Arrays.fill(others, 0);
        for (int i = 0; i < whole; i += STRANDS) {
            for (int j = 0; j < STRANDS; j++) {
                double distance = first[i + j] - origin;
                sums[j] += distance;
                others[j] += distance * distance;
            }
        }
        double sum = joined(sums);
        double squares = joined(others);
        for (int i = whole; i < length; i++) {
            double distance = first[i] - origin;
            sum += distance;
            squares += distance * distance;
        }
        mean = (float) (origin + sum / length);
        scale = scale(sum, squares, length, epsilon);
    }

    /** One over the deviation, from the sums of distances and of their squares. */
    static float scale(double sum, double squares, int length, double epsilon) {
        double variance = Math.max(0, (squares - sum * sum / length) / length);
        return (float) (1 / Math.sqrt(variance + epsilon));
    }

    /** The sum of the strands: those of half the strands apart first, as vectors are added; then so with what is left. */
    private static double joined(double[] strands) {
        for (int width = STRANDS / 2; width > 0; width /= 2) {
            for (int j = 0; j < width; j++) {
                strands[j] += strands[j + width];
            }
        }
        return strands[0];
    }

    @Override
    public void normalise(long x, long w, long b, long y) {
        load(x, first);
        load(w, second);
        load(b, third);
        for (int i = 0; i < length; i++) {
            result[i] = (first[i] - mean) * scale * second[i] + third[i];
        }
        store(result, y);
    }

    @Override
    public void slopes(long dy, long x, long w, long scratch) {
        load(dy, first);
        load(x, second);
        load(w, third);
        Arrays.fill(sums, 0);
        Arrays.fill(others, 0);
        for (int i = 0; i < whole; i += STRANDS) {
            for (int j = 0; j < STRANDS; j++) {
                float g = first[i + j] * third[i + j];
                float product = g * ((second[i + j] - mean) * scale);
                sums[j] += g;
                others[j] += product;
            }
        }
        double sum = joined(sums);
        double products = joined(others);
        for (int i = whole; i < length; i++) {
            float g = first[i] * third[i];
            float product = g * ((second[i] - mean) * scale);
            sum += g;
            products += product;
        }
        level = (float) (sum / length);
        slope = (float) (products / length);
    }

    @Override
    public void gradient(long dy, long x, long w, long dx, long dw, long db) {
        load(dy, first);
        load(x, second);
        load(w, third);
        for (int i = 0; i < length; i++) {
            float z = (second[i] - mean) * scale;
            result[i] = (first[i] * third[i] - level - z * slope) * scale;
            second[i] = first[i] * z;
        }
        store(result, dx);
        add(dw, second);
        add(db, first);
    }

    @Override
    public void add(long total, long more) {
        load(more, first);
        add(total, first);
    }

    private void add(long total, float[] more) {
        load(total, result);
        for (int i = 0; i < length; i++) {
            result[i] += more[i];
        }
        store(result, total);
    }
}
