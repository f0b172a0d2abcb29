package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.expr.Operand;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A pointwise function in one pass over memory, a tile at a time, so that what lies between its steps stays in the
 * first-level cache.
 *
 * <p>Results take the layout of the first input that is dense, so that tensors in channels-last order stay so and are
 * met element after element.
 */
final class PointwiseKernel implements Kernel {

    private final TileProgram program;
    private final Tiles<?> loops;
    private final Warmth warmth;
    private final Layout layout;
    private final TilePlan plan;
    private final double nanoseconds;
    private final long ops;
    private final boolean[] direct;
    private final Map<Integer, Transposition> transpositions = new HashMap<>();

    PointwiseKernel(PointwiseFunction function, Array[] inputs, TensorType[] outputs, Warmth warmth) {
        DType computed = Stream.of(inputs)
                .map(Array::dtype)
                .filter(DType::isFloating)
                .findFirst()
                .orElse(DType.INT64);
        this.program = TileProgram.of(function.program(), inputs.length, computed == DType.FLOAT32);
        this.loops = Tiles.of(computed);
        this.warmth = warmth;
        this.layout = Stream.of(inputs)
                .map(Array::layout)
                .filter(Layout::isDense)
                .findFirst()
                .map(dense -> Layout.of(dense.shape(), dense.strides(), 0))
                .orElseGet(() -> Layout.contiguous(outputs[0].shape()));
        DType[] types = Stream.of(outputs).map(TensorType::dtype).toArray(DType[]::new);
        Layout[] layouts = new Layout[types.length];
        Arrays.fill(layouts, layout);
        TilePlan met = TilePlan.of(TilePlan.types(inputs), TilePlan.layouts(inputs), types, layouts);
        for (int i = 0; i < inputs.length; i++) {
            Transposition transposition = met.transposition(i);
            if (transposition != null) {
                transpositions.put(i, transposition);
                met = met.withLinear(i);
            }
        }
        this.plan = met;
        this.nanoseconds = plan.size() * program.nanoseconds();
        this.ops = program.ops();
        this.direct = new boolean[outputs.length];
        Arrays.fill(direct, true);
        if (loops instanceof FloatTiles) {
            warmth.request(ops);
        }
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return layout;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array[] arguments = straightened(inputs);
        TileRun run = start((PointwiseOp) op, arguments, outputs);
        Parts.each(plan.tiles(), nanoseconds, run);
        Reference.reachabilityFence(arguments);
        Reference.reachabilityFence(outputs);
    }

    /** Transposed inputs are copied first, block by block: to gather them tile by tile would read most memory twice. */
    private Array[] straightened(Array[] inputs) {
        if (transpositions.isEmpty()) {
            return inputs;
        }
        Array[] straight = inputs.clone();
        transpositions.forEach((i, transposition) -> {
            straight[i] = Array.allocate(inputs[i].dtype(), Shape.of(plan.size()));
            transposition.run(inputs[i].address(), straight[i].address());
        });
        Reference.reachabilityFence(inputs);
        return straight;
    }

    private TileRun start(PointwiseOp op, Array[] inputs, Array[] outputs) {
        long[] in = addresses(inputs);
        long[] out = addresses(outputs);
        double[] numbers = numbers(op);
        if (loops instanceof FloatTiles && warmth.isWarm(ops)) {
            return warmth.run(program, plan, in, out, numbers, inPlace(in, out));
        }
        return new PlainTileRun<>(loops, program, plan, in, out, numbers);
    }

    private double[] numbers(PointwiseOp op) {
        double[] numbers = new double[program.numbers().size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = program.numbers().get(k) instanceof Operand.Parameter(int index)
                    ? op.parameter(index)
                    : program.numbers().get(k) instanceof Operand.Constant(double value) ? value : Double.NaN;
        }
        return numbers;
    }

    /** Which results may be written before all inputs of a tile have been read; the engine may give them one memory. */
    private boolean[] inPlace(long[] in, long[] out) {
        boolean[] inPlace = direct;
        for (int k = 0; k < out.length; k++) {
            for (int i = 0; i < in.length; i++) {
                if (in[i] == out[k] && !program.mayOverwrite(k, i)) {
                    inPlace = inPlace == direct ? direct.clone() : inPlace;
                    inPlace[k] = false;
                }
            }
        }
        return inPlace;
    }

    private static long[] addresses(Array[] arrays) {
        long[] addresses = new long[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            addresses[i] = arrays[i].address();
        }
        return addresses;
    }
}
