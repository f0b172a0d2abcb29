package dev.adjoint.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The strict broadcasting rule, and what to say when it is not met. */
final class Broadcast {
    /** More suggestions than this would not be read. */
    private static final int SUGGESTIONS = 3;

    /** With more axes missing than this, a search for places would be long and its answer a guess. */
    private static final int MISSING = 3;

    private Broadcast() {}

    /** The common shape, or null if the rule is not met. */
    static @Nullable Shape common(Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        if (a.rank() == b.rank()) {
            return stretched(a, b);
        }
        Shape low = a.rank() < b.rank() ? a : b;
        Shape high = low == a ? b : a;
        int lead = high.rank() - low.rank();
        for (int axis = 0; axis < low.rank(); axis++) {
            if (low.at(axis) != high.at(lead + axis)) {
                return null;
            }
        }
        return high;
    }

    private static @Nullable Shape stretched(Shape a, Shape b) {
        long[] dims = new long[a.rank()];
        for (int axis = 0; axis < dims.length; axis++) {
            long x = a.at(axis);
            long y = b.at(axis);
            if (x != y && x != 1 && y != 1) {
                return null;
            }
            dims[axis] = x == 1 ? y : x;
        }
        return new Shape(dims);
    }

    static String explain(Shape a, Shape b) {
        return a.rank() == b.rank() ? equalRank(a, b) : lowerRank(a, b);
    }

    private static String equalRank(Shape a, Shape b) {
        int axis = 0;
        while (a.at(axis) == b.at(axis) || a.at(axis) == 1 || b.at(axis) == 1) {
            axis++;
        }
        String fact = "broadcast: lengths differ along axis " + axis + ": " + a + " x " + b + " (" + a.at(axis) + " vs "
                + b.at(axis) + ").";
        int rank = a.rank();
        boolean swapped = rank >= 2 && a.at(rank - 1) == b.at(rank - 2) && a.at(rank - 2) == b.at(rank - 1);
        for (int lead = 0; swapped && lead < rank - 2; lead++) {
            swapped = a.at(lead) == b.at(lead);
        }
        return fact + (swapped ? " Did you mean b.transpose()?" : " Only an axis of length 1 stretches.");
    }

    private static String lowerRank(Shape a, Shape b) {
        boolean left = a.rank() < b.rank();
        Shape low = left ? a : b;
        Shape high = left ? b : a;
        String fact = "broadcast: ranks differ, and " + low + " is not the trailing dimensions of " + high + ": " + a
                + " x " + b + ".";
        Map<Shape, String> calls = new LinkedHashMap<>();
        if (high.rank() - low.rank() <= MISSING) {
            suggest(low, high, left ? "a" : "b", 0, calls);
        }
        if (calls.isEmpty()) {
            return fact + " No unsqueeze makes them fit: check the shapes.";
        }
        return fact + " Did you mean " + String.join(", or ", calls.values()) + "?";
    }

    /** Tries every place for the missing axes, inner places first: a missing trailing axis is the usual slip. */
    private static void suggest(Shape low, Shape high, String call, int from, Map<Shape, String> calls) {
        if (calls.size() == SUGGESTIONS) {
            return;
        }
        if (low.rank() == high.rank()) {
            Shape common = stretched(low, high);
            if (common != null) {
                calls.putIfAbsent(low, call + " (" + low + ", giving " + common + ")");
            }
            return;
        }
        for (int axis = low.rank(); axis >= from; axis--) {
            suggest(low.insert(axis, 1), high, call + ".unsqueeze(" + axis + ")", axis + 1, calls);
        }
    }
}
