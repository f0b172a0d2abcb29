package dev.adjoint.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Context;
import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.lazy.Lazy;
import dev.adjoint.lazy.Staged;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class VmapTest {

    private static final Tensor POINTS = Tensor.of(new double[] {0.1, -0.4, 0.7, 0.3, 0.2, -0.5}, 3, 2);
    private static final Tensor ONES = Tensor.ones(DType.FLOAT64, 2);

    /** A function whose Hessian is full, so that a mistake in any nesting shows. */
    private static Tensor bowl(Tensor x) {
        return x.mul(x.sum()).sin().sum().exp();
    }

    private static double[] loop(UnaryOperator<Tensor> f, Tensor xs) {
        Tensor[] rows = new Tensor[(int) xs.dim(0) - 1];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = f.apply(xs.select(0, i + 1));
        }
        return Tensor.stack(0, f.apply(xs.select(0, 0)), rows).doubles();
    }

    private static void assertIsLoop(UnaryOperator<Tensor> f, Tensor xs) {
        assertThat(Diff.vmap(f).apply(xs).doubles()).containsExactly(loop(f, xs), within(1e-12));
    }

    @Test
    void everyTransformationCanBeMapped() {
        assertIsLoop(VmapTest::bowl, POINTS);
        assertIsLoop(Diff.grad(VmapTest::bowl), POINTS);
        assertIsLoop(x -> Diff.valueAndGrad(VmapTest::bowl).apply(x).value(), POINTS);
        assertIsLoop(x -> Diff.jvp(VmapTest::bowl, x, x.cos()).tangent(), POINTS);
        assertIsLoop(x -> Diff.vjp(t -> t.mul(t.sum()), x).pullback().apply(ONES), POINTS);
        assertIsLoop(x -> Diff.hvp(VmapTest::bowl, x, x.exp()), POINTS);
        assertIsLoop(
                x -> Diff.grad(t -> Diff.jvp(VmapTest::bowl, t, ONES).tangent()).apply(x), POINTS);
    }

    @Test
    void everyTransformationTakesAMappedFunction() {
        UnaryOperator<Tensor> mapped = xs -> Diff.vmap(VmapTest::bowl).apply(xs);
        UnaryOperator<Tensor> total = xs -> mapped.apply(xs).sum();
        Tensor direction = POINTS.exp();

        assertThat(Diff.grad(total).apply(POINTS).doubles())
                .containsExactly(loop(Diff.grad(VmapTest::bowl), POINTS), within(1e-12));
        assertThat(Diff.jvp(mapped, POINTS, direction).tangent().doubles())
                .containsExactly(loop(x -> Diff.jvp(VmapTest::bowl, x, x.exp()).tangent(), POINTS), within(1e-12));
        assertThat(Diff.hvp(total, POINTS, direction).doubles())
                .containsExactly(loop(x -> Diff.hvp(VmapTest::bowl, x, x.exp()), POINTS), within(1e-12));
        assertThat(GradientCheck.of(total).at(POINTS).second()).isLessThan(1e-7);
    }

    @Test
    void mapsNestAndKeepTheirExamplesApart() {
        UnaryOperator<Tensor> table =
                xs -> Diff.vmap(x -> Diff.vmap(y -> x.sub(y).square().sum()).apply(xs))
                        .apply(xs);
        double[][] p = {{0.1, -0.4}, {0.7, 0.3}, {0.2, -0.5}};

        double[] found = table.apply(POINTS).doubles();

        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double expected = Math.pow(p[i][0] - p[j][0], 2) + Math.pow(p[i][1] - p[j][1], 2);
                assertThat(found[3 * i + j]).isCloseTo(expected, within(1e-15));
            }
        }
        assertThat(GradientCheck.of(xs -> table.apply(xs).sin().sum())
                        .at(POINTS)
                        .second())
                .isLessThan(1e-7);
    }

    @Test
    void gradientsByHandInsideBelongToEachExample() {
        UnaryOperator<Tensor> byHand = x -> {
            Tensor leaf = x.withGrad();
            bowl(leaf).backward();
            return leaf.grad();
        };

        assertIsLoop(byHand, POINTS);
    }

    @Test
    void gradientsByHandOutsideFlowThroughTheMap() {
        Tensor leaf = POINTS.withGrad();
        Tensor shared = ONES.withGrad();

        Diff.vmap(x -> x.mul(shared).sin().sum()).apply(leaf).sum().backward();

        assertThat(leaf.grad().doubles()).containsExactly(POINTS.cos().doubles(), within(1e-15));
        assertThat(shared.grad().doubles())
                .containsExactly(POINTS.mul(POINTS.cos()).sum(0).doubles(), within(1e-15));
    }

    @Test
    void perExampleGradientsOfSharedWeights() {
        Tensor weight = Tensor.of(new double[] {0.3, -0.2, 0.5, 0.1}, 2, 2);

        Tensor gradients = Diff.vmap(
                        x -> Diff.grad(w -> x.matmul(w).tanh().sum()).apply(weight))
                .apply(POINTS);

        assertThat(gradients.shape().dims()).containsExactly(3, 2, 2);
        assertThat(gradients.sum(0).doubles())
                .containsExactly(
                        Diff.grad(w -> POINTS.matmul(w).tanh().sum())
                                .apply(weight)
                                .doubles(),
                        within(1e-15));
    }

    @Test
    void severalArgumentsResultsAndAxes() {
        Vmap outer = Vmap.of(x -> new Tensor[] {x[0].unsqueeze(1).mul(x[1].unsqueeze(0)), x[0].sum()})
                .in(1, Vmap.SHARED)
                .out(-1, 0);
        Tensor columns = POINTS.transpose();
        Tensor shared = Tensor.of(2.0, 3.0, 4.0);

        Tensor[] found = outer.apply(columns, shared);

        assertThat(found[0].shape().dims()).containsExactly(2, 3, 3);
        assertThat(found[0].at(1, 2, 0)).isEqualTo(-0.4 * 4);
        assertThat(found[1].doubles()).containsExactly(POINTS.sum(1).doubles(), within(1e-15));
        assertThat(Diff.vmap((x, y) -> x.mul(y).sum()).apply(POINTS, POINTS).doubles())
                .containsExactly(POINTS.square().sum(1).doubles(), within(1e-15));
    }

    private record Line(Tensor slope, Tensor offset) implements TensorTree<Line> {
        @Override
        public Line mapTensors(UnaryOperator<Tensor> f) {
            return new Line(f.apply(slope), f.apply(offset));
        }
    }

    @Test
    void treesOfTensorsAreMapped() {
        Line lines = new Line(POINTS, POINTS.sum(1));
        Tensor at = Tensor.of(2.0, -1.0);

        Tensor heights = Diff.vmap((Line line) -> line.slope().mul(at).sum().add(line.offset()), lines);
        Line slopes = Diff.vmap(
                line -> Diff.grad(
                        l -> l.slope().mul(at).sum().square().add(l.offset().square()), line),
                lines);
        Tensor products = Diff.vmap((Line line, Tensor x) -> line.slope().mul(x).sum(), lines, POINTS);

        assertThat(heights.doubles())
                .containsExactly(POINTS.matmul(at).add(POINTS.sum(1)).doubles(), within(1e-15));
        assertThat(slopes.slope().shape().dims()).containsExactly(3, 2);
        assertThat(slopes.offset().doubles())
                .containsExactly(POINTS.sum(1).mul(2).doubles(), within(1e-15));
        assertThat(products.doubles()).containsExactly(POINTS.square().sum(1).doubles(), within(1e-15));
    }

    private static Tensor loss(Tensor weight, Tensor x, Tensor y) {
        return x.matmul(weight).sub(y).square().sum();
    }

    /** What docs/transformations.md shows. */
    @Test
    void theExamplesOfThePage() {
        Tensor points = Tensor.of(new double[] {1, 2, 2, 0, 3, 4}, 2, 3);
        Tensor weight = Tensor.of(new double[] {0.5, -1, 2, 1, 0, 3}, 3, 2);
        Tensor ys = Tensor.of(new double[] {1, 0, 0, 1}, 2, 2);

        UnaryOperator<Tensor> norm = x -> x.square().sum().sqrt();
        assertThat(Diff.vmap(norm).apply(points).doubles()).containsExactly(3, 5);

        Tensor perExample =
                Diff.vmap((x, y) -> Diff.grad(w -> loss(w, x, y)).apply(weight)).apply(points, ys);
        assertThat(perExample.shape().dims()).containsExactly(2, 3, 2);
        assertThat(perExample.sum(0).doubles())
                .containsExactly(
                        Diff.grad(w -> loss(w, points, ys)).apply(weight).doubles(), within(1e-12));

        Tensor distances = Diff.vmap(a -> Diff.vmap(b -> norm.apply(a.sub(b))).apply(points))
                .apply(points);
        assertThat(distances.doubles()).containsExactly(0, Math.sqrt(6), Math.sqrt(6), 0);

        Vmap scores = Vmap.of(x -> new Tensor[] {x[0].matmul(x[1]), x[0].sum()})
                .in(1, Vmap.SHARED)
                .out(0, 0)
                .chunk(256);
        Tensor[] found = scores.apply(points.transpose(), weight);
        assertThat(found[0].doubles()).containsExactly(points.matmul(weight).doubles(), within(1e-12));
        assertThat(found[1].doubles()).containsExactly(5, 7);
    }

    @Test
    void chunksGiveTheSame() {
        Vmap whole = Vmap.of(x -> new Tensor[] {bowl(x[0].mul(x[1])), x[0]}).in(0, Vmap.SHARED);

        Tensor[] expected = whole.apply(POINTS, ONES);

        for (long size : new long[] {1, 2, 3, 9}) {
            Tensor[] found = whole.chunk(size).apply(POINTS, ONES);
            assertThat(found[0].doubles()).containsExactly(expected[0].doubles());
            assertThat(found[1].doubles()).containsExactly(expected[1].doubles());
        }
    }

    @Test
    void whatDoesNotDependOnTheExampleIsComputedOnce() {
        List<Tensor> seen = new ArrayList<>();

        Tensor found = Diff.vmap(x -> {
                    Tensor constant = ONES.exp();
                    seen.add(constant);
                    return constant;
                })
                .apply(POINTS);

        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().shape()).isEqualTo(ONES.shape());
        assertThat(seen.getFirst().doubles()).containsExactly(Math.E, Math.E);
        assertThat(found.shape().dims()).containsExactly(3, 2);
        assertThat(found.at(2, 1)).isEqualTo(Math.E);
    }

    @Test
    void everyExampleDrawsItsOwnNumbers() {
        Generator generator = Generator.seed(7);

        Tensor noise = Diff.vmap(x -> Tensor.uniform(generator, 4)).apply(POINTS);

        assertThat(noise.shape().dims()).containsExactly(3, 4);
        assertThat(noise.floats()).doesNotHaveDuplicates();
        Tensor nested = Diff.vmap(x -> Diff.vmap(y -> Tensor.normal(generator)).apply(x))
                .apply(POINTS);
        assertThat(nested.shape().dims()).containsExactly(3, 2);
        assertThat(nested.floats()).doesNotHaveDuplicates();
    }

    /** Its gradient is not that of its formula: an op of the user's own keeps it under vmap. */
    private record Reversal() implements Op {
        @Override
        public String name() {
            return "reversal";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            context.keep(inputs[0], inputs[1]);
            return new Tensor[] {inputs[0].mul(inputs[1])};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... upstream) {
            return new Tensor[] {
                upstream[0].mul(context.kept(1)).neg(),
                upstream[0].mul(context.kept(0)).neg()
            };
        }
    }

    @Test
    void anOpOfTheUsersOwnKeepsItsDerivative() {
        Tensor scale = Tensor.of(2.0, -3.0);
        UnaryOperator<Tensor> f = x -> new Reversal().apply(x, scale)[0].sum();
        double[] reversed = {-2, 3, -2, 3, -2, 3};

        assertIsLoop(f, POINTS);
        assertThat(Diff.vmap(Diff.grad(f)).apply(POINTS).doubles()).containsExactly(reversed);
        assertThat(Diff.jvp(xs -> Diff.vmap(f).apply(xs), POINTS, POINTS)
                        .tangent()
                        .doubles())
                .containsExactly(loop(x -> f.apply(x).neg(), POINTS), within(1e-15));
        assertThat(Diff.vmap((UnaryOperator<Tensor>)
                                x -> Diff.jvp(f::apply, x, x).tangent())
                        .apply(POINTS)
                        .doubles())
                .containsExactly(loop(x -> f.apply(x).neg(), POINTS), within(1e-15));
        assertThat(Diff.grad(xs -> Diff.vmap(f).apply(xs).sum()).apply(POINTS).doubles())
                .containsExactly(reversed);
        assertThat(Diff.grad(s -> Diff.vmap(x -> new Reversal().apply(x, s)[0])
                                .apply(POINTS)
                                .sum())
                        .apply(scale)
                        .doubles())
                .containsExactly(POINTS.sum(0).neg().doubles(), within(1e-15));
        assertThat(Diff.grad(xs -> Diff.vmap(x -> Diff.vmap(y -> new Reversal().apply(y, y)[0])
                                        .apply(x))
                                .apply(xs)
                                .sum())
                        .apply(POINTS)
                        .doubles())
                .containsExactly(POINTS.mul(-2).doubles(), within(1e-15));
    }

    /** An op of the user's own without inputs. */
    private record Noise(Generator generator) implements Op {
        @Override
        public String name() {
            return "noise";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            return new Tensor[] {Tensor.uniform(generator, 2).cast(DType.FLOAT64)};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... upstream) {
            return new Tensor[0];
        }
    }

    @Test
    void anOpWithoutInputsIsDoneForEachExample() {
        Op noise = new Noise(Generator.seed(5));

        Tensor found = Diff.vmap(Diff.grad(x -> x.mul(noise.apply()[0]).sum())).apply(POINTS);

        assertThat(found.shape()).isEqualTo(POINTS.shape());
        assertThat(found.doubles()).doesNotHaveDuplicates();
    }

    @Test
    void drawnFunctionsAreMappedAndMapsAreDrawn() {
        Generator generator = Generator.seed(3);
        Staged drawn = Lazy.stage(x -> bowl(x).add(Tensor.uniform(generator).cast(DType.FLOAT64)));
        Staged map = Lazy.stage((UnaryOperator<Tensor>) Diff.vmap(Diff.grad(VmapTest::bowl)));
        Staged noise =
                Lazy.stage(xs -> Diff.vmap(x -> Tensor.uniform(generator, 2)).apply(xs));

        Tensor noisy = Diff.vmap(x -> drawn.apply(x)).apply(POINTS);

        Tensor added = noisy.sub(Diff.vmap(VmapTest::bowl).apply(POINTS));
        assertThat(added.doubles()).doesNotHaveDuplicates();
        assertThat(added.min().item()).isGreaterThan(0);
        assertThat(added.max().item()).isLessThan(1);
        assertThat(map.apply(POINTS).doubles())
                .containsExactly(
                        Diff.vmap(Diff.grad(VmapTest::bowl)).apply(POINTS).doubles());
        assertThat(noise.apply(POINTS).floats()).doesNotHaveDuplicates();
        assertThat(noise.apply(POINTS).floats())
                .isNotEqualTo(noise.apply(POINTS).floats());
        assertIsLoop(
                x -> Lazy.stage((UnaryOperator<Tensor>)
                                t -> t.view(1, 2).contiguous().reshape(2))
                        .apply(x),
                POINTS);
    }

    @Test
    void viewsAndContiguityAreThoseOfOneExample() {
        assertThat(Diff.vmap(x -> x.view(2, 1).contiguous())
                        .apply(POINTS)
                        .shape()
                        .dims())
                .containsExactly(3, 2, 1);
        Tensor matrices = Tensor.arange(12).reshape(2, 2, 3);
        assertThatThrownBy(() -> Diff.vmap(x -> x.transpose().view(6)).apply(matrices))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("view: [3, 2]");
    }

    @Test
    void valuesCannotBeReadInside() {
        assertThatThrownBy(
                        () -> Diff.vmap(x -> x.sum().item() > 0 ? x : x.neg()).apply(POINTS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 examples")
                .hasMessageContaining("where(...)");
        UnaryOperator<Tensor> slope = Diff.grad(x -> x.mul(x.sum().item()).sum());
        assertThatThrownBy(() -> Diff.vmap(slope).apply(POINTS)).isInstanceOf(IllegalStateException.class);
        assertThat(Diff.vmap(x -> x.sum().gt(0).where(x, x.neg())).apply(POINTS).doubles())
                .containsExactly(-0.1, 0.4, 0.7, 0.3, -0.2, 0.5);
    }

    @Test
    void aNumberOfResultsThatDependsOnValuesIsRefused() {
        assertThatThrownBy(() -> Diff.vmap(x -> x.maskedSelect(x.gt(0))).apply(POINTS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("vmap: ");
    }

    @Test
    void nothingIsWrittenInPlaceInside() {
        Tensor running = Tensor.zeros(DType.FLOAT64, 2);

        assertThatThrownBy(() -> Diff.vmap(x -> {
                            running.assign(x);
                            return x;
                        })
                        .apply(POINTS))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("3 examples inside vmap")
                .hasMessageContaining("assign it outside");
        Diff.vmap(x -> {
                    running.assign(ONES);
                    return x;
                })
                .apply(POINTS);
        assertThat(running.doubles()).containsExactly(1, 1);
    }

    @Test
    void anExampleDoesNotOutliveItsFunction() {
        Tensor[] leaked = new Tensor[1];
        Diff.vmap(x -> {
                    leaked[0] = x;
                    return x;
                })
                .apply(POINTS);

        assertThatThrownBy(() -> leaked[0].exp())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exp: an argument stands for the 3 examples")
                .hasMessageContaining("Return it");
    }

    @Test
    void anExampleIsNoLeaf() {
        assertThatThrownBy(() -> Diff.vmap(x -> {
                            x.backward(x);
                            return x;
                        })
                        .apply(POINTS.withGrad()))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("withGrad() inside");
    }

    @Test
    void anExampleShowsAllOfThem() {
        Diff.vmap(x -> {
                    assertThat(x).hasToString("float64[2], each of 3 examples in " + POINTS);
                    return x;
                })
                .apply(POINTS);
    }

    @Test
    void lengthsMustAgreeAndAxesExist() {
        assertThatThrownBy(() -> Diff.vmap((x, y) -> x.mul(y)).apply(POINTS, ONES))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("argument 0, float64[3, 2], holds 3 examples and argument 1, float64[2], 2");
        assertThatThrownBy(() -> Diff.vmap(x -> x).apply(Tensor.scalar(1.0)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("argument 0 has shape [] and no axis 0");
        Vmap sum = Vmap.of(x -> new Tensor[] {x[0].sum()});
        assertThatThrownBy(() -> sum.out(1).apply(POINTS)).hasMessageContaining("result 0 has shape [3] and no axis 1");
        assertThatThrownBy(() -> sum.in(0, 0).apply(POINTS)).hasMessageContaining("2 axes [0, 0] for 1 arguments");
        assertThatThrownBy(() -> sum.in(Vmap.SHARED).apply(POINTS)).hasMessageContaining("Map at least one");
        assertThatThrownBy(() -> sum.chunk(0)).hasMessageContaining("at least 1");
    }

    @Test
    void errorsSpeakOfOneExample() {
        assertThatThrownBy(
                        () -> Diff.vmap(x -> x.matmul(x.unsqueeze(0).transpose().transpose()))
                                .apply(POINTS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[1, 2] x [1, 2]");
    }

    @Test
    void noExamplesGiveNoResults() {
        Tensor none = Tensor.zeros(DType.FLOAT64, 0, 2);

        assertThat(Diff.vmap(VmapTest::bowl).apply(none).shape().dims()).containsExactly(0);
        assertThat(Diff.vmap(Diff.grad(VmapTest::bowl)).apply(none).shape().dims())
                .containsExactly(0, 2);
        assertThat(Diff.vmap(x -> new Reversal().apply(x, x)[0])
                        .apply(none)
                        .shape()
                        .dims())
                .containsExactly(0, 2);
    }
}
