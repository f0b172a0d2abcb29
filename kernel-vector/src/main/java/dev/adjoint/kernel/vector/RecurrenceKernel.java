package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.Recurrence;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A recurrence over the examples of a batch, which know nothing of each other: each thread takes some of them through
 * all steps, so that threads meet once for a sequence and not at every step, and what goes from step to step stays in
 * the cache of one processor.
 *
 * <p>Each part reads all weights at each step. So there is no such kernel where these do not stay in a cache, or where a
 * part would have too few examples for a product at full speed; the op's own way then shares out each product.
 */
final class RecurrenceKernel implements Kernel {

    private static final long MOST_BYTES = 1 << 20;
    private static final long FEWEST_ROWS = 16;
    private static final long MOST_PARTS = 8;

    /** Where the weights are among the inputs: they are not cut. */
    private final int weights;

    /** The axis of the batch in each input and output. */
    private final int[] inputAxes;

    private final int[] outputAxes;
    private final long batch;
    private final int parts;

    private RecurrenceKernel(int weights, int[] inputAxes, int[] outputAxes, long batch) {
        this.weights = weights;
        this.inputAxes = inputAxes;
        this.outputAxes = outputAxes;
        this.batch = batch;
        this.parts = (int) Math.min(batch / FEWEST_ROWS, MOST_PARTS);
    }

    static @Nullable Kernel of(Recurrence op, Array[] inputs) {
        RecurrenceKernel kernel = switch (op) {
            case Recurrence.Lstm _ ->
                new RecurrenceKernel(
                        1,
                        new int[] {1, -1, 0, 0},
                        new int[] {1, 1, 2},
                        inputs[2].shape().dim(0));
            case Recurrence.LstmGradient _ ->
                new RecurrenceKernel(
                        2,
                        new int[] {2, 1, -1, 0, 1, 1},
                        new int[] {1, 0, 0},
                        inputs[3].shape().dim(0));
        };
        Array weight = inputs[kernel.weights];
        boolean stays = weight.size() * weight.dtype().bytes() <= MOST_BYTES;
        return stays && kernel.parts > 1 ? kernel : null;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Workers.each(parts, part -> {
            long first = batch * part / parts;
            long last = batch * (part + 1) / parts;
            // What the op makes on its way: inside a part it belongs to no other scope.
            try (var _ = Scope.open()) {
                op.evaluate(cut(inputs, inputAxes, first, last), cut(outputs, outputAxes, first, last));
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private static Array[] cut(Array[] arrays, int[] axes, long first, long last) {
        Array[] some = arrays.clone();
        for (int i = 0; i < some.length; i++) {
            if (axes[i] >= 0) {
                some[i] = some[i].with(some[i].layout().slice(axes[i], first, last, 1));
            }
        }
        return some;
    }
}
