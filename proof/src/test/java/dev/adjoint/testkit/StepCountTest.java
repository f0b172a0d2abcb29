package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.engine.Eager;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.Conv2d;
import dev.adjoint.nn.layer.Flatten;
import dev.adjoint.nn.layer.LayerNorm;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.MaxPool2d;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.optim.Adam;
import dev.adjoint.random.Generator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a training step computes, op by op: a pass too many, or a copy that nobody asked for, shows here. */
class StepCountTest {

    private final Generator random = Generator.seed(1);

    @Test
    void aPerceptronMultipliesOnceForEachResultThatIsNeeded() {
        Module model = new Sequential(
                new Linear(12, 8, random),
                Activation.relu(),
                new Linear(8, 6, random),
                Activation.relu(),
                new Linear(6, 3, random));
        Map<String, Integer> ops = ops(model, Tensor.uniform(random, 5, 12));
        // Forward, to weights and biases, and to two activations: the data asks for no gradient.
        assertThat(ops).containsEntry("linear", 3).containsEntry("linear_gradient", 3);
        assertThat(ops).containsEntry("matmul", 2).containsEntry("adam", 6);
        assertThat(ops).containsEntry("relu", 2).containsEntry("relu.vjp", 2);
        assertThat(ops).containsEntry("softmax_cross_entropy", 1).containsEntry("softmax_cross_entropy_gradient", 1);
        assertThat(ops).doesNotContainKeys("copy", "contiguous", "reshape", "add", "add.vjp");
        assertThat(total(ops)).isLessThanOrEqualTo(23);
    }

    @Test
    void aConvolutionalNetDoesNotConvolveForTheDatasGradient() {
        Module model = new Sequential(
                new Conv2d(1, 4, 3, random),
                Activation.relu(),
                new Conv2d(4, 4, 3, random),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(64, 3, random));
        Map<String, Integer> ops = ops(model, Tensor.uniform(random, 5, 1, 12, 12));
        assertThat(ops).containsEntry("convolution", 2).containsEntry("convolution_weight_gradient", 2);
        assertThat(ops).containsEntry("convolution_input_gradient", 1);
        assertThat(ops).containsEntry("max_pool", 1).containsEntry("max_unpool", 1);
        assertThat(ops).doesNotContainKeys("copy", "contiguous");
        assertThat(total(ops)).isLessThanOrEqualTo(26);
    }

    @Test
    void layerNormalisationIsOneOpEachWay() {
        Module model = new Sequential(new Linear(12, 8, random), new LayerNorm(8), new Linear(8, 3, random));
        Map<String, Integer> ops = ops(model, Tensor.uniform(random, 5, 12));
        assertThat(ops).containsEntry("layer_norm", 1).containsEntry("layer_norm_gradient", 1);
        assertThat(ops).containsEntry("linear", 2).containsEntry("matmul", 1);
        assertThat(total(ops)).isLessThanOrEqualTo(18);
    }

    /** What its kernels need on their way is lent to them; what a worker allocates belongs to no scope and is long in coming back. */
    @Test
    void batchNormalisationAsksTheSystemForNothing() {
        Tensor x = Tensor.uniform(random, 8, 32, 32, 32);
        Tensor weight = Tensor.ones(32);
        Tensor bias = Tensor.zeros(32);
        Runnable step = () -> {
            try (Scope _ = Scope.open()) {
                Diff.grad((Tensor v) -> v.batchNorm(weight, bias, 1e-5).square().sum())
                        .apply(x);
            }
        };
        for (int i = 0; i < 3; i++) {
            step.run();
        }
        long before = MemoryPool.statistics().systemAllocations();
        for (int i = 0; i < 5; i++) {
            step.run();
        }
        assertThat(MemoryPool.statistics().systemAllocations()).isEqualTo(before);
    }

    private static int total(Map<String, Integer> ops) {
        return ops.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The kernels of a second step are those of the first: none is looked up, made or compiled again. */
    private Map<String, Integer> ops(Module model, Tensor x) {
        Adam optimizer = new Adam(model, 1e-3);
        Tensor labels = Tensor.arange(x.dim(0)).rem(3);
        Runnable step = () -> {
            optimizer.clearGradients();
            new CrossEntropy().of(model.forward(x), labels).backward();
            optimizer.step();
        };
        step.run();
        step.run();
        long lookups = Eager.kernels().lookups();
        step.run();
        assertThat(Eager.kernels().lookups()).as("kernels looked up anew").isEqualTo(lookups);
        Map<String, Integer> ops = new TreeMap<>();
        Eager.observed((op, inputs, outputs) -> ops.merge(op.name(), 1, Integer::sum), () -> {
            step.run();
            return null;
        });
        return ops;
    }
}
