package dev.adjoint.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/** Figures as people read them. */
public final class Figures {

    private Figures() {}

    /**
     * A time in the unit that leaves a few digits before the point.
     *
     * @param seconds the time
     * @return a number and a unit
     */
    public static String time(double seconds) {
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.1f µs", seconds * 1e6);
        }
        return seconds < 10
                ? String.format(Locale.ROOT, "%.2f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /**
     * A ratio.
     *
     * @param ratio the ratio, or nothing
     * @return two digits behind the point; nothing is a hyphen
     */
    public static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "-";
    }
}
