package dev.adjoint.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.GradientException;
import dev.adjoint.Interpreter;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private static final Tensor POINT = Tensor.of(0.3, -0.7, 1.1);

    private static Tensor twist(Tensor x) {
        return x.sin().mul(x).exp().add(x.square());
    }

    @Test
    void gradientsOfEachOrderAndModeAreThoseOfTheFunctionItself() {
        UnaryOperator<Tensor> plain = x -> twist(twist(x).mul(0.1)).sum();
        UnaryOperator<Tensor> inner = Diff.checkpoint(CheckpointTest::twist);
        UnaryOperator<Tensor> held = x -> inner.apply(inner.apply(x).mul(0.1)).sum();
        Tensor v = Tensor.of(1.0, 2.0, -0.5);

        assertThat(held.apply(POINT).doubles())
                .containsExactly(plain.apply(POINT).doubles());
        assertSame(Diff.grad(plain, POINT), Diff.grad(held, POINT));
        assertSame(Diff.jvp(plain, POINT, v).tangent(), Diff.jvp(held, POINT, v).tangent());
        assertSame(Diff.hvp(plain, POINT, v), Diff.hvp(held, POINT, v));
        UnaryOperator<Tensor> plainTwice = x -> Diff.grad(plain, x).mul(v).sum();
        UnaryOperator<Tensor> heldTwice = x -> Diff.grad(held, x).mul(v).sum();
        assertSame(Diff.grad(plainTwice, POINT), Diff.grad(heldTwice, POINT));
        assertSame(
                Diff.grad(x -> Diff.grad(plainTwice, x).sum(), POINT),
                Diff.grad(x -> Diff.grad(heldTwice, x).sum(), POINT));
        assertSame(
                Diff.grad(x -> Diff.jvp(plain, x, v).tangent(), POINT),
                Diff.grad(x -> Diff.jvp(held, x, v).tangent(), POINT));
        assertSame(
                Diff.jvp(x -> Diff.jvp(plain, x, v).tangent(), POINT, v).tangent(),
                Diff.jvp(x -> Diff.jvp(held, x, v).tangent(), POINT, v).tangent());
        GradientCheck.of(held).at(POINT);
    }

    private static void assertSame(Tensor expected, Tensor found) {
        assertThat(found.doubles()).containsExactly(expected.doubles(), within(1e-12));
    }

    @Test
    void itNests() {
        UnaryOperator<Tensor> inner = Diff.checkpoint(CheckpointTest::twist);
        UnaryOperator<Tensor> outer =
                Diff.checkpoint(x -> inner.apply(inner.apply(x).mul(0.1)));

        assertSame(
                Diff.grad(x -> twist(twist(x).mul(0.1)).sum(), POINT),
                Diff.grad(x -> outer.apply(x).sum(), POINT));
        GradientCheck.of(outer).at(POINT);
    }

    @Test
    void whatItClosesOverHasItsGradientToo() {
        Tensor w = Tensor.of(2.0, 3.0, 4.0).withGrad();
        Tensor h = w.square();

        Tensor x = POINT.withGrad();
        Diff.checkpoint(t -> t.mul(w).sin().mul(h), x).sum().backward();
        Tensor byX = x.grad();
        Tensor byW = w.grad();

        Tensor plainX = POINT.withGrad();
        Tensor plainW = Tensor.of(2.0, 3.0, 4.0).withGrad();
        plainX.mul(plainW).sin().mul(plainW.square()).sum().backward();
        assertSame(plainX.grad(), byX);
        assertSame(plainW.grad(), byW);
    }

    @Test
    void aLeafThatOnlyTheSegmentReadsHasItsGradient() {
        Tensor w = Tensor.scalar(2.0).withGrad();

        Diff.checkpoint(t -> t.mul(w), Tensor.scalar(5.0)).backward();

        assertThat(w.grad().item()).isEqualTo(5);
    }

    @Test
    void gradientsInTheHandMadeStyleCanBeDifferentiated() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor y = Diff.checkpoint(t -> t.pow(3).mul(t), x);

        Tensor slope = Diff.gradients(y, x, true);
        Tensor bend = Diff.gradients(slope, x, true);
        bend.backward();

        assertThat(slope.item()).isEqualTo(32);
        assertThat(bend.item()).isEqualTo(48);
        assertThat(x.grad().item()).isEqualTo(48);
    }

    @Test
    void severalArgumentsAndResultsAndUnusedOnes() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor y = Tensor.scalar(3.0).withGrad();

        TensorTree.Listed<Tensor> parts = Diff.checkpoint(
                p -> TensorTree.list(p.first().mul(p.second()), p.first().square(), p.second(), Tensor.scalar(7.0)),
                TensorTree.pair(x, y));
        parts.at(0).add(parts.at(2)).backward();

        assertThat(parts.tensors().stream().mapToDouble(Tensor::item)).containsExactly(6.0, 4.0, 3.0, 7.0);
        assertThat(x.grad().item()).isEqualTo(3);
        assertThat(y.grad().item()).isEqualTo(3);
        assertThat(parts.at(3).requiresGrad()).isFalse();
    }

    @Test
    void randomNumbersAreReplayed() {
        Generator generator = Generator.seed(3);
        UnaryOperator<Tensor> noisy = t -> t.mul(draw(generator, t)).square().mul(draw(generator.split(), t));
        Tensor x = POINT.withGrad();
        Tensor y = Diff.checkpoint(noisy).apply(x);
        long position = generator.position();
        y.sum().backward();

        Generator same = Generator.seed(3);
        Tensor plain = POINT.withGrad();
        Tensor z = plain.mul(draw(same, plain)).square().mul(draw(same.split(), plain));
        z.sum().backward();
        assertThat(y.doubles()).containsExactly(z.doubles());
        assertThat(x.grad().doubles()).containsExactly(plain.grad().doubles());
        assertThat(generator.position()).isEqualTo(position).isEqualTo(same.position());
    }

    private static Tensor draw(Generator generator, Tensor like) {
        return Interpreter.current().normal(generator, like.type());
    }

    @Test
    void randomNumbersAreReplayedInNestedSegmentsAndAtSecondOrder() {
        Tensor v = Tensor.of(1.0, -2.0, 0.5);
        Generator once = Generator.seed(5);
        Tensor plain = Diff.hvp(t -> noise(once, noise(once, t)).sum(), POINT, v);

        Generator again = Generator.seed(5);
        UnaryOperator<Tensor> inner = Diff.checkpoint(t -> noise(again, t));
        Tensor held = Diff.hvp(
                t -> Diff.checkpoint(u -> inner.apply(inner.apply(u)), t).sum(), POINT, v);
        assertSame(plain, held);

        Generator third = Generator.seed(5);
        UnaryOperator<Tensor> deep = Diff.checkpoint(t -> noise(third, t));
        Tensor twice = Diff.grad(
                x -> Diff.grad(
                                t -> Diff.checkpoint(u -> deep.apply(deep.apply(u)), t)
                                        .sum(),
                                x)
                        .mul(v)
                        .sum(),
                POINT);
        assertSame(plain, twice);
    }

    private static Tensor noise(Generator generator, Tensor x) {
        return x.mul(draw(generator, x)).sin().mul(x);
    }

    @Test
    void aSegmentThatGoesAnotherWayIsFoundOut() {
        AtomicInteger runs = new AtomicInteger();
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor y = Diff.checkpoint(t -> runs.getAndIncrement() == 0 ? t.sin() : t.cos(), x);
        assertThatThrownBy(y::backward)
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("computed cos as op 0, and sin the first time");

        AtomicInteger factor = new AtomicInteger();
        Tensor z = Diff.checkpoint(t -> t.mul(factor.incrementAndGet()), x);
        assertThatThrownBy(z::backward).isInstanceOf(GradientException.class).hasMessageContaining("mul");

        Tensor longer = Diff.checkpoint(
                t -> runs.getAndIncrement() == 2 ? t.sin() : t.sin().sin(), x);
        assertThatThrownBy(longer::backward).hasMessageContaining("computed sin as op 1, and nothing the first time");
    }

    @Test
    void whatItReadsMustNotBeOverwrittenBeforeTheWalk() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor w = Tensor.scalar(3.0);
        Tensor y = Diff.checkpoint(t -> t.add(w).square(), x);

        w.assign(Tensor.scalar(4.0));

        assertThatThrownBy(y::backward)
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("argument of add")
                .hasMessageContaining("overwritten in place");
    }

    @Test
    void aSecondWalkIsRefusedUnlessTheGraphIsKept() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor y = Diff.checkpoint(t -> t.square(), x);
        y.backward();
        assertThatThrownBy(y::backward).isInstanceOf(GradientException.class).hasMessageContaining("walked before");

        Diff.Vjp<Tensor, Tensor> vjp = Diff.vjp(Diff.checkpoint(t -> t.square()), Tensor.scalar(3.0));
        Tensor one = Tensor.scalar(1.0);
        assertThat(vjp.pullback().apply(one).item()).isEqualTo(6);
        assertThat(vjp.pullback().apply(one).item()).isEqualTo(6);
    }

    @Test
    void derivativesInsideAndTransformationsAround() {
        UnaryOperator<Tensor> force = x -> Diff.grad(t -> t.pow(4).sum(), x);
        UnaryOperator<Tensor> byHand = x -> {
            Tensor leaf = x.withGrad();
            leaf.pow(3).sum().backward();
            return leaf.grad();
        };

        assertSame(
                Tensor.of(24.0, 24.0),
                Diff.grad(x -> Diff.checkpoint(force, x).sum().mul(2).div(2), Tensor.of(Math.sqrt(2), Math.sqrt(2))));
        assertThat(Diff.jvp(x -> Diff.checkpoint(byHand, x), Tensor.scalar(2.0), Tensor.scalar(1.0))
                        .tangent()
                        .item())
                .isEqualTo(12);
        assertThat(Recording.off(() -> Diff.checkpoint(force, Tensor.of(1.0))).item())
                .isEqualTo(4);
    }

    /** 64 layers, each of which keeps its result: with a checkpoint around every eighth only 8 + 8 of them live. */
    @Test
    void memoryIsThatOfTheSegmentsAndTimeThatOfOneMoreRun() {
        long plain = peak(64, 64, false);
        long held = peak(64, 8, true);

        assertThat(plain).isGreaterThan(60 * BYTES);
        // 8 results of segments, 8 layers of one segment twice over (value and gradient), and what is just in use.
        assertThat(held).isLessThan(28 * BYTES);
    }

    private static final int LENGTH = 1 << 17;
    private static final long BYTES = LENGTH * 4L;

    private static long peak(int layers, int each, boolean checkpointed) {
        AtomicInteger forward = new AtomicInteger();
        AtomicLong peak = new AtomicLong();
        try (Scope _ = Scope.open()) {
            long before = MemoryPool.statistics().inUseBytes();
            Runnable sample =
                    () -> peak.accumulateAndGet(MemoryPool.statistics().inUseBytes() - before, Math::max);
            UnaryOperator<Tensor> segment = x -> {
                Tensor y = x;
                for (int i = 0; i < each; i++) {
                    y = y.sin();
                    forward.incrementAndGet();
                    sample.run();
                }
                return y;
            };
            Tensor x = Tensor.full(0.5, DType.FLOAT32, LENGTH);
            Tensor leaf = x.withGrad();
            Tensor y = leaf;
            for (int i = 0; i < layers / each; i++) {
                y = checkpointed ? Diff.checkpoint(segment, y) : segment.apply(y);
            }
            y.sum().backward();
            sample.run();
            assertThat(forward.get()).isEqualTo(checkpointed ? 2 * layers : layers);
            assertThat(leaf.grad().at(0)).isGreaterThan(0);
        }
        return peak.get();
    }
}
