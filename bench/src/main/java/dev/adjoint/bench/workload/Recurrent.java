package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.layer.LSTM;
import dev.adjoint.random.Generator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks that go through time. */
final class Recurrent {

    private static final int STEPS = 64;

    private Recurrent() {}

    /** The mean of the squared outputs; forward, and backward to all parameters. */
    static Subject lstm() {
        Generator random = Generator.seed(1);
        Module model = new LSTM(128, 128, random);
        Tensor x = Tensor.normal(random, STEPS, 32, 128);
        return new Subject(Training.state(model, Map.of("x", x)), () -> {
            model.clearGradients();
            Tensor value = model.forward(x).square().mean();
            value.backward();
            return Stream.concat(
                            Stream.of(value),
                            model.parameters().values().stream().map(Parameter::grad))
                    .toList();
        });
    }

    /** h = tanh(x U + h W), written out step by step; forward, and backward to U and W. */
    static Subject small() {
        Generator random = Generator.seed(1);
        int width = 32;
        int batch = 8;
        Tensor x = Tensor.normal(random, STEPS, batch, width);
        Tensor start = Tensor.zeros(batch, width);
        Tensor u = Tensor.normal(random, width, width).mul(0.1).withGrad();
        Tensor w = Tensor.normal(random, width, width).mul(0.1).withGrad();
        List<Tensor> inputs =
                IntStream.range(0, STEPS).mapToObj(t -> x.select(0, t)).toList();
        return new Subject(Map.of("x", x, "start", start, "u", u.detach(), "w", w.detach()), () -> {
            u.clearGrad();
            w.clearGrad();
            Tensor h = start;
            for (Tensor input : inputs) {
                h = input.matmul(u).add(h.matmul(w)).tanh();
            }
            Tensor value = h.square().mean();
            value.backward();
            return List.of(value, u.grad(), w.grad());
        });
    }
}
