package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Positions found by comparing elements: whole numbers, so without a gradient. Values follow by {@link Indexing.Gather},
 * and gradients with them. A NaN counts as greater than every number, and -0 as equal to 0.
 */
public sealed interface Sorting extends Primitive {

    /**
     * A whole number that stands in the order in which an element does.
     *
     * @param x the array
     * @param at where the element stands
     * @return a number that is less, equal or greater as the element is
     */
    private static long key(Array x, long at) {
        if (!x.dtype().isFloating()) {
            return x.longAt(at);
        }
        double value = x.doubleAt(at);
        if (Double.isNaN(value)) {
            return Long.MAX_VALUE;
        }
        // Adding 0 makes -0 to 0. The bits of negative doubles run the other way round.
        long bits = Double.doubleToRawLongBits(value + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    /** The positions that put the lines of an array in order, as many of them as there is room for. */
    private static void positions(Array x, Array y, int axis, boolean descending) {
        if (y.size() == 0) {
            return;
        }
        long from = x.layout().stride(axis);
        long to = y.layout().stride(axis);
        long[] keys = new long[Math.toIntExact(x.shape().dim(axis))];
        Layout[] lines = {x.layout().select(axis, 0), y.layout().select(axis, 0)};
        Strided.forEach(lines[0].shape(), lines, at -> {
            for (int i = 0; i < keys.length; i++) {
                long key = key(x, at[0] + i * from);
                keys[i] = descending ? ~key : key;
            }
            int[] order = order(keys);
            for (int i = 0; i < y.shape().dim(axis); i++) {
                y.setLong(at[1] + i * to, order[i]);
            }
        });
    }

    /** A merge sort from the bottom up: stable, and n log n whatever the keys. */
    private static int[] order(long[] keys) {
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int[] merged = new int[keys.length];
        for (long width = 1; width < order.length; width *= 2) {
            for (long start = 0; start < order.length; start += 2 * width) {
                int middle = (int) Math.min(start + width, order.length);
                int end = (int) Math.min(start + 2 * width, order.length);
                merge(keys, order, (int) start, middle, end, merged);
            }
            int[] free = order;
            order = merged;
            merged = free;
        }
        return order;
    }

    private static void merge(long[] keys, int[] order, int start, int middle, int end, int[] merged) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean fromLeft = right == end || (left < middle && keys[order[left]] <= keys[order[right]]);
            merged[i] = order[fromLeft ? left++ : right++];
        }
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    @Override
    default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        return new Tensor[context.inputs()];
    }

    @Override
    default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return new Tensor[1];
    }

    /**
     * The positions that put an axis in order; equal elements stay in the order in which they stand.
     *
     * @param axis the axis that is sorted
     * @param descending whether the greatest comes first
     */
    record ArgSort(int axis, boolean descending) implements Sorting {
        @Override
        public String name() {
            return "argsort";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new ArgSort(axis + 1, descending).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            inputs[0].shape().axis(axis);
            return new TensorType[] {inputs[0].with(DType.INT64)};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            positions(inputs[0], outputs[0], axis, descending);
        }
    }

    /**
     * The first positions of {@link ArgSort} alone, which are found without putting all the others in order.
     *
     * @param axis the axis that is sorted
     * @param descending whether the greatest comes first
     * @param count how many positions
     */
    record ArgTop(int axis, boolean descending, long count) implements Sorting {
        @Override
        public String name() {
            return "argtop";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new ArgTop(axis + 1, descending, count).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape shape = inputs[0].shape();
            if (count < 0 || count > shape.dim(axis)) {
                throw new ShapeException("argtop: " + count + " positions along axis " + axis + " of " + shape
                        + ". Ask for 0 to " + shape.dim(axis) + ".");
            }
            return new TensorType[] {new TensorType(DType.INT64, shape.with(axis, count))};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            positions(inputs[0], outputs[0], axis, descending);
        }
    }

    /**
     * How many elements of a sorted vector are less than each of some numbers: inputs the vector and the numbers.
     *
     * @param right whether elements equal to the number count too
     */
    record SearchSorted(boolean right) implements Sorting {
        @Override
        public String name() {
            return "search_sorted";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return inputs.isMapped(0) ? inputs.oneByOne(this) : apply(inputs.input(0), inputs.input(1));
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            if (inputs[0].shape().rank() != 1) {
                throw new ShapeException(
                        "searchSorted: " + inputs[0].shape() + " is not a vector. Give one axis of sorted elements.");
            }
            Reference.requireSame(name(), inputs[0].dtype(), inputs[1].dtype());
            return new TensorType[] {inputs[1].with(DType.INT64)};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array sorted = inputs[0];
            Array values = inputs[1];
            Array y = outputs[0];
            Strided.forEach(values.shape(), new Layout[] {values.layout(), y.layout()}, at -> {
                y.setLong(at[1], below(sorted, key(values, at[0])));
            });
        }

        private long below(Array sorted, long key) {
            long low = 0;
            long high = sorted.size();
            while (low < high) {
                long middle = low + high >>> 1;
                long found = key(
                        sorted,
                        sorted.layout().offset() + middle * sorted.layout().stride(0));
                if (found < key || (right && found == key)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
