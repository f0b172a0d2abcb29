package dev.adjoint.memory;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The leases that one scope will give back; order does not matter. Used by the scope's thread only. */
final class Ledger {
    /** How many storages were made in the scope; the pool adds it up at the end, since counting is done for each op. */
    long storages;

    private @Nullable Lease[] lines = new @Nullable Lease[8];
    private int count;

    void add(Lease lease) {
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, 2 * count);
        }
        lease.line = count;
        lines[count++] = lease;
    }

    /** Takes a lease out, if it is here. */
    boolean remove(Lease lease) {
        int line = lease.line;
        if (line < 0 || line >= count || lines[line] != lease) {
            return false;
        }
        Lease last = Objects.requireNonNull(lines[--count]);
        lines[count] = null;
        if (last != lease) {
            lines[line] = last;
            last.line = line;
        }
        lease.line = -1;
        return true;
    }

    int size() {
        return count;
    }

    Block block(int line) {
        return Objects.requireNonNull(lines[line]).block;
    }

    void clear() {
        Arrays.fill(lines, 0, count, null);
        count = 0;
        storages = 0;
    }
}
