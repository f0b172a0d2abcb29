package dev.adjoint;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tensors made from Java values and from formulas of the index. */
final class Creation {

    private Creation() {}

    static Tensor of(DType dtype, MemorySegment values, Shape shape) {
        long count = values.byteSize() / dtype.bytes();
        if (count != shape.size()) {
            throw new ShapeException("tensor: " + count + " values for shape " + shape + ", which has " + shape.size()
                    + " elements. Give as many values as the product of the lengths.");
        }
        Array array = Array.allocate(dtype, shape);
        MemorySegment.copy(values, 0, array.borrowed(), 0, values.byteSize());
        Reference.reachabilityFence(array);
        return Interpreter.current().tensor(array);
    }

    static Tensor full(double value, TensorType type) {
        type.dtype().requireHolds("full", value);
        Array array = Array.allocate(type.dtype(), type.shape());
        fill(array, value);
        return Interpreter.current().tensor(array);
    }

    /** One element is written, then what is written is doubled: quick for every element type. */
    private static void fill(Array array, double value) {
        long bytes = array.size() * array.dtype().bytes();
        if (bytes == 0) {
            return;
        }
        array.setDouble(0, value);
        MemorySegment memory = array.borrowed();
        for (long done = array.dtype().bytes(); done < bytes; done *= 2) {
            MemorySegment.copy(memory, 0, memory, done, Math.min(done, bytes - done));
        }
        Reference.reachabilityFence(array);
    }

    static Tensor arange(long count) {
        if (count < 0) {
            throw new ShapeException("arange: negative count " + count + ". Give 0 or more.");
        }
        return arange(0, count, 1);
    }

    static Tensor arange(long from, long to, long step) {
        requireStep(from, to, step);
        boolean any = step > 0 ? from < to : from > to;
        if (any && Math.abs((double) to - from) >= 0x1p63) {
            throw new ShapeException("arange: from " + from + " to " + to
                    + " is further than a 64-bit count can hold. Are both ends meant?");
        }
        long count = any ? Math.ceilDiv(to - from, step) : 0;
        Array array = Array.allocate(DType.INT64, Shape.of(count));
        MemorySegment memory = array.borrowed();
        for (long i = 0; i < count; i++) {
            memory.setAtIndex(JAVA_LONG, i, from + i * step);
        }
        return Interpreter.current().tensor(array);
    }

    static Tensor arange(double from, double to, double step, DType dtype) {
        requireStep(from, to, step);
        Given.of("arange", "the element type", dtype);
        long count = Math.max(0, (long) Math.ceil((to - from) / step));
        Array array = Array.allocate(dtype, Shape.of(count));
        for (long i = 0; i < count; i++) {
            double value = from + i * step;
            dtype.requireHolds("arange", value);
            array.setDouble(i, value);
        }
        return Interpreter.current().tensor(array);
    }

    private static void requireStep(double from, double to, double step) {
        if (step == 0 || !Double.isFinite((to - from) / step)) {
            throw new IllegalArgumentException("arange: from " + from + " to " + to + " in steps of " + step
                    + " is no count of numbers. Give finite numbers, and a step other than 0.");
        }
    }

    static Tensor linspace(double from, double to, int count, DType dtype) {
        if (count < 2) {
            throw new ShapeException("linspace: " + count + " numbers cannot hold both ends. Give at least 2.");
        }
        if (!Given.of("linspace", "the element type", dtype).isFloating()) {
            throw new DTypeException(
                    "linspace: " + dtype + " elements cannot stand evenly. Give a floating type, then cast.");
        }
        Array array = Array.allocate(dtype, Shape.of(count));
        for (int i = 0; i < count; i++) {
            array.setDouble(i, i == count - 1 ? to : from + (to - from) * i / (count - 1));
        }
        return Interpreter.current().tensor(array);
    }

    static Tensor eye(DType dtype, long rows, long columns) {
        Array array = Array.allocate(Given.of("eye", "the element type", dtype), Shape.of(rows, columns));
        fill(array, 0);
        for (long i = 0; i < Math.min(rows, columns); i++) {
            array.setDouble(i * columns + i, 1);
        }
        return Interpreter.current().tensor(array);
    }

    static List<Tensor> meshgrid(Tensor... axes) {
        long[] lengths = new long[Given.of("meshgrid", "the array of tensors", axes).length];
        for (int i = 0; i < axes.length; i++) {
            if (Given.input("meshgrid", i, axes[i]).rank() != 1) {
                throw new ShapeException("meshgrid: argument " + i + " has the shape " + axes[i].shape()
                        + " and is not a vector. Flatten it first.");
            }
            lengths[i] = axes[i].size();
        }
        List<Tensor> grid = new ArrayList<>();
        for (int i = 0; i < axes.length; i++) {
            long[] line = new long[axes.length];
            Arrays.fill(line, 1);
            line[i] = lengths[i];
            grid.add(axes[i].reshape(line).expand(lengths));
        }
        return grid;
    }

    static Tensor first(String method, List<Tensor> parts) {
        if (Given.of(method, "the list of tensors", parts).isEmpty()) {
            throw new IllegalArgumentException(method + ": no tensor was given. Give at least one.");
        }
        return Given.input(method, 0, parts.getFirst());
    }

    static Tensor[] others(List<Tensor> parts) {
        return parts.subList(1, parts.size()).toArray(Tensor[]::new);
    }
}
