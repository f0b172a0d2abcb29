package dev.adjoint.optim;

import static dev.adjoint.nn.Numbers.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClippingTest {

    private static Parameter with(double... gradient) {
        Parameter parameter = new Parameter(Tensor.of(new double[gradient.length]));
        parameter.grad(Tensor.of(gradient));
        return parameter;
    }

    @Test
    void theNormIsThatOfAllGradientsTogether() {
        Parameter one = with(3, 4);
        Parameter other = with(12.0);
        Parameter idle = new Parameter(Tensor.of(1.0));
        List<Parameter> parameters = List.of(one, idle, other);
        assertThat(Clipping.length(parameters)).isCloseTo(13, within(1e-12));
        // tools/optim_oracle.py
        Clipping.norm(6.5).apply(parameters);
        assertClose(one.grad(), 1.4999998846153937, 1.9999998461538582);
        assertClose(other.grad(), 5.999999538461575);
        assertThat(idle.grad()).isNull();
    }

    @Test
    void shortGradientsStayAsTheyAre() {
        Parameter parameter = with(3, 4);
        Tensor before = parameter.grad();
        Clipping.norm(6).apply(List.of(parameter));
        Clipping.NONE.apply(List.of(parameter));
        assertThat(parameter.grad()).isSameAs(before);
    }

    @Test
    void valuesAreCut() {
        Parameter parameter = with(-3, 0.5, 4);
        Clipping.value(1).apply(List.of(parameter));
        assertClose(parameter.grad(), -1, 0.5, 1);
    }

    @Test
    void aGradientThatTwoParametersShareIsCutOnceForEach() {
        Parameter one = new Parameter(Tensor.of(1f));
        Parameter other = new Parameter(Tensor.of(1f));
        one.value().add(other.value()).sum().backward();
        Clipping.norm(0.1).apply(List.of(one, other));
        assertThat(one.grad().item()).isCloseTo(0.1 / Math.sqrt(2), within(1e-6));
        assertThat(other.grad().item()).isCloseTo(0.1 / Math.sqrt(2), within(1e-6));
    }

    @Test
    void boundsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Clipping.norm(-1)).hasMessageContaining("clipping norm -1.0");
        assertThatThrownBy(() -> Clipping.value(Double.NaN)).hasMessageContaining("clipping value NaN");
    }
}
