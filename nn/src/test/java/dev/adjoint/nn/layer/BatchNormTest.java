package dev.adjoint.nn.layer;

import static dev.adjoint.nn.Numbers.assertClose;
import static dev.adjoint.nn.Numbers.ramp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.ShapeException;
import org.junit.jupiter.api.Test;

/** Normalisation against PyTorch (tools/nn_oracle.py). */
class BatchNormTest {

    private static BatchNorm layer() {
        BatchNorm norm = new BatchNorm(3);
        norm.cast(DType.FLOAT64);
        norm.parameters().get("weight").assign(Tensor.of(0.5, 1.0, -2.0));
        norm.parameters().get("bias").assign(Tensor.of(0.0, 1.0, 0.25));
        return norm;
    }

    @Test
    void trainingUsesTheBatchAndMovesTheRunningAverages() {
        BatchNorm norm = layer();
        Tensor x = ramp(4, 3, 2, 2).withGrad();
        Tensor y = norm.forward(x);
        assertClose(
                y.reshape(-1).slice(0, 0, 4),
                0.860997933917569,
                -0.364969539494337,
                0.531659929098743,
                -0.005296962505792);
        y.backward(ramp(4, 3, 2, 2).flip(0));
        assertClose(
                x.grad().reshape(-1).slice(0, 0, 4),
                -0.336117050166276,
                -0.463101925927438,
                0.539121777555425,
                -0.398812528794154);
        assertClose(norm.parameters().get("weight").grad(), 0.455734418890451, 0.768730405526413, -1.001343246083288);
        assertClose(norm.parameters().get("bias").grad(), -4.495964070718636, -2.011564845157349, 0.714122884180389);
        norm.forward(ramp(4, 3, 2, 2).mul(2).add(1));
        assertClose(norm.buffers().get("running_mean").value(), 0.018510651218225, 0.063540387181523, 0.11294347727577);
        assertClose(norm.buffers().get("running_var").value(), 1.03207459660064, 1.064061468723691, 1.113160490481566);
    }

    @Test
    void evaluationUsesTheRunningAveragesAndLeavesThemAlone() {
        BatchNorm norm = layer();
        norm.forward(ramp(4, 3, 2, 2));
        norm.forward(ramp(4, 3, 2, 2).mul(2).add(1));
        norm.evaluate();
        double[] mean = norm.buffers().get("running_mean").value().doubles();
        Tensor y = norm.forward(ramp(4, 3, 2, 2));
        assertClose(
                y.reshape(-1).slice(0, 0, 4),
                0.405033792963296,
                -0.381583427116148,
                0.19372072680493,
                -0.150806796589279);
        assertThat(norm.buffers().get("running_mean").value().doubles()).isEqualTo(mean);
        assertThat(norm.forward(ramp(1, 3, 1, 1)).size()).isEqualTo(3);
    }

    @Test
    void aSingleValuePerChannelHasNoVarianceToLearn() {
        assertThatThrownBy(() -> new BatchNorm(3).forward(Tensor.ones(1, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("BatchNorm 3: expects more than one value for each channel to learn a variance from, got"
                        + " float32[1, 3]. Give larger batches, drop the last incomplete one, or call evaluate() to"
                        + " use the averages.");
    }

    @Test
    void layerNormWorksOnEachExample() {
        LayerNorm norm = new LayerNorm(2, 2);
        norm.cast(DType.FLOAT64);
        assertClose(
                norm.forward(ramp(4, 3, 2, 2)).reshape(-1).slice(0, 0, 8),
                1.279203227922101,
                -1.311251523787337,
                0.583315924218087,
                -0.551267628352851,
                0.201903300301999,
                -0.902535292565506,
                -0.853668316632743,
                1.554300308896251);
    }
}
