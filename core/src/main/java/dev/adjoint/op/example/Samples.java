package dev.adjoint.op.example;

import dev.adjoint.Tensor;
import dev.adjoint.random.Draw;
import dev.adjoint.shape.Shape;

/** Numbers for examples: the same on every machine, and never close to each other, so that a tie is always meant. */
final class Samples {

    private Samples() {}

    /** The arguments of an example. */
    static Tensor[] in(Tensor... inputs) {
        return inputs;
    }

    /** Numbers between -2 and 2. */
    static Tensor any(long seed, long... lengths) {
        return between(seed, -2, 2, lengths);
    }

    /** Numbers spread over a range in random order: one in each of as many equal parts as there are numbers. */
    static Tensor between(long seed, double low, double high, long... lengths) {
        double[] values =
                spread(seed, low, high, Math.toIntExact(Shape.of(lengths).size()));
        return Tensor.of(values, lengths);
    }

    static double[] spread(long seed, double low, double high, int count) {
        Draw order = new Draw(seed, 0);
        Draw place = new Draw(seed, 1);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double part = (i + 0.3 + 0.4 * place.uniformDouble(i)) / count;
            int at = (int) order.below(i, i + 1);
            values[i] = values[at];
            values[at] = low + (high - low) * part;
        }
        return values;
    }

    /** Indices below a bound, with repetitions. */
    static Tensor index(long seed, long bound, long... lengths) {
        long[] values = new long[Math.toIntExact(Shape.of(lengths).size())];
        Draw draw = new Draw(seed, 2);
        for (int i = 0; i < values.length; i++) {
            values[i] = draw.below(i, bound);
        }
        return Tensor.of(values, lengths);
    }

    static Tensor truth(long seed, long... lengths) {
        return index(seed, 2, lengths).eq(1);
    }
}
