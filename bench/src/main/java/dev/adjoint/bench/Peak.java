package dev.adjoint.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the machine can do at most, measured: multiply-adds that never leave the registers, and copying from memory to
 * memory. Times of kernels say more beside these than by themselves.
 *
 * @param float32 floating-point operations a second on elements of 4 bytes, a multiply-add being two
 * @param float64 the same on elements of 8 bytes
 * @param copied bytes a second that a copy reads and writes, added up
 */
public record Peak(double float32, double float64, double copied) {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /** Enough to keep two units busy that take four or five cycles each; the loops below have as many variables. */
    private static final int ACCUMULATORS = 10;

    private static final int ITERATIONS = 1_000_000;

    /** Of all threads together; more than a cache holds. */
    private static final long COPIED = 512L << 20;

    private static final double SECONDS = 0.8;

    /** More than it takes until the compiler has been there, however busy the machine is. */
    private static final int LEAST_TRIES = 100;

    /**
     * Measures, if there is the Vector API to measure with.
     *
     * @param threads how many compute at the same time
     * @return the best of many tries of each kind
     * @throws InterruptedException if it is interrupted
     */
    static Optional<Peak> measure(int threads) throws InterruptedException {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.empty();
        }
        double steps = 2.0 * ACCUMULATORS * ITERATIONS * threads;
        double floats = steps * FLOATS.length() / seconds(Collections.nCopies(threads, Peak::floats));
        double doubles = steps * DOUBLES.length() / seconds(Collections.nCopies(threads, Peak::doubles));
        try (Arena arena = Arena.ofShared()) {
            List<Callable<Double>> copies = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                MemorySegment from = arena.allocate(COPIED / 2 / threads);
                MemorySegment to = arena.allocate(from.byteSize());
                copies.add(() -> {
                    to.copyFrom(from);
                    return 0.0;
                });
            }
            return Optional.of(new Peak(floats, doubles, COPIED / seconds(copies)));
        }
    }

    /** The better figures of two measurements, since a machine that is disturbed only gets slower. */
    static Optional<Peak> best(Optional<Peak> first, Optional<Peak> second) {
        return first.flatMap(a -> second.map(b -> new Peak(
                Math.max(a.float32, b.float32), Math.max(a.float64, b.float64), Math.max(a.copied, b.copied))));
    }

    /** The shortest time in which all of them did their work side by side; the first tries are for the compiler. */
    private static double seconds(List<Callable<Double>> work) throws InterruptedException {
        double best = Double.MAX_VALUE;
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        try (ExecutorService pool = Executors.newFixedThreadPool(work.size())) {
            for (int tries = 0; tries < LEAST_TRIES || System.nanoTime() < end; tries++) {
                long start = System.nanoTime();
                for (Future<Double> each : pool.invokeAll(work)) {
                    if (Double.isNaN(each.get())) {
                        throw new IllegalStateException("bench: a sum of multiply-adds is not a number.");
                    }
                }
                best = Math.min(best, (System.nanoTime() - start) / 1e9);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("bench: the peak cannot be measured.", e.getCause());
        }
        return best;
    }

    /** Variables, not an array: they are to stay in registers. */
    private static double floats() {
        FloatVector x = FloatVector.broadcast(FLOATS, 0.999f);
        FloatVector y = FloatVector.broadcast(FLOATS, 0.001f);
        FloatVector a = y;
        FloatVector b = y;
        FloatVector c = y;
        FloatVector d = y;
        FloatVector e = y;
        FloatVector f = y;
        FloatVector g = y;
        FloatVector h = y;
        FloatVector i = y;
        FloatVector j = y;
        for (int n = 0; n < ITERATIONS; n++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
    }

    private static double doubles() {
        DoubleVector x = DoubleVector.broadcast(DOUBLES, 0.999);
        DoubleVector y = DoubleVector.broadcast(DOUBLES, 0.001);
        DoubleVector a = y;
        DoubleVector b = y;
        DoubleVector c = y;
        DoubleVector d = y;
        DoubleVector e = y;
        DoubleVector f = y;
        DoubleVector g = y;
        DoubleVector h = y;
        DoubleVector i = y;
        DoubleVector j = y;
        for (int n = 0; n < ITERATIONS; n++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
    }
}
