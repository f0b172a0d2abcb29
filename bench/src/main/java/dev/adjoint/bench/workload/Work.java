package dev.adjoint.bench.workload;

import java.util.Locale;

/**
 * How much work a step is, so that its time can be told as a speed.
 *
 * @param amount how many units
 * @param unit of what
 * @param intensity floating-point operations for each byte that has to be read or written at least; 0 where nobody counted
 */
public record Work(double amount, Unit unit, double intensity) {

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
        return new Work(1, Unit.STEPS, 0);
    }

    static Work ops(int count) {
        return new Work(count, Unit.OPS, 0);
    }

    /**
     * Passes over arrays of floats.
     *
     * @param passes how many
     * @param elements of each array
     * @param flops operations for an element of all passes together, a function such as exp being one
     */
    static Work passes(int passes, long elements, int flops) {
        double bytes = (double) Float.BYTES * passes;
        return new Work(bytes * elements, Unit.BYTES, flops / bytes);
    }

    /** Operations on arrays of so many bytes, those of the results included. */
    static Work flops(double count, double bytes) {
        return new Work(count, Unit.FLOPS, count / bytes);
    }

    /**
     * The floating-point operations of a step.
     *
     * @return how many; 0 where nobody counted
     */
    public double operations() {
        return switch (unit) {
            case STEPS, OPS -> 0;
            case BYTES -> amount * intensity;
            case FLOPS -> amount;
        };
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
