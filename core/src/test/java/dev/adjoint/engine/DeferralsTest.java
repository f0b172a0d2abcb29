package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Launch;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A pass that fails leaves everything as it was before anybody asked. */
class DeferralsTest {

    private static final PointwiseOp ADD = Pointwise.ADD.function().with();
    private static final PointwiseOp EXP = Pointwise.EXP.function().with();
    private static final long SIZE = 1 << 18;

    private final Failing failing = new Failing();
    private final Kernels kernels = Kernels.of(failing);
    private final Deferrals deferrals = new Deferrals(kernels);

    /** Computes by the reference, after it has written half of the result and thrown as often as wanted. */
    private static final class Failing implements KernelProvider {

        private int failures;

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public String status() {
            return "fails when it is told to";
        }

        @Override
        public @Nullable Kernel find(Primitive op, Array[] inputs, TensorType[] outputs) {
            if (!(op instanceof PointwiseOp)) {
                return null;
            }
            return (same, arguments, results) -> {
                if (failures > 0) {
                    failures--;
                    for (long i = 0; i < SIZE / 2; i++) {
                        results[0].setDouble(i, -1);
                    }
                    throw new OutOfMemoryError("of the test");
                }
                same.evaluate(arguments, results);
            };
        }
    }

    private Array deferred(PointwiseOp op, Array... arguments) {
        Launch launch = kernels.find(op, arguments);
        Array result = launch.allocate(0);
        assertThat(deferrals.defers(op, launch, arguments, new Array[] {result}))
                .isTrue();
        return result;
    }

    private static Array numbers() {
        Array numbers = Array.allocate(DType.FLOAT32, Shape.of(SIZE));
        for (long i = 0; i < SIZE; i++) {
            numbers.setDouble(i, i % 3);
        }
        return numbers;
    }

    @Test
    void whatFailedIsComputedWhenItIsAskedForAgain() {
        Array x = numbers();
        Array twice = deferred(ADD, x, x);
        Array more = deferred(ADD, twice, x);
        long inUse = MemoryPool.statistics().inUseBytes();

        failing.failures = 2;
        assertThatThrownBy(() -> more.doubleAt(1)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> more.doubleAt(1)).isInstanceOf(OutOfMemoryError.class);

        assertThat(MemoryPool.statistics().inUseBytes()).isEqualTo(inUse);
        assertThat(more.storage().pending()).isNotNull();
        assertThat(more.doubleAt(1)).isEqualTo(3);
        assertThat(twice.doubleAt(2)).isEqualTo(4);
        assertThat(more.doubleAt(SIZE - 1)).isEqualTo(3 * ((SIZE - 1) % 3));
    }

    @Test
    void whatAFailureKeptFromBeingReadIsNotChanged() {
        Array x = numbers();
        Array twice = deferred(ADD, x, x);

        failing.failures = 1;
        assertThatThrownBy(() -> x.setDouble(1, 100)).isInstanceOf(OutOfMemoryError.class);

        assertThat(x.doubleAt(1)).isEqualTo(1);
        assertThat(twice.doubleAt(1)).isEqualTo(2);
        x.setDouble(1, 100);
        assertThat(x.doubleAt(1)).isEqualTo(100);
        assertThat(twice.doubleAt(1)).isEqualTo(2);
    }

    @Test
    void memoryThatAFailureKeptFromBeingHandedOutIsNot() {
        Array x = numbers();
        Array twice = deferred(ADD, x, x);

        failing.failures = 1;
        assertThatThrownBy(x::segment).isInstanceOf(OutOfMemoryError.class);

        x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 1, 100);
        assertThat(twice.doubleAt(1)).isEqualTo(2);
    }

    @Test
    void othersThatShareItsArgumentsAreComputed() {
        Array x = numbers();
        Array shared = deferred(EXP, x);
        Array one = deferred(ADD, shared, x);
        Array other = deferred(ADD, shared, shared);

        failing.failures = 1;
        assertThatThrownBy(one::address).isInstanceOf(OutOfMemoryError.class);

        assertThat(other.doubleAt(0)).isEqualTo(2);
        assertThat(one.doubleAt(0)).isEqualTo(1);
    }
}
