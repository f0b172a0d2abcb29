package dev.adjoint.engine;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Launch;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.memory.Storage;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pointwise ops into existing memory, gathered and then run together: large ones are cut into stretches, small ones taken
 * several at a time, and all is shared out among the threads at once. So threads meet once for all parameters of a model,
 * and small ones are spread over them too. Each element depends on its own place alone, so nobody can tell where the cuts are.
 */
final class JointPass {

    /** The elements of a stretch, some tens of microseconds for an optimiser's step: a late thread keeps nobody waiting long. */
    private static final long STRETCH = 1 << 15;

    /** More storages than one assignment mostly has. */
    private static final int STORAGES = 4;

    private final Kernels kernels;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Storage> written = new ArrayList<>();
    /** All storages that are read or written. */
    private final Set<Storage> touched;

    /** One op on arrays, or on a stretch of each. */
    private static final class Piece {
        private final Primitive op;
        private final @Nullable Launch launch;
        private final Array[] inputs;
        private final Array[] outputs;

        Piece(Primitive op, @Nullable Launch launch, Array[] inputs, Array[] outputs) {
            this.op = op;
            this.launch = launch;
            this.inputs = inputs;
            this.outputs = outputs;
        }

        long size() {
            return outputs[0].size();
        }

        void run(Kernels kernels) {
            (launch != null ? launch : kernels.find(op, inputs)).run(op, inputs, outputs);
        }
    }

    /**
     * An empty pass.
     *
     * @param kernels where launches come from
     * @param count how many ops will be gathered, about
     */
    JointPass(Kernels kernels, int count) {
        this.kernels = kernels;
        this.touched = Collections.newSetFromMap(new IdentityHashMap<>(STORAGES * count));
    }

    /**
     * Gathers an op; what shares memory with it runs first.
     *
     * @param op a pointwise op
     * @param launch what runs it
     * @param inputs the arguments
     * @param outputs memory that the launch can write
     */
    void add(Primitive op, Launch launch, Array[] inputs, Array[] outputs) {
        if (!touch(inputs, outputs)) {
            run();
            touch(inputs, outputs);
        }
        for (Array input : inputs) {
            // Whatever has been left for later is computed here, and not by the first thread that comes by.
            input.address();
        }
        for (Array output : outputs) {
            written.add(output.storage());
        }
        if (outputs[0].size() <= STRETCH) {
            pieces.add(new Piece(op, launch, inputs, outputs));
        } else if (isEven(inputs, outputs)) {
            cut(op, inputs, outputs);
        } else {
            launch.run(op, inputs, outputs);
        }
    }

    /** Notes all storages of an op; false if one of them was noted before, by another op. */
    private boolean touch(Array[] inputs, Array[] outputs) {
        boolean free = true;
        for (int i = 0; i < inputs.length; i++) {
            free &= isAmong(inputs, i, inputs[i]) || touched.add(inputs[i].storage());
        }
        for (Array output : outputs) {
            free &= isAmong(inputs, inputs.length, output) || touched.add(output.storage());
        }
        return free;
    }

    /** Whether one of the first arrays has the same storage. */
    private static boolean isAmong(Array[] arrays, int count, Array array) {
        for (int i = 0; i < count; i++) {
            if (arrays[i].storage() == array.storage()) {
                return true;
            }
        }
        return false;
    }

    /** Whether all arrays have their elements at the same places of one stretch of memory. */
    private static boolean isEven(Array[] inputs, Array[] outputs) {
        Layout layout = outputs[0].layout();
        boolean even = layout.isDense();
        for (Array input : inputs) {
            even &= input.layout().samePattern(layout);
        }
        for (Array output : outputs) {
            even &= output.layout().samePattern(layout);
        }
        return even;
    }

    private void cut(Primitive op, Array[] inputs, Array[] outputs) {
        long size = outputs[0].size();
        long count = (size + STRETCH - 1) / STRETCH;
        for (long i = 0; i < count; i++) {
            long first = size * i / count;
            Layout stretch = Layout.contiguous(Shape.of(size * (i + 1) / count - first));
            pieces.add(new Piece(op, null, stretches(inputs, stretch, first), stretches(outputs, stretch, first)));
        }
    }

    private static Array[] stretches(Array[] arrays, Layout stretch, long first) {
        Array[] some = new Array[arrays.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = arrays[i].with(stretch.withOffset(arrays[i].layout().lowest() + first));
        }
        return some;
    }

    /** Runs what has been gathered. */
    void run() {
        int[] ends = new int[pieces.size()];
        int parts = 0;
        long elements = 0;
        for (int i = 0; i < ends.length; i++) {
            elements += pieces.get(i).size();
            if (elements >= STRETCH / 2 || i == ends.length - 1) {
                ends[parts++] = i + 1;
                elements = 0;
            }
        }
        Workers.each(parts, part -> {
            for (int i = part == 0 ? 0 : ends[part - 1]; i < ends[part]; i++) {
                pieces.get(i).run(kernels);
            }
        });
        Reference.reachabilityFence(pieces);
        Origin where = Origin.now();
        written.forEach(storage -> storage.changed(where));
        pieces.clear();
        written.clear();
        touched.clear();
    }
}
