package dev.adjoint.cli;

import java.util.Locale;

/** Amounts of memory for people to read. */
final class Sizes {

    private static final long KIB = 1024;

    private Sizes() {}

    static String format(long bytes) {
        if (bytes < KIB * KIB) {
            return bytes / KIB + " KiB";
        }
        double mebibytes = (double) bytes / (KIB * KIB);
        return mebibytes < KIB
                ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
                : String.format(Locale.ROOT, "%.1f GiB", mebibytes / KIB);
    }
}
