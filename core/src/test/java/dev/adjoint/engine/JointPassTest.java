package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Assignment;
import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Workers;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Assignments run together do what they do one after the other, bit for bit. */
class JointPassTest {

    private static final Expr MOVED = Expr.input(0).minus(Expr.parameter(0).times(Expr.input(1)));
    private static final PointwiseFunction DESCENT =
            PointwiseFunction.define("descent", 2, MOVED, Expr.input(1).tanh());
    private static final double[] RATE = {0.1};

    private final int threads = Workers.threads();

    @AfterEach
    void threadsAsBefore() {
        Workers.resize(threads);
    }

    /** Values and what is assigned to them, in many sizes and layouts; each call makes them anew, with the same bits. */
    private static List<Tensor> tensors() {
        Generator random = Generator.seed(3);
        List<Tensor> all = new ArrayList<>();
        for (long size : new long[] {1, 7, 64, 1_000, 40_001, 100_003, 0, 3}) {
            all.add(Tensor.normal(random, size));
            all.add(Tensor.normal(random, size));
        }
        all.add(Tensor.normal(random, 300, 301));
        all.add(Tensor.normal(random, 301, 300).transpose());
        all.add(Tensor.normal(random, 201, 202).transpose());
        all.add(Tensor.normal(random, 201, 202).transpose());
        all.add(Tensor.normal(random, 50, 8).slice(1, 2, 7));
        all.add(Tensor.normal(random, 50, 5));
        all.add(Tensor.normal(random, 70_000).cast(DType.FLOAT64));
        all.add(Tensor.normal(random, 70_000).cast(DType.FLOAT64));
        Tensor whole = Tensor.normal(random, 80_000);
        all.add(whole.slice(0, 0, 40_000));
        all.add(whole.slice(0, 40_000, 80_000));
        return all;
    }

    private static List<Assignment> assignments(List<Tensor> tensors) {
        List<Assignment> all = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i += 2) {
            Tensor[] pair = {tensors.get(i), tensors.get(i + 1)};
            all.add(DESCENT.assignment(RATE, pair, pair));
        }
        // Each of these has to wait for the one before.
        Tensor[] pair = {tensors.get(8).slice(0, 0, 20_000), tensors.get(9).slice(0, 0, 20_000)};
        for (int i = 1; i < 8; i++) {
            all.add(DESCENT.assignment(new double[] {0.1 * i}, pair, pair));
        }
        all.add(DESCENT.assignment(RATE, pair, pair[1], pair[0]));
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theBitsAreThoseOfOneAfterTheOther(int count) {
        List<Tensor> single = tensors();
        assignments(single).forEach(each -> Interpreter.current().applyInto(each.op(), each.inputs(), each.targets()));
        Workers.resize(count);
        List<Tensor> together = tensors();
        Interpreter.current().assign(assignments(together));
        for (int i = 0; i < single.size(); i++) {
            assertThat(together.get(i).doubles())
                    .as("tensor " + i)
                    .isEqualTo(single.get(i).doubles());
            assertThat(together.get(i).array().storage().version())
                    .as("changes of tensor " + i)
                    .isPositive();
        }
    }
}
