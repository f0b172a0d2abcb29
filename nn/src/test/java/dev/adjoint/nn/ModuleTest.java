package dev.adjoint.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.BatchNorm;
import dev.adjoint.nn.layer.Dropout;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModuleTest {

    private static Sequential network(long seed) {
        Generator generator = Generator.seed(seed);
        return new Sequential()
                .then("first", new Linear(3, 4, generator))
                .then("norm", new BatchNorm(4))
                .then("rest", new Sequential(Activation.relu(), new Linear(4, 2, generator)));
    }

    @Test
    void parametersAndBuffersAreNamedByTheirPathsInOrder() {
        assertThat(network(1).parameters().keySet())
                .containsExactly(
                        "first.weight", "first.bias", "norm.weight", "norm.bias", "rest.1.weight", "rest.1.bias");
        assertThat(network(1).buffers().keySet()).containsExactly("norm.running_mean", "norm.running_var");
        assertThat(network(1).parameterCount()).isEqualTo(12 + 4 + 4 + 4 + 8 + 2);
    }

    @Test
    void theTreeIsPrintedWithALineForEachModule() {
        assertThat(network(1)).hasToString("""
            Sequential
              first: Linear 3 -> 4
              norm: BatchNorm 4
              rest: Sequential
                0: ReLU
                1: Linear 4 -> 2\
            """);
    }

    @Test
    void theModeIsThatOfTheWholeTree() {
        Sequential network = network(1);
        Module inner = network.children().get("rest").children().get("1");
        assertThat(inner.isTraining()).isTrue();
        network.evaluate();
        assertThat(inner.isTraining()).isFalse();
        network.train();
        boolean inside = network.evaluating(inner::isTraining);
        assertThat(inside).isFalse();
        assertThat(inner.isTraining()).isTrue();
    }

    @Test
    void aModuleAddedToAnEvaluatingTreeEvaluates() {
        Sequential network = new Sequential();
        network.evaluate();
        Dropout late = new Dropout(0.5, Generator.seed(1));
        network.then(late);
        assertThat(late.isTraining()).isFalse();
    }

    @Test
    void evaluatingRestoresTheModeAfterAFailure() {
        Sequential network = network(1);
        assertThatThrownBy(() -> network.evaluating(() -> network.forward(Tensor.ones(2, 5))));
        assertThat(network.isTraining()).isTrue();
    }

    @Test
    void theStateGoesRoundTrip() {
        Sequential from = network(1);
        from.forward(Tensor.normal(Generator.seed(5), 8, 3));
        Sequential to = network(2);
        Tensor x = Tensor.normal(Generator.seed(6), 4, 3);
        from.evaluate();
        to.evaluate();
        assertThat(to.forward(x).floats()).isNotEqualTo(from.forward(x).floats());
        to.load(from.state());
        assertThat(to.forward(x).floats()).isEqualTo(from.forward(x).floats());
    }

    @Test
    void theStateIsACopy() {
        Sequential network = network(1);
        Map<String, Tensor> state = network.state();
        float before = state.get("first.bias").floats()[0];
        network.parameters().get("first.bias").assign(Tensor.zeros(4));
        assertThat(state.get("first.bias").floats()[0]).isEqualTo(before).isNotZero();
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAsAWholeWithAllItsNames() {
        Sequential network = network(1);
        Map<String, Tensor> state = new LinkedHashMap<>(network(2).state());
        state.remove("norm.bias");
        state.put("head.weight", Tensor.zeros(1));
        state.put("rest.1.weight", Tensor.zeros(2, 5));
        float[] before = network.state().get("first.weight").floats();
        assertThatThrownBy(() -> network.load(state))
                .isInstanceOf(ModuleException.class)
                .hasMessage("load: the state does not fit Sequential; missing: norm.bias; unknown: head.weight;"
                        + " different: rest.1.weight is float32[2, 4] here and float32[2, 5] there."
                        + " Build the module with the options that the state was made with.");
        assertThat(network.state().get("first.weight").floats()).isEqualTo(before);
    }

    @Test
    void parametersOutliveTheScopeThatTheyAreMadeIn() {
        Module made;
        try (Scope _ = Scope.open()) {
            made = network(1);
        }
        assertThat(made.forward(Tensor.ones(4, 3)).floats()).hasSize(8);
    }

    @Test
    void castChangesParametersAndBuffers() {
        Sequential network = network(1);
        network.cast(DType.FLOAT64);
        assertThat(network.state().values()).allMatch(tensor -> tensor.dtype() == DType.FLOAT64);
        assertThat(network.forward(Tensor.ones(DType.FLOAT64, 2, 3)).dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void gradientsAreClearedTogether() {
        Sequential network = network(1);
        network.forward(Tensor.normal(Generator.seed(3), 5, 3)).square().sum().backward();
        assertThat(network.parameters().values()).allMatch(parameter -> parameter.grad() != null);
        network.clearGradients();
        assertThat(network.parameters().values()).allMatch(parameter -> parameter.grad() == null);
    }

    @Test
    void aModuleHasOnePlaceOnly() {
        Activation shared = Activation.relu();
        Sequential network = new Sequential().then("act", shared);
        assertThatThrownBy(() -> network.then("again", shared))
                .isInstanceOf(ModuleException.class)
                .hasMessage("child: act (ReLU) already has a place in a tree, so it cannot be again too."
                        + " Make another module, or call the one that is there twice.");
        assertThatThrownBy(() -> network.then("self", network)).isInstanceOf(ModuleException.class);
    }

    @Test
    void namesAreUniqueAndWithoutDots() {
        Sequential network = new Sequential().then("act", Activation.relu());
        assertThatThrownBy(() -> network.then("act", Activation.relu()))
                .isInstanceOf(ModuleException.class)
                .hasMessage("module: Sequential already has a part named act. Give each part its own name.");
        assertThatThrownBy(() -> network.then("a.b", Activation.relu())).hasMessageContaining("has no dot");
        assertThatThrownBy(() -> network.then("", Activation.relu())).hasMessageContaining("is not empty");
    }

    @Test
    void integersAreNoParameters() {
        assertThatThrownBy(() -> new Parameter(Tensor.of(1, 2)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("int32[2] cannot be trained");
    }
}
