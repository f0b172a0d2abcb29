package dev.adjoint;

import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.stream.LongStream;

/** Elements of an array as Java values, in row-major order. */
final class Elements {

    private Elements() {}

    static double item(Array array) {
        if (array.size() != 1) {
            throw new ShapeException("item: shape " + array.shape() + " has " + array.size()
                    + " elements, not one. Choose one with at(...), or read all with floats() or doubles().");
        }
        return array.doubleAt(array.layout().offset());
    }

    static double at(Array array, long[] index) {
        long[] place = Given.of("at", "the array of places", index).clone();
        for (int axis = 0; axis < Math.min(place.length, array.shape().rank()); axis++) {
            place[axis] += place[axis] < 0 ? array.shape().dim(axis) : 0;
        }
        return array.doubleAt(array.layout().offsetOf(place));
    }

    static float[] floats(Array array) {
        float[] values = new float[length(array)];
        if (array.isContiguous() && array.dtype() == DType.FLOAT32) {
            bulk(array, MemorySegment.ofArray(values));
        } else {
            visit(array, (i, offset) -> values[i] = (float) array.doubleAt(offset));
        }
        return values;
    }

    static double[] doubles(Array array) {
        double[] values = new double[length(array)];
        if (array.isContiguous() && array.dtype() == DType.FLOAT64) {
            bulk(array, MemorySegment.ofArray(values));
        } else {
            visit(array, (i, offset) -> values[i] = array.doubleAt(offset));
        }
        return values;
    }

    static long[] longs(Array array) {
        long[] values = new long[length(array)];
        visit(array, (i, offset) -> values[i] = array.longAt(offset));
        return values;
    }

    static boolean[] booleans(Array array) {
        boolean[] values = new boolean[length(array)];
        visit(array, (i, offset) -> values[i] = array.doubleAt(offset) != 0);
        return values;
    }

    /** The row-major places of the elements that are not zero. */
    static long[] nonzero(Array array) {
        LongStream.Builder places = LongStream.builder();
        visit(array, (i, offset) -> {
            if (array.doubleAt(offset) != 0) {
                places.add(i);
            }
        });
        return places.build().toArray();
    }

    /** The index along each axis of some row-major places, place by place. */
    static Tensor indices(long[] places, Shape shape) {
        int rank = shape.rank();
        long[] indices = new long[places.length * rank];
        for (int i = 0; i < places.length; i++) {
            long rest = places[i];
            for (int axis = rank - 1; axis >= 0; axis--) {
                indices[i * rank + axis] = rest % shape.dim(axis);
                rest /= shape.dim(axis);
            }
        }
        return Tensor.of(indices, places.length, rank);
    }

    private static int length(Array array) {
        if (array.size() > Integer.MAX_VALUE - 8) {
            throw new ShapeException("values: shape " + array.shape() + " has " + array.size()
                    + " elements, more than a Java array can hold. Read it slice by slice.");
        }
        return (int) array.size();
    }

    private static void bulk(Array array, MemorySegment target) {
        MemorySegment.copy(array.borrowed(), array.byteOffset(), target, 0, target.byteSize());
        Reference.reachabilityFence(array);
    }

    private interface Visitor {
        void visit(int i, long offset);
    }

    private static void visit(Array array, Visitor visitor) {
        int[] next = {0};
        Strided.forEach(array.shape(), new Layout[] {array.layout()}, offsets -> visitor.visit(next[0]++, offsets[0]));
    }

    /** As numpy prints: nested brackets, long axes cut short. */
    static String print(Array array) {
        StringBuilder text = new StringBuilder();
        print(array, 0, new long[array.shape().rank()], text);
        return text.toString();
    }

    private static final int SHOWN = 6;

    private static void print(Array array, int axis, long[] index, StringBuilder text) {
        if (axis == index.length) {
            text.append(number(array, array.layout().offsetOf(index)));
            return;
        }
        long length = array.shape().dim(axis);
        text.append('[');
        for (long i = 0; i < length; i++) {
            boolean cut = length > 2 * SHOWN && i == SHOWN;
            if (i > 0) {
                text.append(axis == index.length - 1 ? ", " : ",\n" + " ".repeat(axis + 1));
            }
            if (cut) {
                text.append("...");
                i = length - SHOWN - 1;
            } else {
                index[axis] = i;
                print(array, axis + 1, index, text);
            }
        }
        text.append(']');
    }

    private static String number(Array array, long offset) {
        return switch (array.dtype()) {
            case FLOAT32 -> Float.toString((float) array.doubleAt(offset));
            case FLOAT64 -> Double.toString(array.doubleAt(offset));
            case BOOL -> Boolean.toString(array.longAt(offset) != 0);
            case INT32, INT64, UINT8 -> Long.toString(array.longAt(offset));
        };
    }
}
