package dev.adjoint.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The draws that a stretch of a program took, so that a second run of it takes the same ones again and leaves the
 * generators where they are.
 *
 * <p>It holds for the thread that runs the stretch; logs nest.
 */
public final class DrawLog {

    private record Taken(Object key, Object draw) {}

    /** Who is asked for the next draw: a log that is written, or read, within another one. */
    private interface Source {
        Object take(Object key, Supplier<?> fresh);
    }

    private static final ScopedValue<Source> IN_FORCE = ScopedValue.newInstance();

    private final List<Taken> taken = new ArrayList<>();

    /** An empty log. */
    public DrawLog() {}

    /**
     * Takes a draw: where all randomness has to pass.
     *
     * @param key whose draw it is, by value; what has one key has one type of draw
     * @param fresh takes a new one
     * @param <D> the type of what stands for the draw
     * @return a new draw; in a second run, that of the first
     */
    @SuppressWarnings("unchecked")
    public static <D> D take(Object key, Supplier<D> fresh) {
        return IN_FORCE.isBound() ? (D) IN_FORCE.get().take(key, fresh) : fresh.get();
    }

    /**
     * Runs a stretch and writes down what it draws.
     *
     * @param body what to run
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public <R> R record(Supplier<R> body) {
        @Nullable Source around = IN_FORCE.isBound() ? IN_FORCE.get() : null;
        Source writer = (key, fresh) -> {
            Object draw = around == null ? fresh.get() : around.take(key, fresh);
            taken.add(new Taken(key, draw));
            return draw;
        };
        return ScopedValue.where(IN_FORCE, writer).call(body::get);
    }

    /**
     * Runs a stretch once more with the same draws.
     *
     * @param body what was run before
     * @param <R> the type of its result
     * @return the result of {@code body}
     * @throws IllegalStateException if it draws more, or from other generators, than the first time
     */
    public <R> R replay(Supplier<R> body) {
        int[] next = {0};
        Source reader = (key, _) -> {
            Taken draw = next[0] < taken.size() ? taken.get(next[0]) : null;
            if (draw == null || !draw.key.equals(key)) {
                throw new IllegalStateException("replay: draw " + next[0] + " of the second run "
                        + (draw == null ? "has none in the first" : "is of another generator than in the first")
                        + ". Let what is run twice depend on nothing that changes in between.");
            }
            next[0]++;
            return draw.draw;
        };
        return ScopedValue.where(IN_FORCE, reader).call(body::get);
    }
}
