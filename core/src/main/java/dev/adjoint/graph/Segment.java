package dev.adjoint.graph;

import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Ambient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a recorded computation that will be run a second time: it marks the op nodes made while it lasts, and
 * remembers what they were, so that a second run that goes another way is found out.
 */
public final class Segment {

    private static final Ambient<Segment> CURRENT = new Ambient<>();

    private final List<Op> ops = new ArrayList<>();
    private final List<Integer> versions = new ArrayList<>();

    /** A segment in which nothing has been recorded. */
    public Segment() {}

    /**
     * The innermost segment that is under way here.
     *
     * @return the segment, or null outside all
     */
    public static @Nullable Segment current() {
        return CURRENT.orNull();
    }

    /**
     * Runs the stretch; the nodes made in it are of this segment.
     *
     * @param body what to compute
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public <R> R during(Supplier<R> body) {
        return CURRENT.during(this, body);
    }

    /** Notes an application: the op, and how often its arguments had been overwritten. */
    void note(Op op, Tensor[] arguments) {
        int sum = 0;
        for (Tensor argument : arguments) {
            sum += argument.version();
        }
        ops.add(op);
        versions.add(sum);
    }

    /**
     * Whether a second run has gone the same way so far as the whole of this one.
     *
     * @param again the segment of the second run
     * @throws GradientException if it has not, naming the first op that differs
     */
    public void requireSame(Segment again) {
        int both = Math.min(ops.size(), again.ops.size());
        for (int i = 0; i < both; i++) {
            if (!same(ops.get(i), again.ops.get(i))) {
                throw differs(i, ops.get(i).toString(), again.ops.get(i).toString());
            }
            if (!versions.get(i).equals(again.versions.get(i))) {
                throw new GradientException(
                        "checkpoint: an argument of " + ops.get(i).name() + " (op " + i
                                + " of the segment) was overwritten in place before the backward walk, which computes it again."
                                + " Walk first and update afterwards, or update a copy().");
            }
        }
        if (ops.size() != again.ops.size()) {
            throw differs(both, name(both), again.name(both));
        }
    }

    /** The library's ops print their attributes; of users' own, which each run may make anew, only the name is known. */
    private static boolean same(Op op, Op other) {
        return op.equals(other)
                || op.getClass() == other.getClass()
                        && op.name().equals(other.name())
                        && (!(op instanceof Primitive) || op.toString().equals(other.toString()));
    }

    private String name(int index) {
        return index < ops.size() ? ops.get(index).toString() : "nothing";
    }

    private static GradientException differs(int index, String first, String second) {
        return new GradientException("checkpoint: run again for its derivative, the segment computed " + second
                + " as op " + index + ", and " + first + " the first time. Let it depend on its argument and on nothing"
                + " that changes between the two runs.");
    }
}
