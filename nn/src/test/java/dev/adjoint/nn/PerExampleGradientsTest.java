package dev.adjoint.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorTree.Named;
import dev.adjoint.diff.Diff;
import dev.adjoint.engine.Eager;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.BatchNorm;
import dev.adjoint.nn.layer.Conv2d;
import dev.adjoint.nn.layer.Flatten;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.MaxPool2d;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import org.junit.jupiter.api.Test;

/** The gradients of each example's loss with respect to all parameters of a network, without a loop: vmap of grad. */
class PerExampleGradientsTest {

    private static final CrossEntropy LOSS = new CrossEntropy();

    private final Generator generator = Generator.seed(11);
    private final Sequential network = network();

    private Sequential network() {
        Sequential net = new Sequential(
                Conv2d.of(1, 2, 3).build(generator),
                Activation.tanh(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(8, 3, generator));
        net.cast(DType.FLOAT64);
        return net;
    }

    private Named<Tensor> gradient(Tensor image, Tensor label) {
        return Gradients.of(network).grad(() -> LOSS.of(network.forward(image.unsqueeze(0)), label.unsqueeze(0)));
    }

    private Tensor images(int count) {
        return Tensor.normal(generator, count, 1, 6, 6).cast(DType.FLOAT64);
    }

    @Test
    void theyAreThoseOfALoop() {
        Tensor images = images(4);
        Tensor labels = Tensor.of(0L, 2L, 1L, 2L);

        Named<Tensor> all = Diff.vmap(this::gradient, images, labels);

        for (int i = 0; i < 4; i++) {
            Named<Tensor> one = gradient(images.select(0, i), labels.select(0, i));
            for (String path : one.parts().keySet()) {
                assertThat(all.at(path).select(0, i).doubles())
                        .as("%s of example %d", path, i)
                        .containsExactly(one.at(path).doubles(), within(1e-13));
            }
        }
        assertThat(all.parts()).hasSize(4);
        assertThat(network.parameters().values()).allMatch(parameter -> parameter.grad() == null);
    }

    private long kernels(int count) {
        Tensor images = images(count);
        Tensor labels = Tensor.zeros(DType.INT64, count);
        long[] computed = {0};
        Eager.observed((op, inputs, outputs) -> computed[0]++, () -> Diff.vmap(this::gradient, images, labels));
        return computed[0];
    }

    @Test
    void theyTakeAsManyKernelsAsOneExample() {
        assertThat(kernels(32)).isEqualTo(kernels(1));
    }

    @Test
    void statisticsAreNotUpdatedInside() {
        BatchNorm norm = new BatchNorm(2);
        Tensor x = Tensor.ones(3, 4, 2);

        assertThatThrownBy(() -> Diff.vmap(each -> norm.forward(each)).apply(x))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("3 examples inside vmap");
        norm.evaluate();
        assertThat(Diff.vmap(each -> norm.forward(each)).apply(x).shape()).isEqualTo(x.shape());
    }
}
