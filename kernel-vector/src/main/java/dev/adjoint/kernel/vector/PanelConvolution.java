package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.vector.PatchLines.Strides;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, and its gradient with respect to the images, in machine code: for each group filters times
 * {@link PatchLines}, which are made for some positions and {@value Products#DEPTH} lines at a time, and multiplied while they
 * are in the second-level cache.
 *
 * <p>The gradient reads lines of the results' gradient. With strides, elements of the images fall into parts that meet the same
 * taps, and each part is a product of its own, whose results are put in place at the end.
 *
 * <p>Sums are those of {@link ConvolutionKernel}, bit for bit: products with the zeros that a stride would put between elements
 * are left out, but blocks of {@value Products#DEPTH} count them.
 */
final class PanelConvolution implements Kernel {

    private final Panels panels;
    private final Shape results;
    private final long filterElements;
    private final boolean hasGaps;
    private final List<ConvolutionPart> parts = new ArrayList<>();

    /**
     * @param panels of the right type
     * @param window how the filters move, with their size
     * @param isReverse whether the gradient of the images is computed, from that of the results
     * @param images what is read
     * @param weight the filters
     * @param results the shape of what is computed
     */
    PanelConvolution(Panels panels, Window window, boolean isReverse, Layout images, Layout weight, Shape results) {
        this.panels = panels;
        this.results = results;
        this.filterElements = weight.shape().size();
        Layout filters = ConvolutionKernel.filters(weight, window.groups(), isReverse);
        List<List<AxisTaps.Part>> axes = new ArrayList<>();
        for (int i = PatchLines.AXES; i > 0; i--) {
            int axis = window.axes() - i;
            long length = axis < 0 ? 1 : images.shape().dim(axis + 2);
            long positions = axis < 0 ? 1 : results.dim(axis + 2);
            axes.add(
                    isReverse
                            ? AxisTaps.reverse(window, axis, length, positions)
                            : AxisTaps.forward(window, axis, length, positions));
        }
        boolean gaps = false;
        for (AxisTaps.Part z : axes.get(0)) {
            for (AxisTaps.Part y : axes.get(1)) {
                for (AxisTaps.Part x : axes.get(2)) {
                    PatchLines lines = new PatchLines(panels, Strides.of(images), z.taps(), y.taps(), x.taps());
                    if (lines.taps() == 0) {
                        gaps = true;
                    } else {
                        parts.add(ConvolutionPart.of(panels, filters, results, lines, List.of(z, y, x), window.axes()));
                    }
                }
            }
        }
        hasGaps = gaps;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array bias = inputs.length > 2 ? inputs[2] : null;
        long result = outputs[0].address();
        if (hasGaps) {
            Memory.zero(result, results.size() * panels.bytes);
        }
        Scratch packed = panels.shared.borrow(1, filterElements * panels.bytes);
        long to = packed.own[0];
        for (ConvolutionPart part : parts) {
            long filters = part.pack(inputs[1].address(), to);
            run(part, inputs[0].address(), filters, bias, result);
            to += part.filters().shape().size() * panels.bytes;
        }
        panels.shared.giveBack(packed);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
        Reference.reachabilityFence(this);
    }

    private void run(ConvolutionPart part, long images, long filters, @Nullable Array bias, long result) {
        Parts.each(part.tiles(), part.nanoseconds(), (first, last) -> {
            Scratch scratch = panels.own.borrow(1, part.room());
            for (long tile = first; tile < last; tile++) {
                part.run(tile, scratch, images, filters, bias, result);
            }
            panels.own.giveBack(scratch);
        });
    }
}
