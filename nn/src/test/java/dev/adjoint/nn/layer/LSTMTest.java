package dev.adjoint.nn.layer;

import static dev.adjoint.nn.Numbers.assertClose;
import static dev.adjoint.nn.Numbers.assertGradients;
import static dev.adjoint.nn.Numbers.fill;
import static dev.adjoint.nn.Numbers.ramp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.junit.jupiter.api.Test;

/** Against PyTorch (tools/nn_oracle.py) and central differences. */
class LSTMTest {

    private static final Generator GENERATOR = Generator.seed(5);

    private static LSTM of(LSTM.Options options) {
        LSTM lstm = options.build(GENERATOR);
        lstm.cast(DType.FLOAT64);
        return fill(lstm, 0.5);
    }

    @Test
    void itIsThatOfPyTorch() {
        LSTM lstm = of(LSTM.of(3, 2).layers(2));
        Tensor x = ramp(3, 2, 3).withGrad();
        LSTM.State first = new LSTM.State(ramp(2, 2, 2), ramp(2, 2, 2).flip(0));

        LSTM.Result result = lstm.run(x, first);
        result.outputs()
                .mul(ramp(3, 2, 2))
                .sum()
                .add(result.state().cell().sum())
                .backward();

        assertClose(
                result.outputs().reshape(-1),
                0.032625877542185,
                -0.298928014584161,
                0.11790901313236,
                -0.21337545165773,
                -0.0586613964556,
                -0.156411889092267,
                -0.026434239189189,
                -0.194513469975553,
                -0.081643075843263,
                -0.108824751096526,
                -0.082727368303397,
                -0.130771133343157);
        assertClose(
                result.state().hidden().reshape(-1),
                0.036793171710387,
                0.032126268619547,
                0.045363208387491,
                0.14755863127769,
                -0.081643075843263,
                -0.108824751096526,
                -0.082727368303397,
                -0.130771133343157);
        assertClose(
                result.state().cell().reshape(-1),
                0.257222154715753,
                0.038090661793567,
                0.198453652914873,
                0.212287935668365,
                -0.277852009065702,
                -0.155100884250798,
                -0.268968886446817,
                -0.188971110090105);
        assertClose(
                x.grad().reshape(-1).slice(0, 0, 6),
                -0.010157458001723,
                -0.040993877208427,
                0.033750943494861,
                -0.061892844413899,
                0.062942863222214,
                -0.076959546878599);
        assertClose(
                lstm.parameters().get("weight_hh_l0").grad().reshape(-1).slice(0, 0, 5),
                -0.084576770011709,
                0.046843400147886,
                -0.029365408426449,
                0.000593092242092,
                0.015505436778879);
        assertClose(
                lstm.parameters().get("bias_ih_l1").grad(),
                -0.159108611832394,
                -0.175396187491318,
                0.039636084972342,
                -0.103713872071174,
                1.917918285025675,
                0.544300907964616,
                0.070009900131782,
                0.073441221533004);
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        assertGradients(of(LSTM.of(2, 3)), ramp(4, 2, 2));
        assertGradients(of(LSTM.of(2, 2).layers(2).bias(false).batchFirst(true)), ramp(2, 3, 2));
    }

    @Test
    void theBatchMayComeFirst() {
        LSTM timeFirst = of(LSTM.of(3, 2));
        LSTM batchFirst = of(LSTM.of(3, 2).batchFirst(true));
        Tensor x = ramp(5, 4, 3);

        LSTM.Result there = timeFirst.run(x);
        LSTM.Result here = batchFirst.run(x.transpose(0, 1));

        assertThat(here.outputs().transpose(0, 1).contiguous().doubles())
                .containsExactly(there.outputs().doubles());
        assertThat(here.state().cell().doubles())
                .containsExactly(there.state().cell().doubles());
    }

    @Test
    void aSequenceMayBeCutAndCarriedOn() {
        LSTM lstm = of(LSTM.of(3, 2).layers(2));
        Tensor x = ramp(6, 2, 3);

        LSTM.Result whole = lstm.run(x);
        LSTM.Result first = lstm.run(x.slice(0, 0, 4));
        LSTM.Result second = lstm.run(x.slice(0, 4, 6), first.state());

        assertClose(
                Tensor.concat(0, first.outputs(), second.outputs()),
                whole.outputs().doubles());
        assertClose(second.state().hidden(), whole.state().hidden().doubles());
        assertThat(whole.state().hidden().select(0, 1).doubles())
                .containsExactly(whole.outputs().select(0, 5).contiguous().doubles());
    }

    @Test
    void parametersHaveTheNamesAndShapesOfPyTorch() {
        LSTM lstm = LSTM.of(3, 2).layers(2).build(GENERATOR);

        assertThat(lstm.parameters().keySet())
                .containsExactly(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_ih_l1",
                        "weight_hh_l1",
                        "bias_ih_l1",
                        "bias_hh_l1");
        assertThat(lstm.parameters().get("weight_ih_l1").value().shape()).isEqualTo(Shape.of(8, 2));
        assertThat(lstm.parameterCount()).isEqualTo(24 + 16 + 16 + 16 + 16 + 16);
        assertThat(lstm).hasToString("LSTM 3 -> 2 x 2");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        LSTM lstm = new LSTM(3, 2, GENERATOR);
        assertThatThrownBy(() -> lstm.forward(Tensor.ones(4, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("LSTM 3 -> 2: expects [time, batch, 3], got float32[4, 3]."
                        + " Give sequences of at least one step, of vectors as long as the layer's inputs.");
        assertThatThrownBy(() -> lstm.forward(Tensor.ones(0, 4, 3))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> lstm.forward(Tensor.ones(DType.FLOAT64, 5, 4, 3)))
                .isInstanceOf(DTypeException.class);
        Tensor wrong = Tensor.zeros(1, 3, 2);
        assertThatThrownBy(() -> lstm.run(Tensor.ones(5, 4, 3), new LSTM.State(wrong, wrong)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("LSTM 3 -> 2: expects a state of [1, 4, 2] twice, got float32[1, 3, 2]."
                        + " Carry on what this layer's run answered.");
        assertThatThrownBy(() -> LSTM.of(3, 2).layers(0))
                .isInstanceOf(ModuleException.class)
                .hasMessage("lstm: 0 layers. Give at least 1.");
    }
}
