package dev.adjoint.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Array;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
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
                    source.segment(), source.byteOffset() + rows[i] * bytes, target.segment(), i * bytes, bytes);
        }
        Reference.reachabilityFence(from);
        return Interpreter.current().tensor(target);
    }

    /**
     * Divides the examples by chance, with every class in the same proportion in both parts.
     *
     * <p>Within each class a random choice goes to the test part; both parts keep the order of the whole.
     *
     * @param testShare the share of the test part, between 0 and 1
     * @param seed the same seed gives the same parts
     * @return both parts
     * @throws DataException if the share is not between 0 and 1, or leaves a part empty
     */
    public Split split(double testShare, long seed) {
        if (!(testShare > 0 && testShare < 1)) {
            throw new DataException(
                    name + ": a test share of " + testShare + ". Give a number between 0 and 1, such as 0.2.");
        }
        boolean[] test = new boolean[size()];
        Generator generator = Generator.seed(seed);
        for (List<Integer> members : strata()) {
            int[] order = generator.next().permutation(members.size());
            long chosen = Math.round(members.size() * testShare);
            for (int i = 0; i < chosen; i++) {
                test[members.get(order[i])] = true;
            }
        }
        int[] trainRows = rows(test, false);
        int[] testRows = rows(test, true);
        if (trainRows.length == 0 || testRows.length == 0) {
            throw new DataException(name + ": a test share of " + testShare + " of " + size() + " examples leaves "
                    + trainRows.length + " to train and " + testRows.length + " to test. Use more examples.");
        }
        return new Split(subset(trainRows), subset(testRows));
    }

    /** The rows of each class, or all rows where there are none. */
    private List<List<Integer>> strata() {
        List<List<Integer>> strata = new ArrayList<>();
        long[] numbers = classified() ? labels.longs() : new long[size()];
        long[] distinct = Arrays.stream(numbers).distinct().sorted().toArray();
        for (int i = 0; i < distinct.length; i++) {
            strata.add(new ArrayList<>());
        }
        for (int row = 0; row < numbers.length; row++) {
            strata.get(Arrays.binarySearch(distinct, numbers[row])).add(row);
        }
        return strata;
    }

    private static int[] rows(boolean[] test, boolean wanted) {
        int[] rows = new int[test.length];
        int count = 0;
        for (int row = 0; row < test.length; row++) {
            if (test[row] == wanted) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** Writes the values of one example, as floats in their own units, from {@code at} on. */
    void readFeatures(int row, float[] out, int at) {
        Array array = features.array();
        int length = exampleLength();
        long start = array.byteOffset() + (long) row * length * array.dtype().bytes();
        if (array.dtype() == DType.FLOAT32) {
            MemorySegment.copy(array.segment(), JAVA_FLOAT, start, out, at, length);
        } else {
            byte[] bytes = new byte[length];
            MemorySegment.copy(array.segment(), JAVA_BYTE, start, bytes, 0, length);
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
        out[at] = array.segment().get(JAVA_LONG, array.byteOffset() + row * 8L);
        Reference.reachabilityFence(array);
    }

    /** Writes the targets of one example. */
    void readTargets(int row, float[] out, int at) {
        Array array = labels.array();
        int length = labelLength();
        MemorySegment.copy(array.segment(), JAVA_FLOAT, array.byteOffset() + row * 4L * length, out, at, length);
        Reference.reachabilityFence(array);
    }

    /** Name, counts and shape; the values are too many. */
    @Override
    public String toString() {
        return name + ": " + size() + " examples of " + exampleShape()
                + (classes.isEmpty() ? "" : " in " + classes.size() + " classes");
    }
}
