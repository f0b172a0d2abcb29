package dev.adjoint.nn.loss;

import static dev.adjoint.nn.Numbers.assertClose;
import static dev.adjoint.nn.Numbers.ramp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import org.junit.jupiter.api.Test;

/** Losses against PyTorch (tools/nn_oracle.py). */
class LossTest {

    private static final Tensor SCORES = ramp(3, 4).mul(2);
    private static final Tensor LABELS = Tensor.of(2L, 0L, 3L);
    private static final Tensor WEIGHTS = Tensor.of(0.5, 2.0, 1.0, 4.0);

    private static void check(Loss loss, Tensor target, double value, double... gradient) {
        Tensor scores = SCORES.withGrad();
        Tensor result = loss.of(scores, target);
        assertThat(result.rank()).isZero();
        assertThat(result.item()).isCloseTo(value, within(1e-13));
        result.backward();
        assertClose(scores.grad(), gradient);
    }

    @Test
    void crossEntropy() {
        check(
                new CrossEntropy(),
                LABELS,
                2.22603344800583,
                0.212436709872321,
                0.008689341397681,
                -0.2433216831013,
                0.022195631831299,
                -0.298530651638034,
                0.006239126803984,
                0.006732137080865,
                0.285559387753184,
                0.011267948428307,
                0.014425637124651,
                0.292764552581961,
                -0.318458138134919);
        assertThat(new CrossEntropy()
                        .reduction(Reduction.SUM)
                        .of(SCORES, LABELS)
                        .item())
                .isCloseTo(6.678100344017491, within(1e-13));
        assertThat(new CrossEntropy()
                        .reduction(Reduction.NONE)
                        .of(SCORES, LABELS)
                        .sum()
                        .item())
                .isCloseTo(6.678100344017491, within(1e-13));
    }

    @Test
    void crossEntropyWithSmoothedLabels() {
        check(
                new CrossEntropy().smoothing(0.1),
                LABELS,
                2.238240350165298,
                0.204103376538988,
                0.000356008064347,
                -0.2183216831013,
                0.013862298497965,
                -0.273530651638034,
                -0.002094206529349,
                -0.001601196252468,
                0.277226054419851,
                0.002934615094974,
                0.006092303791317,
                0.284431219248628,
                -0.293458138134919);
    }

    @Test
    void crossEntropyWithWeightedClasses() {
        check(
                new CrossEntropy().weights(WEIGHTS),
                LABELS,
                2.704858149096172,
                0.115874569021266,
                0.004739640762371,
                -0.132720918055255,
                0.012106708271617,
                -0.081417450446736,
                0.00170158003745,
                0.001836037385691,
                0.077879833023596,
                0.02458461475267,
                0.031474117362874,
                0.638759023815188,
                -0.694817755930732);
        assertThat(new CrossEntropy()
                        .weights(WEIGHTS)
                        .smoothing(0.1)
                        .of(SCORES, LABELS)
                        .item())
                .isCloseTo(2.678982858197207, within(1e-13));
    }

    @Test
    void crossEntropyWithSharesOfTheClasses() {
        Tensor shares = ramp(3, 4).add(1).div(2);
        check(
                new CrossEntropy(),
                shares,
                2.101813031235763,
                0.140148867477276,
                -0.022246703944605,
                -0.045928799024568,
                -0.071973364508103,
                -0.095150946364904,
                0.007496053512826,
                0.001858956198805,
                0.085795936653273,
                -0.042690164891289,
                -0.057954086885635,
                0.160397828351457,
                -0.059753576574533);
        check(
                new CrossEntropy().weights(WEIGHTS).smoothing(0.1),
                shares,
                4.121279384906203,
                0.439361140909372,
                -0.065835056800831,
                0.026295038145927,
                -0.399821122254468,
                0.065340921244892,
                0.004993555850434,
                0.010762590990357,
                -0.081097068085682,
                -0.00340956177634,
                -0.128250387994094,
                0.432736055448445,
                -0.301076105678011);
        Tensor certain = Tensor.of(new double[] {0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1}, 3, 4);
        assertThat(new CrossEntropy().smoothing(0.1).of(SCORES, certain).item())
                .isCloseTo(new CrossEntropy().smoothing(0.1).of(SCORES, LABELS).item(), within(1e-13));
    }

    @Test
    void crossEntropyOfHugeScoresIsExact() {
        Tensor scores =
                Tensor.of(new float[] {1000, -1000, 0, 0, 500, 1000}, 2, 3).withGrad();
        Tensor loss = new CrossEntropy().of(scores, Tensor.of(0, 1));
        assertThat(loss.item()).isEqualTo(250);
        loss.backward();
        assertThat(scores.grad().floats()).containsExactly(0, 0, 0, 0, -0.5f, 0.5f);
    }

    @Test
    void hingeSumsOverTheOtherClasses() {
        double third = 1 / 3.0;
        check(
                new Hinge(),
                LABELS,
                3.544904439263652,
                third,
                0,
                -third,
                0,
                -third,
                0,
                0,
                third,
                third,
                third,
                third,
                -1);
        check(
                new Hinge().margin(0.25),
                LABELS,
                2.304148706180975,
                third,
                0,
                -third,
                0,
                -third,
                0,
                0,
                third,
                0,
                third,
                third,
                -2 * third);
    }

    @Test
    void hingeIsFlatAtItsKink() {
        Tensor scores = Tensor.of(new float[] {2, 1, 0.5f}, 1, 3).withGrad();
        Tensor loss = new Hinge().of(scores, Tensor.of(0L));
        assertThat(loss.item()).isZero();
        loss.backward();
        assertThat(scores.grad().floats()).containsOnly(0);
    }

    @Test
    void hingeOfTheLectureExample() {
        // Scores of a cat, a car and a frog picture: losses 2.9, 0 and 12.9.
        Tensor scores = Tensor.of(new double[] {3.2, 5.1, -1.7, 1.3, 4.9, 2.0, 2.2, 2.5, -3.1}, 3, 3);
        Tensor losses = new Hinge().reduction(Reduction.NONE).of(scores, Tensor.of(0L, 1L, 2L));
        assertThat(losses.doubles()).containsExactly(new double[] {2.9, 0, 12.9}, within(1e-12));
    }

    @Test
    void binaryCrossEntropy() {
        check(
                new BinaryCrossEntropy(),
                ramp(3, 4).add(1).div(2),
                0.408996235335745,
                -0.006453482408722,
                0.00490053298114,
                -0.00091035434914,
                0.00032080960966,
                3.1976020953e-05,
                0.009735793471718,
                0.008844808663454,
                -0.008088179400589,
                0.002996371174297,
                0.001635707941104,
                -0.009904962213657,
                0.001499779638702);
        assertThat(new BinaryCrossEntropy()
                        .of(Tensor.of(1000f, -1000f, 1000f), Tensor.of(1f, 0f, 0f))
                        .item())
                .isCloseTo(1000 / 3.0, within(1e-4));
    }

    @Test
    void squaredError() {
        check(
                new SquaredError(),
                ramp(3, 4),
                0.51522390174509,
                0.140245164134649,
                -0.126133749217988,
                0.068686414206959,
                -0.047983886110844,
                -0.022058625016296,
                -0.165296475573853,
                -0.158958775459912,
                0.153337673032798,
                -0.104981332379076,
                -0.084394273518293,
                0.166469204120597,
                -0.081836932316412);
    }

    @Test
    void labelsMayBeSmallIntegers() {
        double expected = new CrossEntropy().of(SCORES, LABELS).item();
        assertThat(new CrossEntropy().of(SCORES, Tensor.of(2, 0, 3)).item()).isEqualTo(expected);
        assertThat(new CrossEntropy()
                        .of(SCORES, Tensor.ofBytes(new byte[] {2, 0, 3}, 3))
                        .item())
                .isEqualTo(expected);
    }

    @Test
    void targetsThatDoNotFitAreRefusedWithARemedy() {
        assertThatThrownBy(() -> new CrossEntropy().of(SCORES, ramp(3)))
                .isInstanceOf(DTypeException.class)
                .hasMessage("cross-entropy: labels are float64[3], not class indices. Give int64 labels from 0 to 3:"
                        + " one-hot rows become indices with argmax(1), floats with cast(DType.INT64).");
        assertThatThrownBy(() -> new CrossEntropy().of(SCORES, ramp(3, 4).cast(DType.FLOAT32)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("element types differ");
        assertThatThrownBy(() -> new Hinge().of(SCORES, Tensor.of(1L, 2L)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("hinge: labels [2] for scores [3, 4]. Give one label for each of the 3 rows: [3].");
        assertThatThrownBy(() -> new CrossEntropy().of(ramp(4), Tensor.of(1L)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("not [batch, classes]");
        assertThatThrownBy(() -> new CrossEntropy().of(SCORES, Tensor.of(1L, 4L, 0L)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageStartingWith("cross-entropy: a label is no class of scores [3, 4]: ")
                .hasMessageEndingWith("Labels go from 0 to 3.");
        assertThatThrownBy(() -> new SquaredError().of(ramp(3, 1), ramp(3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("squared error: prediction [3, 1] and target [3] differ."
                        + " Reshape the target: t.reshape(p.shape().dims()).");
        assertThatThrownBy(() -> new BinaryCrossEntropy().of(ramp(3), Tensor.of(1f, 0f, 1f)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("t.cast(DType.FLOAT64)");
        assertThatThrownBy(() -> new CrossEntropy().smoothing(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CrossEntropy().weights(ramp(3)).of(SCORES, LABELS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("3 class weights for scores [3, 4]");
    }
}
