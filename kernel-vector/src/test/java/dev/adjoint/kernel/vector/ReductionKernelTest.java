package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.elements;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Cast;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Reduction;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReductionKernelTest {

    private static final VectorProvider PLAIN = new VectorProvider(Warmth.never());
    /** By the Vector API, and in machine code. */
    private static final List<VectorProvider> VECTOR = Stream.concat(
                    Stream.of(Warmth.always()), MachineLoops.all().stream())
            .map(VectorProvider::new)
            .toList();

    /** The elements by plain loops, which vector loops must agree with to the bit. */
    static double[] byKernel(Primitive op, Array... inputs) {
        double[] plain = byKernel(PLAIN, op, inputs);
        for (VectorProvider vectors : VECTOR) {
            assertThat(byKernel(vectors, op, inputs))
                    .as("%s: vector = plain", op)
                    .isEqualTo(plain);
        }
        return plain;
    }

    private static double[] byKernel(VectorProvider provider, Primitive op, Array... inputs) {
        TensorType[] types = op.infer(types(inputs));
        Kernel kernel = provider.find(op, inputs, types);
        assertThat(kernel).as("a kernel for %s", op).isNotNull();
        Array y = Array.allocate(types[0].dtype(), kernel.layout(0, types[0]));
        kernel.run(op, inputs, new Array[] {y});
        return elements(y);
    }

    static double[] byReference(Primitive op, Array... inputs) {
        TensorType[] types = op.infer(types(inputs));
        Array y = Array.allocate(types[0].dtype(), types[0].shape());
        op.evaluate(inputs, new Array[] {y});
        return elements(y);
    }

    private static TensorType[] types(Array... inputs) {
        TensorType[] types = new TensorType[inputs.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = new TensorType(inputs[i].dtype(), inputs[i].shape());
        }
        return types;
    }

    static void assertClose(Object what, double[] actual, double[] expected, double unit) {
        assertThat(actual).as("%s", what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            boolean close = Double.compare(actual[i], expected[i]) == 0
                    || Math.abs(actual[i] - expected[i]) <= unit * Math.max(1, Math.abs(expected[i]));
            assertThat(close)
                    .as("%s, element %d: %s, reference %s", what, i, actual[i], expected[i])
                    .isTrue();
        }
    }

    static List<Layout> layouts() {
        Layout nchw = Layout.contiguous(Shape.of(3, 5, 4, 7));
        List<Layout> all = new ArrayList<>(List.of(
                nchw,
                Layout.contiguous(Shape.of(3, 4, 7, 5)).permute(0, 3, 1, 2),
                nchw.permute(3, 1, 0, 2),
                nchw.flip(1),
                nchw.slice(3, 1, 6, 2),
                Layout.contiguous(Shape.of(5, 1, 7)).expand(Shape.of(5, 6, 7)),
                Layout.contiguous(Shape.SCALAR),
                Layout.contiguous(Shape.of(1, 1)),
                Layout.contiguous(Shape.of(20, 12, 12, 8)).permute(0, 3, 1, 2),
                Layout.contiguous(Shape.of(67, 130)).permute(1, 0),
                Layout.contiguous(Shape.of(30, 4, 31, 33)),
                Layout.contiguous(Shape.of(2500, 3)),
                Layout.contiguous(Shape.of(2, 2500))));
        for (long n : new long[] {1, 2, 13, 17, 207, 1023, 1025, 4098, 100_001}) {
            all.add(Layout.contiguous(Shape.of(n)));
        }
        return all;
    }

    private static List<List<Integer>> axes(int rank) {
        List<List<Integer>> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << rank; bits++) {
            List<Integer> axes = new ArrayList<>();
            for (int axis = 0; axis < rank; axis++) {
                if ((bits >> axis & 1) != 0) {
                    axes.add(axis);
                }
            }
            all.add(axes);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void agreesWithTheReferenceOverAllAxes(Layout layout) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.BOOL}) {
            Array x = values(dtype, layout, 3);
            double unit = dtype == DType.FLOAT32 ? 1e-7 : 1e-12;
            for (List<Integer> axes : axes(layout.shape().rank())) {
                Reduction sum = new Reduction.Sum(axes);
                assertClose(sum + " " + x, byKernel(sum, x), byReference(sum, x), unit);
                Reduction other = dtype == DType.BOOL
                        ? axes.size() % 2 == 0 ? new Reduction.Any(axes) : new Reduction.All(axes)
                        : axes.size() % 2 == 0 ? new Reduction.Max(axes) : new Reduction.Min(axes);
                assertThat(byKernel(other, x)).as("%s %s", other, x).isEqualTo(byReference(other, x));
            }
        }
    }

    @Test
    void anExtremumOverNotANumberIsNaN() {
        Array x = values(DType.FLOAT32, Layout.contiguous(Shape.of(40, 50)), 1);
        x.setDouble(777, Double.NaN);
        assertThat(byKernel(new Reduction.Max(List.of(0, 1)), x)).containsExactly(Double.NaN);
        assertThat(byKernel(new Reduction.Min(List.of(0)), x)).contains(Double.NaN);
    }

    @Test
    void emptyInputsAreLeftToTheReference() {
        Array x = Array.allocate(DType.FLOAT32, Shape.of(0, 3));
        TensorType[] types = {new TensorType(DType.FLOAT32, Shape.of(3))};
        assertThat(PLAIN.find(new Reduction.Sum(List.of(0)), new Array[] {x}, types))
                .isNull();
    }

    @Test
    void sumsAreTheSameForAnyNumberOfThreads() {
        int before = Workers.threads();
        try {
            Array x = values(DType.FLOAT32, Layout.contiguous(Shape.of(64, 90, 90)), 1);
            for (List<Integer> axes : axes(3)) {
                Workers.resize(1);
                double[] one = byKernel(new Reduction.Sum(axes), x);
                Workers.resize(3);
                assertThat(byKernel(new Reduction.Sum(axes), x)).isEqualTo(one);
            }
        } finally {
            Workers.resize(before);
        }
    }

    @Test
    void sumsOfMillionsKeepTheirPrecision() {
        Array x = Array.allocate(DType.FLOAT32, Shape.of(3_000_000));
        for (long i = 0; i < x.size(); i++) {
            x.setDouble(i, 0.1);
        }
        assertThat(byKernel(new Reduction.Sum(List.of(0)), x)[0]).isEqualTo((float) (3_000_000 * (double) 0.1f));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void castsConvertAsTheReferenceDoes(DType from) {
        Layout layout = Layout.contiguous(Shape.of(30, 41)).permute(1, 0);
        Array x = values(from, layout, 5);
        for (DType to : DType.values()) {
            assertThat(byKernel(new Cast(to), x)).as("%s to %s", from, to).isEqualTo(byReference(new Cast(to), x));
        }
        if (from.isFloating()) {
            x.setDouble(3, Double.NaN);
            x.setDouble(5, 1e20);
            x.setDouble(7, -1e20);
            assertThat(byKernel(new Cast(DType.INT32), x)).isEqualTo(byReference(new Cast(DType.INT32), x));
            assertThat(byKernel(new Cast(DType.UINT8), x)).isEqualTo(byReference(new Cast(DType.UINT8), x));
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void copiesAreRowMajor(Layout layout) {
        for (DType dtype : DType.values()) {
            Array x = values(dtype, layout, 6);
            assertThat(byKernel(new Movement.Copy(), x)).isEqualTo(elements(x));
        }
    }
}
