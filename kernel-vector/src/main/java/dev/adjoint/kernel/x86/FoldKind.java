package dev.adjoint.kernel.x86;

/** What becomes of elements that are folded instead of written. */
public enum FoldKind {
    /** The sum of elements. */
    SUM(2),
    /** The sum of distances from an origin, in double, and of their squares: two folds, one after the other. */
    MOMENTS(4),
    /** The greatest element: as many candidates as a vector has lanes. */
    MAX(1);

    /** The strands of a sum: element {@code i} of whole sixteens is added to number {@code i % 16}. */
    public static final int STRANDS = 16;

    /** What a fold leaves: sixteen strands as doubles, then the elements after the last whole sixteen as floats. */
    public static final int BYTES = STRANDS * (Double.BYTES + Float.BYTES);

    /** Registers of 512 bits. */
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
