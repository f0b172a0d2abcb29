package dev.adjoint.bench;

import dev.adjoint.engine.Eager;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs workloads, each beside PyTorch if there is one.
 *
 * @param rounds how many rounds of each side
 * @param steps how many steps a round
 * @param threads how many threads each side computes with
 * @param python the Python that may have PyTorch
 */
public record Bench(int rounds, int steps, int threads, String python) {

    /**
     * What a run came to.
     *
     * @param machine where it ran
     * @param peer the peer's name and version; null if there was none
     * @param providers our kernel providers
     * @param settings what was asked for
     * @param duels one for each workload
     * @param costs what derivatives cost, one for each size of each function; empty if not asked for
     * @param jacobians what whole Jacobians cost; empty if not asked for
     */
    public record Results(
            String machine,
            @Nullable String peer,
            List<String> providers,
            Bench settings,
            List<Duel> duels,
            List<Cost> costs,
            List<JacobianCost> jacobians) {}

    /**
     * Runs workloads one after the other, and after them the cost curves.
     *
     * @param workloads which ones
     * @param curves whether to measure what derivatives cost
     * @param progress is told in words what is going on
     * @return times and ratios
     * @throws IOException if the peer breaks off
     * @throws InterruptedException if the run is interrupted
     */
    public Results run(List<Workload> workloads, boolean curves, Consumer<String> progress)
            throws IOException, InterruptedException {
        Workers.resize(threads);
        try (TorchPeer peer = TorchPeer.start(python, threads).orElse(null)) {
            progress.accept(
                    peer == null
                            ? "no PyTorch in " + python + ": our times alone (pip install torch, then --python)"
                            : "beside " + peer.version() + ", " + threads + " threads each");
            List<Duel> duels = new ArrayList<>();
            for (Workload workload : workloads) {
                progress.accept(workload.word() + ": " + workload.description());
                duels.add(Duel.run(workload, rounds, steps, peer));
            }
            return new Results(
                    Machine.describe(),
                    peer == null ? null : peer.version(),
                    providers(),
                    this,
                    duels,
                    curves ? costs(progress) : List.of(),
                    curves ? JacobianCost.measure() : List.of());
        }
    }

    private static List<Cost> costs(Consumer<String> progress) {
        List<Cost> costs = new ArrayList<>();
        for (Curve curve : Curve.values()) {
            progress.accept("cost of derivatives, " + curve + ": " + curve.description());
            for (int n : curve.sizes()) {
                costs.add(Cost.measure(curve, n));
            }
        }
        return costs;
    }

    private static List<String> providers() {
        List<String> inUse = Eager.kernels().names();
        return Kernels.providers().stream()
                .filter(provider -> inUse.contains(provider.name()))
                .map(KernelProvider::status)
                .toList();
    }
}
