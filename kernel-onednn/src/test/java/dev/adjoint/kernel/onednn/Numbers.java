package dev.adjoint.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Arrays of quarters between -2 and 2. Products and sums of some thousand of them are exact in float32, in any order:
 * so a kernel must give the reference's result to the last bit.
 */
final class Numbers {

    static final OneDnnProvider PROVIDER = new OneDnnProvider();

    private Numbers() {}

    static void assumeLibrary() {
        assumeTrue(PROVIDER.available(), PROVIDER.status());
    }

    /** New memory, filled whole, with a layout over it. */
    static Array of(Layout layout, long seed) {
        Array array = Array.allocate(DType.FLOAT32, layout);
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i <= layout.highest(); i++) {
            array.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextInt(-8, 9) / 4f);
        }
        return array;
    }

    static Array of(long seed, long... dims) {
        return of(Layout.contiguous(Shape.of(dims)), seed);
    }

    /** The same elements in other memory with another layout. */
    static Array in(Layout layout, Array array) {
        Array result = Array.allocate(DType.FLOAT32, layout);
        for (long i = 0; i < array.size(); i++) {
            result.setDouble(offset(layout, i), array.doubleAt(offset(array.layout(), i)));
        }
        return result;
    }

    static Array channelsLast(long seed, long... dims) {
        return in(Layout.of(Shape.of(dims), Strides.channelsLast(dims), 0), of(seed, dims));
    }

    /** The elements in row-major order. */
    static float[] values(Array array) {
        float[] values = new float[Math.toIntExact(array.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.doubleAt(offset(array.layout(), i));
        }
        return values;
    }

    static Array[] run(Primitive op, Array... inputs) {
        TensorType[] types = outputTypes(op, inputs);
        Kernel kernel = PROVIDER.find(op, inputs, types);
        assertThat(kernel).as("%s has a kernel", op).isNotNull();
        Array[] outputs = new Array[types.length];
        for (int i = 0; i < types.length; i++) {
            outputs[i] = Array.allocate(types[i].dtype(), kernel.layout(i, types[i]));
        }
        kernel.run(op, inputs, outputs);
        return outputs;
    }

    static Array[] reference(Primitive op, Array... inputs) {
        TensorType[] types = outputTypes(op, inputs);
        Array[] outputs = new Array[types.length];
        for (int i = 0; i < types.length; i++) {
            outputs[i] = Array.allocate(types[i].dtype(), types[i].shape());
        }
        op.evaluate(inputs, outputs);
        return outputs;
    }

    static void assertLikeReference(Primitive op, Array... inputs) {
        Array[] expected = reference(op, inputs);
        Array[] actual = run(op, inputs);
        for (int i = 0; i < expected.length; i++) {
            assertThat(values(actual[i])).as("output %d of %s", i, op).isEqualTo(values(expected[i]));
        }
    }

    static TensorType[] outputTypes(Primitive op, Array... inputs) {
        return op.infer(Arrays.stream(inputs)
                .map(input -> new TensorType(input.dtype(), input.shape()))
                .toArray(TensorType[]::new));
    }

    private static long offset(Layout layout, long element) {
        long offset = layout.offset();
        long rest = element;
        for (int axis = layout.shape().rank() - 1; axis >= 0; axis--) {
            long length = layout.shape().dim(axis);
            offset += rest % length * layout.stride(axis);
            rest /= length;
        }
        return offset;
    }
}
