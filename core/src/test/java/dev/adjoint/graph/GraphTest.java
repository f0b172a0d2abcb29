package dev.adjoint.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.lazy.Lazy;
import dev.adjoint.memory.Origin;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import example.DrawnProgram;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Graphs as data: their order, their parts, their two kinds of print. */
class GraphTest {

    private static final TensorType MATRIX = new TensorType(DType.FLOAT64, Shape.of(2, 3));
    private static final TensorType COLUMN = new TensorType(DType.FLOAT64, Shape.of(3, 1));

    private static Graph loss() {
        return Lazy.stage(DrawnProgram::loss).graph(MATRIX, COLUMN);
    }

    @Test
    void aLineForEachStep() {
        assertThat(loss().toString()).isEqualTo("""
                graph(x0: float64[2, 3], x1: float64[3, 1]) {
                  %2 = matmul(x0, x1)        float64[2, 1]  // example.DrawnProgram.loss(DrawnProgram.java:12)
                  %3 = square(%2)            float64[2, 1]  // example.DrawnProgram.loss(DrawnProgram.java:13)
                  %4 = sum[axes=[0, 1]](%3)  float64[]      // example.DrawnProgram.loss(DrawnProgram.java:13)
                  %5 = div[2.0](%4)          float64[]      // example.DrawnProgram.loss(DrawnProgram.java:13)
                  return %5
                }
                """);
    }

    @Test
    void opsAreDiamondsAndTensorsCircles() {
        String dot = loss().dot();
        assertThat(dot).startsWith("digraph adjoint {").endsWith("}\n");
        assertThat(dot.lines().filter(line -> line.contains("shape=diamond"))).hasSize(4);
        assertThat(dot.lines().filter(line -> line.contains("shape=circle"))).hasSize(6);
        assertThat(dot).contains("op0 [shape=diamond, label=\"matmul\", tooltip=\"example.DrawnProgram.loss");
        assertThat(dot).contains("tensor0 [shape=circle, label=\"x0\\nfloat64[2, 3]\", style=bold];");
        assertThat(dot).contains("tensor5 [shape=circle, label=\"%5\\nfloat64[]\", peripheries=2];");
        assertThat(dot.lines().filter(line -> line.contains("->")))
                .isNotEmpty()
                .allMatch(Pattern.compile(" *(tensor\\d+ -> op\\d+|op\\d+ -> tensor\\d+);")
                        .asMatchPredicate());
    }

    @Test
    void labelsAreEscaped() {
        PointwiseFunction odd = PointwiseFunction.define("say \"x\\y\"", x -> x.neg());
        String dot = Lazy.stage(x -> odd.apply(x)).graph(MATRIX).dot();
        assertThat(dot).contains("label=\"say \\\"x\\\\y\\\"\"");
    }

    @Test
    void questionsToAGraph() {
        Tensor c = Tensor.of(new double[] {1, 2, 3}, 3);
        Graph graph = Lazy.stageAll(x -> {
                    Tensor sum = x[0].add(c);
                    return new Tensor[] {sum.exp(), sum.mul(x[0]).sin().sum()};
                })
                .graph(MATRIX);
        assertThat(graph.inputs()).extracting(Value.Input::name).containsExactly("x0");
        assertThat(graph.input("x0").type()).isEqualTo(MATRIX);
        assertThatThrownBy(() -> graph.input("y")).hasMessage("graph: no input is called y. The inputs are [x0].");
        assertThat(graph.constants())
                .singleElement()
                .extracting(Value.Constant::tensor)
                .isSameAs(c);
        assertThat(graph.outputs()).hasSize(2);
        assertThat(graph.steps("sin")).hasSize(1);
        assertThat(graph.steps("cos")).isEmpty();
        assertThat(graph.producer(graph.outputs().getFirst()))
                .isEqualTo(graph.steps("exp").getFirst());
        assertThat(graph.producer(graph.inputs().getFirst())).isNull();
        Graph part = graph.upTo(graph.outputs().getFirst());
        assertThat(graph.size()).isEqualTo(6);
        assertThat(part.size()).isEqualTo(3);
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(part.run(x)[0].doubles()).isEqualTo(graph.run(x)[0].doubles());
    }

    @Test
    void aGraphOutOfOrderIsRefused() {
        Value.Input x = new Value.Input(0, MATRIX, "x");
        Value.Result y = new Value.Result(1, MATRIX);
        Value.Result z = new Value.Result(2, MATRIX);
        Step first = new Step(Pointwise.SIN.function().with(), List.of(x), List.of(y), true, null);
        Step second = new Step(Pointwise.COS.function().with(), List.of(y), List.of(z), true, null);
        assertThat(new Graph(List.of(x), List.of(first, second), List.of(z)).size())
                .isEqualTo(2);
        assertThatThrownBy(() -> new Graph(List.of(x), List.of(second, first), List.of(z)))
                .hasMessageContaining("%1")
                .hasMessageContaining("before anything makes it");
        assertThatThrownBy(() -> new Graph(List.of(x), List.of(first, first), List.of(y)))
                .hasMessageContaining("number 1");
        assertThatThrownBy(() -> new Graph(List.of(x, new Value.Input(3, MATRIX, "x")), List.of(), List.of(x)))
                .hasMessageContaining("two inputs are called x");
    }

    @Test
    void theHistoryBehindARecordedTensor() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor w = Tensor.of(new double[] {1, 2, 3}, 3, 1).withGrad();
        Origin.record(true);
        Tensor loss;
        try {
            loss = DrawnProgram.loss(x, w);
        } finally {
            Origin.record(false);
        }
        Graph graph = Lazy.behind(loss);
        assertThat(graph.steps())
                .extracting(step -> step.op().name())
                .containsExactly("matmul", "square", "sum", "div");
        assertThat(graph.inputs()).extracting(Value.Input::name).containsExactly("leaf0");
        assertThat(graph.stepsAt("DrawnProgram.java:12")).hasSize(1);
        assertThat(graph.toString()).contains("c0 = constant").contains("= matmul(c0, leaf0)");
        assertThat(graph.dot()).contains("leaf0");
        assertThatThrownBy(() -> graph.run(w)).hasMessageContaining("was not kept");
        assertThat(Lazy.behind(w).toString()).isEqualTo("graph(leaf0: float64[3, 1]) {\n  return leaf0\n}\n");
        assertThatThrownBy(() -> Lazy.behind(x)).isInstanceOf(GradientException.class);
    }

    @Test
    void longHistoriesDoNotOverflowTheStack() {
        Tensor x = Tensor.scalar(1.0).withGrad();
        Tensor y = x;
        for (int i = 0; i < 100_000; i++) {
            y = y.add(x);
        }
        assertThat(Lazy.behind(y).size()).isEqualTo(100_000);
    }
}
