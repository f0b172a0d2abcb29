package dev.adjoint.kernel.onednn;

import dev.adjoint.kernel.onednn.Packing.Reorder;
import java.util.List;
import java.util.stream.IntStream;

/** The step between two formats of filters: many megabytes in the last layers of a network, so all workers share it. */
final class FilterPacking {

    /** The largest block of output channels in a format of the library, but for rare ones. */
    private static final long GRAIN = 64;

    private FilterPacking() {}

    /** The step between two native formats of filters {@code dims}, whose first axis is the output channels. */
    static Packing between(long from, long to, long[] dims) {
        Packing whole = Packing.between(from, to);
        Partition partition = Partition.of(dims[0], Partition.parts(0, 2.0 * Dnnl.bytes(to)), GRAIN);
        if (partition.parts() == 1 || !(whole instanceof Reorder(var _, long bytes))) {
            return whole;
        }
        try {
            List<NativePrimitive> slices = IntStream.range(0, partition.parts())
                    .mapToObj(part -> slice(from, to, dims, partition, part))
                    .toList();
            return slices.stream().allMatch(NativePrimitive::needsNoScratch) ? new Reorder(slices, bytes) : whole;
        } catch (DnnlException blocksOfOtherSize) {
            return whole;
        }
    }

    private static NativePrimitive slice(long from, long to, long[] dims, Partition partition, int part) {
        long[] offsets = new long[dims.length];
        offsets[0] = partition.start(part);
        long[] lengths = dims.clone();
        lengths[0] = partition.end(part) - offsets[0];
        try (Format source = Format.part(from, lengths, offsets);
                Format target = Format.part(to, lengths, offsets)) {
            return Packing.reorder(source.handle(), target.handle());
        }
    }
}
