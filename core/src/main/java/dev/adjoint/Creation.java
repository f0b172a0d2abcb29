package dev.adjoint;

import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

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
        MemorySegment.copy(values, 0, array.segment(), 0, values.byteSize());
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
        MemorySegment memory = array.segment();
        for (long done = array.dtype().bytes(); done < bytes; done *= 2) {
            MemorySegment.copy(memory, 0, memory, done, Math.min(done, bytes - done));
        }
        Reference.reachabilityFence(array);
    }

    static Tensor arange(long count) {
        if (count < 0) {
            throw new ShapeException("arange: negative count " + count + ". Give 0 or more.");
        }
        Array array = Array.allocate(DType.INT64, Shape.of(count));
        for (long i = 0; i < count; i++) {
            array.setLong(i, i);
        }
        return Interpreter.current().tensor(array);
    }

    static Tensor linspace(double from, double to, int count) {
        if (count < 2) {
            throw new ShapeException("linspace: " + count + " numbers cannot hold both ends. Give at least 2.");
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (from + (to - from) * i / (count - 1));
        }
        return Tensor.of(values);
    }

    static Tensor eye(int n) {
        Array array = Array.allocate(DType.FLOAT32, Shape.of(n, n));
        fill(array, 0);
        for (long i = 0; i < n; i++) {
            array.setDouble(i * n + i, 1);
        }
        return Interpreter.current().tensor(array);
    }
}
