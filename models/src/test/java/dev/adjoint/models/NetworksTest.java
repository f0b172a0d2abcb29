package dev.adjoint.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.Parameter;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The large networks, with ramps for parameters, against PyTorch (tools/nn_oracle.py). */
class NetworksTest {

    private static final Generator GENERATOR = Generator.seed(1);

    private static Tensor ramp(long... lengths) {
        double[] values = new double[(int) Shape.of(lengths).size()];
        Arrays.setAll(values, i -> Math.sin((i + 1.0) * (i + 1.0)));
        return Tensor.of(values, lengths);
    }

    private static <M extends Module> M filled(M module, double scale) {
        module.cast(DType.FLOAT64);
        int place = 0;
        for (Parameter parameter : module.parameters().values()) {
            Tensor ramp = ramp(parameter.value().shape().dims()).mul(scale);
            parameter.assign(place++ % 2 == 0 ? ramp : ramp.flip(0));
        }
        return module;
    }

    private static void assertClose(Tensor actual, double... expected) {
        double[] first = Arrays.copyOf(actual.contiguous().doubles(), expected.length);
        assertThat(first).containsExactly(expected, within(1e-10));
    }

    @Test
    void theResidualNetworkIsThatOfPyTorch() {
        ResNet network = filled(ResNet.resNet18(4, GENERATOR), 0.1);

        Tensor y = network.forward(ramp(2, 3, 16, 16));
        y.mul(ramp(2, 4)).sum().backward();

        assertClose(
                y,
                1.067899606787039,
                -0.134359380226783,
                0.204595358734536,
                0.006337484416458,
                1.033006488659152,
                -0.17333548403375,
                0.151020152183299,
                -0.060222146042825);
        assertClose(
                network.parameters().get("conv1.weight").grad(),
                0.01641364741493,
                0.093413119366462,
                0.026936272018767,
                -0.05964584929521);
        assertClose(
                network.parameters().get("layer4.1.bn2.weight").grad(),
                0.035816411510872,
                0.0,
                0.079466826129267,
                0.030718601116674);
    }

    @Test
    void networksHaveAsManyParametersAsTheyShould() {
        assertThat(ResNet.resNet18(10, GENERATOR).parameterCount()).isEqualTo(11_173_962);
        assertThat(Gpt.of(65, 64).build(GENERATOR).parameterCount()).isEqualTo(809_856);
    }

    @Test
    void imagesMayBeOfAnySizeAndDepth() {
        ResNet network = ResNet.resNet18(1, 3, GENERATOR);

        assertThat(network.evaluating(() -> network.forward(Tensor.ones(2, 1, 8, 8)))
                        .shape())
                .isEqualTo(Shape.of(2, 3));
        assertThat(network.parameters()).containsKeys("layer2.0.downsample.0.weight", "layer4.1.conv2.weight");
        assertThat(network.toString()).startsWith("ResNet of 18 layers\n  conv1: Conv2d");
    }

    @Test
    void theLanguageModelIsThatOfPyTorch() {
        Gpt model = filled(Gpt.of(5, 4).size(2, 2, 4).build(GENERATOR), 0.7);

        Tensor y = model.forward(Tensor.of(new long[] {1, 4, 0, 2, 2, 3}, 2, 3));
        y.mul(ramp(2, 3, 5)).sum().backward();

        assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 5));
        assertClose(
                y,
                -0.535093090363589,
                1.11635544148288,
                -0.427594855233186,
                0.360828857752773,
                -0.335260074502061,
                -0.553420040438587,
                1.129016001275237,
                -0.371715982448466);
        assertClose(
                model.parameters().get("wte.weight").grad(),
                0.135416971680807,
                0.243984494796625,
                -0.253030318237808,
                0.127479099253056,
                1.064198335424173,
                0.522152923151615);
        assertClose(
                model.parameters().get("h.1.attn.c_attn.weight").grad(),
                0.000951731037436,
                -0.000615677053014,
                0.000255137852061,
                -0.000141632986136,
                -0.004148044769866,
                0.002693488921364);
    }

    @Test
    void noPositionSeesLaterOnes() {
        Gpt model = Gpt.of(7, 5).size(2, 2, 8).build(GENERATOR);

        Tensor one = model.forward(Tensor.of(new long[] {1, 2, 3, 4, 5}, 1, 5));
        Tensor other = model.forward(Tensor.of(new long[] {1, 2, 3, 6, 0}, 1, 5));

        assertThat(one.slice(1, 0, 3).contiguous().floats())
                .containsExactly(other.slice(1, 0, 3).contiguous().floats());
        assertThat(one.select(1, 3).contiguous().floats())
                .isNotEqualTo(other.select(1, 3).contiguous().floats());
    }

    @Test
    void dropoutOnlyActsWhileTraining() {
        Gpt model = Gpt.of(7, 5).size(1, 2, 8).dropout(0.5).build(GENERATOR);
        Tensor x = Tensor.of(new long[] {1, 2, 3}, 1, 3);

        assertThat(model.forward(x).floats()).isNotEqualTo(model.forward(x).floats());
        model.evaluate();
        assertThat(model.forward(x).floats()).containsExactly(model.forward(x).floats());
    }

    @Test
    void theFirstScoresAreNearlyEven() {
        Gpt model = Gpt.of(65, 64).build(GENERATOR);

        double spread = model.forward(Tensor.arange(64).unsqueeze(0)).variance().item();

        assertThat(Math.sqrt(spread)).isBetween(0.1, 0.4);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Gpt model = Gpt.of(5, 4).size(1, 1, 4).build(GENERATOR);
        assertThatThrownBy(() -> model.forward(Tensor.ones(1, 3)))
                .isInstanceOf(DTypeException.class)
                .hasMessageStartingWith("gpt: tokens are float32[1, 3], not whole numbers.");
        assertThatThrownBy(() -> model.forward(Tensor.arange(5).unsqueeze(0)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expects tokens [batch, time] of up to 4 steps");
        assertThatThrownBy(() -> Gpt.of(5, 4).size(1, 3, 4))
                .isInstanceOf(ModuleException.class)
                .hasMessage("gpt: 1 layers of 3 heads, 4 wide. Give at least one layer, and a width that the heads"
                        + " divide.");
    }
}
