package dev.adjoint.lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Context;
import dev.adjoint.GradientException;
import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.diff.Diff;
import dev.adjoint.graph.Graph;
import dev.adjoint.graph.Step;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import example.DrawnProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Functions run as graphs: the same numbers, derivatives, randomness and updates as the functions themselves. */
class StagedTest {

    private static final Tensor X = Tensor.of(new double[] {0.5, -1, 2, 3, 0.25, -2}, 2, 3);

    @Test
    void aFunctionIsDrawnOnceForEachSignature() {
        int[] calls = {0};
        Staged staged = Lazy.stage(x -> {
            calls[0]++;
            return x.sin().mul(x);
        });
        assertThat(staged.apply(X).doubles()).isEqualTo(X.sin().mul(X).doubles());
        assertThat(staged.apply(X.neg()).doubles())
                .isEqualTo(X.neg().sin().mul(X.neg()).doubles());
        assertThat(calls[0]).isEqualTo(1);
        staged.apply(X.reshape(3, 2));
        staged.apply(X.cast(DType.FLOAT32));
        assertThat(calls[0]).isEqualTo(3);
        staged.forget();
        staged.apply(X);
        assertThat(calls[0]).isEqualTo(4);
    }

    @Test
    void severalInputsAndResults() {
        Staged staged = Lazy.stageAll(x -> new Tensor[] {x[0].add(x[1]), x[0].mul(x[1]), x[1]});
        Tensor[] results = staged.applyAll(X, X.exp());
        assertThat(results[0].doubles()).isEqualTo(X.add(X.exp()).doubles());
        assertThat(results[1].doubles()).isEqualTo(X.mul(X.exp()).doubles());
        assertThat(results[2].doubles()).isEqualTo(X.exp().doubles());
    }

    @Test
    void derivativesAreDrawnAndTakenOfDrawings() {
        UnaryOperator<Tensor> f = x -> x.sin().mul(x).sum();
        double[] expected = Diff.grad(f).apply(X).doubles();
        assertThat(Lazy.stage(Diff.grad(f)).apply(X).doubles()).isEqualTo(expected);
        assertThat(Diff.grad(Lazy.stage(f)::apply).apply(X).doubles()).isEqualTo(expected);
        Tensor v = X.cos();
        double[] curved = Diff.hvp(f, X, v).doubles();
        assertThat(Lazy.stage(x -> Diff.hvp(f, x, v)).apply(X).doubles()).isEqualTo(curved);
        assertThat(Diff.hvp(Lazy.stage(f)::apply, X, v).doubles()).isEqualTo(curved);
        UnaryOperator<Tensor> half = Lazy.stage(Diff.grad(f))::apply;
        assertThat(Diff.jvp(half, X, v).tangent().doubles()).isEqualTo(curved);
    }

    @Test
    void mappedFunctionsAreDrawnAndDrawingsAreMapped() {
        UnaryOperator<Tensor> f = x -> x.sin().mul(x).sum();
        Staged drawn = Lazy.stage(f);
        double[] expected = Diff.vmap(f).apply(X).doubles();
        assertThat(Lazy.stage(Diff.vmap(f)).apply(X).doubles()).isEqualTo(expected);
        assertThat(Diff.vmap(x -> drawn.apply(x)).apply(X).doubles()).isEqualTo(expected);
        UnaryOperator<Tensor> slopes = Diff.vmap(Diff.grad(f));
        assertThat(Lazy.stage(slopes).apply(X).doubles())
                .isEqualTo(slopes.apply(X).doubles());
        Generator lazy = Generator.seed(7);
        Generator eager = Generator.seed(7);
        Staged noisy = Lazy.stage(Diff.vmap(x -> noisy(x, lazy)));
        for (int run = 0; run < 2; run++) {
            assertThat(noisy.apply(X).doubles())
                    .isEqualTo(Diff.vmap(x -> noisy(x, eager)).apply(X).doubles());
        }
    }

    @Test
    void leavesMadeInsideAreDrawnWithTheirBackwardWalk() {
        Staged slope = Lazy.stage(x -> {
            Tensor leaf = x.withGrad();
            leaf.square().sum().backward();
            return leaf.grad();
        });
        assertThat(slope.apply(X).doubles()).isEqualTo(X.mul(2).doubles());
    }

    @Test
    void capturedLeavesReceiveGradientsAndAreSeenAsTheyAreNow() {
        Tensor w = Tensor.of(new double[] {1, 2, 3}, 3, 1).withGrad();
        // The square of the parameter alone must be drawn, or it would stay what it was at the first call.
        Staged loss = Lazy.stage(x -> x.matmul(w.square()).sum());
        assertThat(loss.apply(X).item()).isEqualTo(X.matmul(w.square()).sum().item());
        loss.apply(X).backward();
        double[] first = w.grad().doubles();
        w.clearGrad();
        X.matmul(w.square()).sum().backward();
        assertThat(first).isEqualTo(w.grad().doubles());
        w.detach().assign(Tensor.of(new double[] {-1, 0.5, 4}, 3, 1));
        assertThat(loss.apply(X).item()).isEqualTo(X.matmul(w.square()).sum().item());
        assertThat(loss.graph(X.type()).constants()).hasSize(1);
    }

    @Test
    void outerDerivativesFlowThroughWhatWasCaptured() {
        double[] expected = Diff.grad(w -> X.mul(w).sin().sum()).apply(X).doubles();
        assertThat(Diff.grad(w -> Lazy.stage(x -> x.mul(w).sin().sum()).apply(X))
                        .apply(X)
                        .doubles())
                .isEqualTo(expected);
        Tensor drawn =
                Lazy.stage(w -> Lazy.stage(x -> x.mul(w).sin().sum()).apply(X)).apply(X);
        assertThat(drawn.item()).isEqualTo(X.mul(X).sin().sum().item());
    }

    @Test
    void stopsAndPausesOfTheGradientStay() {
        UnaryOperator<Tensor> f = x -> x.mul(x.detach()).sum();
        assertThat(Diff.grad(Lazy.stage(f)::apply).apply(X).doubles()).isEqualTo(X.doubles());
        UnaryOperator<Tensor> paused =
                x -> x.mul(Recording.off(() -> x.square())).sum();
        Staged staged = Lazy.stage(paused);
        Recording.off(() -> staged.apply(X));
        assertThat(Diff.grad(staged::apply).apply(X).doubles())
                .isEqualTo(Diff.grad(paused).apply(X).doubles())
                .isEqualTo(X.square().doubles());
    }

    @Test
    void randomNumbersAreDrawnAnewAsEagerExecutionWould() {
        Generator lazy = Generator.seed(7);
        Generator eager = Generator.seed(7);
        Staged noisy = Lazy.stage(x -> noisy(x, lazy));
        for (int run = 0; run < 3; run++) {
            assertThat(noisy.apply(X).doubles()).isEqualTo(noisy(X, eager).doubles());
        }
        assertThat(lazy.position()).isEqualTo(eager.position());
    }

    private static Tensor noisy(Tensor x, Generator generator) {
        Tensor noise = Interpreter.current().normal(generator, x.type());
        return x.add(noise).mul(Interpreter.current().uniform(generator, x.type()));
    }

    @Test
    void updatesInPlaceAreDrawn() {
        Tensor total = Tensor.zeros(DType.FLOAT64, 3);
        Staged accumulate = Lazy.stage(x -> {
            Recording.off(() -> total.assign(total.add(x.sum(0))));
            return total.mul(2);
        });
        accumulate.graph(X.type());
        assertThat(total.doubles()).as("drawing writes nothing").containsOnly(0);
        assertThat(accumulate.apply(X).doubles()).isEqualTo(X.sum(0).mul(2).doubles());
        assertThat(accumulate.apply(X).doubles()).isEqualTo(X.sum(0).mul(4).doubles());
        assertThat(total.doubles()).isEqualTo(X.sum(0).mul(2).doubles());
    }

    @Test
    void viewsShareMemoryWhenTheGraphRuns() {
        Staged staged = Lazy.stage(x -> {
            Tensor copy = x.copy();
            copy.transpose().select(0, 1).assign(Tensor.zeros(DType.FLOAT64, 2));
            return copy;
        });
        assertThat(staged.apply(X).doubles()).containsExactly(0.5, 0, 2, 3, 0, -2);
        Tensor turned =
                Lazy.stage(x -> x.transpose().view(3, 2).contiguous().view(6)).apply(X);
        assertThat(turned.doubles()).isEqualTo(X.transpose().doubles());
        Tensor same = Lazy.stage(x -> x.contiguous()).apply(X);
        assertThat(same.array().storage()).isSameAs(X.array().storage());
    }

    @Test
    void whatADerivativeKeptMustNotBeOverwrittenInADrawingEither() {
        assertThatThrownBy(() -> Lazy.stage(x -> {
                            Tensor copy = x.copy();
                            return Diff.grad(leaf -> {
                                        Tensor y = leaf.mul(copy).sum();
                                        Recording.off(() -> copy.select(0, 0).assign(Tensor.zeros(DType.FLOAT64, 3)));
                                        return y;
                                    })
                                    .apply(x);
                        })
                        .graph(X.type()))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("overwritten in place");
    }

    /** Cubes in the lectures' form: two results, the second not differentiable. */
    private static final class Cube implements Op {
        private final List<TensorType> seen = new ArrayList<>();

        @Override
        public String name() {
            return "cube";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            seen.add(inputs[0].type());
            context.keep(inputs[0]);
            return new Tensor[] {inputs[0].mul(inputs[0]).mul(inputs[0]), inputs[0].gt(0)};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            // Twice the true gradient, to see that it is this rule which is used.
            Tensor dy = upstream[0];
            return new Tensor[] {
                dy == null ? null : dy.mul(context.kept(0).square().mul(6))
            };
        }
    }

    @Test
    void aUsersOpIsOneStepWithItsOwnBackward() {
        Op cube = new Cube();
        Staged staged = Lazy.stage(x -> cube.apply(x)[0].sum());
        Graph graph = staged.graph(X.type());
        assertThat(graph.steps().stream().map(step -> step.op().name())).containsExactly("cube", "sum");
        assertThat(graph.steps("cube").getFirst().outputs().get(1).type())
                .isEqualTo(new TensorType(DType.BOOL, Shape.of(2, 3)));
        assertThat(Diff.grad(staged::apply).apply(X).doubles())
                .isEqualTo(X.square().mul(6).doubles());
        assertThat(Lazy.stage(Diff.grad(x -> cube.apply(x)[0].sum())).apply(X).doubles())
                .isEqualTo(X.square().mul(6).doubles());
    }

    @Test
    void errorsNameTheLineThatDrewWhatIsWrong() {
        assertThatThrownBy(() -> Lazy.stage(DrawnProgram::wrongProduct, X.type()))
                .isExactlyInstanceOf(ShapeException.class)
                .hasMessageContaining("matmul")
                .hasMessageContaining("example.DrawnProgram.wrongProduct(DrawnProgram.java:19)");
        assertThatThrownBy(() -> Lazy.stage(DrawnProgram::wrongSum, X.type()))
                .isExactlyInstanceOf(DTypeException.class)
                .hasMessageEndingWith("Drawn at example.DrawnProgram.wrongSum(DrawnProgram.java:24).");
        assertThatThrownBy(() -> Lazy.stage(DrawnProgram::reader).apply(X))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("float64[]")
                .hasMessageContaining("only drawn")
                .hasMessageContaining("DrawnProgram.java:29");
    }

    @Test
    void stepsRememberTheirLine() {
        TensorType weights = new TensorType(DType.FLOAT64, Shape.of(3, 1));
        Graph graph = Lazy.stage(DrawnProgram::loss).graph(X.type(), weights);
        assertThat(graph.stepsAt("DrawnProgram.java:12"))
                .singleElement()
                .extracting(step -> step.op().name())
                .isEqualTo("matmul");
        assertThat(graph.stepsAt("DrawnProgram.java:13")).hasSize(graph.size() - 1);
    }

    @Test
    void whatFailsInARunNamesItsLineToo() {
        Tensor index = Tensor.of(5L);
        Staged staged = Lazy.stage(x -> x.take(0, index));
        assertThat(staged.graph(X.type()).size()).isEqualTo(1);
        assertThatThrownBy(() -> staged.apply(X)).hasMessageContaining("5").hasMessageContaining("Drawn at ");
    }

    @Test
    void whatHasNoValuesSaysSo() {
        for (UnaryOperator<Tensor> reading : List.<UnaryOperator<Tensor>>of(
                x -> Tensor.of(x.doubles()),
                x -> Tensor.scalar(x.at(0, 0)),
                x -> Tensor.of(x.array().size()))) {
            assertThatThrownBy(() -> Lazy.stage(reading).apply(X)).hasMessageContaining("no values");
        }
        assertThatThrownBy(() -> Lazy.stage(x -> {
                            x.sum().backward();
                            return x;
                        })
                        .apply(X))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("only drawn");
        assertThat(Lazy.stage(x -> {
                            assertThat(x.toString()).isEqualTo("x0: float64[2, 3]");
                            return x.keep();
                        })
                        .apply(X))
                .isSameAs(X);
    }

    @Test
    void whatLeaksOutOfADrawingIsRefused() {
        List<Tensor> leaked = new ArrayList<>();
        Lazy.stage(x -> {
                    leaked.add(x.sin());
                    return x;
                })
                .apply(X);
        assertThatThrownBy(() -> leaked.getFirst().cos()).hasMessageContaining("finished");
        assertThatThrownBy(() -> Lazy.stage(x -> x.add(leaked.getFirst())).apply(X))
                .hasMessageContaining("over");
    }

    @Test
    void argumentsMustFitTheGraph() {
        Graph graph = Lazy.stage(x -> x.sin()).graph(X.type());
        assertThatThrownBy(() -> graph.run(X, X))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("graph: 2 tensors for 1 inputs [x0]. Give one for each, in this order.");
        assertThatThrownBy(() -> graph.run(X.transpose()))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("x0")
                .hasMessageContaining("float64[3, 2]");
        assertThatThrownBy(() -> graph.run(X.cast(DType.FLOAT32)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("float32[2, 3]");
        assertThatThrownBy(() -> Lazy.stage(x -> x.sin()).apply(X, X)).hasMessageContaining("takes 1 tensors, not 2");
    }

    @Test
    void aScopeAroundTheFirstCallTakesNothingFromTheGraph() {
        Staged staged = Lazy.stage(x -> x.add(Tensor.full(3, DType.FLOAT64, 3)));
        try (Scope _ = Scope.open()) {
            staged.apply(X);
        }
        assertThat(staged.apply(X).doubles()).isEqualTo(X.add(3).doubles());
    }

    @Test
    void valuesAreLetGoAfterTheirLastUse() {
        Staged chain = Lazy.stage(x -> {
            Tensor y = x;
            for (int i = 0; i < 4; i++) {
                y = y.add(1);
            }
            return y;
        });
        List<Integer> alive = new ArrayList<>();
        List<java.lang.ref.WeakReference<Tensor>> made = new ArrayList<>();
        chain.graph(X.type())
                .run(
                        (value, tensor) -> {
                            made.add(new java.lang.ref.WeakReference<>(tensor));
                            System.gc();
                            alive.add((int) made.stream()
                                    .filter(each -> each.get() != null)
                                    .count());
                        },
                        X.copy());
        assertThat(alive).allMatch(count -> count <= 2);
    }

    @Test
    void manyThreadsShareOneGraph() {
        Staged staged = Lazy.stage(x -> x.sin().sum());
        boolean same = Arrays.stream(new int[64])
                .parallel()
                .allMatch(_ -> Arrays.equals(
                        Diff.grad(staged::apply).apply(X).doubles(), X.cos().doubles()));
        assertThat(same).isTrue();
        assertThat(staged.graph(X.type()).steps()).extracting(Step::recorded).containsOnly(true);
    }
}
