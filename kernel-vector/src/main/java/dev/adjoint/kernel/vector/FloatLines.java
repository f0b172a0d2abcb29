package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Lines} by the Vector API.
 *
 * <p>A sum has sixteen strands in double on every processor, so vectors are of 256 bits even where there are longer ones.
 */
final class FloatLines {

    /** How many sums a line is cut into; see {@link Fold}. */
    static final int STRANDS = 16;

    private static final VectorSpecies<Float> QUARTET = FloatVector.SPECIES_128;
    private static final VectorSpecies<Double> WIDE = DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> ANY = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private static final int LENGTH = 1_024;
    /** Nanoseconds for an element: far above what compiled loops take, far below what cold ones do. */
    private static final double LIMIT = 3;

    /** These as {@link Lines}. */
    static final Lines LINES = new Lines() {
        @Override
        public double sum(long x, int count, long[] room) {
            return FloatLines.sum(x, count);
        }

        @Override
        public double max(long x, int count, long[] room) {
            return FloatLines.max(x, count);
        }

        @Override
        public double min(long x, int count, long[] room) {
            return FloatLines.min(x, count);
        }
    };

    private FloatLines() {}

    /** The sum of {@code count} floats. */
    static double sum(long x, int count) {
        int whole = count - count % STRANDS;
        DoubleVector a = DoubleVector.zero(WIDE);
        DoubleVector b = DoubleVector.zero(WIDE);
        DoubleVector c = DoubleVector.zero(WIDE);
        DoubleVector d = DoubleVector.zero(WIDE);
        for (int i = 0; i < whole; i += STRANDS) {
            long at = x + i * 4L;
            FloatVector p = FloatVector.fromMemorySegment(QUARTET, ALL, at, ORDER);
            FloatVector q = FloatVector.fromMemorySegment(QUARTET, ALL, at + 16, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(QUARTET, ALL, at + 32, ORDER);
            FloatVector s = FloatVector.fromMemorySegment(QUARTET, ALL, at + 48, ORDER);
            a = a.add(p.convertShape(VectorOperators.F2D, WIDE, 0));
            b = b.add(q.convertShape(VectorOperators.F2D, WIDE, 0));
            c = c.add(r.convertShape(VectorOperators.F2D, WIDE, 0));
            d = d.add(s.convertShape(VectorOperators.F2D, WIDE, 0));
        }
        DoubleVector joined = a.add(c).add(b.add(d));
        double sum = (joined.lane(0) + joined.lane(2)) + (joined.lane(1) + joined.lane(3));
        for (int i = whole; i < count; i++) {
            sum += ALL.get(Memory.FLOAT, x + i * 4L);
        }
        return sum;
    }

    /** The greatest of {@code count} floats; NaN if one is. */
    static float max(long x, int count) {
        int step = 2 * ANY.length();
        int whole = count - count % step;
        FloatVector a = FloatVector.broadcast(ANY, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        for (int i = 0; i < whole; i += step) {
            a = a.max(FloatVector.fromMemorySegment(ANY, ALL, x + i * 4L, ORDER));
            b = b.max(FloatVector.fromMemorySegment(ANY, ALL, x + (i + step / 2) * 4L, ORDER));
        }
        float max = a.max(b).reduceLanes(VectorOperators.MAX);
        for (int i = whole; i < count; i++) {
            max = Math.max(max, ALL.get(Memory.FLOAT, x + i * 4L));
        }
        return max;
    }

    /** The least of {@code count} floats; NaN if one is. */
    static float min(long x, int count) {
        int step = 2 * ANY.length();
        int whole = count - count % step;
        FloatVector a = FloatVector.broadcast(ANY, Float.POSITIVE_INFINITY);
        FloatVector b = a;
        for (int i = 0; i < whole; i += step) {
            a = a.min(FloatVector.fromMemorySegment(ANY, ALL, x + i * 4L, ORDER));
            b = b.min(FloatVector.fromMemorySegment(ANY, ALL, x + (i + step / 2) * 4L, ORDER));
        }
        float min = a.min(b).reduceLanes(VectorOperators.MIN);
        for (int i = whole; i < count; i++) {
            min = Math.min(min, ALL.get(Memory.FLOAT, x + i * 4L));
        }
        return min;
    }

    /** Runs all until they are compiled, and says whether that made them fast. */
    static boolean warm() {
        try (Arena arena = Arena.ofConfined()) {
            long x = arena.allocate(LENGTH * 4L, Lanes.BYTES).address();
            double[] kept = new double[1];
            return Trial.run(
                    () -> kept[0] += sum(x, 0) + max(x, 0) + min(x, 0),
                    () -> {
                        for (int count = 7; count <= LENGTH; count = 2 * count + 1) {
                            kept[0] += sum(x, count) + max(x, count) + min(x, count);
                        }
                    },
                    () -> time(x) < LIMIT);
        }
    }

    private static double time(long x) {
        long start = System.nanoTime();
        double kept = sum(x, LENGTH) + max(x, LENGTH) + min(x, LENGTH);
        return Double.isNaN(kept) ? Double.MAX_VALUE : (System.nanoTime() - start) / (double) LENGTH;
    }
}
