package dev.adjoint.shape;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The strict broadcasting rule, and what to say when it is not met, on plain lengths: it knows no Shape. */
final class Broadcast {
    /** More suggestions than this would not be read. */
    private static final int SUGGESTIONS = 3;

    /** With more axes missing than this, a search for places would be long and its answer a guess. */
    private static final int MISSING = 3;

    private Broadcast() {}

    /** The common lengths, or null if the rule is not met; where they are those of one side, its very array. */
    static long @Nullable [] common(long[] a, long[] b) {
        if (Arrays.equals(a, b)) {
            return a;
        }
        if (a.length == b.length) {
            return stretched(a, b);
        }
        long[] low = a.length < b.length ? a : b;
        long[] high = low == a ? b : a;
        int lead = high.length - low.length;
        return Arrays.equals(low, 0, low.length, high, lead, high.length) ? high : null;
    }

    private static long @Nullable [] stretched(long[] a, long[] b) {
        long[] dims = new long[a.length];
        for (int axis = 0; axis < dims.length; axis++) {
            long x = a[axis];
            long y = b[axis];
            if (x != y && x != 1 && y != 1) {
                return null;
            }
            dims[axis] = x == 1 ? y : x;
        }
        return dims;
    }

    static String explain(long[] a, long[] b) {
        return a.length == b.length ? equalRank(a, b) : lowerRank(a, b);
    }

    private static String equalRank(long[] a, long[] b) {
        int axis = 0;
        while (a[axis] == b[axis] || a[axis] == 1 || b[axis] == 1) {
            axis++;
        }
        String fact = "broadcast: lengths differ along axis " + axis + ": " + text(a) + " x " + text(b) + " (" + a[axis]
                + " vs " + b[axis] + ").";
        int rank = a.length;
        boolean swapped = rank >= 2
                && a[rank - 1] == b[rank - 2]
                && a[rank - 2] == b[rank - 1]
                && Arrays.equals(a, 0, rank - 2, b, 0, rank - 2);
        return fact + (swapped ? " Did you mean b.transpose()?" : " Only an axis of length 1 stretches.");
    }

    private static String lowerRank(long[] a, long[] b) {
        boolean left = a.length < b.length;
        long[] low = left ? a : b;
        long[] high = left ? b : a;
        String fact = "broadcast: ranks differ, and " + text(low) + " is not the trailing dimensions of " + text(high)
                + ": " + text(a) + " x " + text(b) + ".";
        Map<String, String> calls = new LinkedHashMap<>();
        if (high.length - low.length <= MISSING) {
            suggest(low, high, left ? "a" : "b", 0, calls);
        }
        if (calls.isEmpty()) {
            return fact + " No unsqueeze makes them fit: check the shapes.";
        }
        return fact + " Did you mean " + String.join(", or ", calls.values()) + "?";
    }

    /** Tries every place for the missing axes, inner places first: a missing trailing axis is the usual slip. */
    private static void suggest(long[] low, long[] high, String call, int from, Map<String, String> calls) {
        if (calls.size() == SUGGESTIONS) {
            return;
        }
        if (low.length == high.length) {
            long[] common = stretched(low, high);
            if (common != null) {
                calls.putIfAbsent(text(low), call + " (" + text(low) + ", giving " + text(common) + ")");
            }
            return;
        }
        for (int axis = low.length; axis >= from; axis--) {
            suggest(Axes.insert(low, axis, 1), high, call + ".unsqueeze(" + axis + ")", axis + 1, calls);
        }
    }

    private static String text(long[] dims) {
        return Arrays.toString(dims);
    }
}
