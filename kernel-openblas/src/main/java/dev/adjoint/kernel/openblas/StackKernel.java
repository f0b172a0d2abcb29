package dev.adjoint.kernel.openblas;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Matrices;
import java.lang.ref.Reference;

/**
 * One routine on each matrix of a stack: the stack is cut into parts by its shape alone, and these are shared out to the
 * threads.
 *
 * @param routine what to do with one matrix
 */
record StackKernel(Routine routine) implements Kernel {

    /** What a routine does with one matrix. */
    @FunctionalInterface
    interface Routine {

        /**
         * Computes one matrix of each output.
         *
         * @param inputs the arguments
         * @param outputs where the results go
         * @param matrix the number of the matrix
         * @param bench native memory, and the library
         */
        void run(Array[] inputs, Array[] outputs, long matrix, Workbench bench);
    }

    /** Elements cubed: work that pays for handing it to another thread. */
    private static final double WORTHWHILE = 1e5;

    private static final int MOST_PARTS = 16;

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Matrices stack = Matrices.of(inputs[0]);
        long count = stack.count();
        double each = (double) stack.rows() * stack.columns() * Math.min(stack.rows(), stack.columns());
        int parts = (int) Math.min(count, Math.clamp(count * each / WORTHWHILE, 1, MOST_PARTS));
        Workers.each(parts, part -> {
            try (Workbench bench = new Workbench(inputs[0].dtype())) {
                for (long matrix = part * count / parts; matrix < (part + 1) * count / parts; matrix++) {
                    routine.run(inputs, outputs, matrix, bench);
                    bench.clear();
                }
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}
