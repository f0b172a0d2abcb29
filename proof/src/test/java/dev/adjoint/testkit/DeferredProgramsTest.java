package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Tensor;
import dev.adjoint.engine.Eager;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random programs on tensors large enough to wait: ops, views, writes in place, scopes, sums and questions for elements in
 * any order, against the same op by op. Several threads run theirs at once, on tensors that they share for reading.
 */
class DeferredProgramsTest {

    /** A MiB of float32, the least that waits, in two shapes of which one is broadcast to the other. */
    private static final long[] SHAPE = {2, 128, 1024};

    private static final int STEPS = 30;

    private final int threads = Workers.threads();
    private final Tensor shared = Tensor.normal(Generator.seed(7), SHAPE);

    @AfterEach
    void restoreThreads() {
        Workers.resize(threads);
    }

    @Test
    void programsHaveTheBitsOfOneOpAfterTheOther() {
        for (int seed = 0; seed < 24; seed++) {
            Workers.resize(1 + seed % 2);
            assertThat(new Program(seed).run()).as("seed %s", seed).isEqualTo(atOnce(seed));
        }
    }

    @Test
    void programsOfSeveralThreadsDoToo() throws Exception {
        try (ExecutorService platform = Executors.newFixedThreadPool(3);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> answers = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                Program program = new Program(100 + seed);
                answers.add((seed % 2 == 0 ? platform : virtual).submit(program::run));
            }
            for (int seed = 0; seed < answers.size(); seed++) {
                assertThat(answers.get(seed).get()).as("seed %s", seed).isEqualTo(atOnce(100 + seed));
            }
        }
    }

    private List<Integer> atOnce(int seed) {
        return Eager.observed((op, inputs, outputs) -> {}, () -> new Program(seed).run());
    }

    /** What it answers are hashes of all elements that it asked for. */
    private final class Program {
        private final Random chance;
        private final List<Tensor> values = new ArrayList<>();
        private final List<Integer> asked = new ArrayList<>();

        Program(int seed) {
            this.chance = new Random(seed);
        }

        List<Integer> run() {
            try (Scope _ = Scope.open()) {
                Generator random = Generator.seed(chance.nextInt(9));
                values.add(shared);
                values.add(Tensor.normal(random, SHAPE));
                values.add(Tensor.normal(random, SHAPE[0], SHAPE[2], SHAPE[1]).transpose(1, 2));
                values.add(Tensor.normal(random, SHAPE[1], 1).mul(Tensor.normal(random, 1, SHAPE[2])));
                values.add(Tensor.normal(random, SHAPE[2]));
                values.add(shared.flip(1).neg());
                values.add(values.get(1).flip(2));
                for (int step = 0; step < STEPS; step++) {
                    step();
                }
                values.stream().skip(values.size() - 4).forEach(this::ask);
            }
            return asked;
        }

        private void step() {
            switch (chance.nextInt(11)) {
                case 0 -> write();
                case 1 -> inner();
                case 2 -> ask(any());
                case 3 -> ask(any().sum());
                case 4 -> line(chance.nextInt(3));
                case 5 -> values.add(large().transpose(1, 2).mul(2).transpose(1, 2));
                default -> values.add(computed());
            }
        }

        private void line(int axis) {
            values.add(large().sum(axis).unsqueeze(axis));
        }

        private Tensor any() {
            return values.get(chance.nextInt(values.size()));
        }

        private Tensor large() {
            return any().add(values.get(1));
        }

        private Tensor computed() {
            Tensor x = large();
            Tensor y = any();
            return switch (chance.nextInt(8)) {
                case 0 -> x.tanh();
                case 1 -> x.mul(y);
                case 2 -> x.sub(y).square();
                case 3 -> x.maximum(y).mul(0.7);
                case 4 -> x.abs().add(1).log();
                case 5 -> x.sin();
                case 6 -> x.div(y.abs().add(1));
                default -> x.gt(y).where(x, y.sigmoid().add(x));
            };
        }

        /** Overwrites all of a tensor or a view of it; others must not see it, unless they are views. */
        private void write() {
            Tensor target = values.get(1 + chance.nextInt(values.size() - 1));
            if (!target.shape().equals(shared.shape())) {
                return;
            }
            switch (chance.nextInt(3)) {
                case 0 -> target.assign(computed());
                case 1 -> target.select(1, 3).assign(values.get(1).select(1, 5).mul(0.5));
                default -> target.slice(0, 0, 1).assign(target.slice(0, 1, 2).add(1));
            }
        }

        /** Some steps in a scope of their own, of which one value is kept. */
        private void inner() {
            int outside = values.size();
            try (Scope _ = Scope.open()) {
                for (int step = 0; step < 4; step++) {
                    values.add(computed());
                }
                Tensor kept = values.get(outside + chance.nextInt(4)).keep();
                values.subList(outside, values.size()).clear();
                values.add(kept);
            }
        }

        private void ask(Tensor value) {
            asked.add(Arrays.hashCode(value.cast(DType.FLOAT64).doubles()));
        }
    }
}
