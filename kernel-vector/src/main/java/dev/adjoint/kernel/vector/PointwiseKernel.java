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
import org.jspecify.annotations.Nullable;

/**
 * A pointwise function in one pass over memory: by a loop generated for it where there is one, else a tile at a time, so
 * that what lies between its steps stays in the first-level cache.
 *
 * <p>Results take the layout of the first input that is dense, so that tensors in channels-last order stay so and are
 * met element after element.
 */
final class PointwiseKernel implements Kernel {

    private final DType computed;
    private final TileProgram program;
    private final Tiles<?> loops;
    private final @Nullable ProgramLoops vectors;
    private final Scratch.Pool pool;
    private final Layout layout;
    private final TilePlan plan;
    private final double nanoseconds;
    private final @Nullable Rows rows;
    private final Map<Integer, Transposition> transpositions = new HashMap<>();

    PointwiseKernel(PointwiseFunction function, Array[] inputs, TensorType[] outputs, VectorLoops all) {
        this.computed = Stream.of(inputs)
                .map(Array::dtype)
                .filter(DType::isFloating)
                .findFirst()
                .orElse(DType.INT64);
        this.program = TileProgram.of(function.program(), inputs.length, computed.isFloating());
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
        this.loops = PackedTruths.suits(program, plan) ? new PackedTruths() : Tiles.of(computed);
        this.nanoseconds = plan.size() * program.nanoseconds(computed);
        this.rows = computed.isFloating() ? Rows.of(plan, computed) : null;
        this.vectors = computed.isFloating()
                ? all.of(program, rows != null ? rows.repeated() : plan.repeated(), computed)
                : null;
        this.pool = all.pool();
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return layout;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array[] arguments = transpositions.isEmpty() ? inputs : straightened(inputs);
        VectorLoop whole = vectors == null ? null : vectors.whole(nanoseconds);
        if (whole != null && rows != null) {
            stream(whole, rows, operands((PointwiseOp) op, arguments, outputs));
        } else {
            Parts.each(plan.tiles(), nanoseconds, tiles((PointwiseOp) op, arguments, outputs));
        }
        Reference.reachabilityFence(arguments);
        Reference.reachabilityFence(outputs);
    }

    /** Transposed inputs are copied first, block by block: to gather them tile by tile would read most memory twice. */
    private Array[] straightened(Array[] inputs) {
        Array[] straight = inputs.clone();
        transpositions.forEach((i, transposition) -> {
            straight[i] = Array.allocate(inputs[i].dtype(), Shape.of(plan.size()));
            transposition.run(inputs[i].address(), straight[i].address());
        });
        Reference.reachabilityFence(inputs);
        return straight;
    }

    /** Addresses and parameters in the order of {@link VectorLoop}. */
    private long[] operands(PointwiseOp op, Array[] inputs, Array[] outputs) {
        long[] at = new long[outputs.length + inputs.length + program.parameters()];
        int k = 0;
        for (Array output : outputs) {
            at[k++] = output.address();
        }
        for (Array input : inputs) {
            at[k++] = input.address();
        }
        for (int index = 0; k < at.length; index++) {
            at[k++] = Double.doubleToRawLongBits(op.parameter(index));
        }
        return at;
    }

    /** The whole of it by one loop, without a tile. */
    private void stream(VectorLoop whole, Rows rows, long[] at) {
        if (plan.size() == rows.length() && Parts.count(plan.tiles(), nanoseconds) == 1) {
            whole.run(at, (int) rows.length());
            return;
        }
        Parts.each(plan.tiles(), nanoseconds, (first, last) -> {
            long end = Math.min(last * plan.tile(), plan.size());
            long[] moved = at.clone();
            for (long from = first * plan.tile(); from < end; ) {
                long row = from / rows.length();
                long column = from % rows.length();
                int n = (int) Math.min(Math.min(rows.length() - column, end - from), VectorLoop.LONGEST);
                for (int k = 0; k < rows.strides().length; k++) {
                    long step = rows.isRepeated(k - program.outputs()) ? 0 : column;
                    moved[k] = at[k] + (rows.at(k, row) + step) * computed.bytes();
                }
                whole.run(moved, n);
                from += n;
            }
        });
    }

    private TileRun tiles(PointwiseOp op, Array[] inputs, Array[] outputs) {
        long[] in = addresses(inputs);
        long[] out = addresses(outputs);
        double[] numbers = numbers(op);
        // A whole loop for rows takes as one number what a tile has many of.
        TileLoops ready = vectors == null ? null : rows != null ? vectors.steps() : vectors.tiles();
        if (ready == null) {
            return new PlainTileRun<>(loops, program, plan, in, out, numbers, pool);
        }
        boolean[] inPlace = inPlace(ready, in, out);
        return new VectorTileRun<>(computed, loops, program, ready, plan, in, out, numbers, inPlace, pool);
    }

    private static long[] addresses(Array[] arrays) {
        long[] addresses = new long[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            addresses[i] = arrays[i].address();
        }
        return addresses;
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
    private boolean[] inPlace(TileLoops ready, long[] in, long[] out) {
        boolean[] inPlace = new boolean[out.length];
        for (int k = 0; k < out.length; k++) {
            inPlace[k] = true;
            for (int i = 0; i < in.length; i++) {
                inPlace[k] &= in[i] != out[k] || ready.isWhole() || program.mayOverwrite(k, i);
            }
        }
        return inPlace;
    }
}
