package dev.adjoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree.Listed;
import dev.adjoint.diff.Diff;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.Scope;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cost of derivatives, counted instead of timed: each result of an op is one storage. */
class CurveTest {

    @ParameterizedTest
    @EnumSource
    void aDerivativeTakesASmallMultipleOfTheStoragesOfItsFunction(Curve curve) {
        Curve.Subject subject = curve.subject(curve.sizes().getFirst());
        Listed<Tensor> w = subject.weights();
        Listed<Tensor> dw = w.mapTensors(part -> part.mul(0.5));
        Tensor x = subject.data();
        long value = storages(() -> subject.ofWeights(w));
        long gradient = storages(() -> Diff.valueAndGrad(subject::ofWeights, w));

        assertThat(gradient).isBetween(value + 1, 3 * value);
        assertThat(storages(() -> Diff.jvp(subject::ofData, x, x))).isBetween(value + 1, 5 * value / 2);
        assertThat(storages(() -> Diff.jvp(subject::ofWeights, w, dw))).isBetween(value + 1, 3 * value);
        assertThat(storages(() -> Diff.hvp(subject::ofWeights, w, dw))).isBetween(gradient + 1, 3 * gradient);
    }

    @Test
    void aChainOfTwiceTheLengthTakesTwiceTheStorages() {
        assertThat(chain(2_000) - chain(1_000)).isEqualTo(chain(3_000) - chain(2_000));
    }

    private static long chain(int n) {
        Curve.Subject subject = Curve.CHAIN.subject(n);
        return storages(() -> Diff.hvp(subject::ofWeights, subject.weights(), subject.weights()));
    }

    private static long storages(Supplier<?> body) {
        try (Scope _ = Scope.open()) {
            long before = MemoryPool.statistics().allocations();
            Object result = body.get();
            assertThat(result).isNotNull();
            return MemoryPool.statistics().allocations() - before;
        }
    }
}
