package dev.adjoint.engine;

import dev.adjoint.memory.Ambient;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Which transformation stands on which. Each has a level of its own, so that an inner derivative never takes an outer
 * one's tangents or history for its own (perturbation confusion): the {@code k}-th transformation ever started has level
 * {@code 4k}, leaves made by hand inside it have level {@code 4k + 1}, a drawing opened in it {@code 4k + 2}, and leaves
 * of such a drawing {@code 4k + 3}.
 *
 * <p>An inner transformation starts after the ones around it, in whatever thread, so counting starts is enough: no
 * thread has to inherit how deep it stands.
 */
final class Depth {

    private static final AtomicLong STARTED = new AtomicLong();
    private static final Ambient<Long> INNERMOST = new Ambient<>();

    private Depth() {}

    /** The level of the transformation that encloses the code that runs now; 0 outside all. */
    static long now() {
        return INNERMOST.orElse(0L);
    }

    /** The level of a transformation that starts now: above all that have started before. */
    static long transformation() {
        return 4 * STARTED.incrementAndGet();
    }

    /** The level of leaves made by hand here, above a tensor of some level. */
    static long leaves(long above) {
        return Math.max(now() + 1, above + 1 | 1);
    }

    /** The level of a drawing opened here, above leaves made by hand and below transformations inside it. */
    static long drawing() {
        return now() + 2;
    }

    /** Runs a body inside a transformation of some level. */
    static <R> R inside(long level, Supplier<R> body) {
        return INNERMOST.during(level, body);
    }
}
