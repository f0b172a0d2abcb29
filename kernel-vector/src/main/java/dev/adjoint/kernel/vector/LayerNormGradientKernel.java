package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.LayerNorm;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The three gradients of layer normalisation in one pass over row-major floats. Those of weight and bias are sums over all
 * lines: each part of the lines has sums of its own, which are added in order at the end.
 */
final class LayerNormGradientKernel implements Kernel {

    private static final double NANOSECONDS = 2;
    /** Sums over lines are of so many at a time, then of those: the error grows with both numbers, not with their product. */
    private static final long STRETCH = 16;

    /** The inputs of the formulas that have {@code dy, x, w}; their parameters begin with mean and scale. */
    private static final Expr G = input(0).times(input(2));

    private static final Expr Z = input(1).minus(parameter(0)).times(parameter(1));

    private final long count;
    private final int length;
    private final long bytes;
    private final LineMoments moments;
    private final LineProgram weighted;
    private final LineProgram projected;
    private final LineProgram result;
    private final LineProgram sums;
    private final LineProgram joined;

    private LayerNormGradientKernel(LayerNorm.Gradient op, Array x, int length, VectorLoops loops) {
        this.count = x.size() / length;
        this.length = length;
        this.bytes = (long) length * Float.BYTES;
        this.moments = new LineMoments(length, op.epsilon(), loops);
        this.weighted = new LineProgram(length, 2, loops, input(0).times(input(1)));
        this.projected = new LineProgram(length, 3, loops, G.times(Z));
        this.result = new LineProgram(
                length,
                3,
                loops,
                G.minus(parameter(2)).minus(Z.times(parameter(3))).times(parameter(1)));
        this.sums = new LineProgram(length, 4, loops, input(2).plus(input(0).times(Z)), input(3).plus(input(0)));
        this.joined = new LineProgram(2 * length, 2, loops, input(0).plus(input(1)));
    }

    /** A kernel for floats in row-major order; null for others. */
    static @Nullable LayerNormGradientKernel of(LayerNorm.Gradient op, Array[] inputs, VectorLoops loops) {
        int length = LayerNormKernel.length(inputs[1], inputs[2], inputs);
        return length == 0 ? null : new LayerNormGradientKernel(op, inputs[1], length, loops);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        double nanoseconds = NANOSECONDS * count * length;
        int parts = Parts.count(count, nanoseconds);
        Array sums = Array.allocate(DType.FLOAT32, Shape.of(parts, 4, length));
        long own = sums.address();
        Memory.ALL.asSlice(own, parts * 4 * bytes).fill((byte) 0);
        Lines lines = new Lines(inputs, outputs, nanoseconds);
        Workers.each(
                parts, part -> lines.run(count * part / parts, count * (part + 1) / parts, own + part * 4 * bytes));
        VectorLoop loop = joined.loop(nanoseconds);
        for (int part = 1; part < parts; part++) {
            joined.run(loop, own, own, own + part * 4 * bytes);
        }
        MemorySegment.copy(Memory.ALL, own, Memory.ALL, outputs[1].address(), bytes);
        MemorySegment.copy(Memory.ALL, own + bytes, Memory.ALL, outputs[2].address(), bytes);
        Reference.reachabilityFence(sums);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** One run: where its operands are, and by which loops it goes. */
    private final class Lines {
        private final long dy;
        private final long x;
        private final long w;
        private final long dx;
        private final double nanoseconds;
        private final @Nullable VectorLoop weigh;
        private final @Nullable VectorLoop project;
        private final @Nullable VectorLoop finish;
        private final @Nullable VectorLoop sum;

        Lines(Array[] inputs, Array[] outputs, double nanoseconds) {
            this.dy = inputs[0].address();
            this.x = inputs[1].address();
            this.w = inputs[2].address();
            this.dx = outputs[0].address();
            this.nanoseconds = nanoseconds;
            this.weigh = weighted.loop(nanoseconds);
            this.project = projected.loop(nanoseconds);
            this.finish = result.loop(nanoseconds);
            this.sum = sums.loop(nanoseconds);
        }

        /** Takes some lines; their sums come to the first half of {@code total}, whose other half is for those of a stretch. */
        void run(long first, long last, long total) {
            long own = total + 2 * bytes;
            VectorLoop join = joined.loop(nanoseconds);
            for (long from = first; from < last; from += STRETCH) {
                Memory.ALL.asSlice(own, 2 * bytes).fill((byte) 0);
                stretch(from, Math.min(last, from + STRETCH), own);
                joined.run(join, total, total, own);
            }
        }

        private void stretch(long first, long last, long own) {
            LineMoments.Run line = moments.run(nanoseconds);
            for (long at = first * bytes; at < last * bytes; at += bytes) {
                long from = x + at;
                long upstream = dy + at;
                long to = dx + at;
                float mean = line.mean(from);
                float scale = line.scale(from, mean, to);
                long m = LineProgram.bits(mean);
                long s = LineProgram.bits(scale);
                weighted.run(weigh, to, upstream, w);
                float level = line.mean(to);
                projected.run(project, to, upstream, from, w, m, s);
                float slope = line.mean(to);
                result.run(finish, to, upstream, from, w, m, s, LineProgram.bits(level), LineProgram.bits(slope));
                sums.run(sum, own, own + bytes, upstream, from, own, own + bytes, m, s);
            }
        }
    }
}
