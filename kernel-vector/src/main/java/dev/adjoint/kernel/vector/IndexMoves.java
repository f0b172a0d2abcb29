package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * The loops of an {@link IndexWalk}: near elements become far ones, or far ones near, or near ones are added to far ones.
 *
 * @param what which of them
 * @param dtype the type of the elements
 * @param index the type of the indices
 * @param length how many places there are
 */
record IndexMoves(What what, DType dtype, DType index, long length) implements IndexWalk.Run {

    /** From where to where. */
    enum What {
        /** Near elements become what is far. */
        READ,
        /** Far elements become what is near. */
        WRITE,
        /** What is near is added to far elements. */
        ADD
    }

    @Override
    public boolean take(long[] at, long[] steps, long count) {
        if (steps[0] == 0) {
            long place = Memory.index(index, at[0], 0);
            return place >= 0 && place < length && slice(at[1], at[2] + place * steps[3], steps, count);
        }
        return switch (what) {
            case READ -> move(at[2], steps[2], steps[3], at[1], steps[1], 0, at[0], steps[0], count);
            case WRITE -> move(at[1], steps[1], 0, at[2], steps[2], steps[3], at[0], steps[0], count);
            case ADD -> add(at[1], steps[1], at[2], steps[2], steps[3], at[0], steps[0], count);
        };
    }

    /** A run with one index. */
    private boolean slice(long near, long far, long[] steps, long count) {
        switch (what) {
            case READ -> copy(far, steps[2], near, steps[1], count);
            case WRITE -> copy(near, steps[1], far, steps[2], count);
            case ADD -> addSlice(near, steps[1], far, steps[2], count);
        }
        return true;
    }

    private void copy(long from, long fromStep, long to, long toStep, long count) {
        int bytes = dtype.bytes();
        if (fromStep == bytes && toStep == bytes) {
            MemorySegment.copy(ALL, from, ALL, to, count * bytes);
            return;
        }
        for (long i = 0; i < count; i++) {
            Memory.copy(bytes, from + i * fromStep, to + i * toStep);
        }
    }

    private void addOne(long from, long to) {
        switch (dtype) {
            case FLOAT32 -> ALL.set(Memory.FLOAT, to, ALL.get(Memory.FLOAT, to) + ALL.get(Memory.FLOAT, from));
            case FLOAT64 -> ALL.set(Memory.DOUBLE, to, ALL.get(Memory.DOUBLE, to) + ALL.get(Memory.DOUBLE, from));
            case INT32 -> ALL.set(Memory.INT, to, ALL.get(Memory.INT, to) + ALL.get(Memory.INT, from));
            case INT64 -> ALL.set(Memory.LONG, to, ALL.get(Memory.LONG, to) + ALL.get(Memory.LONG, from));
            case UINT8 -> ALL.set(Memory.BYTE, to, (byte) (ALL.get(Memory.BYTE, to) + ALL.get(Memory.BYTE, from)));
            case BOOL -> ALL.set(Memory.BYTE, to, (byte) (ALL.get(Memory.BYTE, to) | ALL.get(Memory.BYTE, from)));
        }
    }

    private void addSlice(long from, long fromStep, long to, long toStep, long count) {
        for (long i = 0; i < count; i++) {
            addOne(from + i * fromStep, to + i * toStep);
        }
    }

    /** One of the two scales is 0: that side does not follow the index. */
    private boolean move(
            long from,
            long fromStep,
            long fromScale,
            long to,
            long toStep,
            long toScale,
            long indices,
            long indexStep,
            long count) {
        return dtype.bytes() == Integer.BYTES && index == DType.INT64 && toScale == 0
                ? read(from, fromStep, fromScale, to, toStep, indices, indexStep, count)
                : moveAny(from, fromStep, fromScale, to, toStep, toScale, indices, indexStep, count);
    }

    /** The usual case without a question for each element: four bytes by an index of eight. */
    private boolean read(
            long from, long fromStep, long scale, long to, long toStep, long indices, long indexStep, long count) {
        for (long i = 0; i < count; i++) {
            long place = ALL.get(Memory.LONG, indices + i * indexStep);
            if (Long.compareUnsigned(place, length) >= 0) {
                return false;
            }
            ALL.set(Memory.INT, to + i * toStep, ALL.get(Memory.INT, from + i * fromStep + place * scale));
        }
        return true;
    }

    private boolean moveAny(
            long from,
            long fromStep,
            long fromScale,
            long to,
            long toStep,
            long toScale,
            long indices,
            long indexStep,
            long count) {
        int bytes = dtype.bytes();
        for (long i = 0; i < count; i++) {
            long place = place(indices + i * indexStep);
            if (place < 0 || place >= length) {
                return false;
            }
            Memory.copy(bytes, from + i * fromStep + place * fromScale, to + i * toStep + place * toScale);
        }
        return true;
    }

    private boolean add(
            long from, long fromStep, long to, long toStep, long scale, long indices, long indexStep, long count) {
        for (long i = 0; i < count; i++) {
            long place = place(indices + i * indexStep);
            if (place < 0 || place >= length) {
                return false;
            }
            addOne(from + i * fromStep, to + i * toStep + place * scale);
        }
        return true;
    }

    private long place(long at) {
        return index == DType.INT64 ? ALL.get(Memory.LONG, at) : ALL.get(Memory.INT, at);
    }
}
