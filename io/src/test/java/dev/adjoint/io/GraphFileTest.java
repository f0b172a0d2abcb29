package dev.adjoint.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Context;
import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.Graph;
import dev.adjoint.lazy.Lazy;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs in files: what they captured comes back with them, and damage is told. */
class GraphFileTest {

    private static final Tensor X = Tensor.of(new double[] {0.5, -1, 2, 3, 0.25, -2}, 2, 3);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("graph.safetensors");
    }

    private Graph again(UnaryOperator<Tensor> function) {
        Graph graph = Lazy.stage(function).graph(X.type());
        GraphFile.save(file(), graph);
        Graph loaded = GraphFile.load(file());
        assertThat(loaded.toString()).isEqualTo(graph.toString());
        assertThat(loaded.dot()).isEqualTo(graph.dot());
        return loaded;
    }

    @Test
    void leavesComeBackAsLeaves() {
        Tensor w = Tensor.of(new double[] {1, 2, 3}, 3, 1).withGrad();
        Graph loaded = again(x -> x.matmul(w).add(w.detach().sum()).sum());
        Tensor loss = loaded.run(X)[0];
        loss.backward();
        Tensor leaf = loaded.constants().stream()
                .map(constant -> constant.tensor())
                .filter(Tensor::requiresGrad)
                .findFirst()
                .orElseThrow();
        assertThat(leaf.grad().doubles()).isEqualTo(X.sum(0).doubles());
        assertThat(w.grad()).as("the file's leaf is another").isNull();
    }

    @Test
    void generatorsGoOnWhereTheyStoodAndAreShared() {
        Generator generator = Generator.seed(3);
        generator.next();
        Graph loaded = again(x -> x.add(Interpreter.current().normal(generator, x.type()))
                .mul(Interpreter.current().uniform(generator, x.type())));
        Generator same = Generator.at(generator.key(), generator.position());
        for (int run = 0; run < 2; run++) {
            Tensor normal = Interpreter.current().normal(same, X.type());
            assertThat(loaded.run(X)[0].doubles())
                    .isEqualTo(X.add(normal)
                            .mul(Interpreter.current().uniform(same, X.type()))
                            .doubles());
        }
    }

    @Test
    void stateStopsAndPausesOfTheGradient() {
        Tensor count = Tensor.zeros(DType.FLOAT64);
        Graph loaded = again(x -> Recording.off(() -> {
            count.assign(count.add(1));
            return x.detach().mul(count);
        }));
        assertThat(loaded.run(X)[0].doubles()).isEqualTo(X.doubles());
        assertThat(loaded.run(X)[0].doubles()).isEqualTo(X.mul(2).doubles());
        assertThat(loaded.run(X.withGrad())[0].requiresGrad()).isFalse();
        assertThat(count.item()).isZero();
    }

    @Test
    void usersFunctionsSurviveByTheirFormulas() {
        PointwiseFunction swish = PointwiseFunction.define(
                "swish",
                x -> x.times(x.sigmoid()).plus(x.times(Double.POSITIVE_INFINITY).min(0)));
        Tensor leaf = X.withGrad();
        again(swish::apply).run(leaf)[0].sum().backward();
        Tensor expected = X.withGrad();
        swish.apply(expected).sum().backward();
        assertThat(leaf.grad().doubles()).isEqualTo(expected.grad().doubles());
    }

    /** Code that no file can hold. */
    private record Own() implements Op {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            return inputs;
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return upstream;
        }
    }

    @Test
    void usersOpsAreRefused() {
        Graph graph = Lazy.stage(x -> new Own().apply(x)[0]).graph(X.type());
        assertThatThrownBy(() -> GraphFile.save(file(), graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the op own is a user's own")
                .hasMessageContaining("PointwiseFunction");
        assertThat(file()).doesNotExist();
        Graph history = Lazy.behind(X.withGrad().mul(X).sum());
        assertThatThrownBy(() -> GraphFile.save(file(), history)).hasMessageContaining("was not kept");
    }

    private void rewrite(String text, String replacement) {
        Safetensors.Contents contents = Safetensors.read(file());
        String graph = contents.metadata().get(GraphFile.KEY);
        assertThat(graph).contains(text);
        Safetensors.save(
                file(),
                new Safetensors.Contents(contents.tensors(), Map.of(GraphFile.KEY, graph.replace(text, replacement))));
    }

    private void refused(String text, String replacement, String message) {
        again(x -> x.add(X).sum(0));
        rewrite(text, replacement);
        assertThatThrownBy(() -> GraphFile.load(file()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("graph.safetensors: ")
                .hasMessageContaining(message);
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        refused(
                "\"format\":1",
                "\"format\":2",
                "holds a graph of format 2, and this version of Adjoint reads format 1");
        refused("\"op\":\"sum\"", "\"op\":\"sumo\"", "there is no op called sumo in this version of Adjoint");
        refused("\"axes\":[0]", "\"axes\":[7]", "7");
        refused("\"axes\":[0]", "\"axis\":0", "the field axes is missing");
        refused("\"outputs\":[3]", "\"outputs\":[3,4]", "has 1 outputs, not 2");
        refused("\"outputs\":[3]", "\"outputs\":[0]", "number 0");
        refused("\"inputs\":[2]", "\"inputs\":[9]", "value 9 is read before it is made");
        refused("\"function\":0", "\"function\":5", "");
        refused("\"terms\":[\"x0\"", "\"terms\":[\"x9\"", "");
        refused("\"add\",0,1", "\"add\",0", "add");
        refused("\"add\",0,1", "\"add\",0,2", "");
        refused("\"number\":1,", "\"number\":8,", "c8 is missing");
        refused("\"name\":\"x0\"", "\"name\":null", "");
        Safetensors.save(file(), Map.of("a", X));
        assertThatThrownBy(() -> GraphFile.load(file())).hasMessageContaining("holds tensors but no graph");
    }

    /** Whatever a damaged file holds, the worst is a FileException; what is still read has the size of the file. */
    @Test
    void damageNeverDoesMoreThanAnException() throws IOException {
        Generator generator = Generator.seed(1);
        again(x -> x.add(X)
                .relu()
                .mul(Interpreter.current().uniform(generator, x.type()))
                .sum(0));
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(17);
        int refused = 0;
        for (int round = 0; round < 1_500; round++) {
            byte[] bytes = whole.clone();
            if (round % 3 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            Files.write(file(), bytes);
            try {
                GraphFile.load(file());
                for (Tensor tensor : Safetensors.load(file()).values()) {
                    assertThat(tensor.size()).isLessThanOrEqualTo(whole.length);
                }
            } catch (FileException expected) {
                refused++;
                assertThat(expected).hasMessageContaining("graph.safetensors: ");
            }
        }
        assertThat(refused).isGreaterThan(750);
    }

    @Test
    void anEmptyGraphAndManyResults() {
        Graph graph = Lazy.stageAll(x -> new Tensor[] {x[1], x[0], x[1]})
                .graph(X.type(), new TensorType(DType.BOOL, Shape.SCALAR));
        GraphFile.save(file(), graph);
        Tensor[] results = GraphFile.load(file()).run(X, Tensor.of(true).reshape());
        assertThat(results[0].booleans()).containsExactly(true);
        assertThat(results[1].doubles()).isEqualTo(X.doubles());
    }
}
