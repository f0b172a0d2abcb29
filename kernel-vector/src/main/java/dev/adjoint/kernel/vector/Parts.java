package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.Workers;

/** Cuts work into parts by its amount alone, never by the number of threads. */
final class Parts {

    /** Below this, sharing saves little: it costs a microsecond, and some more where threads have to be woken. */
    private static final double WORTH_SHARING = 8_000;
    /** What a part should take, so that a late thread does not keep the others waiting. */
    private static final double GRAIN = 50_000;

    private static final int MOST = 64;

    private Parts() {}

    /** Takes a stretch of the items. */
    @FunctionalInterface
    interface Body {
        void run(long first, long last);
    }

    /**
     * Runs a body over items 0 to {@code items - 1}.
     *
     * @param items how many
     * @param nanoseconds the estimated cost of all
     * @param body what to do with a stretch of them
     */
    static void each(long items, double nanoseconds, Body body) {
        int parts = count(items, nanoseconds);
        if (parts == 1) {
            body.run(0, items);
        } else {
            Workers.each(parts, part -> body.run(items * part / parts, items * (part + 1) / parts));
        }
    }

    static int count(long items, double nanoseconds) {
        if (nanoseconds < WORTH_SHARING || items < 2) {
            return 1;
        }
        long even = Math.max(2, (long) (nanoseconds / GRAIN) & ~1L);
        return (int) Math.min(Math.min(even, MOST), items);
    }
}
