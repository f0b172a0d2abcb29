package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.adjoint.Context;
import dev.adjoint.Interpreter;
import dev.adjoint.Keeps;
import dev.adjoint.Primitive;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.MemoryStatistics;
import dev.adjoint.memory.Scope;
import dev.adjoint.memory.Storage;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an op costs beyond its kernel, in counts: bytes on the heap, storages, calls of the system. */
class DispatchTest {

    private static final int OPS = 10_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Computes nothing, and keeps its input: all that it costs is being an op. */
    private record Idle() implements Primitive {

        @Override
        public String name() {
            return "idle";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return inputs.clone();
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {}

        @Override
        public Keeps keeps(long needed) {
            return Keeps.INPUTS;
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            context.input(0);
            return upstream.clone();
        }
    }

    private static final Idle IDLE = new Idle();

    private static Tensor chain(Tensor x, UnaryOperator<Tensor> op) {
        Tensor y = x;
        for (int i = 0; i < OPS; i++) {
            y = op.apply(y);
        }
        return y;
    }

    private static Tensor chain(Tensor x) {
        return chain(x, y -> IDLE.apply(y)[0]);
    }

    /** Bytes for each op of a chain; the least of some rounds, since a round may meet work of the virtual machine. */
    private static long bytes(Runnable body) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            try (var _ = Scope.open()) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                body.run();
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
        }
        return least / OPS;
    }

    @Test
    void anOpTakesFewBytesOfHeap() {
        Tensor x = Tensor.ones(8);
        Tensor leaf = Tensor.ones(8).withGrad();
        long value = bytes(() -> chain(x));
        long recorded = bytes(() -> chain(leaf));
        long both = bytes(() -> {
            leaf.clearGrad();
            chain(leaf).backward(Tensor.ones(8));
        });
        // Measured: 192, 336 and 401, compiled or not.
        assertThat(value).isLessThanOrEqualTo(230);
        assertThat(recorded).isLessThanOrEqualTo(400);
        assertThat(both).isLessThanOrEqualTo(480);
    }

    @Test
    void anOpMakesOneStorageAndItsDerivativeNoMoreThanItComputes() {
        Tensor leaf = Tensor.ones(8).withGrad();
        try (var _ = Scope.open()) {
            long before = MemoryPool.statistics().allocations();
            Tensor y = chain(leaf);
            long forward = MemoryPool.statistics().allocations();
            y.backward(Tensor.ones(8));
            assertThat(forward - before).isEqualTo(OPS);
            assertThat(MemoryPool.statistics().allocations() - forward).isLessThan(10);
        }
    }

    @Test
    void gradientsOfALeafAreSummedInPlace() {
        Tensor leaf = Tensor.ones(8).withGrad();
        try (var _ = Scope.open()) {
            Tensor sum = Tensor.zeros(8);
            Tensor shared = sum;
            for (int i = 0; i < 100; i++) {
                sum = sum.add(IDLE.apply(leaf)[0]);
            }
            long before = MemoryPool.statistics().allocations();
            Tensor upstream = Tensor.ones(8);
            sum.backward(upstream);
            // The upstream gradient itself, the first sum, and no other: what was handed in is as it was.
            assertThat(MemoryPool.statistics().allocations() - before).isLessThan(5);
            assertThat(leaf.grad().floats()).containsOnly(100);
            assertThat(upstream.floats()).containsOnly(1);
            assertThat(shared.floats()).containsOnly(0);
        }
    }

    @Test
    void aSteadyLoopAsksTheSystemForNothing() {
        Tensor leaf = Tensor.ones(8).withGrad();
        Runnable step = () -> {
            try (var _ = Scope.open()) {
                leaf.clearGrad();
                chain(leaf, y -> y.mul(0.999)).sum().backward();
                Recording.off(() -> leaf.assign(leaf.detach().sub(leaf.grad())));
            }
        };
        step.run();
        step.run();
        MemoryStatistics before = MemoryPool.statistics();
        for (int i = 0; i < 3; i++) {
            step.run();
        }
        assertThat(MemoryPool.statistics().systemAllocations()).isEqualTo(before.systemAllocations());
    }

    /** Writes a NaN that no conversion leaves as it is, and remembers where. */
    private static final class Signalling implements Primitive {

        private static final int BITS = 0x7f800001;

        private final List<Storage> written = new ArrayList<>();

        @Override
        public String name() {
            return "signalling";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return inputs.clone();
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array y = outputs[0];
            for (long i = 0; i < y.size(); i++) {
                y.segment().set(ValueLayout.JAVA_INT, y.byteOffset() + i * Integer.BYTES, BITS);
            }
            written.add(y.storage());
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.NOTHING;
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return upstream.clone();
        }
    }

    @Test
    void aResultInPlaceIsWrittenOnceWhereItBelongs() {
        Tensor target = Tensor.zeros(3);
        Signalling op = new Signalling();
        long before = MemoryPool.statistics().allocations();
        Interpreter.current().applyInto(op, new Tensor[] {target}, target);
        assertThat(MemoryPool.statistics().allocations()).isEqualTo(before);
        assertThat(op.written).containsExactly(target.array().storage());
        assertThat(target.version()).isEqualTo(1);
        // A copy, if only onto itself, reads numbers and not bits: it would have made the NaN a quiet one.
        assertThat(target.array().segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(Signalling.BITS);
    }
}
