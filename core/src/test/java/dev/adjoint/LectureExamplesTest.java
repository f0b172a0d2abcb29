package dev.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The small worked examples of the lectures on backpropagation, with the numbers on their slides. */
class LectureExamplesTest {

    @Test
    void sumTimesFactor() {
        Tensor x = Tensor.scalar(-2f).withGrad();
        Tensor y = Tensor.scalar(5f).withGrad();
        Tensor z = Tensor.scalar(-4f).withGrad();

        Tensor f = x.add(y).mul(z);
        f.backward();

        assertThat(f.item()).isEqualTo(-12);
        assertThat(x.grad().item()).isEqualTo(-4);
        assertThat(y.grad().item()).isEqualTo(-4);
        assertThat(z.grad().item()).isEqualTo(3);
    }

    @Test
    void sumOfSquares() {
        Tensor x = Tensor.scalar(5f).withGrad();
        Tensor y = Tensor.scalar(3f).withGrad();

        x.mul(x).add(y.mul(y)).backward();

        assertThat(x.grad().item()).isEqualTo(10);
        assertThat(y.grad().item()).isEqualTo(6);
    }

    @Test
    void neuronFromPrimitives() {
        Tensor w = Tensor.of(2.0, -3.0).withGrad();
        Tensor bias = Tensor.scalar(-3.0).withGrad();
        Tensor x = Tensor.of(-1.0, -2.0).withGrad();

        Tensor s = w.mul(x).sum().add(bias);
        Tensor one = Tensor.scalar(1.0);
        Tensor neuron = one.div(one.add(s.neg().exp()));
        neuron.backward();

        assertNeuron(neuron, w, bias, x);
    }

    @Test
    void neuronWithOneSigmoid() {
        Tensor w = Tensor.of(2.0, -3.0).withGrad();
        Tensor bias = Tensor.scalar(-3.0).withGrad();
        Tensor x = Tensor.of(-1.0, -2.0).withGrad();

        Tensor neuron = w.mul(x).sum().add(bias).sigmoid();
        neuron.backward();

        assertNeuron(neuron, w, bias, x);
    }

    /** The slide rounds each step to two digits; these are its numbers to the digits that it gives. */
    private static void assertNeuron(Tensor neuron, Tensor w, Tensor bias, Tensor x) {
        assertThat(neuron.item()).isCloseTo(0.73, within(0.005));
        assertThat(w.grad().at(0)).isCloseTo(-0.20, within(0.005));
        assertThat(w.grad().at(1)).isCloseTo(-0.39, within(0.005));
        assertThat(bias.grad().item()).isCloseTo(0.20, within(0.005));
        assertThat(x.grad().at(0)).isCloseTo(0.39, within(0.005));
        assertThat(x.grad().at(1)).isCloseTo(-0.59, within(0.005));
    }

    @Test
    void rectifierLetsTheUpstreamThroughWhereItsInputIsPositive() {
        Tensor x = Tensor.of(1f, -2f, 3f, -1f).withGrad();

        x.relu().backward(Tensor.of(4f, -1f, 5f, 9f));

        assertThat(x.grad().floats()).containsExactly(4, 0, 5, 0);
    }

    @Test
    void matrixProductSendsBackTwoProducts() {
        Tensor x = Tensor.of(new double[] {2, 1, -3, -3, 4, 2}, 2, 3).withGrad();
        Tensor w = Tensor.of(new double[] {3, 2, 1, -1, 2, 1, 3, 2, 3, 2, 1, -2}, 3, 4)
                .withGrad();
        Tensor dy = Tensor.of(new double[] {2, 3, -3, 9, -8, 1, 4, 6}, 2, 4);

        x.matmul(w).backward(dy);

        assertThat(x.grad().doubles())
                .containsExactly(dy.matmul(w.detach().transpose()).doubles());
        assertThat(w.grad().doubles())
                .containsExactly(x.detach().transpose().matmul(dy).doubles());
        assertThat(x.grad().doubles()).containsExactly(0, 16, -9, -24, 9, -30);
    }
}
