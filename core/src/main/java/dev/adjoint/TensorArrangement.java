package dev.adjoint;

import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;
import java.util.stream.LongStream;

/**
 * Arrangements that are made of movements and choices: views where nothing has to be repeated or overwritten, else
 * copies. Several axes are arranged one after the other, as in {@code x.roll(0, 1).roll(1, -2)}.
 */
public interface TensorArrangement extends TensorMovement, TensorIndexing, TensorReductions {

    private Tensor self() {
        return reshape(shape().dims());
    }

    /**
     * Parts chosen along several axes at once, in the notation that numpy users write between brackets, as a view.
     *
     * <p>The text lists, with commas, one part for each axis from the first on: an index ({@code 2}, or {@code -1} from
     * the end), which drops the axis; a range {@code from:to:step}, each of them optional and the end excluded, where a
     * negative step runs backwards; {@code ...} for as many whole axes as are left, as at the end anyway; and
     * {@code newaxis}, which adds an axis of length 1. So {@code x.slice("0, 1:3, ..., ::-1")}. Unlike in numpy, a range
     * beyond the end of an axis is an error.
     *
     * @param parts the text
     * @return a tensor that shares memory with this one
     * @throws ShapeException if the text cannot be read, or does not fit the shape
     */
    default Tensor slice(String parts) {
        return Selection.of(self(), parts);
    }

    /**
     * The elements moved along an axis; those that leave at its end come in again at its start.
     *
     * @param axis which axis
     * @param shift how many places towards the end; towards the start if negative
     * @return a tensor of this shape
     */
    default Tensor roll(int axis, long shift) {
        long length = shape().dim("roll", axis);
        long places = length == 0 ? 0 : Math.floorMod(shift, length);
        return places == 0
                ? self()
                : slice(axis, length - places, length).append(axis, slice(axis, 0, length - places));
    }

    /**
     * This tensor set side by side with itself: {@code [1, 2]} tiled twice is {@code [1, 2, 1, 2]}.
     *
     * @param times how often along each axis; counted for the last axes if fewer than there are, and for new leading
     *     axes if more
     * @return a tensor that is as many times as long along each axis
     * @throws ShapeException if a number is negative
     */
    default Tensor tile(long... times) {
        int rank = Math.max(Given.of("tile", "the array of times", times).length, shape().rank());
        long[] apart = new long[2 * rank];
        long[] stretched = new long[2 * rank];
        long[] joined = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            int own = axis - rank + shape().rank();
            int given = axis - rank + times.length;
            long length = own < 0 ? 1 : shape().dim(own);
            long count = given < 0 ? 1 : times[given];
            if (count < 0) {
                throw new ShapeException(
                        "tile: " + shape() + " cannot be laid " + count + " times along an axis. Give 0 or more.");
            }
            apart[2 * axis] = 1;
            apart[2 * axis + 1] = length;
            stretched[2 * axis] = count;
            stretched[2 * axis + 1] = length;
            joined[axis] = count * length;
        }
        return reshape(apart).expand(stretched).reshape(joined);
    }

    /**
     * Each position along an axis repeated: {@code [1, 2]} repeated twice is {@code [1, 1, 2, 2]}.
     *
     * @param axis which axis
     * @param times how often each position
     * @return a tensor that is as many times as long along the axis
     * @throws ShapeException if the number is negative
     */
    default Tensor repeat(int axis, long times) {
        int at = shape().axis("repeat", axis);
        if (times < 0) {
            throw new ShapeException("repeat: " + shape() + " cannot be repeated " + times + " times along axis " + axis
                    + ". Give 0 or more.");
        }
        Tensor apart = unsqueeze(at + 1);
        return apart.expand(apart.shape().with(at + 1, times).dims()).flatten(at, at + 1);
    }

    /**
     * Each position along an axis repeated as often as is said for it.
     *
     * @param axis which axis
     * @param times how often each position, one number for each
     * @return a tensor that is as long along the axis as the numbers add up to
     * @throws ShapeException if there is not one number for each position, or one is negative
     */
    default Tensor repeat(int axis, long[] times) {
        if (Given.of("repeat", "the array of times", times).length != shape().dim("repeat", axis)
                || LongStream.of(times).anyMatch(n -> n < 0)) {
            throw new ShapeException(
                    "repeat: numbers " + LongStream.of(times).boxed().toList() + " for axis " + axis
                            + " of " + shape() + ". Give one number, 0 or more, for each of its " + shape().dim(axis)
                            + " positions.");
        }
        long[] sources = LongStream.range(0, times.length)
                .flatMap(i -> LongStream.generate(() -> i).limit(times[(int) i]))
                .toArray();
        return take(axis, Tensor.of(sources));
    }

    /**
     * A number added before and after along an axis.
     *
     * @param axis which axis
     * @param before how many before
     * @param after how many after
     * @param value the number
     * @return a tensor that is longer along that axis
     * @throws ShapeException if a count is negative
     */
    default Tensor pad(int axis, long before, long after, double value) {
        requireCounts(axis, before, after);
        Tensor x = self();
        Tensor front = Tensor.full(value, x.dtype(), shape().with(axis, before).dims());
        Tensor back = Tensor.full(value, x.dtype(), shape().with(axis, after).dims());
        return front.append(axis, x, back);
    }

    /**
     * Elements of the axis itself added before and after along it.
     *
     * @param axis which axis
     * @param before how many before
     * @param after how many after
     * @param border which elements; they may go round several times
     * @return a tensor that is longer along that axis
     * @throws ShapeException if a count is negative, or the axis has no elements to repeat
     */
    default Tensor pad(int axis, long before, long after, Border border) {
        requireCounts(axis, before, after);
        long length = shape().dim(axis);
        Given.of("pad", "the border", border);
        if (length == 0 && before + after > 0) {
            throw new ShapeException("pad: axis " + axis + " of " + shape()
                    + " has no elements to repeat. Pad it with a number instead.");
        }
        return take(
                axis,
                Tensor.of(LongStream.range(-before, length + after)
                        .map(i -> border.source(i, length))
                        .toArray()));
    }

    private void requireCounts(int axis, long before, long after) {
        shape().axis("pad", axis);
        if (before < 0 || after < 0) {
            throw new ShapeException("pad: negative padding (" + before + " before, " + after + " after) along axis "
                    + axis + " of " + shape() + ". Use slice to make a tensor shorter.");
        }
    }

    /**
     * The lower triangle of the matrices that the last two axes span; zeros elsewhere, whatever stood there.
     *
     * @param diagonal up to which diagonal, itself included: 0 is the main one, 1 the one above it
     * @return a tensor of this shape
     */
    Tensor tril(long diagonal);

    /**
     * The lower triangle of the matrices that the last two axes span, main diagonal included; zeros elsewhere.
     *
     * @return a tensor of this shape
     */
    default Tensor tril() {
        return tril(0);
    }

    /**
     * The upper triangle of the matrices that the last two axes span; zeros elsewhere, whatever stood there.
     *
     * @param diagonal from which diagonal, itself included: 0 is the main one, -1 the one below it
     * @return a tensor of this shape
     */
    Tensor triu(long diagonal);

    /**
     * The upper triangle of the matrices that the last two axes span, main diagonal included; zeros elsewhere.
     *
     * @return a tensor of this shape
     */
    default Tensor triu() {
        return triu(0);
    }

    /**
     * The sum of the main diagonal of the matrices that the last two axes span.
     *
     * @return a tensor of two ranks less
     */
    default Tensor trace() {
        return diagonal().sum(-1);
    }

    /**
     * Turned by quarters in the plane of two axes, from the first towards the second, as a view.
     *
     * @param quarters how many; the other way round if negative
     * @param a the first axis
     * @param b the second axis
     * @return a tensor that shares memory with this one
     */
    default Tensor rot90(int quarters, int a, int b) {
        int rows = shape().axis("rot90", a);
        int columns = shape().axis("rot90", b);
        return switch (Math.floorMod(quarters, 4)) {
            case 1 -> flip(columns).transpose(rows, columns);
            case 2 -> flip(rows, columns);
            case 3 -> transpose(rows, columns).flip(columns);
            default -> self();
        };
    }
}
