package dev.adjoint.shape;

import java.util.Locale;

/**
 * The type of a tensor's elements.
 *
 * <p>A {@code bool} takes one byte, 0 or 1, so that every element has an address; {@code uint8} is unsigned, as pixels
 * are.
 */
public enum DType {
    /** IEEE 754 single precision, the type of parameters and activations. */
    FLOAT32(4),
    /** IEEE 754 double precision, for gradient checks and statistics. */
    FLOAT64(8),
    /** Signed 32-bit integers. */
    INT32(4),
    /** Signed 64-bit integers, the type of indices and labels. */
    INT64(8),
    /** Truth values, one byte each, 0 or 1. */
    BOOL(1),
    /** Unsigned bytes, 0 to 255. */
    UINT8(1);

    private final int bytes;
    private final int shift;
    private final String label = name().toLowerCase(Locale.ROOT);

    DType(int bytes) {
        this.bytes = bytes;
        this.shift = Integer.numberOfTrailingZeros(bytes);
    }

    /**
     * Bytes that one element takes.
     *
     * @return 1, 4 or 8
     */
    public int bytes() {
        return bytes;
    }

    /**
     * How many whole elements fit.
     *
     * @param room some bytes, not negative
     * @return {@code room / bytes()}, without the division, which is long where nothing else is
     */
    public long countIn(long room) {
        return room >>> shift;
    }

    /**
     * Whether values of this type are real numbers, and so can have gradients.
     *
     * @return true for float32 and float64
     */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /**
     * Whether values of this type are whole numbers; bool is not one.
     *
     * @return true for int32, int64 and uint8
     */
    public boolean isInteger() {
        return this == INT32 || this == INT64 || this == UINT8;
    }

    /**
     * The distance from 1 to the next greater number, which says how coarsely results are rounded.
     *
     * @return 2^-23 for float32, 2^-52 for float64, 1 for whole numbers
     */
    public double epsilon() {
        return switch (this) {
            case FLOAT32 -> Math.ulp(1f);
            case FLOAT64 -> Math.ulp(1.0);
            case INT32, INT64, BOOL, UINT8 -> 1;
        };
    }

    /**
     * Refuses a number that this type cannot hold but for rounding: a fraction, say, among whole numbers.
     *
     * @param op who was given the number, for the message
     * @param value the number
     * @throws DTypeException if it would silently become another one
     */
    public void requireHolds(String op, double value) {
        boolean holds = switch (this) {
            case FLOAT32, FLOAT64 -> true;
            case INT32 -> value == (int) value;
            case INT64 -> value == (long) value;
            case UINT8 -> value == ((int) value & 0xff);
            case BOOL -> value == 0 || value == 1;
        };
        if (!holds) {
            throw new DTypeException(MethodName.of(op) + ": " + this + " elements cannot hold " + value
                    + ". Cast the tensor first: x.cast(DType.FLOAT32), or give a number that they hold.");
        }
    }

    /** The name in lower case, such as {@code float32}. */
    @Override
    public String toString() {
        return label;
    }
}
