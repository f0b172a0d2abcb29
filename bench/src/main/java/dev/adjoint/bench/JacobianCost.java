package dev.adjoint.bench;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.diff.Jacobian;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the whole Jacobian of a map from m to n numbers costs when the mode is chosen by the sizes, and when it is not.
 *
 * @param m the number of inputs
 * @param n the number of outputs
 * @param chosen seconds by the mode that the library chooses
 * @param forward seconds by forward mode
 * @param reverse seconds by reverse mode
 */
public record JacobianCost(int m, int n, double chosen, double forward, double reverse) {

    private static final int ROUNDS = 31;

    /** From few to many, from many to few, and as many. */
    static List<JacobianCost> measure() {
        return List.of(of(4, 400), of(40, 40), of(400, 4));
    }

    private static JacobianCost of(int m, int n) {
        Generator random = Generator.seed(1);
        Tensor a = Tensor.normal(random, m, 64).cast(DType.FLOAT64);
        Tensor b = Tensor.normal(random, 64, n).cast(DType.FLOAT64);
        Tensor x = Tensor.normal(random, m).cast(DType.FLOAT64);
        UnaryOperator<Tensor> f = point -> point.matmul(a).tanh().matmul(b).sin();
        List<Supplier<Tensor>> kinds = List.of(
                () -> Diff.jacobian(f, x),
                () -> Jacobian.of(f).forward().at(x),
                () -> Jacobian.of(f).reverse().at(x));
        double[][] times = new double[kinds.size()][ROUNDS];
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                long start = System.nanoTime();
                try (Scope _ = Scope.open()) {
                    Reference.reachabilityFence(kinds.get(kind).get());
                }
                times[kind][Math.max(0, round)] = (System.nanoTime() - start) / 1e9;
            }
        }
        return new JacobianCost(
                m, n, Timing.quantile(times[0], 0.5), Timing.quantile(times[1], 0.5), Timing.quantile(times[2], 0.5));
    }
}
