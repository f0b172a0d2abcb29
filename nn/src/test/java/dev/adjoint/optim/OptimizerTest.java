package dev.adjoint.optim;

import static dev.adjoint.nn.Numbers.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Optimisers against PyTorch (tools/optim_oracle.py). */
class OptimizerTest {

    private static final double[][] GRADIENTS = {
        {0.5, -1.0, 0.25}, {-0.2, 0.4, 1.5}, {1.0, 1.0, -1.0}, {0.0, -3.0, 0.125}
    };

    private static Map<String, Parameter> parameters() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("p", new Parameter(Tensor.of(1.0, -2.0, 0.5)));
        parameters.put("idle", new Parameter(Tensor.of(5f)));
        return parameters;
    }

    private static void check(Function<Map<String, Parameter>, Optimizer> build, double... expected) {
        Map<String, Parameter> parameters = parameters();
        Parameter p = parameters.get("p");
        Tensor held = p.value();
        Optimizer optimizer = build.apply(parameters);
        for (double[] gradient : GRADIENTS) {
            try (Scope _ = Scope.open()) {
                p.grad(Tensor.of(gradient));
                optimizer.step();
                optimizer.clearGradients();
            }
        }
        assertClose(p.value(), expected);
        assertThat(held.doubles()).as("updated in place").isEqualTo(p.value().doubles());
        assertThat(parameters.get("idle").value().item())
                .as("no gradient, no step")
                .isEqualTo(5);
    }

    @Test
    void plainDescent() {
        check(SGD.of(0.1)::build, 0.87, -1.74, 0.4125);
        check(SGD.of(0.1).weightDecay(0.05)::build, 0.851196256875, -1.7008925137500002, 0.40394412843749994);
    }

    @Test
    void descentWithMomentum() {
        check(SGD.of(0.1).momentum(0.9)::build, 0.6922499999999999, -1.6544999999999999, 0.18502499999999988);
        check(
                SGD.of(0.1).momentum(0.9).dampening(0.3).weightDecay(0.05)::build,
                0.698012165608125,
                -1.5842893312162498,
                0.23735681080406246);
        check(
                SGD.of(0.1).momentum(0.9).nesterov(true).weightDecay(0.05)::build,
                0.5390030889331874,
                -1.3155911778663747,
                0.10751500846659369);
    }

    @Test
    void adam() {
        check(Adam.of(0.1)::build, 0.7400756099373968, -1.8457730764293079, 0.27634978061330445);
        check(
                Adam.of(0.1).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.05)::build,
                0.7260065342153128,
                -1.8292815631887616,
                0.28002457878404496);
    }

    @Test
    void adamWithDecoupledDecay() {
        check(AdamW.of(0.1)::build, 0.7365193064487259, -1.83812993701218, 0.27484061855694053);
        check(
                AdamW.of(0.1).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.2)::build,
                0.6751623108338106,
                -1.7062099776338409,
                0.2551028891226926);
    }

    @Test
    void theLearningRateCanChangeBetweenSteps() {
        Map<String, Parameter> parameters = parameters();
        Parameter p = parameters.get("p");
        Optimizer optimizer = SGD.of(1).build(parameters);
        p.grad(Tensor.of(1.0, 1.0, 1.0));
        optimizer.learningRate(0.25);
        optimizer.step();
        assertThat(optimizer.learningRate()).isEqualTo(0.25);
        assertClose(p.value(), 0.75, -2.25, 0.25);
    }

    @Test
    void aGradientOfAnyLayoutIsFollowed() {
        Parameter p = new Parameter(Tensor.zeros(2, 3));
        Optimizer optimizer = SGD.of(1).momentum(0.5).build(Map.of("p", p));
        p.grad(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2).transpose());
        optimizer.step();
        assertThat(p.value().floats()).containsExactly(-1, -3, -5, -2, -4, -6);
    }

    @Test
    void stepsAskTheSystemForNoMemory() {
        Parameter p = new Parameter(Tensor.ones(300, 300));
        Optimizer optimizer = AdamW.of(0.001).build(Map.of("p", p));
        long asked = 0;
        for (int i = 0; i < 200; i++) {
            if (i == 20) {
                asked = MemoryPool.statistics().systemAllocations();
            }
            try (Scope _ = Scope.open()) {
                p.value().square().sum().backward();
                optimizer.step();
                optimizer.clearGradients();
            }
        }
        assertThat(MemoryPool.statistics().systemAllocations()).isEqualTo(asked);
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        Map<String, Parameter> parameters = parameters();
        assertThatThrownBy(() -> SGD.of(-1).build(parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("optimizer: learning rate -1.0. Give a finite number, 0 or more.");
        assertThatThrownBy(() -> SGD.of(Double.NaN).build(parameters)).hasMessageContaining("learning rate NaN");
        assertThatThrownBy(() -> SGD.of(0.1).build(parameters).learningRate(Double.POSITIVE_INFINITY))
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> SGD.of(0.1).momentum(1)).hasMessageContaining("momentum 1.0");
        assertThatThrownBy(() -> SGD.of(0.1).nesterov(true)).hasMessageContaining("Give a momentum first");
        assertThatThrownBy(() -> Adam.of(0.1).betas(0.9, 1)).hasMessageContaining("beta 2 1.0");
        assertThatThrownBy(() -> AdamW.of(0.1).weightDecay(-1)).hasMessageContaining("weight decay -1.0");
        assertThatThrownBy(() -> SGD.of(0.1).build(Map.of())).hasMessageContaining("no parameters");
    }
}
