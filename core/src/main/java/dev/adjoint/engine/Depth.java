package dev.adjoint.engine;

import java.util.function.Supplier;

/**
 * How many transformations enclose the code that runs now. Each has a level of its own, so that an inner derivative
 * never takes an outer one's tangents or history for its own (perturbation confusion): transformation {@code k} has
 * level {@code 4k}, leaves made by hand inside it have level {@code 4k + 1}, a drawing opened in it {@code 4k + 2}, and
 * leaves of such a drawing {@code 4k + 3}.
 */
final class Depth {

    private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();

    private Depth() {}

    private static int now() {
        return DEPTH.isBound() ? DEPTH.get() : 0;
    }

    /** The level of the next transformation. */
    static int transformation() {
        return 4 * (now() + 1);
    }

    /** The level of leaves made by hand here, above a tensor of some level. */
    static int leaves(int above) {
        return Math.max(4 * now() + 1, above + 1 | 1);
    }

    /** The level of a drawing opened here, above leaves made by hand and below transformations inside it. */
    static int drawing() {
        return 4 * now() + 2;
    }

    /** Runs a body inside a transformation of some level. */
    static <R> R inside(int level, Supplier<R> body) {
        return ScopedValue.where(DEPTH, level / 4).call(body::get);
    }
}
