package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.diff.Diff;
import dev.adjoint.graph.Graph;
import dev.adjoint.io.GraphFile;
import dev.adjoint.lazy.Lazy;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import dev.adjoint.shape.DType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every op of the catalogue, and what its derivatives are made of, survives a file: the same text, the same bits. */
class SavedGraphTest {

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyOpIsSaved() {
        return Catalogue.examples().stream()
                .map(example -> DynamicTest.dynamicTest(example.toString(), () -> {
                    compare(
                            Lazy.stageAll(example.op()::apply)
                                    .graph(types(example.inputs().get())),
                            example);
                    for (Packed packed : Packed.of(example)) {
                        Graph gradient = Lazy.stage(x -> {
                                    Diff.Vjp<Tensor, Tensor> vjp = Diff.vjp(packed.function(), x);
                                    return vjp.pullback()
                                            .apply(Tensor.ones(
                                                    DType.FLOAT64, vjp.value().size()));
                                })
                                .graph(packed.point().type());
                        compare(gradient, packed.point());
                    }
                }));
    }

    private void compare(Graph graph, Example example) {
        compare(graph, example.inputs().get());
    }

    private void compare(Graph graph, Tensor... inputs) {
        Path file = folder.resolve("graph.safetensors");
        GraphFile.save(file, graph);
        Graph loaded = GraphFile.load(file);
        assertThat(loaded.toString()).isEqualTo(graph.toString());
        Tensor[] expected = graph.run(inputs);
        Tensor[] found = loaded.run(inputs);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Agreement.difference(expected[i].array(), found[i].array()))
                    .isNull();
        }
    }

    private static TensorType[] types(Tensor[] tensors) {
        return Arrays.stream(tensors).map(Tensor::type).toArray(TensorType[]::new);
    }
}
