package dev.adjoint.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Elements of one type, laid out over a storage: what kernels read and write.
 *
 * <p>Element offsets count from the start of the storage, as {@link Layout#offsetOf} and {@link Strided} give them. A loop
 * over many elements takes {@link #segment()} once; the accessors by element are for plain code over any type.
 *
 * @param storage the memory, possibly shared with other arrays
 * @param dtype the type of the elements
 * @param layout where they stand; it lies within the storage
 */
public record Array(Storage storage, DType dtype, Layout layout) {
    /**
     * An array over existing memory.
     *
     * @throws ShapeException if the layout reaches beyond the storage
     */
    public Array {
        if (layout.lowest() < 0 || layout.highest() >= dtype.countIn(storage.bytes())) {
            throw new ShapeException("array: " + layout + " of " + dtype + " touches elements " + layout.lowest()
                    + " to " + layout.highest() + ", but the storage holds " + dtype.countIn(storage.bytes())
                    + ". Check strides and offset.");
        }
    }

    /**
     * A new contiguous array with undefined contents.
     *
     * @param dtype the type of the elements
     * @param shape its shape
     * @return an array over a storage of its own
     * @throws OutOfNativeMemoryException if the memory cannot be had
     */
    public static Array allocate(DType dtype, Shape shape) {
        return allocate(dtype, Layout.contiguous(shape));
    }

    /**
     * A new array in a layout of the caller's choice, with undefined contents.
     *
     * @param dtype the type of the elements
     * @param layout its layout, from a non-negative lowest element
     * @return an array over a storage of its own, just large enough
     * @throws OutOfNativeMemoryException if the memory cannot be had
     */
    public static Array allocate(DType dtype, Layout layout) {
        long elements = layout.highest() + 1;
        if (elements > dtype.countIn(Long.MAX_VALUE)) {
            throw new OutOfNativeMemoryException("out of native memory: " + layout.shape() + " of " + dtype
                    + " takes more bytes than 64 bits can count. Are all the lengths meant?");
        }
        return new Array(Storage.allocate(Math.max(0, elements) * dtype.bytes()), dtype, layout);
    }

    /**
     * The lengths.
     *
     * @return the layout's shape
     */
    public Shape shape() {
        return layout.shape();
    }

    /**
     * The number of elements.
     *
     * @return the shape's size
     */
    public long size() {
        return layout.shape().size();
    }

    /**
     * Whether the elements stand in row-major order without gaps.
     *
     * @return the layout's answer
     */
    public boolean isContiguous() {
        return layout.isContiguous();
    }

    /**
     * The same memory in another layout.
     *
     * @param view the layout
     * @return the view
     * @throws ShapeException if the layout reaches beyond the storage
     */
    public Array with(Layout view) {
        return new Array(storage, dtype, view);
    }

    /**
     * The whole storage's memory, to be read and written at any time: see {@link Storage#segment()}.
     *
     * @return the segment that element offsets, times {@code dtype().bytes()}, count in
     * @throws ReleasedException if the storage's scope has ended
     */
    public MemorySegment segment() {
        return storage.segment();
    }

    /**
     * The whole storage's memory, for who reads it, or fills it where it is new, and does not keep the segment: unlike after
     * {@link #segment()}, what is computed of it may still wait until somebody asks for it.
     *
     * @return the segment that element offsets, times {@code dtype().bytes()}, count in
     * @throws ReleasedException if the storage's scope has ended
     */
    public MemorySegment borrowed() {
        return storage.borrowed();
    }

    /**
     * The bytes from the start of the storage to the element at index (0, 0, ...).
     *
     * @return the byte offset
     */
    public long byteOffset() {
        return layout.offset() * dtype.bytes();
    }

    /**
     * The address of the element at index (0, 0, ...).
     *
     * @return the address, for native code
     * @throws ReleasedException if the storage's scope has ended
     */
    public long address() {
        return storage.address() + byteOffset();
    }

    /**
     * One element as a double; bool is 0 or 1, uint8 is 0 to 255.
     *
     * @param elementOffset the element, counted from the start of the storage
     * @return the value, rounded where an int64 has more than 53 bits
     * @throws ReleasedException if the storage's scope has ended
     */
    public double doubleAt(long elementOffset) {
        MemorySegment memory = storage.block();
        long at = storage.place(elementOffset * dtype.bytes(), dtype.bytes());
        double value = switch (dtype) {
            case FLOAT32 -> memory.get(JAVA_FLOAT, at);
            case FLOAT64 -> memory.get(JAVA_DOUBLE, at);
            case INT32 -> memory.get(JAVA_INT, at);
            case INT64 -> memory.get(JAVA_LONG, at);
            case BOOL, UINT8 -> memory.get(JAVA_BYTE, at) & 0xff;
        };
        Reference.reachabilityFence(storage);
        return value;
    }

    /**
     * One element as a long; fractions are cut off towards zero, as Java's cast does.
     *
     * @param elementOffset the element, counted from the start of the storage
     * @return the value
     * @throws ReleasedException if the storage's scope has ended
     */
    public long longAt(long elementOffset) {
        MemorySegment memory = storage.block();
        long at = storage.place(elementOffset * dtype.bytes(), dtype.bytes());
        long value = switch (dtype) {
            case FLOAT32 -> (long) memory.get(JAVA_FLOAT, at);
            case FLOAT64 -> (long) memory.get(JAVA_DOUBLE, at);
            case INT32 -> memory.get(JAVA_INT, at);
            case INT64 -> memory.get(JAVA_LONG, at);
            case BOOL, UINT8 -> memory.get(JAVA_BYTE, at) & 0xff;
        };
        Reference.reachabilityFence(storage);
        return value;
    }

    /**
     * Writes one element, converted as Java's casts do; bool becomes 1 for everything but zero.
     *
     * @param elementOffset the element, counted from the start of the storage
     * @param value the value
     * @throws ReleasedException if the storage's scope has ended
     */
    public void setDouble(long elementOffset, double value) {
        storage.aboutToChange();
        MemorySegment memory = storage.block();
        long at = storage.place(elementOffset * dtype.bytes(), dtype.bytes());
        switch (dtype) {
            case FLOAT32 -> memory.set(JAVA_FLOAT, at, (float) value);
            case FLOAT64 -> memory.set(JAVA_DOUBLE, at, value);
            case INT32 -> memory.set(JAVA_INT, at, (int) value);
            case INT64 -> memory.set(JAVA_LONG, at, (long) value);
            case BOOL -> memory.set(JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
            case UINT8 -> memory.set(JAVA_BYTE, at, (byte) (long) value);
        }
        Reference.reachabilityFence(storage);
    }

    /**
     * Writes one element, converted as Java's casts do; bool becomes 1 for everything but zero.
     *
     * @param elementOffset the element, counted from the start of the storage
     * @param value the value; only its low bits where the type is narrower
     * @throws ReleasedException if the storage's scope has ended
     */
    public void setLong(long elementOffset, long value) {
        storage.aboutToChange();
        MemorySegment memory = storage.block();
        long at = storage.place(elementOffset * dtype.bytes(), dtype.bytes());
        switch (dtype) {
            case FLOAT32 -> memory.set(JAVA_FLOAT, at, value);
            case FLOAT64 -> memory.set(JAVA_DOUBLE, at, value);
            case INT32 -> memory.set(JAVA_INT, at, (int) value);
            case INT64 -> memory.set(JAVA_LONG, at, value);
            case BOOL -> memory.set(JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
            case UINT8 -> memory.set(JAVA_BYTE, at, (byte) value);
        }
        Reference.reachabilityFence(storage);
    }
}
