package dev.adjoint.bench.workload;

import java.util.Locale;

/**
 * How much work a step is, so that its time can be told as a speed.
 *
 * @param amount how many units
 * @param unit of what
 */
public record Work(double amount, Unit unit) {

    /** What work is counted in. */
    public enum Unit {
        /** Steps: only their time is told. */
        STEPS,
        /** Element-wise ops: the time of one is told. */
        OPS,
        /** Bytes that have to be read or written at least. */
        BYTES,
        /** Floating-point operations, an addition and a multiplication being two. */
        FLOPS
    }

    static Work step() {
        return new Work(1, Unit.STEPS);
    }

    static Work ops(int count) {
        return new Work(count, Unit.OPS);
    }

    /** So many passes over so many elements of 4 bytes. */
    static Work passes(int passes, long elements) {
        return new Work(4.0 * passes * elements, Unit.BYTES);
    }

    static Work flops(double count) {
        return new Work(count, Unit.FLOPS);
    }

    /**
     * The speed of a step, as people in the field state it.
     *
     * @param seconds that one step took
     * @return a figure with its unit; empty for whole steps, whose time says it all
     */
    public String speed(double seconds) {
        return switch (unit) {
            case STEPS -> "";
            case OPS -> String.format(Locale.ROOT, "%.0f ns/op", seconds / amount * 1e9);
            case BYTES -> String.format(Locale.ROOT, "%.1f GB/s", amount / seconds / 1e9);
            case FLOPS -> String.format(Locale.ROOT, "%.0f GFLOP/s", amount / seconds / 1e9);
        };
    }
}
