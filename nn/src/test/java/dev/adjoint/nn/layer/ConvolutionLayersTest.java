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
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Convolutions and poolings over one to three axes, against PyTorch (tools/nn_oracle.py) and central differences. */
class ConvolutionLayersTest {

    private static final Generator GENERATOR = Generator.seed(7);

    private static <M extends Module> M filled(M module) {
        module.cast(DType.FLOAT64);
        module.parameters()
                .values()
                .forEach(parameter ->
                        parameter.assign(ramp(parameter.value().shape().dims())));
        return module;
    }

    private static void assertOutput(Module module, Tensor x, double sum, double... first) {
        Tensor y = filled(module).forward(x);
        assertClose(y.reshape(-1).slice(0, 0, first.length), first);
        assertThat(y.sum().item()).isCloseTo(sum, within(1e-12));
        assertGradients(module, x);
    }

    @Test
    void alongOneAxis() {
        Conv1d conv = Conv1d.of(4, 6, 3).stride(2).padding(1).groups(2).build(GENERATOR);
        assertOutput(
                conv,
                ramp(2, 4, 7),
                -14.081168313853455,
                0.395693882250812,
                -0.96813752988601,
                0.665118523253849,
                0.77768955521657,
                1.722298147953069,
                -0.151745445092296);
        assertThat(conv).hasToString("Conv1d 4 -> 6, 3, stride 2, padding 1, groups 2");
    }

    @Test
    void asManyPositionsAsElements() {
        Conv1d conv = Conv1d.of(2, 3, 4).dilation(2).same().bias(false).build(GENERATOR);
        assertOutput(
                conv,
                ramp(1, 2, 5),
                0.662650297181852,
                0.101126788518941,
                -0.788602742404525,
                2.000768796046945,
                0.043385388647914,
                0.331999032939926,
                0.901930492696613);
        assertThat(Conv2d.of(1, 1, 2, 3).same().build(GENERATOR)).hasToString("Conv2d 1 -> 1, 2x3, padding 0x1 and 1");
    }

    @Test
    void overVolumes() {
        Conv3d conv = Conv3d.of(2, 2, 2).stride(1, 2, 1).padding(0, 1, 0).build(GENERATOR);
        assertOutput(
                conv,
                ramp(1, 2, 3, 4, 3),
                7.723594147671816,
                2.58752409831517,
                -1.626374590034985,
                -0.635964237916738,
                4.130415196529777,
                -0.7001377426661,
                3.246827960289454);
        assertThat(conv).hasToString("Conv3d 2 -> 2, 2x2x2, stride 1x2x1, padding 0x1x0");
    }

    @Test
    void transposed() {
        ConvTranspose1d line = ConvTranspose1d.of(4, 6, 3)
                .stride(2)
                .padding(1)
                .outputPadding(1)
                .groups(2)
                .build(GENERATOR);
        assertOutput(
                line,
                ramp(1, 4, 3),
                -4.048861108874744,
                -0.08291857215742,
                0.759814515637774,
                1.282026058695737,
                1.443554736699416,
                -0.461025131563468,
                1.498297464098292);
        assertThat(line).hasToString("ConvTranspose1d 4 -> 6, 3, stride 2, padding 1, output padding 1, groups 2");
        assertOutput(
                ConvTranspose2d.of(2, 3, 2, 3).stride(2, 1).dilation(2).build(GENERATOR),
                ramp(2, 2, 2, 3),
                45.30417757662738,
                1.2830787357157,
                0.461686548508948,
                1.187013751597436,
                0.631353034438422,
                0.531586348608756,
                1.379195144200261);
        assertOutput(
                ConvTranspose3d.of(2, 1, 2).stride(2).padding(1).build(GENERATOR),
                ramp(1, 2, 2, 2, 2),
                13.651209488006616,
                2.245035345684875,
                2.034241461516485,
                1.371157509620752,
                1.175170427181196,
                1.175170427181196,
                1.371157509620752);
    }

    @Test
    void transposedConvolutionBringsBackTheLengthsThatConvolutionTook() {
        for (long length = 5; length < 12; length++) {
            Tensor x = Tensor.zeros(1, 2, length, 9);
            Tensor y =
                    Conv2d.of(2, 3, 3).stride(3, 2).padding(1).build(GENERATOR).forward(x);
            Module back = ConvTranspose2d.of(3, 2, 3)
                    .stride(3, 2)
                    .padding(1)
                    .outputPadding((length - 1) % 3, 0)
                    .build(GENERATOR);
            assertThat(back.forward(y).shape()).isEqualTo(x.shape());
        }
    }

    @Test
    void poolings() {
        assertOutput(
                new AvgPool2d(Window.of(3, 3).stride(2).padding(1), false),
                ramp(1, 1, 4, 4),
                -1.080451151119876,
                -0.25986552851023,
                -0.276348799122839,
                -0.320475675172129,
                -0.223761148314678);
        assertOutput(
                new AdaptiveAvgPool(1, 3),
                ramp(1, 2, 4, 5),
                -0.929528962921096,
                -0.297349805033791,
                -0.133407752246422,
                -0.264825791232656,
                0.072905238462139,
                -0.157097420018823,
                -0.149753432851543);
        assertThat(new AdaptiveMaxPool(2).forward(ramp(3, 1, 5)).shape()).isEqualTo(Shape.of(3, 1, 2));
        Tensor line = Tensor.of(new double[] {1, 5, 2, 4, 3}, 1, 1, 5);
        Tensor rows = Tensor.of(new double[] {1, 5, 2, 4, 3, 0, 7, 8}, 1, 1, 2, 4);
        assertClose(new AdaptiveAvgPool(1, 1).forward(rows), 3.75);
        assertClose(new AdaptiveAvgPool(1, 2).forward(rows), 2.25, 5.25);
        assertClose(new AdaptiveMaxPool(2, 2).forward(rows), 5, 4, 3, 8);
        assertClose(new MaxPool1d(2).forward(line), 5, 4);
        assertClose(new MaxPool1d(Window.of(2).ceil(true)).forward(line), 5, 4, 3);
        assertClose(new AvgPool1d(2).forward(line), 3, 3);
        assertClose(new MaxPool3d(1, 1, 5).forward(line.reshape(1, 1, 1, 1, 5)), 5);
        assertClose(new AvgPool3d(Window.of(1, 1, 5)).forward(line.reshape(1, 1, 1, 1, 5)), 3);
        for (Module module :
                List.of(new MaxPool1d(2), new AvgPool1d(Window.of(3).padding(1).ceil(true)))) {
            assertGradients(module, ramp(2, 2, 6));
        }
        for (Module module : List.of(new MaxPool3d(2), new AvgPool3d(2), new AdaptiveMaxPool(2, 1, 2))) {
            assertGradients(module, ramp(1, 2, 3, 2, 4));
        }
        assertThat(new AvgPool2d(Window.of(3, 3).padding(1).ceil(true), false))
                .hasToString("AvgPool2d, 3x3, padding 1, rounded up, padding left out");
        assertThat(new AdaptiveAvgPool(7, 7)).hasToString("AdaptiveAvgPool to [7, 7]");
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> new Conv3d(1, 2, 3, GENERATOR).forward(Tensor.zeros(1, 5, 5, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Conv3d 1 -> 2, 3x3x3: expects [batch, 1, depth, height, width], got float32[1, 5, 5, 5]."
                        + " Add the missing axis: x.unsqueeze(0) for one example, x.unsqueeze(1) if there are no"
                        + " channels.");
        assertThatThrownBy(() -> new ConvTranspose1d(3, 2, 3, GENERATOR).forward(Tensor.zeros(1, 2, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[batch, 3, width], got float32[1, 2, 5]");
        assertThatThrownBy(() -> Conv2d.of(1, 1, 2).outputPadding(1)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> ConvTranspose2d.of(1, 1, 2).outputPadding(1, 1, 1))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> ConvTranspose2d.of(1, 1, 2)
                        .outputPadding(1)
                        .build(GENERATOR)
                        .forward(Tensor.zeros(1, 1, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("output padding [1, 1] is not less than the stride [1, 1]");
        assertThatThrownBy(() -> new MaxPool1d(Window.of(2, 2)))
                .isInstanceOf(ModuleException.class)
                .hasMessage("MaxPool1d: a window of kernel [2, 2]. Make it with Window.of(width).");
        assertThatThrownBy(() -> new AdaptiveAvgPool(3, 0)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> new AdaptiveAvgPool(3).forward(Tensor.zeros(2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("AdaptiveAvgPool to [3]: adaptiveAvgPool: [2, 3]");
    }
}
