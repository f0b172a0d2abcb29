package dev.adjoint.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.lazy.Lazy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HookTest {

    private static final Tensor ONE = Tensor.scalar(1.0);

    @Test
    void aGradientPassesThroughItsHookOnce() {
        Tensor x = Tensor.of(1.0, 2.0).withGrad();
        List<double[]> seen = new ArrayList<>();

        Tensor h = x.onGradient(g -> {
            seen.add(g.doubles());
            return g.clamp(-3, 3);
        });
        h.square().add(h).sum().backward();

        assertThat(h.doubles()).containsExactly(1, 2);
        assertThat(seen).containsExactly(new double[] {3, 5});
        assertThat(x.grad().doubles()).containsExactly(3, 3);
    }

    @Test
    void hooksHaveDerivativesThemselves() {
        // The gradient is 2x, reversed and halved: -x; its derivative is -1.
        UnaryOperator<Tensor> f = x -> x.onGradient(g -> g.mul(-0.5)).square();
        Tensor x = Tensor.scalar(3.0);

        assertThat(Diff.grad(f, x).item()).isEqualTo(-3);
        assertThat(Diff.grad(Diff.grad(f)).apply(x).item()).isEqualTo(0.5);
        assertThat(Diff.jvp(f, x, ONE).tangent().item()).isEqualTo(6);
    }

    @Test
    void aHookThatIsInsideAnOuterDerivativeIsSeenByBoth() {
        Tensor w = Tensor.scalar(2.0).withGrad();
        Diff.grad(x -> x.mul(w.onGradient(Tensor::neg)).square(), Tensor.scalar(3.0))
                .backward();
        // d/dx = 2 x w^2, d/dw of that = 4 x w, reversed by the hook on w.
        assertThat(w.grad().item()).isEqualTo(-24);
    }

    @Test
    void aHookThatAnswersNothingIsAnError() {
        Tensor x = Tensor.of(1.0, 2.0).withGrad();
        assertThatThrownBy(() -> x.onGradient(g -> null).sum().backward())
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("the hook answered null");
        assertThatThrownBy(() -> x.onGradient(g -> g.sum()).sum().backward())
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("onGradient: backward answered float64[]");
    }

    @Test
    void aValueIsShownOnceWhereverItIsComputed() {
        List<Double> seen = new ArrayList<>();
        UnaryOperator<Tensor> f =
                x -> x.square().onValue(v -> seen.add(v.item())).mul(x);
        Tensor x = Tensor.scalar(2.0);

        f.apply(x);
        assertThat(Diff.grad(Diff.grad(f)).apply(x).item()).isEqualTo(12);
        assertThat(Diff.hvp(t -> f.apply(t), x, ONE).item()).isEqualTo(12);
        assertThat(seen).containsExactly(4.0, 4.0, 4.0);

        Diff.grad(Diff.checkpoint(f), x);
        assertThat(seen).hasSize(5);

        var staged = Lazy.stage(f, x.type());
        seen.clear();
        staged.apply(x);
        staged.apply(Tensor.scalar(3.0));
        assertThat(seen).containsExactly(4.0, 9.0);
    }

    @Test
    void hooksUnderVmap() {
        List<Double> seen = new ArrayList<>();
        Tensor xs = Tensor.of(1.0, -2.0, 3.0);

        Tensor gradients = Diff.vmap(Diff.grad(x -> x.onGradient(g -> g.clamp(-3, 3))
                        .onValue(v -> seen.add(v.sum().item()))
                        .square()))
                .apply(xs);

        assertThat(gradients.doubles()).containsExactly(2, -3, 3);
        assertThat(seen.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(2);
    }
}
