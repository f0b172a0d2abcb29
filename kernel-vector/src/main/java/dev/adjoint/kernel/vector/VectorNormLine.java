package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;
import static dev.adjoint.kernel.vector.Memory.FLOAT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.F2D;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The steps by the Vector API, where the lines are. A sum has sixteen strands in double on every processor, so vectors of
 * sums are of 256 bits even where there are longer ones.
 *
 * <p>Loads and the ends of sums are written out: the compiler would call a method for them in a step of some size, and
 * make an object of each vector to do so.
 */
final class VectorNormLine implements NormLine {

    private static final VectorSpecies<Float> QUARTET = FloatVector.SPECIES_128;
    private static final VectorSpecies<Double> WIDE = DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> ANY = FloatVector.SPECIES_PREFERRED;
    private static final int STEP = ANY.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private static final int LENGTH = 1_024;
    /** Nanoseconds for an element of all steps: far above what compiled loops take, far below what cold ones do. */
    private static final double LIMIT = 8;

    private final int length;
    private final int whole;
    private final int even;
    private final double epsilon;

    private float mean;
    private float scale;
    private float level;
    private float slope;

    VectorNormLine(int length, double epsilon) {
        this.length = length;
        this.whole = length - length % FloatLines.STRANDS;
        this.even = length - length % STEP;
        this.epsilon = epsilon;
    }

    @Override
    public void moments(long x) {
        double origin = whole > 0 ? fromMemorySegment(QUARTET, ALL, x, ORDER).lane(0) : ALL.get(FLOAT, x);
        DoubleVector a = DoubleVector.zero(WIDE);
        DoubleVector b = a;
        DoubleVector c = a;
        DoubleVector d = a;
        DoubleVector aa = a;
        DoubleVector bb = a;
        DoubleVector cc = a;
        DoubleVector dd = a;
        for (int i = 0; i < whole; i += FloatLines.STRANDS) {
            long at = x + i * 4L;
            DoubleVector p =
                    ((DoubleVector) fromMemorySegment(QUARTET, ALL, at, ORDER).convertShape(F2D, WIDE, 0)).sub(origin);
            DoubleVector q = ((DoubleVector)
                            fromMemorySegment(QUARTET, ALL, at + 16, ORDER).convertShape(F2D, WIDE, 0))
                    .sub(origin);
            DoubleVector r = ((DoubleVector)
                            fromMemorySegment(QUARTET, ALL, at + 32, ORDER).convertShape(F2D, WIDE, 0))
                    .sub(origin);
            DoubleVector s = ((DoubleVector)
                            fromMemorySegment(QUARTET, ALL, at + 48, ORDER).convertShape(F2D, WIDE, 0))
                    .sub(origin);
            a = a.add(p);
            b = b.add(q);
            c = c.add(r);
            d = d.add(s);
            aa = aa.add(p.mul(p));
            bb = bb.add(q.mul(q));
            cc = cc.add(r.mul(r));
            dd = dd.add(s.mul(s));
        }
        DoubleVector once = a.add(c).add(b.add(d));
        DoubleVector squared = aa.add(cc).add(bb.add(dd));
        double sum = (once.lane(0) + once.lane(2)) + (once.lane(1) + once.lane(3));
        double squares = (squared.lane(0) + squared.lane(2)) + (squared.lane(1) + squared.lane(3));
        for (int i = whole; i < length; i++) {
            double distance = ALL.get(FLOAT, x + i * 4L) - origin;
            sum += distance;
            squares += distance * distance;
        }
        mean = (float) (origin + sum / length);
        scale = PlainNormLine.scale(sum, squares, length, epsilon);
    }

    @Override
    public void normalise(long x, long w, long b, long y) {
        for (int i = 0; i < even; i += STEP) {
            long at = i * 4L;
            fromMemorySegment(ANY, ALL, x + at, ORDER)
                    .sub(mean)
                    .mul(scale)
                    .mul(fromMemorySegment(ANY, ALL, w + at, ORDER))
                    .add(fromMemorySegment(ANY, ALL, b + at, ORDER))
                    .intoMemorySegment(ALL, y + at, ORDER);
        }
        for (long at = even * 4L; at < length * 4L; at += 4) {
            ALL.set(
                    FLOAT,
                    y + at,
                    (ALL.get(FLOAT, x + at) - mean) * scale * ALL.get(FLOAT, w + at) + ALL.get(FLOAT, b + at));
        }
    }

    /** By way of scratch memory, which is near: a loop of products and sums in double is more than the compiler takes in. */
    @Override
    public void slopes(long dy, long x, long w, long scratch) {
        for (int i = 0; i < even; i += STEP) {
            long at = i * 4L;
            fromMemorySegment(ANY, ALL, dy + at, ORDER)
                    .mul(fromMemorySegment(ANY, ALL, w + at, ORDER))
                    .intoMemorySegment(ALL, scratch + at, ORDER);
        }
        for (long at = even * 4L; at < length * 4L; at += 4) {
            ALL.set(FLOAT, scratch + at, ALL.get(FLOAT, dy + at) * ALL.get(FLOAT, w + at));
        }
        level = (float) (FloatLines.sum(scratch, length) / length);
        for (int i = 0; i < even; i += STEP) {
            long at = i * 4L;
            fromMemorySegment(ANY, ALL, scratch + at, ORDER)
                    .mul(fromMemorySegment(ANY, ALL, x + at, ORDER).sub(mean).mul(scale))
                    .intoMemorySegment(ALL, scratch + at, ORDER);
        }
        for (long at = even * 4L; at < length * 4L; at += 4) {
            float z = (ALL.get(FLOAT, x + at) - mean) * scale;
            ALL.set(FLOAT, scratch + at, ALL.get(FLOAT, scratch + at) * z);
        }
        slope = (float) (FloatLines.sum(scratch, length) / length);
    }

    @Override
    public void gradient(long dy, long x, long w, long dx, long dw, long db) {
        for (int i = 0; i < even; i += STEP) {
            long at = i * 4L;
            FloatVector upstream = fromMemorySegment(ANY, ALL, dy + at, ORDER);
            FloatVector z = fromMemorySegment(ANY, ALL, x + at, ORDER).sub(mean).mul(scale);
            upstream.mul(fromMemorySegment(ANY, ALL, w + at, ORDER))
                    .sub(level)
                    .sub(z.mul(slope))
                    .mul(scale)
                    .intoMemorySegment(ALL, dx + at, ORDER);
            fromMemorySegment(ANY, ALL, dw + at, ORDER).add(upstream.mul(z)).intoMemorySegment(ALL, dw + at, ORDER);
            fromMemorySegment(ANY, ALL, db + at, ORDER).add(upstream).intoMemorySegment(ALL, db + at, ORDER);
        }
        for (long at = even * 4L; at < length * 4L; at += 4) {
            float upstream = ALL.get(FLOAT, dy + at);
            float z = (ALL.get(FLOAT, x + at) - mean) * scale;
            ALL.set(FLOAT, dx + at, (upstream * ALL.get(FLOAT, w + at) - level - z * slope) * scale);
            ALL.set(FLOAT, dw + at, ALL.get(FLOAT, dw + at) + upstream * z);
            ALL.set(FLOAT, db + at, ALL.get(FLOAT, db + at) + upstream);
        }
    }

    @Override
    public void add(long total, long more) {
        for (int i = 0; i < even; i += STEP) {
            long at = i * 4L;
            fromMemorySegment(ANY, ALL, total + at, ORDER)
                    .add(fromMemorySegment(ANY, ALL, more + at, ORDER))
                    .intoMemorySegment(ALL, total + at, ORDER);
        }
        for (long at = even * 4L; at < length * 4L; at += 4) {
            ALL.set(FLOAT, total + at, ALL.get(FLOAT, total + at) + ALL.get(FLOAT, more + at));
        }
    }

    /** All steps, on memory for five lines; the results are of no use. */
    private void all(long at) {
        long line = LENGTH * 4L;
        moments(at);
        normalise(at, at + line, at + 2 * line, at + 3 * line);
        slopes(at, at + line, at + 2 * line, at + 3 * line);
        gradient(at, at + line, at + 2 * line, at + 3 * line, at + 4 * line, at + 4 * line);
        add(at + 4 * line, at + 3 * line);
    }

    /** Has all steps compiled, and says whether that made them fast. */
    static boolean warm() {
        try (Arena arena = Arena.ofConfined()) {
            long at = arena.allocate(5L * LENGTH * 4, Lanes.BYTES).address();
            VectorNormLine empty = new VectorNormLine(0, 1);
            return Trial.run(
                    () -> empty.all(at),
                    () -> {
                        for (int count = 7; count <= LENGTH; count = 2 * count + 1) {
                            new VectorNormLine(count, 1).all(at);
                        }
                    },
                    () -> time(at) < LIMIT);
        }
    }

    private static double time(long at) {
        VectorNormLine line = new VectorNormLine(LENGTH, 1);
        long start = System.nanoTime();
        line.all(at);
        return (System.nanoTime() - start) / (double) LENGTH;
    }
}
