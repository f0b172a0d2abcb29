package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Context;
import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Origin;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BackwardTest {

    @Test
    void gradientsSumWhereAValueFeedsSeveralOps() {
        Tensor x = Tensor.of(1.0, 2.0).withGrad();

        x.mul(x).add(x.mul(3)).sum().backward();

        assertThat(x.grad().doubles()).containsExactly(5, 7);
    }

    @Test
    void gradientsSumOverWalks() {
        Tensor x = Tensor.scalar(3.0).withGrad();

        x.square().backward();
        x.square().backward();
        assertThat(x.grad().item()).isEqualTo(12);

        x.clearGrad();
        assertThat(x.grad()).isNull();
    }

    @Test
    void aBranchThatTheLossDoesNotSeeIsNotWaitedFor() {
        Tensor x = Tensor.of(1.0, 2.0, 3.0).withGrad();
        Tensor h = Tensor.of(4.0, 5.0, 6.0);

        Tensor a = x.mul(h);
        Tensor dead = a.mul(a);
        a.sum().backward();

        assertThat(x.grad().doubles()).containsExactly(4, 5, 6);
        assertThat(dead.requiresGrad()).isTrue();
    }

    @Test
    void aChainOfAMillionNodesOverflowsNoStack() {
        Tensor x = Tensor.scalar(1.0).withGrad();
        Tensor y = x;
        for (int i = 0; i < 1_000_000; i++) {
            y = y.add(1);
        }
        y.backward();

        assertThat(y.item()).isEqualTo(1_000_001);
        assertThat(x.grad().item()).isEqualTo(1);
    }

    @Test
    void everyWalkOverADeepDiamondIsLinear() {
        Tensor x = Tensor.scalar(1.0).withGrad();
        Tensor y = x;
        for (int i = 0; i < 60; i++) {
            y = y.add(y);
        }
        y.backward();

        assertThat(x.grad().item()).isEqualTo(0x1p60);
    }

    @Test
    void aSecondWalkSaysThatTheGraphWasFreed() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor y = x.square().sin();
        y.backward();

        assertThatThrownBy(y::backward)
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("sin")
                .hasMessageContaining("walked before")
                .hasMessageContaining("Compute the value again");
    }

    @Test
    void aSecondWalkThatMeetsAFreedPartLeavesNoGradientBehind() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor z = Tensor.scalar(3.0).withGrad();
        Tensor shared = x.square();
        shared.sum().backward();

        assertThatThrownBy(() -> shared.mul(z).backward()).isInstanceOf(GradientException.class);

        assertThat(z.grad()).isNull();
        assertThat(x.grad().item()).isEqualTo(4);
    }

    @Test
    void aRetainedGraphCanBeWalkedAgainAndItsGradientsDifferentiated() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor y = x.pow(3);

        y.backward(Tensor.scalar(1.0), true);
        Tensor slope = x.grad();
        x.clearGrad();
        slope.backward();

        assertThat(slope.item()).isEqualTo(12);
        assertThat(x.grad().item()).isEqualTo(12);
    }

    @Test
    void writingToAKeptValueIsNoticedBeforeAWrongGradientIsMade() {
        Tensor x = Tensor.of(1.0, 2.0).withGrad();
        Tensor factor = Tensor.of(3.0, 4.0);
        Tensor y = x.mul(factor).sum();

        factor.assign(Tensor.of(5.0, 6.0));

        assertThatThrownBy(y::backward)
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("mul")
                .hasMessageContaining("overwritten in place")
                .hasMessageContaining("float64[2]");
    }

    @Test
    void inDebugModeItIsSaidWhereAKeptValueWasMadeAndOverwritten() {
        Origin.record(true);
        try {
            Tensor x = Tensor.of(1.0, 2.0).withGrad();
            Tensor factor = Tensor.of(3.0, 4.0);
            Tensor y = x.mul(factor).sum();
            factor.assign(Tensor.of(5.0, 6.0));

            // The innermost line outside the library: here that is JUnit's, since these tests are inside.
            assertThatThrownBy(y::backward).hasMessageContaining("Kept at ").hasMessageContaining("overwritten at ");
        } finally {
            Origin.record(false);
        }
    }

    @Test
    void writingToARecordedValueIsRefusedWhileRecording() {
        Tensor x = Tensor.of(1.0, 2.0).withGrad();

        assertThatThrownBy(() -> x.assign(Tensor.of(5.0, 6.0)))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("Recording.off");

        Recording.off(() -> x.assign(Tensor.of(5.0, 6.0)));
        assertThat(x.doubles()).containsExactly(5, 6);
    }

    @Test
    void nothingIsRecordedInsideRecordingOff() {
        Tensor x = Tensor.scalar(2.0).withGrad();

        Tensor y = Recording.off(() -> x.square());

        assertThat(y.requiresGrad()).isFalse();
        assertThat(x.square().requiresGrad()).isTrue();
        assertThat(Recording.off(() -> Recording.on(x::square)).requiresGrad()).isTrue();
        assertThatThrownBy(y::backward).isInstanceOf(GradientException.class).hasMessageContaining("recording was off");
    }

    @Test
    void detachStopsTheGradient() {
        Tensor x = Tensor.scalar(3.0).withGrad();

        x.mul(x.detach()).backward();

        assertThat(x.grad().item()).isEqualTo(3);
    }

    @Test
    void whatCannotHaveAGradientSaysWhy() {
        Tensor x = Tensor.of(1.0, 2.0).withGrad();

        assertThatThrownBy(() -> x.mul(2).backward())
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("not a scalar")
                .hasMessageContaining("float64[2]");
        assertThatThrownBy(() -> x.backward(Tensor.of(1.0, 2.0, 3.0))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> x.backward(Tensor.of(1f, 2f))).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.of(1, 2).withGrad()).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> x.mul(2).grad()).hasMessageContaining("only leaves keep");
        assertThatThrownBy(() -> x.mul(2).withGrad()).hasMessageContaining("detach().withGrad()");
        assertThatThrownBy(() -> Tensor.scalar(1.0).backward()).hasMessageContaining("withGrad()");
    }

    /** The lectures' custom gate, in their form: forward keeps, backward multiplies. */
    private record MultiplyGate() implements Op {
        @Override
        public String name() {
            return "multiply_gate";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            context.keep(inputs[0], inputs[1]);
            return new Tensor[] {inputs[0].mul(inputs[1])};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... upstream) {
            return new Tensor[] {upstream[0].mul(context.kept(1)), upstream[0].mul(context.kept(0))};
        }
    }

    @Test
    void aUsersOwnGate() {
        Tensor x = Tensor.of(3.0, 4.0).withGrad();
        Tensor y = Tensor.of(5.0, 6.0).withGrad();

        new MultiplyGate().apply(x, y)[0].sum().backward();

        assertThat(x.grad().doubles()).containsExactly(5, 6);
        assertThat(y.grad().doubles()).containsExactly(3, 4);
        assertThat(new MultiplyGate().apply(Tensor.scalar(2.0), Tensor.scalar(3.0))[0].item())
                .isEqualTo(6);
    }

    @Test
    void aUsersOwnGateCanBeDifferentiatedTwice() {
        Tensor x = Tensor.scalar(3.0).withGrad();
        Tensor y = Tensor.scalar(5.0).withGrad();

        new MultiplyGate().apply(x, x.mul(y))[0].backward(Tensor.scalar(1.0), true);
        Tensor slope = x.grad();
        y.clearGrad();
        slope.backward();

        // f = x^2 y, df/dx = 2 x y, d2f/dxdy = 2 x
        assertThat(slope.item()).isEqualTo(30);
        assertThat(y.grad().item()).isEqualTo(6);
    }

    @Test
    void threadsDoNotSeeEachOthersGradients() throws Exception {
        List<Callable<Double>> tasks = new ArrayList<>();
        for (int i = 1; i <= 64; i++) {
            double start = i;
            tasks.add(() -> {
                Tensor x = Tensor.scalar(start).withGrad();
                Tensor y = x;
                for (int step = 0; step < 100; step++) {
                    y = y.mul(1).add(x);
                }
                y.backward();
                return x.grad().item();
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Double> slope : threads.invokeAll(tasks)) {
                assertThat(slope.get()).isEqualTo(101);
            }
        }
    }

    @Test
    void threadsMaySumIntoOneLeaf() throws Exception {
        Tensor x = Tensor.scalar(1.0).withGrad();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(() -> {
                x.mul(2).backward();
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        assertThat(x.grad().item()).isEqualTo(100);
    }
}
