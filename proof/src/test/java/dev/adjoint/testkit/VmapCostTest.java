package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.diff.Vmap;
import dev.adjoint.engine.Eager;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is mapped over many examples computes as many ops as one example does, not one for each. */
class VmapCostTest {

    /** Where several sorted vectors are searched, each is searched by itself. */
    private static final Set<String> ONE_BY_ONE = Set.of("search_sorted");

    private static long kernels(Runnable body) {
        long[] count = {0};
        Eager.observed((op, inputs, outputs) -> count[0]++, () -> {
            body.run();
            return count;
        });
        return count[0];
    }

    private static long kernels(Example example, long examples) {
        Tensor[] arguments = Arrays.stream(example.inputs().get())
                .map(x -> x.expand(x.shape().insert(0, examples).dims()).copy())
                .toArray(Tensor[]::new);
        return kernels(() -> Vmap.of(example.op()::apply).apply(arguments));
    }

    @Test
    void everyOpDoesAllExamplesAtOnce() {
        Set<String> slow = new TreeSet<>();
        for (Example example : Catalogue.examples()) {
            if (example.inputs().get().length > 0 && kernels(example, 2) != kernels(example, 5)) {
                slow.add(example.op().name());
            }
        }
        assertThat(slow).isEqualTo(ONE_BY_ONE);
    }

    @Test
    void soDoDerivatives() {
        Tensor weight = Tensor.ones(4, 3);
        UnaryOperator<Tensor> loss =
                x -> x.matmul(weight).tanh().softmax(0).log().sum();
        UnaryOperator<Tensor> gradients = Diff.vmap(Diff.grad(loss));
        UnaryOperator<Tensor> curvatures = Diff.vmap((UnaryOperator<Tensor>) x -> Diff.hvp(loss, x, x));

        assertThat(kernels(() -> gradients.apply(Tensor.ones(100, 4))))
                .isEqualTo(kernels(() -> gradients.apply(Tensor.ones(1, 4))))
                .isLessThan(40);
        assertThat(kernels(() -> curvatures.apply(Tensor.ones(100, 4))))
                .isEqualTo(kernels(() -> curvatures.apply(Tensor.ones(1, 4))));
    }
}
