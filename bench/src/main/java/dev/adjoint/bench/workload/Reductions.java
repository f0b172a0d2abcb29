package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import java.util.List;
import java.util.Map;

/** Reductions along the rows of a matrix: forward, and backward from a given upstream gradient. */
final class Reductions {

    static final long ROWS = 4096;
    static final long COLUMNS = 1024;

    private Reductions() {}

    static Subject softmax() {
        Generator random = Generator.seed(1);
        Tensor x = Tensor.normal(random, ROWS, COLUMNS).withGrad();
        Tensor upstream = Tensor.normal(random, ROWS, COLUMNS);
        return new Subject(Map.of("x", x.detach(), "upstream", upstream), () -> {
            x.clearGrad();
            Tensor y = x.softmax(1);
            y.backward(upstream);
            return List.of(y, x.grad());
        });
    }

    static Subject layerNorm() {
        Generator random = Generator.seed(1);
        Tensor x = Tensor.normal(random, ROWS, COLUMNS).withGrad();
        Tensor weight = Tensor.normal(random, COLUMNS).withGrad();
        Tensor bias = Tensor.normal(random, COLUMNS).withGrad();
        Tensor upstream = Tensor.normal(random, ROWS, COLUMNS);
        Map<String, Tensor> state =
                Map.of("x", x.detach(), "weight", weight.detach(), "bias", bias.detach(), "upstream", upstream);
        return new Subject(state, () -> {
            x.clearGrad();
            weight.clearGrad();
            bias.clearGrad();
            Tensor y = x.layerNorm(weight, bias, 1e-5, 1);
            y.backward(upstream);
            return List.of(y, x.grad(), weight.grad(), bias.grad());
        });
    }
}
