package dev.adjoint.lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.GradientException;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import example.DrawnProgram;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lectures' form: declare, build, name the loss, feed, forward, backward, read. */
class LazyGraphTest {

    private static final Tensor X = Tensor.of(new double[] {0.5, -1, 2, 3, 0.25, -2}, 2, 3);
    private static final Tensor W = Tensor.of(new double[] {1, 2, 3}, 3, 1);

    private final LazyGraph graph = new LazyGraph();
    private final Tensor x = graph.input("x", DType.FLOAT64, 2, 3);
    private final Tensor w = graph.input("w", DType.FLOAT64, 3, 1);

    @Test
    void feedRunForwardAndBackwardAndFeedAgain() {
        Tensor y = x.matmul(w);
        Tensor loss = graph.loss(y.square().mean());
        for (Tensor weights : new Tensor[] {W, W.sin(), W}) {
            Tensor value = graph.forward(Map.of("x", X, "w", weights));
            graph.backward();
            assertThat(value.item()).isEqualTo(DrawnProgram.loss(X, weights).item());
            assertThat(graph.value(loss).item()).isEqualTo(value.item());
            assertThat(graph.value(y).doubles()).isEqualTo(X.matmul(weights).doubles());
            assertThat(graph.value(x).doubles()).isEqualTo(X.doubles());
            assertThat(graph.gradient(w).doubles())
                    .isEqualTo(Diff.grad(each -> DrawnProgram.loss(X, each))
                            .apply(weights)
                            .doubles());
            assertThat(graph.gradient(x).doubles())
                    .isEqualTo(Diff.grad(each -> DrawnProgram.loss(each, weights))
                            .apply(X)
                            .doubles());
        }
    }

    @Test
    void derivativesInsideAndConstantsAndLeavesOutside() {
        Tensor scale = Tensor.scalar(3.0).withGrad();
        Tensor slope = Diff.grad(each -> each.sin().mul(scale).sum()).apply(x);
        Tensor inside = x.mul(2).withGrad();
        inside.square().sum().backward();
        graph.loss(slope.sum().add(inside.grad().sum()));
        double value = graph.forward(Map.of("x", X, "w", W)).item();
        graph.backward();
        assertThat(value).isEqualTo(X.cos().mul(3).sum().add(X.mul(4).sum()).item());
        assertThat(graph.gradient(x).doubles())
                .isEqualTo(X.sin().neg().mul(3).add(4).doubles());
        assertThat(scale.grad().item()).isEqualTo(X.cos().sum().item());
        assertThat(graph.gradient(w).doubles()).as("what the loss does not see").containsOnly(0);
    }

    @Test
    void randomNumbersAndUpdatesInPlaceAreOfEachRun() {
        Generator lazy = Generator.seed(4);
        Generator eager = Generator.seed(4);
        Tensor runs = Tensor.zeros(DType.FLOAT64);
        Recording.off(() -> runs.assign(w.select(0, 0)
                .select(0, 0)
                .sub(w.select(0, 0).select(0, 0))
                .add(runs)
                .add(1)));
        Tensor dropped = x.dropout(0.5, lazy);
        graph.loss(dropped.sum());
        assertThat(runs.item()).as("drawing writes nothing").isZero();
        for (int run = 1; run <= 3; run++) {
            graph.forward(Map.of("x", X, "w", W));
            assertThat(graph.value(dropped).doubles())
                    .isEqualTo(X.dropout(0.5, eager).doubles());
            assertThat(runs.item()).isEqualTo(run);
        }
    }

    @Test
    void wrongFeedsNameTheInput() {
        graph.loss(DrawnProgram.loss(x, w));
        assertThatThrownBy(() -> graph.forward(Map.of("x", X, "v", W)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("forward: no values for the inputs [w]. no inputs are called [v]. "
                        + "Feed each input once, by its name.");
        assertThatThrownBy(() -> graph.forward(Map.of("x", X.transpose(), "w", W)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("input x")
                .hasMessageContaining("float64[3, 2]");
        assertThatThrownBy(() -> graph.forward(Map.of("x", X, "w", W.cast(DType.FLOAT32))))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("input w")
                .hasMessageContaining("float32[3, 1]");
    }

    @Test
    void thingsInTheWrongOrderSayWhatComesFirst() {
        Tensor y = x.matmul(w);
        assertThatThrownBy(() -> graph.forward(Map.of())).hasMessageContaining("no loss yet");
        assertThatThrownBy(() -> graph.loss(y))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("float64[2, 1]");
        graph.loss(y.sum());
        assertThatThrownBy(graph::backward)
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("forward(feeds)");
        assertThatThrownBy(() -> graph.value(y)).hasMessageContaining("has not been run");
        assertThatThrownBy(() -> graph.gradient(w)).hasMessageContaining("has not been run");
        graph.forward(Map.of("x", X, "w", W));
        assertThatThrownBy(() -> graph.gradient(w)).hasMessageContaining("no backward pass");
        graph.backward();
        assertThatThrownBy(graph::backward).isInstanceOf(GradientException.class);
        assertThatThrownBy(() -> graph.gradient(y)).hasMessageContaining("no floating input");
        assertThatThrownBy(() -> graph.value(y.sin())).hasMessageContaining("has not been run with it");
        assertThatThrownBy(() -> graph.input("x", DType.INT32)).hasMessageContaining("two inputs are called x");
    }

    @Test
    void wrongShapesFailWhileBuilding() {
        assertThatThrownBy(() -> DrawnProgram.wrongProduct(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("DrawnProgram.java:19");
        assertThatThrownBy(() -> x.add(w)).isInstanceOf(ShapeException.class);
    }

    @Test
    void twoGraphsDoNotMix() {
        Tensor other = new LazyGraph().input("x", DType.FLOAT64, 2, 3);
        assertThatThrownBy(() -> x.add(other)).hasMessageContaining("another drawing. Hand values on");
    }
}
