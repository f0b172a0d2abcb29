package dev.adjoint.op;

import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import java.util.List;

/** What the plain reference forward passes share. */
final class Reference {

    private Reference() {}

    /** Copies element by element between arrays of one shape, converting where the types differ. */
    static void copy(Array from, Array to) {
        Layout[] layouts = {from.layout(), to.layout()};
        if (from.dtype().isFloating()) {
            Strided.forEach(from.shape(), layouts, at -> to.setDouble(at[1], from.doubleAt(at[0])));
        } else {
            Strided.forEach(from.shape(), layouts, at -> to.setLong(at[1], from.longAt(at[0])));
        }
    }

    /** Copies one element between arrays of one element type. */
    static void move(Array from, long source, Array to, long target) {
        if (from.dtype().isFloating()) {
            to.setDouble(target, from.doubleAt(source));
        } else {
            to.setLong(target, from.longAt(source));
        }
    }

    /** Adds one element to another, both of one element type. */
    static void add(Array from, long source, Array to, long target) {
        if (from.dtype().isFloating()) {
            to.setDouble(target, to.doubleAt(target) + from.doubleAt(source));
        } else {
            to.setLong(target, to.longAt(target) + from.longAt(source));
        }
    }

    /** The same elements in row-major order; the array itself if it is so already. */
    static Array contiguous(Array array) {
        if (array.isContiguous()) {
            return array;
        }
        Array copy = Array.allocate(array.dtype(), array.shape());
        copy(array, copy);
        return copy;
    }

    static void fill(Array array, double value) {
        Strided.forEach(array.shape(), new Layout[] {array.layout()}, at -> array.setDouble(at[0], value));
    }

    /** The layout of a reduced tensor seen from the tensor that was reduced: stride 0 along the reduced axes. */
    static Layout stretched(Layout reduced, List<Integer> axes, Shape full) {
        Layout layout = reduced;
        for (int axis : axes) {
            layout = layout.unsqueeze(axis);
        }
        return layout.expand(full);
    }

    static int[] ints(List<Integer> axes) {
        int[] ints = new int[axes.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = axes.get(i);
        }
        return ints;
    }

    /** Axes of one example, where the examples have an axis in front. */
    static List<Integer> shifted(List<Integer> axes) {
        return axes.stream().map(axis -> axis + 1).toList();
    }

    static void requireFloating(String op, DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException(MethodName.of(op) + ": needs floating elements, not " + dtype
                    + ". Cast first: x.cast(DType.FLOAT32).");
        }
    }

    static void requireSame(String op, DType a, DType b) {
        if (a != b) {
            throw new DTypeException(MethodName.of(op) + ": element types differ: " + a + " and " + b
                    + ". Cast one of them: x.cast(DType." + a.name() + ").");
        }
    }
}
