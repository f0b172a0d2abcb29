package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.engine.Eager;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.ReleasedException;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Pointwise ops on large tensors wait until their results are asked for. Nobody can tell: not from values, not from what
 * is written in between, not from scopes, threads or errors. What is saved is counted in passes.
 */
class DeferralTest {

    /** The least that waits: a MiB of float32. */
    private static final long ROWS = 256;

    private static final long COLUMNS = 1024;

    private static final List<UnaryOperator<Tensor>> UNARY = List.of(
            Tensor::neg,
            Tensor::abs,
            Tensor::square,
            Tensor::exp,
            Tensor::tanh,
            Tensor::gelu,
            Tensor::sigmoid,
            Tensor::relu,
            Tensor::reciprocal,
            Tensor::cbrt,
            Tensor::sin,
            x -> x.abs().rsqrt(),
            x -> x.mul(0.3),
            x -> x.add(1.7),
            x -> x.clamp(-2, 2),
            x -> x.transpose(0, 1).neg().transpose(0, 1));

    private static final List<BinaryOperator<Tensor>> BINARY =
            List.of(Tensor::add, Tensor::sub, Tensor::mul, Tensor::div, Tensor::maximum, Tensor::minimum);

    private final int threads = Workers.threads();
    private final Generator random = Generator.seed(1);
    private final Tensor x = Tensor.normal(random, ROWS, COLUMNS);
    private final Tensor y = Tensor.normal(random, ROWS, COLUMNS);

    @AfterEach
    void restoreThreads() {
        Workers.resize(threads);
    }

    /** Op by op: what somebody looks on at does not wait. */
    private static <T> T atOnce(Supplier<T> body) {
        return Eager.observed((op, inputs, outputs) -> {}, body);
    }

    private static boolean waits(Tensor tensor) {
        return tensor.array().storage().pending() != null;
    }

    private static long passes(Runnable body) {
        long before = Eager.fusedPasses();
        body.run();
        return Eager.fusedPasses() - before;
    }

    @Test
    void chainsOfAnyKindHaveTheBitsOfOneOpAfterTheOther() {
        for (int seed = 0; seed < 60; seed++) {
            int chosen = seed;
            Workers.resize(1 + seed % 2);
            DType dtype = seed % 3 == 2 ? DType.FLOAT64 : DType.FLOAT32;
            try (Scope _ = Scope.open()) {
                List<double[]> waited = chain(new Random(chosen), dtype);
                List<double[]> at = atOnce(() -> chain(new Random(chosen), dtype));
                for (int i = 0; i < at.size(); i++) {
                    assertThat(waited.get(i)).as("seed %s, value %s", seed, i).isEqualTo(at.get(i));
                }
            }
        }
    }

    /** A random program; some of its values are asked for on the way, some at the end, some never. */
    private List<double[]> chain(Random chance, DType dtype) {
        List<Tensor> values = new ArrayList<>(List.of(
                x.cast(dtype),
                y.cast(dtype),
                x.select(0, 3).cast(dtype),
                y.cast(dtype).reshape(COLUMNS, ROWS).transpose(0, 1)));
        List<double[]> asked = new ArrayList<>();
        for (int step = 0; step < 40; step++) {
            Tensor a = values.get(chance.nextInt(Math.max(0, values.size() - 6), values.size()));
            Tensor b = values.get(chance.nextInt(values.size()));
            Tensor value = chance.nextBoolean()
                    ? UNARY.get(chance.nextInt(UNARY.size())).apply(a.rank() == 2 ? a : a.add(values.getFirst()))
                    : BINARY.get(chance.nextInt(BINARY.size())).apply(a, b);
            values.add(value);
            if (chance.nextInt(8) == 0) {
                asked.add(value.cast(DType.FLOAT64).doubles());
            }
        }
        for (Tensor value : values.subList(values.size() - 3, values.size())) {
            asked.add(value.cast(DType.FLOAT64).doubles());
        }
        return asked;
    }

    @Test
    void gradientsHaveTheBitsOfOneOpAfterTheOther() {
        Supplier<List<float[]>> step = () -> {
            Tensor w = x.copy().withGrad();
            Tensor b = y.copy().withGrad();
            Tensor loss = y.mul(w).add(b).gelu().mul(w.tanh()).mean();
            loss.backward();
            return List.of(loss.floats(), w.grad().floats(), b.grad().floats());
        };
        List<float[]> waited = step.get();
        List<float[]> at = atOnce(step);
        for (int i = 0; i < at.size(); i++) {
            assertThat(waited.get(i)).isEqualTo(at.get(i));
        }
    }

    @Test
    void opsThatReadEachOtherAreOnePass() {
        Tensor[] value = new Tensor[1];
        assertThat(passes(() -> value[0] = x.mul(y).add(1).gelu().sub(x))).isZero();
        assertThat(waits(value[0])).isTrue();
        assertThat(passes(() -> value[0].max())).isEqualTo(1);
        assertThat(waits(value[0])).isFalse();
        assertThat(passes(() -> value[0].max())).isZero();
    }

    @Test
    void aStepForwardAndBackIsOnePassEachWay() {
        Tensor w = x.copy().withGrad();
        Tensor b = y.copy().withGrad();
        Tensor[] loss = new Tensor[1];
        assertThat(passes(() -> loss[0] = y.mul(w).add(b).gelu().mean())).isEqualTo(1);
        // Both gradients and what they share, once the walk has found them.
        assertThat(passes(() -> loss[0].backward())).isEqualTo(1);
        assertThat(waits(w.grad()) || waits(b.grad())).isFalse();
    }

    @Test
    void aSumOfWhatWaitsHasTheBitsOfASumOfMemory() {
        for (int seed = 0; seed < 8; seed++) {
            Workers.resize(1 + seed % 2);
            Generator numbers = Generator.seed(seed);
            long columns = COLUMNS + seed * 37L;
            Tensor a = Tensor.normal(numbers, ROWS, columns);
            Tensor b = Tensor.normal(numbers, columns, ROWS).transpose(0, 1);
            List<Supplier<Tensor>> sums = List.of(
                    () -> a.mul(2).exp().sum(),
                    () -> a.gelu().mul(a.tanh()).add(1.5).mean(),
                    () -> b.mul(b).add(0.5).sum(),
                    () -> a.add(b).sum(),
                    () -> a.mul(a.select(0, 0)).sum(),
                    () -> a.mul(Tensor.full(3, DType.FLOAT32)).relu().sum());
            for (Supplier<Tensor> sum : sums) {
                Tensor[] value = new Tensor[1];
                assertThat(passes(() -> value[0] = sum.get())).isEqualTo(1);
                assertThat(value[0].floats())
                        .as("seed %s", seed)
                        .isEqualTo(atOnce(() -> sum.get().floats()));
            }
        }
    }

    @Test
    void sumsOverSomeAxesReadWhatHasBeenWritten() {
        Tensor doubled = x.mul(2);
        Tensor sum = doubled.sum(0);
        assertThat(waits(doubled)).isFalse();
        assertThat(sum.floats()).isEqualTo(atOnce(() -> x.mul(2).sum(0).floats()));
    }

    @Test
    void whatNobodyAsksForIsNeverComputed() {
        assertThat(passes(() -> x.exp().add(y).tanh())).isZero();
    }

    @Test
    void smallTensorsDoNotWait() {
        assertThat(waits(Tensor.ones(ROWS, COLUMNS - 1).add(1))).isFalse();
        assertThat(waits(Tensor.ones(ROWS, COLUMNS).add(1))).isTrue();
    }

    @Test
    void wholeNumbersAndTruthValuesDoNotWait() {
        assertThat(waits(x.gt(0))).isFalse();
        assertThat(waits(x.cast(DType.INT64).add(1))).isFalse();
    }

    @Test
    void longChainsAreCutIntoPasses() {
        Tensor[] value = {x};
        long cut = passes(() -> {
            for (int i = 0; i < 100; i++) {
                value[0] = value[0].add(1);
            }
        });
        assertThat(cut).isBetween(3L, 8L);
        assertThat(value[0].floats()).isEqualTo(atOnce(() -> {
            Tensor at = x;
            for (int i = 0; i < 100; i++) {
                at = at.add(1);
            }
            return at.floats();
        }));
    }

    @Test
    void whatWaitsReadsAFewTensorsOnly() {
        Tensor sum = x;
        List<Tensor> terms = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            terms.add(y.copy());
        }
        long before = Eager.fusedPasses();
        for (Tensor term : terms) {
            sum = sum.add(term);
        }
        assertThat(Eager.fusedPasses() - before).isEqualTo(1);
        assertThat(waits(sum)).isTrue();
    }

    @Test
    void whatIsReadAgainAndAgainIsWrittenAtLast() {
        Tensor shared = x.exp();
        for (int i = 0; i < 2; i++) {
            shared.add(i).max();
            assertThat(waits(shared)).isTrue();
        }
        assertThat(passes(() -> shared.add(2).max())).isEqualTo(1);
        assertThat(waits(shared)).isFalse();
        assertThat(shared.floats()).isEqualTo(atOnce(() -> x.exp().floats()));
    }

    @Test
    void whatIsDearIsWrittenAtOnceSoThatItIsComputedOnce() {
        Tensor angle = x.atan();
        assertThat(passes(() -> angle.add(1).max())).isEqualTo(1);
        assertThat(waits(angle)).isFalse();
        assertThat(angle.floats()).isEqualTo(atOnce(() -> x.atan().floats()));
    }

    @Test
    void readingElementsDoesNotKeepWhatFollowsFromWaiting() {
        x.floats();
        assertThat(waits(x.neg())).isTrue();
    }

    @Test
    void writingInPlaceComesAfterWhatWasAskedBefore() {
        float[] before = atOnce(() -> x.mul(2).floats());
        Tensor doubled = x.mul(2);
        Tensor more = doubled.add(1);
        x.assign(Tensor.zeros(ROWS, COLUMNS));
        assertThat(doubled.floats()).isEqualTo(before);
        assertThat(more.floats()[5]).isEqualTo(before[5] + 1);
    }

    @Test
    void writingIntoAViewComesAfterToo() {
        float[] before = atOnce(() -> x.mul(2).floats());
        Tensor doubled = x.mul(2);
        x.select(0, 0).assign(Tensor.zeros(COLUMNS));
        assertThat(doubled.floats()).isEqualTo(before);
    }

    @Test
    void whatWaitsCanItselfBeWrittenInPlace() {
        float[] before = atOnce(() -> x.mul(2).add(1).floats());
        Tensor doubled = x.mul(2);
        Tensor more = doubled.add(1);
        doubled.select(0, 0).assign(Tensor.zeros(COLUMNS));
        assertThat(more.floats()).isEqualTo(before);
        assertThat(doubled.floats()[3]).isZero();
        assertThat(doubled.floats()[(int) COLUMNS]).isEqualTo(before[(int) COLUMNS] - 1, within());
    }

    private static Offset<Float> within() {
        return Offset.offset(1e-5f);
    }

    @Test
    void aBiasIsUpdatedWithoutComputingWhatNobodyAsksFor() {
        Tensor bias = Tensor.ones(COLUMNS);
        Tensor shifted = x.add(bias);
        shifted.relu().max();
        assertThat(passes(() -> bias.assign(Tensor.zeros(COLUMNS)))).isZero();
        assertThat(waits(shifted)).isTrue();
        assertThat(shifted.floats()).isEqualTo(atOnce(() -> x.add(1).floats()));
    }

    @Test
    void elementsAreWrittenAfterToo() {
        float before = x.floats()[0];
        Tensor negated = x.neg();
        x.array().setDouble(0, 77);
        assertThat(negated.floats()[0]).isEqualTo(-before);
    }

    @Test
    void whoHasTheMemoryMayWriteAtAnyTime() {
        Tensor first = x.neg();
        float before = x.floats()[0];
        MemorySegment memory = x.array().segment();
        assertThat(waits(first)).isFalse();
        Tensor second = x.neg();
        memory.set(ValueLayout.JAVA_FLOAT, 0, 77);
        assertThat(first.floats()[0]).isEqualTo(-before);
        assertThat(second.floats()[0]).isEqualTo(-before);
    }

    @Test
    void manyAtOnceReadAndMakeWhatWaits() {
        UnaryOperator<Tensor> row = v -> v.exp().mul(v).add(v.sum()).tanh();
        Supplier<float[]> all = () -> {
            Tensor waiting = x.mul(2).sub(y);
            Tensor rows = Diff.vmap(row).apply(waiting);
            Tensor more = Diff.vmap((Tensor v, Tensor w) -> v.add(w).gelu()).apply(rows, waiting);
            return more.add(waiting).floats();
        };
        assertThat(waits(Diff.vmap((Tensor v) -> v.exp()).apply(x.mul(2)))).isTrue();
        assertThat(all.get()).isEqualTo(atOnce(all));
    }

    @Test
    void gradientsOfManyAtOnceHaveTheBitsOfOneOpAfterTheOther() {
        Supplier<float[]> gradients =
                () -> Diff.vmap(Diff.grad((Tensor v) -> v.mul(2).tanh().mul(v).sum()))
                        .apply(x.add(y))
                        .floats();
        assertThat(gradients.get()).isEqualTo(atOnce(gradients));
    }

    @Test
    void viewsShowWhatWaits() {
        Tensor doubled = x.mul(2);
        Tensor turned = doubled.transpose(0, 1);
        Tensor later = turned.add(1);
        assertThat(later.contiguous().floats()[1]).isEqualTo(doubled.floats()[(int) COLUMNS] + 1);
    }

    @Test
    void whatIsKeptBeyondItsScopeIsThere() {
        Tensor kept;
        Tensor lost;
        float[] expected = atOnce(() -> x.copy().mul(2).add(1).floats());
        try (Scope _ = Scope.open()) {
            Tensor inner = x.copy();
            kept = inner.mul(2).add(1).keep();
            lost = inner.mul(3);
        }
        assertThat(kept.floats()).isEqualTo(expected);
        assertThatThrownBy(lost::floats).isInstanceOf(ReleasedException.class);
    }

    @Test
    void whatDiedWithItsScopeIsNotComputedBeforeAChange() {
        Tensor lost;
        try (Scope _ = Scope.open()) {
            lost = x.copy().mul(x);
        }
        assertThat(passes(() -> x.assign(y))).isZero();
        assertThatThrownBy(lost::floats).isInstanceOf(ReleasedException.class);
    }

    @Test
    void whatOutlivesItsArgumentsDoesNotWait() {
        Tensor outside;
        try (Scope _ = Scope.open()) {
            Tensor inner = x.copy();
            outside = Scope.outside(() -> inner.mul(2));
            assertThat(waits(outside)).isFalse();
            assertThat(waits(inner.mul(2))).isTrue();
        }
        assertThat(outside.floats()).isEqualTo(atOnce(() -> x.mul(2).floats()));
    }

    @Test
    void whatAnotherThreadsScopeOwnsIsReadAtOnce() throws Exception {
        try (Scope _ = Scope.open();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            Tensor inner = x.copy();
            assertThat(waits(other.submit(() -> inner.mul(2)).get())).isFalse();
        }
    }

    @Test
    void manyThreadsAskAndItIsComputedOnce() throws Exception {
        float[] expected = atOnce(() -> x.mul(y).tanh().floats());
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 20; round++) {
                Tensor shared = x.mul(y).tanh();
                long before = Eager.fusedPasses();
                List<Future<float[]>> answers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    answers.add(pool.submit(shared::floats));
                }
                for (Future<float[]> answer : answers) {
                    assertThat(answer.get()).isEqualTo(expected);
                }
                assertThat(Eager.fusedPasses() - before).isEqualTo(1);
            }
        }
    }

    /** One thread computes from a value while another asks for that value and then overwrites what it was made of. */
    @Test
    void whatOneThreadReadsAnotherCannotPullAway() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < 50; round++) {
                Tensor source = Tensor.ones(ROWS, COLUMNS);
                Tensor shared = source.add(1);
                Tensor derived = shared.mul(10);
                Future<?> writer = pool.submit(() -> source.assign(Tensor.zeros(ROWS, COLUMNS)));
                assertThat(derived.floats()).containsOnly(20);
                writer.get();
                assertThat(shared.floats()).containsOnly(2);
            }
        }
    }

    @Test
    void whoLooksOnSeesEveryOp() {
        List<String> ops = new ArrayList<>();
        long computed = passes(() -> Eager.observed(
                (op, inputs, outputs) -> ops.add(op.name()),
                () -> x.mul(y).add(1).exp()));
        assertThat(ops).containsExactly("mul", "add", "exp");
        assertThat(computed).isZero();
    }

    @Test
    void errorsAreThrownWhereTheOpIsApplied() {
        assertThatThrownBy(() -> x.mul(2).add(Tensor.ones(3))).isInstanceOf(ShapeException.class);
    }

    @Test
    void kernelsOfFusedOpsAreFoundOnce() {
        x.mul(y).add(3).tanh().sum();
        long lookups = Eager.kernels().lookups();
        x.mul(y).add(4).tanh().sum();
        assertThat(Eager.kernels().lookups()).isEqualTo(lookups);
    }
}
