package dev.adjoint.memory;

import java.util.Locale;

/** Byte counts as people write and read them: {@code 512m}, {@code 1.5 GiB}. */
final class MemorySize {
    private static final String UNITS = "KMGT";

    private MemorySize() {}

    /**
     * Reads a count of bytes with an optional k, m, g or t (powers of 1024).
     *
     * @throws IllegalArgumentException if it is none, or not positive
     */
    static long parse(String name, String text) {
        String digits = text.strip().toUpperCase(Locale.ROOT);
        int shift = 0;
        if (!digits.isEmpty()) {
            int unit = UNITS.indexOf(digits.charAt(digits.length() - 1));
            if (unit >= 0) {
                shift = 10 * (unit + 1);
                digits = digits.substring(0, digits.length() - 1);
            }
        }
        try {
            long bytes = Math.multiplyExact(Long.parseLong(digits), 1L << shift);
            if (bytes > 0) {
                return bytes;
            }
        } catch (NumberFormatException | ArithmeticException notASize) {
            // Falls through to the message, which is the same for every way of not being a size.
        }
        throw new IllegalArgumentException(
                name + ": \"" + text + "\" is not a size in bytes. Write for example 512m, 8g or 1073741824.");
    }

    /** A count of bytes with a unit that makes it short. */
    static String format(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, UNITS.charAt(unit));
    }
}
