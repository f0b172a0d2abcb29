package dev.adjoint.engine;

import java.util.function.Supplier;

/**
 * How many transformations enclose the code that runs now. Each has a level of its own, so that an inner derivative
 * never takes an outer one's tangents or history for its own (perturbation confusion): transformation {@code k} has
 * level {@code 2k}, and leaves made by hand inside it have level {@code 2k + 1}.
 */
final class Depth {

    private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();

    private Depth() {}

    private static int now() {
        return DEPTH.isBound() ? DEPTH.get() : 0;
    }

    /** The level of the next transformation. */
    static int transformation() {
        return 2 * (now() + 1);
    }

    /** The level of leaves made by hand here, above a tensor of some level. */
    static int leaves(int above) {
        return Math.max(2 * now() + 1, above + 1 | 1);
    }

    /** Runs a body inside a transformation of some level. */
    static <R> R inside(int level, Supplier<R> body) {
        return ScopedValue.where(DEPTH, level / 2).call(body::get);
    }
}
