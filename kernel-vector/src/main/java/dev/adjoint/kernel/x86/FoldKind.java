package dev.adjoint.kernel.x86;

/** What becomes of elements that are folded instead of written. */
public enum FoldKind {
    /** The sum of elements. */
    SUM(2),
    /** The sum of distances from an origin, in double, and of their squares: two folds, one after the other. */
    MOMENTS(4),
    /** The greatest element. */
    MAX(1);

    /**
     * The strands of a sum of floats: element {@code i} of whole sixteens is added to number {@code i % 16}. At the end those
     * of half of all apart are added, then so what is left, until there is one. Doubles have half as many strands.
     */
    public static final int STRANDS = 16;

    /** Where the elements after the last whole sixteen (of doubles: eight) lie, beyond the sum, which is a double. */
    public static final int REST = 64;

    /** The room for what a fold leaves. */
    public static final int BYTES = REST + STRANDS * Float.BYTES;

    /** Registers of 512 bits, for floats. */
    final int registers;

    FoldKind(int registers) {
        this.registers = registers;
    }

    /**
     * How many results it has.
     *
     * @return how often {@link #BYTES}
     */
    public int places() {
        return this == MOMENTS ? 2 : 1;
    }
}
