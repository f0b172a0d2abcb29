package dev.adjoint.engine;

import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Launch;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.memory.Pending;
import dev.adjoint.memory.Storage;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Pointwise ops on large tensors wait until somebody asks for their results: those that read each other then go through
 * memory once, and what nobody asks for is never written.
 *
 * <p>Nobody can tell but by time. Results are allocated when the op is applied, so errors, scopes and statistics are those
 * of an op that runs at once; a storage that is asked for its contents has them computed first; one that is changed in
 * place, or kept beyond its scope, has what reads it, or what it is made of, computed before.
 */
final class Deferrals {

    /** {@code off} has everything computed at once, {@code all} lets results of every size wait: see {@link #LEAST_BYTES}. */
    static final String SETTING = "adjoint.fusion";

    /** The bytes of a result from which on it may wait: smaller ones stay in the cache between two ops anyway. */
    static final long LEAST_BYTES = switch (System.getProperty(SETTING, "")) {
        case "off" -> Long.MAX_VALUE;
        case "all" -> 0;
        default -> 1 << 20;
    };

    /** The bytes of an argument up to which it is copied, so that changes in place, as of a bias, leave alone what waits. */
    private static final long COPIED_BYTES = LEAST_BYTES / 16;

    /** What one pass computes at most: longer programs run out of registers. */
    private static final int MOST_STEPS = 24;

    /** What one pass reads at most, and so what a result that waits keeps in memory. */
    private static final int MOST_INPUTS = 8;

    /** How often a result is computed as a part of others before it is written, unless it is {@link Dearness dear}. */
    private static final int MOST_REPEATS = 2;

    private final FusedPass pass;

    Deferrals(Kernels kernels) {
        this.pass = new FusedPass(kernels);
    }

    /** How many passes deferred ops have taken. */
    long passes() {
        return pass.passes();
    }

    /**
     * Leaves an op for later if that can be.
     *
     * @param op what is computed
     * @param launch its kernel
     * @param arguments of what; those are copied into it that are small
     * @param results new memory for the results, of {@link #LEAST_BYTES} or more
     * @return false if it has to run now
     */
    boolean defers(PointwiseOp op, Launch launch, Array[] arguments, Array[] results) {
        if (launch.isReference() || Origin.recording() || !canWait(arguments, results)) {
            return false;
        }
        for (int i = 0; i < arguments.length; i++) {
            Array argument = arguments[i];
            if (Deferral.of(argument) == null) {
                // A view of what waits is read as memory.
                argument.storage().settle();
                arguments[i] = isCopied(argument) ? copy(argument) : argument;
            }
        }
        List<Deferral> sources = unsettled(deferrals(arguments));
        int steps = op.function().program().instructions().size();
        for (Deferral source : sources) {
            steps += source.op.function().program().instructions().size();
        }
        if (steps > MOST_STEPS || inputs(arguments, sources) > MOST_INPUTS) {
            settle(deferrals(arguments));
        }
        Deferral deferral = new Deferral(op, arguments, results, one -> settle(List.of(one)));
        for (Array result : results) {
            result.storage().defer(deferral);
        }
        for (Array argument : arguments) {
            argument.storage().readBy(deferral);
        }
        return true;
    }

    private static boolean canWait(Array[] arguments, Array[] results) {
        DType dtype = results[0].dtype();
        if (!dtype.isFloating()) {
            return false;
        }
        for (Array argument : arguments) {
            if (argument.dtype() != dtype
                    || !isCopied(argument) && !argument.storage().canWaitFor(results[0].storage())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCopied(Array argument) {
        return argument.storage().bytes() <= COPIED_BYTES;
    }

    private static Array copy(Array argument) {
        return new Array(argument.storage().copy(), argument.dtype(), argument.layout());
    }

    private static int inputs(Array[] arguments, List<Deferral> sources) {
        Set<Storage> read = new LinkedHashSet<>();
        add(read, arguments);
        sources.forEach(source -> add(read, source.arguments()));
        return read.size();
    }

    private static void add(Set<Storage> read, Array[] arguments) {
        for (Array argument : arguments) {
            if (Deferral.of(argument) == null) {
                read.add(argument.storage());
            }
        }
    }

    /** The deferrals that some arrays wait for. */
    static List<Deferral> deferrals(Array... arrays) {
        List<Deferral> found = new ArrayList<>();
        for (Array array : arrays) {
            Pending pending = array.storage().pending();
            if (pending instanceof Deferral deferral && !found.contains(deferral)) {
                found.add(deferral);
            }
        }
        return found;
    }

    /** These and all that they read, as far as none has run, in the order in which they were made. */
    private static List<Deferral> unsettled(List<Deferral> roots) {
        List<Deferral> all = new ArrayList<>();
        for (Deferral root : roots) {
            if (!root.isSettled() && !all.contains(root)) {
                all.add(root);
            }
        }
        for (int next = 0; next < all.size(); next++) {
            for (Array argument : all.get(next).arguments()) {
                Deferral source = Deferral.of(argument);
                if (source != null && !source.isSettled() && !all.contains(source)) {
                    all.add(source);
                }
            }
        }
        all.sort(Comparator.comparingLong(deferral -> deferral.number));
        return all;
    }

    /** Computes deferrals, several in one pass where they share one layout and are not too long together. */
    void settle(List<Deferral> roots) {
        List<Deferral> together = new ArrayList<>();
        for (Deferral root : roots) {
            if (!together.isEmpty() && !fits(together, root)) {
                compute(together);
                together = new ArrayList<>();
            }
            together.add(root);
        }
        compute(together);
    }

    private static boolean fits(List<Deferral> together, Deferral more) {
        if (!isAlike(together.getFirst(), more)) {
            return false;
        }
        List<Deferral> roots = new ArrayList<>(together);
        roots.add(more);
        List<Deferral> all = unsettled(roots);
        int steps = 0;
        for (Deferral each : all) {
            steps += each.op.function().program().instructions().size();
        }
        return steps <= MOST_STEPS && inputs(new Array[0], all) <= MOST_INPUTS;
    }

    private static boolean isAlike(Deferral one, Deferral other) {
        return one.results()[0].dtype() == other.results()[0].dtype()
                && one.results()[0].layout().equals(other.results()[0].layout());
    }

    private void compute(List<Deferral> roots) {
        List<Deferral> all = unsettled(roots);
        while (!all.isEmpty() && !locked(all, 0, of -> pass.run(of, written(of, roots)))) {
            // Another thread was there first: what it has written is now read, not computed.
            all = unsettled(roots);
        }
    }

    /**
     * Sums what waits without writing it, if that can be.
     *
     * @param array what is summed
     * @param result where the sum goes
     * @return false if it has to be written first
     */
    boolean sums(Array array, Array result) {
        Deferral root = Deferral.of(array);
        if (root == null || root.results().length != 1) {
            return false;
        }
        List<Deferral> all = unsettled(List.of(root));
        boolean[] done = new boolean[1];
        return !all.isEmpty()
                && all.stream().noneMatch(Deferrals::isWorthWriting)
                && locked(all, 0, of -> done[0] = pass.sum(of, result))
                && done[0];
    }

    /** Runs with the locks of all from one on, always taken in the same order; not, and answers false, if one has run by then. */
    private static boolean locked(List<Deferral> all, int from, Consumer<List<Deferral>> body) {
        if (from == all.size()) {
            body.accept(all);
            return true;
        }
        synchronized (all.get(from)) {
            return !all.get(from).isSettled() && locked(all, from + 1, body);
        }
    }

    private static List<Deferral> written(List<Deferral> all, List<Deferral> roots) {
        return all.stream()
                .filter(each -> roots.contains(each) || isWorthWriting(each) && isAlike(each, roots.getFirst()))
                .toList();
    }

    private static boolean isWorthWriting(Deferral deferral) {
        return deferral.repeats() >= MOST_REPEATS
                || Dearness.isDear(deferral.op.function().program());
    }
}
