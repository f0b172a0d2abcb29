package dev.adjoint.data;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** How an IDX file writes one value, and what we read it as. */
enum IdxType {
    UBYTE(0x08, 1, DType.UINT8),
    BYTE(0x09, 1, DType.INT32),
    SHORT(0x0b, 2, DType.INT32),
    INT(0x0c, 4, DType.INT32),
    FLOAT(0x0d, 4, DType.FLOAT32),
    DOUBLE(0x0e, 8, DType.FLOAT64);

    private static final ValueLayout.OfShort SHORTS = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong LONGS = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private final int code;
    private final int bytes;
    private final DType dtype;

    IdxType(int code, int bytes, DType dtype) {
        this.code = code;
        this.bytes = bytes;
        this.dtype = dtype;
    }

    static IdxType of(int code, Object file) {
        for (IdxType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new DataException(String.format(
                "%s: the header says type 0x%02x; known are 08 (unsigned byte), 09 (byte), 0b (short), 0c (int), "
                        + "0d (float), 0e (double). Is it an IDX file?",
                file, code));
    }

    int bytes() {
        return bytes;
    }

    DType dtype() {
        return dtype;
    }

    /** Converts values from the order of the file to that of this machine. */
    void convert(MemorySegment from, long count, MemorySegment to, long first) {
        switch (this) {
            case UBYTE -> MemorySegment.copy(from, 0, to, first, count);
            case BYTE -> {
                for (long i = 0; i < count; i++) {
                    to.setAtIndex(ValueLayout.JAVA_INT, first + i, from.get(ValueLayout.JAVA_BYTE, i));
                }
            }
            case SHORT -> {
                for (long i = 0; i < count; i++) {
                    to.setAtIndex(ValueLayout.JAVA_INT, first + i, from.get(SHORTS, 2 * i));
                }
            }
            case INT, FLOAT -> {
                for (long i = 0; i < count; i++) {
                    to.setAtIndex(ValueLayout.JAVA_INT, first + i, from.get(INTS, 4 * i));
                }
            }
            case DOUBLE -> {
                for (long i = 0; i < count; i++) {
                    to.setAtIndex(ValueLayout.JAVA_LONG, first + i, from.get(LONGS, 8 * i));
                }
            }
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
