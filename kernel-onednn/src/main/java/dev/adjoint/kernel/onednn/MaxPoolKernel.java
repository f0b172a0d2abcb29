package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Operands.MEMORY;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Maxima under a moving window and their places.
 *
 * <p>The library overlooks NaN, and takes the least finite number for the maximum where all are minus infinity. So a
 * part with a number that is not finite is left to the reference, which does right by it; to look costs little.
 */
final class MaxPoolKernel implements Kernel {

    private static final int EXPONENT = 0x7f80_0000;
    private static final int CHUNK = 1 << 16;

    private final Workspaces workspaces;
    private final PoolingShape shape;
    private final Partition partition;
    private final Places places;
    private final Part body;
    private final Part last;

    private record Part(NativePrimitive pooling, Packing images, long tapBytes) {}

    MaxPoolKernel(Workspaces workspaces, PoolingShape shape, Layout images) {
        this.workspaces = workspaces;
        this.shape = shape;
        this.partition = shape.partition();
        this.places = new Places(shape);
        this.body = part(shape, images, partition.each());
        this.last = partition.isEven() ? body : part(shape, images, partition.last());
    }

    private static Part part(PoolingShape shape, Layout images, long count) {
        NativePrimitive pooling =
                new NativePrimitive(shape.forward(Dnnl.POOLING_MAX, count), Dnnl.SOURCE, Dnnl.RESULT, Dnnl.WORKSPACE);
        return new Part(pooling, Packing.channelsLast(images, count), pooling.bytes(Dnnl.WORKSPACE));
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return Strides.channelsLast(type.shape());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long images = Operands.address(inputs[0]);
        long maxima = Operands.address(outputs[0]);
        long whereabouts = Operands.address(outputs[1]);
        long step = inputs[0].layout().stride(0) * Float.BYTES;
        long resultStep = shape.resultSize() * Float.BYTES;
        Workers.each(partition.parts(), index -> {
            Part part = partition.isLast(index) ? last : body;
            long start = partition.start(index);
            long count = partition.isLast(index) ? partition.last() : partition.each();
            try (Workspace workspace = workspaces.lease();
                    Call call = part.pooling.call()) {
                long source = part.images.packed(images + start * step, workspace);
                if (isFinite(source, count * shape.imageSize())) {
                    long taps = workspace.region(part.tapBytes);
                    call.set(0, source).set(1, maxima + start * resultStep).set(2, taps);
                    call.run(workspace);
                    places.fromTaps(taps, whereabouts + start * resultStep, count);
                } else {
                    exactly(inputs[0], outputs, start, start + count);
                }
            }
        });
        Operands.stayReachable(inputs, outputs);
    }

    private void exactly(Array images, Array[] outputs, long from, long to) {
        Array[] results = {Operands.part(outputs[0], from, to), Operands.part(outputs[1], from, to)};
        new Pooling.Max(shape.window()).evaluate(new Array[] {Operands.part(images, from, to)}, results);
    }

    /** Whether there is neither NaN nor an infinity: over segments, the compiler turns the loop into vectors. */
    private static boolean isFinite(long address, long elements) {
        for (long from = 0; from < elements; from += CHUNK) {
            int count = (int) Math.min(CHUNK, elements - from);
            MemorySegment chunk = MEMORY.asSlice(address + from * Float.BYTES, (long) count * Float.BYTES);
            if (highestExponent(chunk, count) == EXPONENT) {
                return false;
            }
        }
        return true;
    }

    private static int highestExponent(MemorySegment chunk, int count) {
        int highest = 0;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, chunk.getAtIndex(ValueLayout.JAVA_INT, i) & EXPONENT);
        }
        return highest;
    }
}
