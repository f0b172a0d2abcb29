package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trap behind {@code where}: an op whose value is never chosen, at points where the value or its derivative may be
 * infinite or NaN. The loss does not depend on it, so no derivative of any order may show a trace of it.
 */
final class DeadBranch {

    private DeadBranch() {}

    /** Which derivative of the branch not taken is not zero. */
    static @Nullable String leak(Packed packed) {
        Tensor x = packed.point();
        UnaryOperator<Tensor> dead = z -> {
            Tensor y = packed.function().apply(z);
            Tensor zeros = Tensor.zeros(y.dtype(), y.shape().dims());
            return zeros.ne(0).where(y, zeros).sum();
        };
        Tensor direction = Tensor.ones(x.dtype(), x.shape().dims());
        UnaryOperator<Tensor> gradient = Diff.grad(dead);
        Map<String, Tensor> derivatives = new LinkedHashMap<>();
        derivatives.put("gradient", gradient.apply(x));
        derivatives.put("tangent", Diff.jvp(dead, x, direction).tangent());
        derivatives.put("Hessian-vector product", Diff.hvp(dead, x, direction));
        derivatives.put(
                "gradient of the gradient",
                Diff.grad(z -> gradient.apply(z).sum()).apply(x));
        return derivatives.entrySet().stream()
                .flatMap(each -> leaks(each.getKey(), each.getValue().doubles()))
                .findFirst()
                .orElse(null);
    }

    private static Stream<String> leaks(String what, double[] found) {
        return IntStream.range(0, found.length)
                .filter(i -> found[i] != 0)
                .mapToObj(i -> "the " + what + " of a branch that is not taken is " + found[i] + " at " + i
                        + ", not 0. Multiply gradients as the chain rule does: Fn.CHAIN.");
    }
}
