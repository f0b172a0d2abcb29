package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.TensorTree.Listed;
import dev.adjoint.diff.Diff;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.nn.loss.Loss;
import dev.adjoint.random.Generator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Second derivatives: a Hessian-vector product of the mlp's loss by all its parameters. */
final class Curvature {

    private static final List<String> NAMES = List.of("w1", "b1", "w2", "b2", "w3", "b3");

    private Curvature() {}

    static Subject hvp() {
        Generator random = Generator.seed(1);
        Tensor x = Tensor.uniform(random, 128, 784);
        Tensor labels = Tensor.arange(128).rem(10);
        Listed<Tensor> weights = TensorTree.list(
                layer(random, 512, 784),
                Tensor.zeros(512),
                layer(random, 256, 512),
                Tensor.zeros(256),
                layer(random, 10, 256),
                Tensor.zeros(10));
        Listed<Tensor> direction = weights.mapTensors(part -> part.mul(0.5).add(0.01));
        Map<String, Tensor> state = new LinkedHashMap<>(Map.of("x", x, "labels", labels));
        for (int i = 0; i < NAMES.size(); i++) {
            state.put(NAMES.get(i), weights.at(i));
            state.put("d" + NAMES.get(i), direction.at(i));
        }
        Loss loss = new CrossEntropy();
        return new Subject(
                state,
                () -> Diff.hvp(at -> loss.of(scores(at, x), labels), weights, direction)
                        .tensors());
    }

    private static Tensor layer(Generator random, long out, long in) {
        return Tensor.normal(random, out, in).mul(1 / Math.sqrt(in));
    }

    private static Tensor scores(Listed<Tensor> w, Tensor x) {
        return x.linear(w.at(0), w.at(1)).relu().linear(w.at(2), w.at(3)).relu().linear(w.at(4), w.at(5));
    }
}
