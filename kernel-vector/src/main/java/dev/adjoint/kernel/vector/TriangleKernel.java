package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Movement;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** One triangle of each matrix: a copy of the part of each row that is kept, and zeros beside it. */
final class TriangleKernel implements Kernel {

    private static final double NANOSECONDS = 0.4;

    private final Movement.Triangle op;
    private final LinesAlong lines;
    private final long rows;
    private final long columns;
    private final int bytes;

    TriangleKernel(Movement.Triangle op, Array x) {
        int last = x.shape().rank() - 1;
        this.op = op;
        this.lines = LinesAlong.of(last, x.layout(), x.shape().dim(last));
        this.rows = x.shape().dim(last - 1);
        this.columns = x.shape().dim(last);
        this.bytes = x.dtype().bytes();
    }

    @Override
    public void run(Primitive primitive, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        Parts.each(lines.count(), NANOSECONDS * lines.count() * columns, (begin, end) -> {
            for (long line = begin; line < end; line++) {
                long first = op.first(line % rows, columns);
                long last = Math.max(first, op.last(line % rows, columns));
                long to = y + lines.out(line) * bytes;
                zero(to, first);
                copy(x + (lines.in(line) + first * lines.step()) * bytes, to + first * bytes, last - first);
                zero(to + last * bytes, columns - last);
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private void zero(long at, long count) {
        Memory.ALL.asSlice(at, count * bytes).fill((byte) 0);
    }

    private void copy(long from, long to, long count) {
        if (lines.step() == 1) {
            MemorySegment.copy(Memory.ALL, from, Memory.ALL, to, count * bytes);
            return;
        }
        for (long i = 0; i < count; i++) {
            Memory.copy(bytes, from + i * lines.step() * bytes, to + i * bytes);
        }
    }
}
