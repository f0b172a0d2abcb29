package dev.adjoint.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import org.junit.jupiter.api.Test;

class DropoutTest {

    private static float[] dropped(Dropout dropout) {
        return dropout.forward(Tensor.ones(200, 500)).floats();
    }

    @Test
    void dropsTheShareAndScalesTheRest() {
        float[] y = dropped(new Dropout(0.3, Generator.seed(1)));
        int zeros = 0;
        for (float value : y) {
            assertThat(value).isIn(0f, (float) (1 / 0.7));
            zeros += value == 0 ? 1 : 0;
        }
        // Four standard deviations of a binomial count.
        double deviation = Math.sqrt(0.3 * 0.7 / y.length);
        assertThat((double) zeros / y.length).isCloseTo(0.3, within(4 * deviation));
    }

    @Test
    void theSameSeedDropsTheSameAndEachPassDropsAnew() {
        Dropout one = new Dropout(0.5, Generator.seed(1));
        Dropout same = new Dropout(0.5, Generator.seed(1));
        float[] first = dropped(one);
        assertThat(dropped(same)).isEqualTo(first);
        float[] second = dropped(one);
        assertThat(second).isNotEqualTo(first);
        assertThat(dropped(same)).isEqualTo(second);
    }

    @Test
    void layersOfOneGeneratorDropDifferently() {
        Generator generator = Generator.seed(1);
        assertThat(dropped(new Dropout(0.5, generator))).isNotEqualTo(dropped(new Dropout(0.5, generator)));
    }

    @Test
    void theGradientIsDroppedWhereTheValueIs() {
        Tensor x = Tensor.ones(50).withGrad();
        Tensor y = new Dropout(0.5, Generator.seed(3)).forward(x);
        y.sum().backward();
        assertThat(x.grad().floats()).isEqualTo(y.floats()).contains(0f, 2f);
    }

    @Test
    void evaluationIsTheIdentity() {
        Dropout dropout = new Dropout(0.5, Generator.seed(1));
        Tensor x = Tensor.ones(3);
        dropout.evaluate();
        assertThat(dropout.forward(x)).isSameAs(x);
        dropout.train();
        assertThat(new Dropout(0, Generator.seed(1)).forward(x)).isSameAs(x);
    }
}
