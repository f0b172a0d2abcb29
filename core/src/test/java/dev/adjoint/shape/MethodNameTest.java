package dev.adjoint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodNameTest {

    @ParameterizedTest
    @CsvSource({
        "matmul, matmul",
        "layer_norm, layerNorm",
        "softmax_cross_entropy_gradient, softmaxCrossEntropyGradient",
        "max_pool2d, maxPool2d",
        "exp.vjp, exp.vjp",
        "layerNorm, layerNorm"
    })
    void isTheOpsNameWithoutUnderscores(String op, String method) {
        assertThat(MethodName.of(op)).isEqualTo(method);
    }
}
