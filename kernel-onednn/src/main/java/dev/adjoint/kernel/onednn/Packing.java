package dev.adjoint.kernel.onednn;

import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.shape.Layout;
import java.util.List;

/** The step that brings data from one format to another before native code works on it, or that leaves it alone. */
sealed interface Packing {

    /**
     * Where the data lies in the wanted format.
     *
     * @param source the address of the data as given
     * @param workspace where a copy may go
     * @return the address of a copy in the workspace, or of the data itself
     */
    long packed(long source, Workspace workspace);

    /** The data is in the wanted format already. */
    record None() implements Packing {

        @Override
        public long packed(long source, Workspace workspace) {
            return source;
        }
    }

    /**
     * A reorder by the library, from any layout that it can describe.
     *
     * @param slices the copying primitives, each for a part of the array; they are shared out to the workers
     * @param bytes the size of the copy
     */
    record Reorder(List<NativePrimitive> slices, long bytes) implements Packing {

        @Override
        public long packed(long source, Workspace workspace) {
            long target = workspace.region(bytes);
            copy(source, target, workspace);
            return target;
        }

        /** Copies to a given place. */
        void copy(long source, long target, Workspace workspace) {
            Workers.each(slices.size(), slice -> {
                try (Call call = slices.get(slice).call()) {
                    call.set(0, source).set(1, target).run(workspace);
                }
            });
        }
    }

    /**
     * A copy by a plain loop, from layouts that the library cannot describe: expanded, reversed or overlapping axes.
     *
     * @param copy the loop
     */
    record Loop(StridedCopy copy) implements Packing {

        @Override
        public long packed(long source, Workspace workspace) {
            long target = workspace.region(copy.bytes());
            copy.run(source, target);
            return target;
        }
    }

    /**
     * Two steps, one after the other.
     *
     * @param first the step to a format that the second starts from
     * @param second the step to the wanted format
     */
    record Both(Packing first, Packing second) implements Packing {

        @Override
        public long packed(long source, Workspace workspace) {
            return second.packed(first.packed(source, workspace), workspace);
        }
    }

    /** The step between two native formats. */
    static Packing between(long from, long to) {
        return Dnnl.equal(from, to) ? new None() : new Reorder(List.of(reorder(from, to)), Dnnl.bytes(to));
    }

    /** The primitive that copies from one format to another. */
    static NativePrimitive reorder(long from, long to) {
        return new NativePrimitive(Dnnl.reorder(from, to), Dnnl.SOURCE, Dnnl.RESULT);
    }

    /** The step from strided data to a native format, by way of dense strides where the library needs it. */
    static Packing from(long[] dims, long[] strides, long[] dense, long to) {
        long[] described = Strides.describable(dims, strides, dense);
        try (Format plain = Format.strided(dims, described == null ? dense : described)) {
            Packing reorder = between(plain.handle(), to);
            return described == null ? new Both(new Loop(new StridedCopy(dims, strides, dense)), reorder) : reorder;
        }
    }

    /** The step from some of a batch of images as it lies in an array to channels last. */
    static Packing channelsLast(Layout layout, long count) {
        try (Format to = Format.channelsLast(layout.shape().with(0, count).dims())) {
            return images(layout, count, to.handle());
        }
    }

    /** The step from some of a batch of images as it lies in an array to a native format. */
    static Packing images(Layout layout, long count, long to) {
        long[] dims = layout.shape().with(0, count).dims();
        return from(dims, layout.strides(), Strides.channelsLast(dims), to);
    }
}
