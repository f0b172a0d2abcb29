package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Indexing;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Rows of floats added to rows chosen by index, as the gradient of an embedding needs it. Rows are added in the order of
 * their indices by one thread, so that sums of the same row have the same bits however many threads there are.
 */
final class AddSlicesKernel implements Kernel {

    private static final double NANOSECONDS = 0.3;

    private final DType index;
    private final long rows;
    private final long bytes;
    private final double nanoseconds;
    private final LineProgram sum;

    private AddSlicesKernel(DType index, long rows, int length, long count, VectorLoops loops) {
        this.index = index;
        this.rows = rows;
        this.bytes = (long) length * Float.BYTES;
        this.nanoseconds = NANOSECONDS * count * length;
        this.sum = new LineProgram(length, 2, loops, input(0).plus(input(1)));
    }

    /** A kernel for rows of floats that follow each other; null for others. */
    static @Nullable AddSlicesKernel of(Indexing.AddSlices op, Array index, Array source, VectorLoops loops) {
        long count = index.size();
        boolean rows = op.axis() == 0
                && source.dtype() == DType.FLOAT32
                && source.size() > 0
                && source.isContiguous()
                && index.isContiguous();
        if (!rows || source.size() / count > VectorLoop.LONGEST) {
            return null;
        }
        return new AddSlicesKernel(index.dtype(), op.length(), (int) (source.size() / count), count, loops);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long at = inputs[0].address();
        long source = inputs[1].address();
        long y = outputs[0].address();
        long count = inputs[0].size();
        for (long i = 0; i < count; i++) {
            long row = Memory.index(index, at, i);
            if (row < 0 || row >= rows) {
                // Refuses the index, in its own words.
                op.evaluate(inputs, outputs);
                return;
            }
        }
        Memory.ALL.asSlice(y, rows * bytes).fill((byte) 0);
        VectorLoop loop = sum.loop(nanoseconds);
        long[] lines = new long[3];
        for (long i = 0; i < count; i++) {
            lines[0] = y + Memory.index(index, at, i) * bytes;
            lines[1] = lines[0];
            lines[2] = source + i * bytes;
            sum.run(loop, lines);
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}
