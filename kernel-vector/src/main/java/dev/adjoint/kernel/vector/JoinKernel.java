package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Movement;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One tensor after the other along an axis, or one among zeros, by copying runs of memory.
 *
 * <p>The result has the order of axes of the first input that is dense, so that channels-last images stay so. Inputs that
 * stand otherwise are copied into that order first.
 */
final class JoinKernel implements Kernel {

    private static final double NANOSECONDS_PER_BYTE = 0.1;

    private final Layout layout;
    private final int bytes;
    /** How often the axis is met, and how many elements one position of it holds. */
    private final long rounds;

    private final long inner;
    /** Where each input begins along the axis, how long it is, and from which position to position it is spread. */
    private final long[] from;

    private final long[] lengths;
    private final long step;
    private final boolean zeros;
    /** How to bring an input into order; null where it is. */
    private final List<Straightening> straightenings;

    /** What copies an input into the order of the result. */
    private record Straightening(int input, Layout layout, CopyKernel copy) {}

    private JoinKernel(int axis, Array[] inputs, TensorType output, long before, long step, boolean zeros) {
        Layout first = Stream.of(inputs)
                .map(Array::layout)
                .filter(Layout::isDense)
                .findFirst()
                .orElseGet(() -> Layout.contiguous(inputs[0].shape()));
        int[] order = order(first);
        this.layout = dense(output.shape(), order);
        this.bytes = output.dtype().bytes();
        this.inner = layout.stride(axis);
        this.rounds = output.shape().size() / (inner * output.shape().dim(axis));
        this.step = step;
        this.zeros = zeros;
        this.from = new long[inputs.length];
        this.lengths = new long[inputs.length];
        long at = before;
        for (int i = 0; i < inputs.length; i++) {
            from[i] = at;
            lengths[i] = inputs[i].shape().dim(axis);
            at += lengths[i];
        }
        this.straightenings = IntStream.range(0, inputs.length)
                .filter(i -> inputs[i].size() > 0 && !stands(inputs[i].layout(), dense(inputs[i].shape(), order)))
                .mapToObj(i -> straightening(i, inputs[i], order))
                .toList();
    }

    static JoinKernel of(Movement.Concat concat, Array[] inputs, TensorType output) {
        return new JoinKernel(concat.axis(), inputs, output, 0, 1, false);
    }

    static JoinKernel of(Movement.Pad pad, Array[] inputs, TensorType output) {
        return new JoinKernel(pad.axis(), inputs, output, pad.before(), pad.between() + 1, true);
    }

    /** The axes from the one whose neighbours stand farthest apart to the one whose stand nearest. */
    private static int[] order(Layout layout) {
        return IntStream.range(0, layout.shape().rank())
                .boxed()
                .sorted(Comparator.comparing(axis -> -layout.stride(axis)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Layout dense(Shape shape, int[] order) {
        long[] strides = new long[order.length];
        long stride = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            strides[order[i]] = stride;
            stride *= shape.dim(order[i]);
        }
        return Layout.of(shape, strides, 0);
    }

    /** Whether a layout is another one but for its offset; the stride of an axis of length 1 does not matter. */
    private static boolean stands(Layout layout, Layout wanted) {
        for (int axis = 0; axis < layout.shape().rank(); axis++) {
            if (layout.shape().dim(axis) > 1 && layout.stride(axis) != wanted.stride(axis)) {
                return false;
            }
        }
        return true;
    }

    /** A copy is row-major, so the axes are brought into the wanted order before it is made. */
    private static Straightening straightening(int index, Array input, int[] order) {
        Layout permuted = input.layout().permute(order);
        TensorType copied = new TensorType(input.dtype(), permuted.shape());
        return new Straightening(index, permuted, new CopyKernel(input.dtype(), permuted, copied));
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return layout;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array[] straight = straightened(op, inputs);
        long[] sources = Arrays.stream(straight).mapToLong(Array::address).toArray();
        long target = outputs[0].address();
        long row = layout.shape().size() / rounds * bytes;
        long position = inner * bytes;
        double nanoseconds = row * rounds * NANOSECONDS_PER_BYTE;
        if (zeros) {
            Parts.each(
                    rounds,
                    nanoseconds,
                    (first, last) -> Memory.ALL
                            .asSlice(target + first * row, (last - first) * row)
                            .fill((byte) 0));
        }
        int count = sources.length;
        Parts.each(rounds * count, nanoseconds, (first, last) -> {
            for (long item = first; item < last; item++) {
                int input = (int) (item % count);
                long round = item / count;
                long run = lengths[input] * position;
                spread(sources[input] + round * run, target + round * row + from[input] * position, run, position);
            }
        });
        Reference.reachabilityFence(straight);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private void spread(long source, long target, long run, long position) {
        if (step == 1) {
            copy(source, target, run);
            return;
        }
        for (long at = 0; at < run; at += position) {
            copy(source + at, target + at * step, position);
        }
    }

    private static void copy(long source, long target, long size) {
        if (size == Integer.BYTES) {
            Memory.ALL.set(Memory.INT, target, Memory.ALL.get(Memory.INT, source));
        } else {
            MemorySegment.copy(Memory.ALL, source, Memory.ALL, target, size);
        }
    }

    private Array[] straightened(Primitive op, Array[] inputs) {
        if (straightenings.isEmpty()) {
            return inputs;
        }
        Array[] straight = inputs.clone();
        for (Straightening s : straightenings) {
            Array input = inputs[s.input];
            Array copy = Array.allocate(input.dtype(), s.layout.shape());
            Layout met = Layout.of(
                    s.layout.shape(), s.layout.strides(), input.layout().offset());
            s.copy.run(op, new Array[] {input.with(met)}, new Array[] {copy});
            straight[s.input] = copy;
        }
        return straight;
    }
}
