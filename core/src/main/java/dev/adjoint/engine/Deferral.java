package dev.adjoint.engine;

import dev.adjoint.memory.Array;
import dev.adjoint.memory.Pending;
import dev.adjoint.op.PointwiseOp;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pointwise op that has been applied and not run: its results are allocated, their contents come when they are asked
 * for. Its arguments may be results of deferrals that have not run either.
 */
final class Deferral implements Pending {

    private static final AtomicLong MADE = new AtomicLong();
    private static final Array[] NOTHING = {};

    /** Greater than those of all deferrals that this one reads: the order in which they run and are locked. */
    final long number = MADE.incrementAndGet();

    final PointwiseOp op;
    private final Array[] results;
    private final Consumer<Deferral> computer;
    private Array[] arguments;
    private int repeats;
    private volatile boolean settled;

    /**
     * @param op what is computed
     * @param arguments of what
     * @param results where the results go
     * @param computer runs it, and settles it
     */
    Deferral(PointwiseOp op, Array[] arguments, Array[] results, Consumer<Deferral> computer) {
        this.op = op;
        this.arguments = arguments;
        this.results = results;
        this.computer = computer;
    }

    /** The deferral that makes the elements of an array, in its layout; null if they are there, or shown otherwise. */
    static @Nullable Deferral of(Array array) {
        Pending pending = array.storage().pending();
        boolean isWhole = pending instanceof Deferral made
                && made.results[made.output(array)].layout().equals(array.layout());
        return isWhole ? (Deferral) pending : null;
    }

    /** Which result stands in the storage of an array. */
    int output(Array array) {
        int output = 0;
        while (results[output].storage() != array.storage()) {
            output++;
        }
        return output;
    }

    /** None once it is settled: what was read need not be held any longer. */
    Array[] arguments() {
        return arguments;
    }

    /** Where the results go. */
    Array[] results() {
        return results;
    }

    /** How often it was computed as a part of others, without being written. */
    int repeats() {
        return repeats;
    }

    void repeated() {
        repeats++;
    }

    private boolean isDropped() {
        return results[0].storage().released();
    }

    /**
     * The results have been written, or nobody can ask for them. The storages are told first: who finds this settled without
     * its lock reads them as memory.
     */
    void finished() {
        for (Array result : results) {
            result.storage().defer(null);
        }
        settled = true;
        arguments = NOTHING;
    }

    @Override
    public void settle() {
        if (isDropped()) {
            finished();
        } else {
            computer.accept(this);
        }
    }

    @Override
    public boolean isSettled() {
        return settled || isDropped();
    }

    @Override
    public String toString() {
        return "deferred " + op;
    }
}
