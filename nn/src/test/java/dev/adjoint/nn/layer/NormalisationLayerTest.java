package dev.adjoint.nn.layer;

import static dev.adjoint.nn.Numbers.assertClose;
import static dev.adjoint.nn.Numbers.assertGradients;
import static dev.adjoint.nn.Numbers.ramp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Attention;
import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Normalisations and attention as layers, against PyTorch (tools/nn_oracle.py) and central differences. */
class NormalisationLayerTest {

    private static final Generator GENERATOR = Generator.seed(7);

    private static <M extends Module> M filled(M module) {
        module.cast(DType.FLOAT64);
        module.parameters()
                .values()
                .forEach(parameter ->
                        parameter.assign(ramp(parameter.value().shape().dims())));
        return module;
    }

    private static Module wide(Module module) {
        module.cast(DType.FLOAT64);
        return module;
    }

    private static Tensor head(Tensor y, int count) {
        return y.reshape(-1).slice(0, 0, count);
    }

    @Test
    void theyAreThoseOfPyTorch() {
        Tensor x = ramp(4, 3, 2, 2);
        assertClose(
                head(wide(new RMSNorm(2, 2)).forward(x), 4),
                1.358998955700387,
                -1.222256999187822,
                0.665582772525702,
                -0.464971833556239);
        assertClose(
                head(filled(new GroupNorm(2, 4)).forward(ramp(2, 4, 3)), 6),
                2.165326989855619,
                0.036697112877957,
                1.593502098995706,
                -0.5946626542238,
                -0.780985822039619,
                0.248455307586058);
        assertClose(
                head(wide(GroupNorm.instance(3)).forward(x), 4),
                1.279203227922101,
                -1.311251523787337,
                0.583315924218087,
                -0.551267628352851);
        assertClose(
                head(new LocalResponseNorm(3, 0.5, 0.75, 1).forward(x), 4),
                0.772422244311523,
                -0.636591525468508,
                0.36402754590493,
                -0.258429078820961);
    }

    @Test
    void attentionIsThatOfPyTorch() {
        MultiHeadAttention attention = filled(new MultiHeadAttention(4, 2, GENERATOR));
        assertClose(
                head(attention.forward(ramp(2, 3, 4)), 6),
                4.200224382510886,
                -2.505378529196745,
                1.397466644570494,
                -2.407536916103766,
                0.78746491751655,
                -4.395605402399274);
        assertClose(
                head(attention.attend(ramp(2, 3, 4), ramp(2, 5, 4), Attention.full()), 6),
                4.120751775625298,
                -2.273638575547843,
                1.495528386372128,
                -2.531650401455107,
                0.803576221952244,
                -4.261149531097288);
        assertThat(attention.forward(ramp(3, 4)).shape()).isEqualTo(ramp(3, 4).shape());
    }

    @Test
    void aCausalPositionDoesNotSeeWhatComesLater() {
        MultiHeadAttention attention = filled(new MultiHeadAttention(4, 2, GENERATOR));
        Tensor x = ramp(5, 4);
        Tensor longer = Tensor.concat(0, x.slice(0, 0, 3), ramp(2, 4).mul(9));
        Attention causal = Attention.full().causal();
        assertThat(head(attention.attend(longer, longer, causal), 12).doubles())
                .isEqualTo(head(attention.attend(x, x, causal), 12).doubles());
    }

    @Test
    void dropoutOfAttentionIsForTrainingOnly() {
        MultiHeadAttention attention = filled(new MultiHeadAttention(4, 2, 0.5, GENERATOR));
        Tensor x = ramp(6, 4);
        double[] trained = attention.forward(x).doubles();
        attention.evaluate();
        double[] plain = attention.forward(x).doubles();
        assertThat(Arrays.equals(trained, plain)).isFalse();
        assertThat(attention.forward(x).doubles()).isEqualTo(plain);
    }

    @TestFactory
    Stream<DynamicTest> gradientsAgreeWithCentralDifferences() {
        return Stream.of(
                        new Case(new RMSNorm(2, 3), 4, 2, 3),
                        new Case(new GroupNorm(2, 4), 3, 4, 2),
                        new Case(GroupNorm.instance(3), 2, 3, 4),
                        new Case(new LocalResponseNorm(3, 0.5, 0.75, 1), 2, 4, 2),
                        new Case(new MultiHeadAttention(4, 2, GENERATOR), 2, 3, 4))
                .map(each -> DynamicTest.dynamicTest(
                        each.module.toString(), () -> assertGradients(filled(each.module), ramp(each.input))));
    }

    private record Case(Module module, long... input) {}

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new RMSNorm(3).forward(Tensor.ones(4, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[.., 3]");
        assertThatThrownBy(() -> new GroupNorm(2, 4).forward(Tensor.ones(4, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[batch, 4, ..]");
        assertThatThrownBy(() -> new LocalResponseNorm(3).forward(Tensor.ones(4)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> new MultiHeadAttention(4, 2, GENERATOR).forward(Tensor.ones(3, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[.., positions, 4]");
        assertThatThrownBy(() -> new GroupNorm(3, 4))
                .isInstanceOf(ModuleException.class)
                .hasMessageContaining("4 channels do not make 3");
        assertThatThrownBy(() -> new MultiHeadAttention(4, 3, GENERATOR)).isInstanceOf(ModuleException.class);
        assertThatThrownBy(() -> new LocalResponseNorm(0)).isInstanceOf(ModuleException.class);
    }
}
