package dev.adjoint;

/**
 * Which inputs and outputs of a {@link Primitive} its derivative reads, as two bit sets.
 *
 * @param inputs bit {@code i} is set if input {@code i} is kept
 * @param outputs bit {@code i} is set if output {@code i} is kept
 */
public record Keeps(long inputs, long outputs) {

    /** Only types are needed: linear ops. */
    public static final Keeps NOTHING = new Keeps(0, 0);

    /** Every input. */
    public static final Keeps INPUTS = new Keeps(-1L, 0);

    /** Every output. */
    public static final Keeps OUTPUTS = new Keeps(0, -1L);

    /** Every input and output. */
    public static final Keeps EVERYTHING = new Keeps(-1L, -1L);

    /**
     * Some of the inputs.
     *
     * @param indices which inputs
     * @return a set with these inputs and no output
     */
    public static Keeps inputs(int... indices) {
        long bits = 0;
        for (int index : indices) {
            bits |= 1L << index;
        }
        return new Keeps(bits, 0);
    }

    /**
     * Whether an input is kept.
     *
     * @param index which input
     * @return true if the derivative reads it
     */
    public boolean input(int index) {
        return (inputs >>> index & 1) != 0;
    }

    /**
     * Whether an output is kept.
     *
     * @param index which output
     * @return true if the derivative reads it
     */
    public boolean output(int index) {
        return (outputs >>> index & 1) != 0;
    }
}
