package dev.adjoint.nn.layer;

import static dev.adjoint.nn.Numbers.assertClose;
import static dev.adjoint.nn.Numbers.assertGradients;
import static dev.adjoint.nn.Numbers.ramp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.Numbers;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Layers without a state of their own, against PyTorch (tools/nn_oracle.py) and central differences. */
class LayerTest {

    private static final Generator GENERATOR = Generator.seed(7);

    private static <M extends Module> M filled(M module) {
        module.cast(DType.FLOAT64);
        module.parameters()
                .values()
                .forEach(parameter ->
                        parameter.assign(ramp(parameter.value().shape().dims())));
        return module;
    }

    @Test
    void theGradientOfALinearWeightLiesInMemoryAsTheWeight() {
        Linear linear = new Linear(3, 4, GENERATOR);
        for (Tensor x : List.of(
                Tensor.ones(2, 3),
                Tensor.ones(2, 3).withGrad(),
                Tensor.ones(5, 2, 3).withGrad())) {
            linear.clearGradients();
            linear.forward(x).sum().backward();
            assertThat(linear.parameters().get("weight").grad()).matches(Tensor::isContiguous, "is contiguous");
        }
    }

    @Test
    void linearIsTheAffineMap() {
        Linear linear = filled(new Linear(3, 4, GENERATOR));
        assertClose(
                linear.forward(ramp(2, 3)),
                2.292136065863734,
                -1.307631046754957,
                -1.346303186266855,
                -1.67226024128336,
                0.290642433360867,
                0.327228104329701,
                1.189649573717549,
                0.212670921251635);
        assertThat(linear.forward(ramp(5, 2, 3)).shape()).isEqualTo(Shape.of(5, 2, 4));
        assertThat(linear.forward(ramp(3)).shape()).isEqualTo(Shape.of(4));
    }

    @Test
    void linearWithoutBiasHasOneParameter() {
        Linear linear = Linear.of(3, 4).bias(false).build(GENERATOR);
        assertThat(linear.parameters().keySet()).containsExactly("weight");
        assertThat(linear).hasToString("Linear 3 -> 4 without bias");
    }

    @Test
    void convolutionWithStridePaddingAndGroups() {
        Conv2d conv = filled(Conv2d.of(4, 6, 3).stride(2).padding(1).groups(2).build(GENERATOR));
        Tensor y = conv.forward(ramp(1, 4, 5, 5));
        assertThat(y.shape()).isEqualTo(Shape.of(1, 6, 3, 3));
        assertClose(
                y.reshape(-1).slice(0, 0, 6),
                0.604969207047765,
                3.359389841362615,
                2.614424916732401,
                2.377208395026301,
                -1.292073842247195,
                -2.420180839568472);
        assertThat(y.sum().item()).isCloseTo(12.337054059534264, within(1e-12));
        assertThat(conv).hasToString("Conv2d 4 -> 6, 3x3, stride 2, padding 1, groups 2");
    }

    @Test
    void poolingTakesMaximaAndMeans() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4, 0, 0, 0, 8}, 1, 1, 4, 4);
        assertClose(new MaxPool2d(2).forward(x), 6, 8, 0, 8);
        assertClose(new AvgPool2d(2).forward(x), 3.5, 5.5, -0.75, 0.25);
        assertClose(new MaxPool2d(Window.of(2, 2).stride(2, 1)).forward(x), 6, 7, 8, 0, 0, 8);
        assertThat(new MaxPool2d(2)).hasToString("MaxPool2d, 2x2");
        assertThat(new AvgPool2d(Window.of(3, 2).padding(1))).hasToString("AvgPool2d, 3x2, padding 1");
    }

    @Test
    void embeddingPicksRows() {
        Embedding embedding = filled(new Embedding(5, 2, GENERATOR));
        Tensor y = embedding.forward(Tensor.of(new long[] {4, 0, 4}, 3, 1));
        double[] rows = ramp(5, 2).doubles();
        assertThat(y.shape()).isEqualTo(Shape.of(3, 1, 2));
        assertClose(y, rows[8], rows[9], rows[0], rows[1], rows[8], rows[9]);
        y.sum().backward();
        assertClose(embedding.parameters().get("weight").grad(), 1, 1, 0, 0, 0, 0, 0, 0, 2, 2);
        assertThatThrownBy(() -> embedding.forward(Tensor.of(1.0f)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("not whole numbers");
    }

    @Test
    void activationsAreTheFunctionsTheyAreNamedAfter() {
        Tensor x = Tensor.of(-2.0, 0.0, 1.0);
        assertClose(Activation.relu().forward(x), 0, 0, 1);
        assertClose(Activation.leakyRelu(0.1).forward(x), -0.2, 0, 1);
        assertClose(Activation.elu(0.5).forward(x), 0.5 * Math.expm1(-2), 0, 1);
        assertClose(Activation.tanh().forward(x), Math.tanh(-2), 0, Math.tanh(1));
        assertClose(Activation.sigmoid().forward(x), 1 / (1 + Math.exp(2)), 0.5, 1 / (1 + Math.exp(-1)));
        assertClose(Activation.gelu().forward(x), -0.04550026389635842, 0, 0.8413447460685429);
        assertClose(Activation.silu().forward(x), -2 / (1 + Math.exp(2)), 0, 1 / (1 + Math.exp(-1)));
        assertClose(Activation.softplus().forward(x), Math.log1p(Math.exp(-2)), Math.log(2), Math.log1p(Math.exp(1)));
        assertClose(Activation.of("twice", y -> y.mul(2)).forward(x), -4, 0, 2);
        assertThat(Activation.leakyRelu(0.1)).hasToString("LeakyReLU 0.1");
    }

    @TestFactory
    Stream<DynamicTest> gradientsAgreeWithCentralDifferences() {
        return Stream.of(
                        new Case(new Linear(3, 4, GENERATOR), 5, 3),
                        new Case(
                                Conv2d.of(4, 6, 3)
                                        .stride(2)
                                        .padding(1)
                                        .groups(2)
                                        .build(GENERATOR),
                                2,
                                4,
                                5,
                                5),
                        new Case(
                                Conv2d.of(1, 2, 2, 3).dilation(2, 1).bias(false).build(GENERATOR), 2, 1, 5, 6),
                        new Case(new MaxPool2d(2), 2, 2, 4, 4),
                        new Case(new AvgPool2d(Window.of(3, 3).stride(2).padding(1)), 2, 2, 5, 5),
                        new Case(new Flatten(), 2, 2, 3),
                        new Case(new BatchNorm(3), 4, 3, 2, 2),
                        new Case(new BatchNorm(3), 5, 3),
                        new Case(new LayerNorm(2, 3), 4, 2, 3),
                        new Case(Activation.gelu(), 7),
                        new Case(Activation.silu(), 7),
                        new Case(
                                new Sequential(
                                        Conv2d.of(1, 3, 3).padding(1).build(GENERATOR),
                                        new BatchNorm(3),
                                        Activation.tanh(),
                                        new MaxPool2d(2),
                                        new Flatten(),
                                        new Linear(12, 2, GENERATOR)),
                                3,
                                1,
                                4,
                                4))
                .map(each -> DynamicTest.dynamicTest(
                        each.module.toString(), () -> assertGradients(filled(each.module), ramp(each.input))));
    }

    private record Case(Module module, long... input) {}

    @Test
    void aWrongShapeNamesTheLayerWhatItExpectsWhatCameAndTheRemedy() {
        Module network = new Sequential()
                .then("features", new Sequential(new Conv2d(1, 4, 3, GENERATOR), new MaxPool2d(2)))
                .then("classifier", new Sequential(new Linear(16, 10, GENERATOR)));
        assertThatThrownBy(() -> network.forward(Tensor.ones(7, 1, 6, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("classifier.0 (Linear 16 -> 10): expects [.., 16], got float32[7, 4, 2, 2]."
                        + " Put a Flatten before it.");
        assertThatThrownBy(() -> network.forward(Tensor.ones(7, 6, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("features.0 (Conv2d 1 -> 4, 3x3): expects [batch, 1, height, width], got"
                        + " float32[7, 6, 6]. Add the missing axis: x.unsqueeze(0) for one example,"
                        + " x.unsqueeze(1) if there are no channels.");
        assertThatThrownBy(() -> network.forward(Tensor.ones(7, 1, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("features.0 (Conv2d 1 -> 4, 3x3): ")
                .hasMessageContaining("smaller kernel");
        assertThatThrownBy(() -> network.forward(Tensor.ones(7, 1, 3, 3)))
                .hasMessageStartingWith("features.1 (MaxPool2d, 2x2): ");
        assertThatThrownBy(() -> network.forward(Numbers.ramp(7, 1, 6, 6)))
                .isInstanceOf(DTypeException.class)
                .hasMessage("features.0 (Conv2d 1 -> 4, 3x3): expects float32 elements, got float64[7, 1, 6, 6]."
                        + " Cast the input: x.cast(DType.FLOAT32), or the model: model.cast(DType.FLOAT64).");
        assertThatThrownBy(() -> new Flatten().forward(Tensor.of(1f))).hasMessageContaining("x.unsqueeze(0)");
        assertThatThrownBy(() -> new MaxPool2d(2).forward(Tensor.ones(4, 4))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> new LayerNorm(3).forward(Tensor.ones(4, 4))).hasMessageContaining("[.., 3]");
        assertThatThrownBy(() -> new BatchNorm(3).forward(Tensor.ones(4, 4))).hasMessageContaining("[batch, 3, ..]");
    }

    @Test
    void layersThatCannotBeAreRefusedWhenTheyAreMade() {
        assertThatThrownBy(() -> new Linear(0, 3, GENERATOR))
                .isInstanceOf(ModuleException.class)
                .hasMessage("linear: 0 inputs. Give at least 1.");
        assertThatThrownBy(() -> Conv2d.of(4, 6, 3).groups(4))
                .isInstanceOf(ModuleException.class)
                .hasMessageContaining("4 input and 6 output channels in 4 groups");
        assertThatThrownBy(() -> Conv2d.of(4, 6, 3, 3, 3)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> new MaxPool2d(0)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> new Dropout(1, GENERATOR)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> new BatchNorm(3, 0.1, 0)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> new Embedding(0, 3, GENERATOR)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> new LayerNorm()).isInstanceOf(ModuleException.class);
    }
}
