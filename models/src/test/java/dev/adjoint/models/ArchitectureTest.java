package dev.adjoint.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {

    private static final Shape SMALL = Shape.of(1, 8, 8);
    private static final Shape LARGE = Shape.of(1, 28, 28);

    /** Counted by hand; 1,199,882 is what the best-known MNIST example of PyTorch has. */
    @ParameterizedTest
    @CsvSource({
        "LINEAR_SVM, 28, 7850",
        "SOFTMAX, 28, 7850",
        "MLP, 28, 535818",
        "CNN, 28, 1199882",
        "SOFTMAX, 8, 650",
        "MLP, 8, 167178",
        "CNN, 8, 151306"
    })
    void networksHaveAsManyParametersAsTheyShould(Architecture network, int side, long parameters) {
        Module model = network.build(Shape.of(1, side, side), 10, 1);

        assertThat(model.parameterCount()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @EnumSource
    void imagesBecomeOneScorePerClassAndALossWithGradients(Architecture network) {
        Module model = network.build(SMALL, 7, 1);

        Tensor scores = model.forward(Tensor.ones(3, 1, 8, 8));
        Tensor loss = network.loss().of(scores, Tensor.of(0L, 3L, 6L));
        loss.backward();

        assertThat(scores.shape()).isEqualTo(Shape.of(3, 7));
        assertThat(loss.item()).isPositive();
        assertThat(model.parameters().values())
                .allSatisfy(parameter -> assertThat(parameter.grad()).isNotNull());
    }

    @Test
    void theSeedDecidesTheFirstWeights() {
        float[] weights = first(Architecture.CNN.build(LARGE, 10, 3));

        assertThat(first(Architecture.CNN.build(LARGE, 10, 3))).containsExactly(weights);
        assertThat(first(Architecture.CNN.build(LARGE, 10, 4))).isNotEqualTo(weights);
    }

    private static float[] first(Module model) {
        return model.parameters().values().iterator().next().value().floats();
    }

    @Test
    void colouredAndOblongImagesAreImagesToo() {
        Module model = Architecture.CNN.build(Shape.of(3, 32, 20), 4, 1);

        assertThat(model.forward(Tensor.ones(2, 3, 32, 20)).shape()).isEqualTo(Shape.of(2, 4));
    }

    @Test
    void whatIsNoImageIsRefused() {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Architecture.MLP.build(Shape.of(64), 10, 1))
                .withMessageContainingAll("mlp", "[64]", "[channels, height, width]");
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Architecture.CNN.build(Shape.of(1, 1, 8), 10, 1));
    }

    @ParameterizedTest
    @EnumSource
    void everyTaskHasARecipeForEveryNetwork(Task task) {
        for (Architecture network : Architecture.values()) {
            Recipe recipe = task.recipe(network);
            assertThat(recipe.epochs()).isPositive();
            assertThat(recipe.batchSize()).isPositive();
            assertThat(recipe.learningRate()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleMakesTheLossSmaller(Rule rule) {
        Module model = Architecture.SOFTMAX.build(SMALL, 2, 1);
        Tensor x = Tensor.concat(0, Tensor.ones(4, 1, 8, 8), Tensor.zeros(4, 1, 8, 8));
        Tensor y = Tensor.of(0L, 0L, 0L, 0L, 1L, 1L, 1L, 1L);
        var optimizer = rule.build(model, 0.01);
        double before = Architecture.SOFTMAX.loss().of(model.forward(x), y).item();

        for (int step = 0; step < 10; step++) {
            Architecture.SOFTMAX.loss().of(model.forward(x), y).backward();
            optimizer.step();
            optimizer.clearGradients();
        }

        assertThat(Architecture.SOFTMAX.loss().of(model.forward(x), y).item()).isLessThan(before);
    }
}
