package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.vector.IndexMoves.What;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Indexing;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Elements and slices chosen by index, or put or added where an index says, of any type and layout.
 *
 * <p>Work is cut along an axis that the indices do not run along, so that no two parts write to one place, and elements that
 * meet at a place come in row-major order whoever computes them. Indices are checked as they are met; at a wrong one the
 * reference refuses the whole in its own words, and the result is nobody's.
 */
final class IndexKernel implements Kernel {

    private static final double NANOSECONDS = 2;
    /** An axis this long is cut finely enough. */
    private static final long LONG = 16;

    /** The element that says which class. */
    private static final MemorySegment ONE = Arena.global().allocateFrom(ValueLayout.JAVA_FLOAT, 1);

    private final IndexWalk walk;
    private final IndexMoves moves;
    private final int bytes;
    /** Which input is the index. */
    private final int index;
    /** Which input is near or, where far elements are read, far; -1 if ones are written. */
    private final int other;
    /** The axis that work is cut along; -1 if it is not. */
    private final int cut;
    /** What fills the result before elements are put there; null for zeros. */
    private final @Nullable CopyKernel background;

    private IndexKernel(
            IndexWalk walk, What what, DType dtype, int index, int other, int cut, @Nullable CopyKernel background) {
        this.walk = walk;
        this.moves = new IndexMoves(what, dtype, walk.type(), walk.length());
        this.bytes = dtype.bytes();
        this.index = index;
        this.other = other;
        this.cut = cut;
        this.background = background;
    }

    /** The kernel of an indexing op; null where an input has no elements. */
    static @Nullable IndexKernel of(Indexing op, Array[] inputs, TensorType result) {
        for (Array input : inputs) {
            if (input.size() == 0) {
                return null;
            }
        }
        Layout y = Layout.contiguous(result.shape());
        DType dtype = result.dtype();
        return switch (op) {
            case Indexing.Gather(int axis) -> {
                DType type = inputs[1].dtype();
                IndexWalk walk = IndexWalk.along(axis, type, inputs[1].layout(), y, inputs[0].layout());
                yield new IndexKernel(walk, What.READ, dtype, 1, 0, cut(walk.shape(), 0, 0), null);
            }
            case Indexing.Take(int axis) -> {
                DType type = inputs[1].dtype();
                IndexWalk walk = IndexWalk.slices(axis, type, inputs[1].layout(), y, inputs[0].layout());
                yield new IndexKernel(walk, What.READ, dtype, 1, 0, cut(walk.shape(), 0, 0), null);
            }
            case Indexing.ScatterAdd(int axis, Shape _) -> {
                DType type = inputs[0].dtype();
                IndexWalk walk = IndexWalk.along(axis, type, inputs[0].layout(), inputs[1].layout(), y);
                yield new IndexKernel(walk, What.ADD, dtype, 0, 1, cut(walk.shape(), axis, axis + 1), null);
            }
            case Indexing.AddSlices(int axis, long _) -> {
                DType type = inputs[0].dtype();
                IndexWalk walk = IndexWalk.slices(axis, type, inputs[0].layout(), inputs[1].layout(), y);
                int end = axis + inputs[0].shape().rank();
                yield new IndexKernel(walk, What.ADD, dtype, 0, 1, cut(walk.shape(), axis, end), null);
            }
            case Indexing.Scatter(int axis) -> {
                DType type = inputs[1].dtype();
                IndexWalk walk = IndexWalk.along(axis, type, inputs[1].layout(), inputs[2].layout(), y);
                CopyKernel copy = new CopyKernel(dtype, inputs[0].layout(), result);
                yield new IndexKernel(walk, What.WRITE, dtype, 1, 2, cut(walk.shape(), axis, axis + 1), copy);
            }
            case Indexing.OneHot _ -> {
                IndexWalk walk = IndexWalk.classes(inputs[0].dtype(), inputs[0].layout(), y);
                yield new IndexKernel(walk, What.WRITE, dtype, 0, -1, cut(walk.shape(), 0, 0), null);
            }
        };
    }

    /** The first long axis outside some, or the longest; -1 if there is none. */
    private static int cut(Shape shape, int from, int to) {
        int longest = -1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            boolean free = axis < from || axis >= to;
            if (free && (longest < 0 || shape.dim(axis) > shape.dim(longest))) {
                longest = axis;
                if (shape.dim(axis) >= LONG) {
                    break;
                }
            }
        }
        return longest;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        if (background != null) {
            background.run(op, inputs, outputs);
        } else if (moves.what() != What.READ) {
            Memory.zero(outputs[0].address(), outputs[0].size() * bytes);
        }
        long indices = inputs[index].address();
        long result = outputs[0].address();
        long given = other < 0 ? ONE.address() : inputs[other].address();
        long near = moves.what() == What.READ ? result : given;
        long far = moves.what() == What.READ ? given : result;
        AtomicBoolean wrong = new AtomicBoolean();
        Parts.each(
                cut < 0 ? 1 : walk.shape().dim(cut), NANOSECONDS * walk.shape().size(), (first, last) -> {
                    IndexWalk part = cut < 0 ? walk : walk.part(cut, first, last);
                    if (!part.each(indices, near, far, bytes, moves)) {
                        wrong.set(true);
                    }
                });
        if (wrong.get()) {
            op.evaluate(inputs, outputs);
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}
