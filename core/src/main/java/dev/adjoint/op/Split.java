package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor cut along an axis, all pieces at once: what {@link Movement.Concat} undoes, and its transpose.
 *
 * <p>A slice for each piece would compute the same, but the gradient of each slice is as large as the whole, and their sum
 * for {@code n} pieces costs {@code n} times what this one does.
 *
 * @param axis which axis
 * @param lengths the length of each piece, together that of the axis; one piece at least
 */
public record Split(int axis, List<Long> lengths) implements Views {

    @Override
    public String name() {
        return "split";
    }

    @Override
    public Tensor[] batched(Mapped inputs) {
        return new Split(axis + 1, lengths).apply(inputs.each());
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        Shape shape = inputs[0].shape();
        long whole = lengths.stream().mapToLong(Long::longValue).sum();
        if (lengths.isEmpty() || lengths.stream().anyMatch(length -> length < 0) || whole != shape.dim(axis)) {
            throw new ShapeException("split: lengths " + lengths + " add up to " + whole + ", but axis " + axis + " of "
                    + shape + " has length " + shape.dim(axis) + ". Give lengths that add up to it, and none below 0.");
        }
        return lengths.stream()
                .map(length -> inputs[0].with(shape.with(axis, length)))
                .toArray(TensorType[]::new);
    }

    @Override
    public List<Layout> views(Layout layout) {
        List<Layout> views = new ArrayList<>();
        long from = 0;
        for (long length : lengths) {
            views.add(layout.slice(axis, from, from + length, 1));
            from += length;
        }
        return views;
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    /** The pieces put together again; where the loss depends on one alone, that one among zeros. */
    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        TensorType whole = context.inputType(0);
        int met = 0;
        long before = 0;
        for (int i = 0; i < upstream.length; i++) {
            if (upstream[i] != null) {
                met++;
            }
            before += met == 0 ? lengths.get(i) : 0;
        }
        if (met <= 1) {
            Tensor only =
                    Arrays.stream(upstream).filter(dy -> dy != null).findFirst().orElse(null);
            return only == null ? new Tensor[1] : new Tensor[] {alone(only, before, whole)};
        }
        Tensor[] pieces = new Tensor[upstream.length];
        for (int i = 0; i < pieces.length; i++) {
            Tensor dy = upstream[i];
            long[] dims = whole.shape().with(axis, lengths.get(i)).dims();
            pieces[i] = dy != null ? dy : Tensor.zeros(whole.dtype(), dims);
        }
        return new Movement.Concat(axis).apply(pieces);
    }

    private Tensor alone(Tensor dy, long before, TensorType whole) {
        long after = whole.shape().dim(axis) - before - dy.dim(axis);
        return new Movement.Pad(axis, before, after, 0).apply(dy)[0];
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        Tensor dx = tangents[0];
        return dx == null ? new Tensor[lengths.size()] : apply(dx);
    }
}
