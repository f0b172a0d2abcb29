package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.memory.Scope;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A case made ready: what it begins with, and its step.
 *
 * @param state inputs and first parameters, by the names that the peers' scripts know; copies that steps do not change
 * @param step computes once and gives its results, which live in the scope that is open
 */
public record Subject(Map<String, Tensor> state, Supplier<List<Tensor>> step) {

    /** Computes once, with a scope of its own, as a training loop does. */
    public void run() {
        try (Scope _ = Scope.open()) {
            Reference.reachabilityFence(step.get());
        }
    }

    /**
     * Computes once and tells what came out: the mean size of the results' elements, so that two systems can be compared.
     *
     * @return a figure that depends on all elements of all results
     */
    public double outcome() {
        try (Scope _ = Scope.open()) {
            return step.get().stream()
                    .mapToDouble(result ->
                            result.detach().cast(DType.FLOAT64).abs().mean().item())
                    .sum();
        }
    }
}
