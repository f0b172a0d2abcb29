package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import java.util.List;
import java.util.Map;

/** Element-wise work: many ops on a few numbers, and a few ops on many. */
final class Elementwise {

    static final int CHAIN_OPS = 1_000;
    static final int ELEMENTS = 4 << 20;

    private Elementwise() {}

    /** Times 0.999, sine, plus w, hyperbolic tangent, over and over; forward, and backward to w. */
    static Subject chain() {
        Tensor x = Tensor.linspace(0.1, 0.8, 8);
        Tensor w = Tensor.linspace(0.05, 0.1, 8).withGrad();
        return new Subject(Map.of("x", x, "w", w.detach()), () -> {
            w.clearGrad();
            Tensor y = x;
            for (int i = 0; i < CHAIN_OPS / 4; i++) {
                y = y.mul(0.999).sin().add(w).tanh();
            }
            Tensor value = y.sum();
            value.backward();
            return List.of(value, w.grad());
        });
    }

    /** mean(gelu(x * w + b)); forward, and backward to w and b. */
    static Subject pointwise() {
        Generator random = Generator.seed(1);
        Tensor x = Tensor.normal(random, ELEMENTS);
        Tensor w = Tensor.normal(random, ELEMENTS).withGrad();
        Tensor b = Tensor.normal(random, ELEMENTS).withGrad();
        return new Subject(Map.of("x", x, "w", w.detach(), "b", b.detach()), () -> {
            w.clearGrad();
            b.clearGrad();
            Tensor value = x.mul(w).add(b).gelu().mean();
            value.backward();
            return List.of(value, w.grad(), b.grad());
        });
    }
}
