package dev.adjoint.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The most native memory that a pool may hold: what was set, or else a share of the machine's.
 *
 * <p>Asking the machine loads the management classes, which takes some tens of milliseconds; so it is asked only once
 * the pool has grown beyond what any machine has.
 */
final class MemoryLimit {
    /** The setting, in bytes or with a k, m, g or t. */
    static final String PROPERTY = "adjoint.memory.limit";

    private static final double SHARE = 0.8;
    private static final long ANY_MACHINE = 256L << 20;
    private static final long UNKNOWN = 0;

    private volatile long bytes;

    /** The limit from the setting, or the machine's if there is none. */
    MemoryLimit() {
        this(UNKNOWN);
    }

    /** A limit as given. */
    MemoryLimit(long bytes) {
        this.bytes = bytes;
    }

    /** Whether a pool of {@code total} bytes is within the limit. */
    boolean allows(long total) {
        if (bytes == UNKNOWN && System.getProperty(PROPERTY) == null && total <= ANY_MACHINE) {
            return true;
        }
        return total <= bytes();
    }

    long bytes() {
        if (bytes == UNKNOWN) {
            String setting = System.getProperty(PROPERTY);
            bytes = setting != null ? MemorySize.parse(PROPERTY, setting) : (long) (SHARE * machine());
        }
        return bytes;
    }

    void set(long newBytes) {
        if (newBytes <= 0) {
            throw new IllegalArgumentException(
                    "memory limit: " + newBytes + " bytes. Give a positive number of bytes.");
        }
        bytes = newBytes;
    }

    /** Physical memory, or the container's share of it. */
    private static long machine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
