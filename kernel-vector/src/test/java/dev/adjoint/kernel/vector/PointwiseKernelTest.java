package dev.adjoint.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.TensorType;
import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Fn;
import dev.adjoint.expr.Program;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain loops and vector loops against the reference, and against each other bit for bit. */
class PointwiseKernelTest {

    static final VectorLoops PLAIN = new VectorLoops(Warmth.never());
    /** A loop for each step. */
    static final VectorLoops STEPS = new VectorLoops(Warmth.always(), Double.MAX_VALUE);
    /** A loop for each program. */
    static final VectorLoops WHOLE = new VectorLoops(Warmth.always(), 0);

    /** Machine code, for whole programs and for steps, as far as this processor has it. */
    static final List<VectorLoops> MACHINE = MachineLoops.all().stream()
            .flatMap(warmth -> Stream.of(new VectorLoops(warmth, 0), new VectorLoops(warmth, Double.MAX_VALUE)))
            .toList();

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);
    private static final Expr P = Expr.parameter(0);

    /** A formula with what derivatives and optimisers have: several results, parameters, selections, shared parts. */
    private static final PointwiseFunction MIXED = PointwiseFunction.define(
            "mixed",
            2,
            X.times(P).plus(Y.times(Y).times(0.25)),
            X.lt(Y).select(X.minus(Y).tanh(), Y.sigmoid()),
            X.times(P).plus(Y.times(Y).times(0.25)).max(Expr.parameter(1)));

    static Array values(DType dtype, Layout layout, int seed) {
        Random random = new Random(seed);
        Array array = Array.allocate(dtype, Shape.of(layout.highest() + 1)).with(layout);
        for (long i = layout.lowest(); i <= layout.highest(); i++) {
            double value = random.nextGaussian() * 2;
            switch (dtype) {
                case FLOAT32, FLOAT64 -> array.setDouble(i, value);
                case BOOL -> array.setLong(i, value > 0 ? 1 : 0);
                default -> array.setLong(i, Math.round(value * 5));
            }
        }
        return array;
    }

    static Array[] run(VectorLoops loops, PointwiseOp op, Array... inputs) {
        TensorType[] types = op.infer(
                Stream.of(inputs).map(x -> new TensorType(x.dtype(), x.shape())).toArray(TensorType[]::new));
        PointwiseKernel kernel = new PointwiseKernel(op.function(), inputs, types, loops);
        Array[] outputs = new Array[types.length];
        for (int k = 0; k < outputs.length; k++) {
            outputs[k] = Array.allocate(types[k].dtype(), kernel.layout(k, types[k]));
        }
        kernel.run(op, inputs, outputs);
        return outputs;
    }

    static Array[] reference(PointwiseOp op, Array... inputs) {
        TensorType[] types = op.infer(
                Stream.of(inputs).map(x -> new TensorType(x.dtype(), x.shape())).toArray(TensorType[]::new));
        Array[] outputs = Stream.of(types)
                .map(type -> Array.allocate(type.dtype(), type.shape()))
                .toArray(Array[]::new);
        op.evaluate(inputs, outputs);
        return outputs;
    }

    static double[] elements(Array array) {
        List<Double> list = new ArrayList<>();
        Strided.forEach(array.shape(), new Layout[] {array.layout()}, at -> list.add(array.doubleAt(at[0])));
        return list.stream().mapToDouble(x -> x).toArray();
    }

    private static void assertAgree(String what, PointwiseOp op, Array... inputs) {
        Array[] expected = reference(op, inputs);
        Array[] plain = run(PLAIN, op, inputs);
        Array[] vector = run(STEPS, op, inputs);
        Array[] whole = run(WHOLE, op, inputs);
        for (int k = 0; k < expected.length; k++) {
            double[] e = elements(expected[k]);
            double[] p = elements(plain[k]);
            assertThat(elements(vector[k]))
                    .as("%s: vector = plain, result %d", what, k)
                    .isEqualTo(p);
            assertThat(elements(whole[k]))
                    .as("%s: whole = plain, result %d", what, k)
                    .isEqualTo(p);
            for (VectorLoops machine : MACHINE) {
                assertThat(elements(run(machine, op, inputs)[k]))
                        .as("%s: machine code = plain, result %d", what, k)
                        .isEqualTo(p);
            }
            double unit = expected[k].dtype() == DType.FLOAT32 ? 4e-6 : 1e-14;
            for (int i = 0; i < e.length; i++) {
                boolean close =
                        Double.compare(e[i], p[i]) == 0 || Math.abs(e[i] - p[i]) <= unit * Math.max(1, Math.abs(e[i]));
                assertThat(close)
                        .as("%s: result %d, element %d: %s, reference %s", what, k, i, p[i], e[i])
                        .isTrue();
            }
        }
    }

    private static PointwiseOp withParameters(PointwiseFunction f, double first) {
        return f.with(Arrays.copyOf(new double[] {first, 1}, f.program().parameters()));
    }

    static Stream<List<Layout>> layouts() {
        Layout flat = Layout.contiguous(Shape.of(2, 3, 5, 7));
        List<Layout[]> all = new ArrayList<>();
        for (long n : new long[] {0, 1, 2, 13, 17, 207, 1023, 1025, 4098}) {
            Layout line = Layout.contiguous(Shape.of(n));
            all.add(new Layout[] {line, line});
            if (n > 0) {
                Shape rows = Shape.of(7, n);
                all.add(new Layout[] {Layout.contiguous(rows), Layout.of(rows, new long[] {0, 1}, 0)});
                all.add(new Layout[] {Layout.of(rows, new long[] {1, 0}, 0), Layout.contiguous(rows)});
                all.add(new Layout[] {Layout.contiguous(rows), Layout.of(rows, new long[] {0, 0}, 2)});
                all.add(new Layout[] {Layout.contiguous(rows), Layout.of(rows, new long[] {1, 7}, 0)});
            }
        }
        Layout channelsLast = Layout.contiguous(Shape.of(2, 5, 7, 3)).permute(0, 3, 1, 2);
        Layout bias = Layout.of(flat.shape(), new long[] {0, 1, 0, 0}, 0);
        all.add(new Layout[] {channelsLast, channelsLast});
        all.add(new Layout[] {channelsLast, flat});
        all.add(new Layout[] {channelsLast, bias});
        all.add(new Layout[] {flat, bias});
        all.add(new Layout[] {Layout.contiguous(Shape.of(2, 6, 5, 7)).slice(1, 0, 6, 2), flat});
        all.add(new Layout[] {flat.flip(2), flat.flip(0)});
        all.add(new Layout[] {Layout.of(flat.shape(), flat.strides(), 11), bias});
        all.add(new Layout[] {Layout.contiguous(Shape.SCALAR), Layout.contiguous(Shape.SCALAR)});
        Layout large = Layout.contiguous(Shape.of(130, 67));
        all.add(new Layout[] {large, Layout.contiguous(Shape.of(67, 130)).permute(1, 0)});
        all.add(new Layout[] {Layout.contiguous(Shape.of(67, 130)).permute(1, 0), large});
        Layout images = Layout.contiguous(Shape.of(3, 19, 23, 33));
        all.add(new Layout[] {images, Layout.contiguous(Shape.of(3, 23, 33, 19)).permute(0, 3, 1, 2)});
        Shape wide = Shape.of(3, 40, 50);
        all.add(new Layout[] {Layout.of(wide, new long[] {1, 0, 3}, 0), Layout.of(wide, new long[] {0, 50, 1}, 0)});
        all.add(new Layout[] {Layout.of(wide, new long[] {0, 0, 1}, 0), Layout.of(wide, new long[] {0, 1, 0}, 0)});
        Layout positions = Layout.contiguous(Shape.of(3, 5, 7, 60)).permute(0, 3, 1, 2);
        all.add(new Layout[] {positions, Layout.of(positions.shape(), new long[] {60, 1, 0, 0}, 0)});
        return all.stream().map(List::of);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void allLayoutsAgree(List<Layout> layouts) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Array x = values(dtype, layouts.get(0), 1);
            Array y = values(dtype, layouts.get(1), 2);
            assertAgree(dtype + " " + layouts, MIXED.with(0.75, 0.5), x, y);
        }
    }

    @ParameterizedTest
    @EnumSource(Pointwise.class)
    void allFunctionsAgree(Pointwise pointwise) {
        PointwiseFunction f = pointwise.function();
        Layout layout = Layout.contiguous(Shape.of(5, 211));
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.UINT8}) {
            if (!dtype.isFloating() && !f.program().isIntegral()) {
                continue;
            }
            Array[] inputs = new Array[f.inputs()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = values(f.isCondition(i) ? DType.BOOL : dtype, layout, i);
                for (long j = 0; j < inputs[i].size() && divides(f) && i == 1; j++) {
                    inputs[i].setDouble(j, 3 + j % 5);
                }
            }
            assertAgree(pointwise + " of " + dtype, withParameters(f, dtype.isFloating() ? -0.5 : -2), inputs);
        }
    }

    /** Whole numbers have no quotient by zero. */
    private static boolean divides(PointwiseFunction f) {
        return f.program().instructions().stream().anyMatch(step -> step.fn() == Fn.REM || step.fn() == Fn.FLOOR_DIV);
    }

    @ParameterizedTest
    @EnumSource(Pointwise.class)
    void edgesAgree(Pointwise pointwise) {
        PointwiseFunction f = pointwise.function();
        double[] edges = {
            0,
            -0.0,
            1,
            -1,
            0.5,
            -0.5,
            1e-40,
            -1e-40,
            1e-30,
            88.8,
            -88.8,
            -104,
            1e30,
            -1e30,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            16777217,
            0.6666,
            1.3999,
            10.05,
            2.5
        };
        PointwiseOp op = withParameters(f, -0.5);
        Array[] doubles = edges(f, DType.FLOAT64, edges);
        sameBits(op, doubles);
        Array[] inputs = edges(f, DType.FLOAT32, edges);
        double[] vector = sameBits(op, inputs);
        int n = vector.length;
        double[] expected = elements(reference(op, inputs)[0]);
        for (int j = 0; j < n; j++) {
            // Float rounds a product with pi before its sine is taken, which shows where the sine is zero.
            double least = pointwise == Pointwise.SINC ? 0.1 : 1e-30;
            double unit = 4e-6 * Math.max(least, Math.abs(expected[j]));
            // Between the steps of a formula float overflows where the reference, in double, does not.
            boolean close = Double.compare(vector[j], expected[j]) == 0
                    || vector[j] == expected[j]
                    || Math.abs(vector[j] - expected[j]) <= unit
                    || pointwise == Pointwise.REM;
            assertThat(close)
                    .as("%s(%s): %s, reference %s", pointwise, inputs[0].doubleAt(j), vector[j], expected[j])
                    .isTrue();
        }
    }

    /** All pairs of numbers. */
    private static Array[] edges(PointwiseFunction f, DType dtype, double[] edges) {
        Array[] inputs = new Array[f.inputs()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Array.allocate(f.isCondition(i) ? DType.BOOL : dtype, Shape.of(edges.length * edges.length));
            for (int j = 0; j < edges.length * edges.length; j++) {
                inputs[i].setDouble(j, i == 0 ? edges[j % edges.length] : edges[j / edges.length]);
            }
        }
        return inputs;
    }

    /** The first result, which is the same by all kinds of loops. */
    private static double[] sameBits(PointwiseOp op, Array... inputs) {
        double[] plain = elements(run(PLAIN, op, inputs)[0]);
        assertThat(elements(run(STEPS, op, inputs)[0])).isEqualTo(plain);
        assertThat(elements(run(WHOLE, op, inputs)[0])).isEqualTo(plain);
        for (VectorLoops machine : MACHINE) {
            assertThat(elements(run(machine, op, inputs)[0])).isEqualTo(plain);
        }
        return plain;
    }

    @Test
    void resultsMayOverwriteArguments() {
        for (VectorLoops loops :
                Stream.concat(Stream.of(PLAIN, STEPS, WHOLE), MACHINE.stream()).toList()) {
            for (int n : new int[] {5, 1024, 5000}) {
                Array x = values(DType.FLOAT32, Layout.contiguous(Shape.of(n)), 1);
                Array y = values(DType.FLOAT32, Layout.contiguous(Shape.of(n)), 2);
                PointwiseOp op = PointwiseFunction.define("swap", 2, Y.plus(1), X.times(Y), X.minus(Y))
                        .with();
                Array z = Array.allocate(DType.FLOAT32, Shape.of(n));
                double[][] expected = Stream.of(run(loops, op, x, y))
                        .map(PointwiseKernelTest::elements)
                        .toArray(double[][]::new);
                TensorType type = new TensorType(DType.FLOAT32, x.shape());
                Array[] inputs = {x, y};
                new PointwiseKernel(op.function(), inputs, new TensorType[] {type, type, type}, loops)
                        .run(op, inputs, new Array[] {x, y, z});
                assertThat(elements(x)).isEqualTo(expected[0]);
                assertThat(elements(y)).isEqualTo(expected[1]);
                assertThat(elements(z)).isEqualTo(expected[2]);
            }
        }
    }

    /** Which inputs are one number for all is a set of bits. */
    @Test
    void asManyInputsAsThereMayBeAgree() {
        Expr sum = Expr.input(0).plus(Expr.input(31).times(Expr.input(62)));
        PointwiseOp op = PointwiseFunction.define("many", 63, sum).with();
        Array[] inputs = new Array[63];
        for (int i = 0; i < inputs.length; i++) {
            Layout layout = Layout.contiguous(Shape.of(i % 62 == 0 ? 1 : 300));
            inputs[i] = values(DType.FLOAT32, i % 62 == 0 ? layout.expand(Shape.of(300)) : layout, i);
        }
        assertAgree("63 inputs", op, inputs);
    }

    @Test
    void moreInputsThanThereMayBeAreRefused() {
        assertThatThrownBy(() -> PointwiseFunction.define("many", 64, Expr.input(63)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("many: a formula of 64 inputs with 1 results, and 63 of each are the most. "
                        + "Make it of several functions.");
    }

    @Test
    void programsWithoutEndAreNotAllRemembered() {
        VectorLoops loops = new VectorLoops(Warmth.never());
        for (int i = 0; i < 20_000; i++) {
            loops.of(TileProgram.of(Program.of(List.of(X.times(i + 0.5))), 1, true), 0, DType.FLOAT32);
        }
        assertThat(loops.remembered()).isLessThanOrEqualTo(4_096);
    }

    @Test
    void channelsLastStaysChannelsLast() {
        Layout channelsLast = Layout.contiguous(Shape.of(2, 5, 7, 3)).permute(0, 3, 1, 2);
        Array x = values(DType.FLOAT32, channelsLast, 1);
        assertThat(run(PLAIN, Pointwise.RELU.function().with(), x)[0].layout()).isEqualTo(channelsLast);
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        int before = Workers.threads();
        try {
            Array x = values(DType.FLOAT32, Layout.contiguous(Shape.of(300, 1001)), 1);
            Array y = values(DType.FLOAT32, Layout.of(x.shape(), new long[] {0, 1}, 0), 2);
            Workers.resize(1);
            double[] one = elements(run(STEPS, MIXED.with(0.75, 0.5), x, y)[1]);
            Workers.resize(3);
            assertThat(elements(run(STEPS, MIXED.with(0.75, 0.5), x, y)[1])).isEqualTo(one);
        } finally {
            Workers.resize(before);
        }
    }

    /** A loop in the middle of being warmed must not be seen in results. */
    @Test
    void warmingUpIsNotSeenInResults() throws InterruptedException {
        Array x = values(DType.FLOAT32, Layout.contiguous(Shape.of(3000)), 1);
        Array y = values(DType.FLOAT32, Layout.contiguous(Shape.of(3000)), 2);
        Warmth warmth = Warmth.onRequest();
        VectorLoops loops = new VectorLoops(warmth, 1e6);
        double[] cold = elements(run(loops, MIXED.with(0.75, 0.5), x, y)[1]);
        TileProgram program = TileProgram.of(MIXED.program(), 2, true);
        ProgramLoops own = loops.of(program, 0, DType.FLOAT32);
        for (int i = 0; i < 6000 && own.whole(0) == null; i++) {
            assertThat(elements(run(loops, MIXED.with(0.75, 0.5), x, y)[1])).isEqualTo(cold);
            Thread.sleep(10);
        }
        assertThat(own.whole(0)).isNotNull();
        assertThat(elements(run(loops, MIXED.with(0.75, 0.5), x, y)[1])).isEqualTo(cold);
    }

    /** What has no vector code of its own is called by number, and all else around it by loops of steps. */
    @Test
    void whatCannotBeOneLoopHasTheLoopsOfItsSteps() throws InterruptedException {
        PointwiseOp op = PointwiseFunction.define(
                        "gamma", 1, Expr.call(Fn.LGAMMA, X).exp().plus(X))
                .with();
        Array x = values(DType.FLOAT32, Layout.contiguous(Shape.of(3000)), 1);
        VectorLoops loops = new VectorLoops(Warmth.onRequest(), 1e6);
        double[] cold = elements(run(loops, op, x)[0]);
        ProgramLoops own = loops.of(TileProgram.of(op.function().program(), 1, true), 0, DType.FLOAT32);
        for (int i = 0; i < 6000 && own.steps() == null; i++) {
            assertThat(elements(run(loops, op, x)[0])).isEqualTo(cold);
            Thread.sleep(10);
        }
        assertThat(own.steps()).isNotNull();
        assertThat(own.whole(0)).isNull();
        assertThat(elements(run(loops, op, x)[0])).isEqualTo(cold);
    }
}
