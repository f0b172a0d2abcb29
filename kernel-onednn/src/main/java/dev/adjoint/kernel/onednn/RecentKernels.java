package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the compiled code of the kernels that were made last, and lets go of older ones: a kernel takes up to a
 * megabyte of native memory, and a program with ever new shapes would fill the machine.
 *
 * <p>A kernel that was let go of is made again when it runs, some milliseconds later.
 */
final class RecentKernels {

    private final int most;
    private final ArrayDeque<Remade> recent = new ArrayDeque<>();
    private int abandoned;

    RecentKernels(int most) {
        this.most = most;
    }

    /**
     * A kernel that can be made again.
     *
     * @param maker makes it, the first time now, and the same one every time
     * @return the kernel, or null if there is none
     */
    @Nullable
    Kernel kernel(Supplier<@Nullable Kernel> maker) {
        Kernel first = maker.get();
        if (first == null) {
            return null;
        }
        Remade kernel = new Remade(maker, first);
        remember(kernel);
        return kernel;
    }

    private synchronized void remember(Remade kernel) {
        recent.add(kernel);
        if (recent.size() > most) {
            recent.remove().compiled = null;
            abandoned++;
        }
        if (abandoned > most / 2) {
            abandoned = 0;
            // Native memory goes when its owners are collected, and they are too small to make that happen soon.
            System.gc();
        }
    }

    /** A kernel whose compiled form comes and goes. */
    private final class Remade implements Kernel {

        private final Supplier<@Nullable Kernel> maker;
        private volatile @Nullable Kernel compiled;

        Remade(Supplier<@Nullable Kernel> maker, Kernel compiled) {
            this.maker = maker;
            this.compiled = compiled;
        }

        @Override
        public void run(Primitive op, Array[] inputs, Array[] outputs) {
            compiled().run(op, inputs, outputs);
        }

        @Override
        public Layout layout(int output, TensorType type) {
            return compiled().layout(output, type);
        }

        private Kernel compiled() {
            Kernel kernel = compiled;
            return kernel != null ? kernel : again();
        }

        private synchronized Kernel again() {
            Kernel kernel = compiled;
            if (kernel == null) {
                kernel = maker.get();
                if (kernel == null) {
                    throw new IllegalStateException("oneDNN: a kernel could be made once, but not again.");
                }
                compiled = kernel;
                remember(this);
            }
            return kernel;
        }
    }
}
