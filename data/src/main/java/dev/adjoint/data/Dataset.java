package dev.adjoint.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;

/**
 * Examples with their labels, held compactly: bytes stay bytes until a {@link DataLoader} makes a batch of them.
 *
 * <p>Features are held as uint8 or float32, other types becoming float32; labels as int64 class numbers or as float32
 * targets. Make data sets outside of scopes, or keep their tensors: they are needed for long.
 *
 * @param name what messages call it
 * @param features {@code [n, ...]}
 * @param labels int64 {@code [n]}, or float32 {@code [n]} or {@code [n, k]} targets
 * @param classes the names of the classes, by number; empty if labels are targets or the names are not known
 */
public record Dataset(String name, Tensor features, Tensor labels, List<String> classes) {

    /**
     * Checks that features and labels fit together.
     *
     * @throws DataException if the counts differ, or a label names no class
     */
    public Dataset {
        Given.of("data set", "the name", name);
        Given.of(name, "the tensor of features", features);
        Given.of(name, "the tensor of labels", labels);
        Given.of(name, "the list of classes", classes);
        if (features.rank() < 1 || labels.rank() < 1 || features.dim(0) != labels.dim(0)) {
            throw new DataException(name + ": features " + features.shape() + " and labels " + labels.shape()
                    + " do not pair up. The first axis of both counts the examples.");
        }
        if (features.dim(0) > Integer.MAX_VALUE || features.size() / Math.max(1, features.dim(0)) > 1 << 30) {
            throw new DataException(name + ": features " + features.shape()
                    + " are more than 2^31 examples or 2^30 values in one. Cut the data into parts.");
        }
        features = compact(features, features.dtype() == DType.UINT8 ? DType.UINT8 : DType.FLOAT32);
        labels = compact(labels, labels.dtype().isInteger() ? DType.INT64 : DType.FLOAT32);
        classes = List.copyOf(classes);
        if (labels.dtype() == DType.INT64) {
            checkLabels(name, labels, classes);
        }
    }

    private static Tensor compact(Tensor tensor, DType dtype) {
        Tensor plain = tensor.detach();
        return (plain.dtype() == dtype ? plain : plain.cast(dtype)).contiguous();
    }

    private static void checkLabels(String name, Tensor labels, List<String> classes) {
        if (labels.rank() != 1) {
            throw new DataException(name + ": class labels of shape " + labels.shape()
                    + ". Give one number per example, [n]; several targets per example are floating.");
        }
        long end = classes.isEmpty() ? Long.MAX_VALUE : classes.size();
        long[] values = labels.longs();
        for (int row = 0; row < values.length; row++) {
            if (values[row] < 0 || values[row] >= end) {
                throw new DataException(name + ": label " + values[row] + " of example " + row + " is outside 0 to "
                        + (classes.isEmpty() ? "..." : end - 1) + ". Labels count from 0"
                        + (classes.isEmpty() ? "." : ", and the classes are " + classes + "."));
            }
        }
    }

    /**
     * The number of examples.
     *
     * @return n
     */
    public int size() {
        return (int) features.dim(0);
    }

    /**
     * The shape of one example.
     *
     * @return the shape of the features without the first axis
     */
    public Shape exampleShape() {
        return features.shape().remove(0);
    }

    /**
     * The number of values in one example.
     *
     * @return the size of {@link #exampleShape}
     */
    public int exampleLength() {
        return (int) exampleShape().size();
    }

    /**
     * Whether labels are class numbers rather than targets.
     *
     * @return true if they are int64
     */
    public boolean classified() {
        return labels.dtype() == DType.INT64;
    }

    /**
     * A run of examples, without copying.
     *
     * @param from the first
     * @param to one behind the last
     * @return a view of them
     * @throws DataException if the range does not lie within the examples
     */
    public Dataset slice(int from, int to) {
        if (from < 0 || to < from || to > size()) {
            throw new DataException(name + ": slice " + from + " to " + to + " of " + size()
                    + " examples. Give 0 <= from <= to <= " + size() + ".");
        }
        return new Dataset(name, features.slice(0, from, to), labels.slice(0, from, to), classes);
    }

    /**
     * Chosen examples, copied.
     *
     * @param rows which, in the order wanted; one may come several times
     * @return a data set of their own
     * @throws DataException if a row does not exist
     */
    public Dataset subset(int... rows) {
        for (int row : rows) {
            if (row < 0 || row >= size()) {
                throw new DataException(name + ": no example " + row + " among " + size() + ". Rows count from 0.");
            }
        }
        return new Dataset(name, pick(features, rows), pick(labels, rows), classes);
    }

    private static Tensor pick(Tensor from, int[] rows) {
        Array source = from.array();
        Array target = Array.allocate(from.dtype(), from.shape().with(0, rows.length));
        long bytes = from.shape().remove(0).size() * from.dtype().bytes();
        for (int i = 0; i < rows.length; i++) {
            MemorySegment.copy(
                    source.borrowed(), source.byteOffset() + rows[i] * bytes, target.borrowed(), i * bytes, bytes);
        }
        Reference.reachabilityFence(from);
        return Interpreter.current().tensor(target);
    }

    /** Writes the values of one example, as floats in their own units, from {@code at} on. */
    void readFeatures(int row, float[] out, int at) {
        Array array = features.array();
        int length = exampleLength();
        long start = array.byteOffset() + (long) row * length * array.dtype().bytes();
        if (array.dtype() == DType.FLOAT32) {
            MemorySegment.copy(array.borrowed(), JAVA_FLOAT, start, out, at, length);
        } else {
            byte[] bytes = new byte[length];
            MemorySegment.copy(array.borrowed(), JAVA_BYTE, start, bytes, 0, length);
            for (int i = 0; i < length; i++) {
                out[at + i] = bytes[i] & 0xff;
            }
        }
        Reference.reachabilityFence(array);
    }

    /** The number of values in one label: 1, or k for several targets. */
    int labelLength() {
        return (int) labels.shape().remove(0).size();
    }

    /** Writes the class of one example. */
    void readLabel(int row, long[] out, int at) {
        Array array = labels.array();
        out[at] = array.borrowed().get(JAVA_LONG, array.byteOffset() + row * 8L);
        Reference.reachabilityFence(array);
    }

    /** Writes the targets of one example. */
    void readTargets(int row, float[] out, int at) {
        Array array = labels.array();
        int length = labelLength();
        MemorySegment.copy(array.borrowed(), JAVA_FLOAT, array.byteOffset() + row * 4L * length, out, at, length);
        Reference.reachabilityFence(array);
    }

    /** Name, counts and shape; the values are too many. */
    @Override
    public String toString() {
        return name + ": " + size() + " examples of " + exampleShape()
                + (classes.isEmpty() ? "" : " in " + classes.size() + " classes");
    }
}
