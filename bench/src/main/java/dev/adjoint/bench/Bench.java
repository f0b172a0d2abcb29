package dev.adjoint.bench;

import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Workload;
import dev.adjoint.engine.Eager;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs workloads beside the peers, one after the other.
 *
 * @param settings how they are run
 */
public record Bench(Settings settings) {

    /**
     * What a run came to.
     *
     * @param machine where it ran
     * @param peak what that machine can do at most; nothing where it cannot be measured
     * @param versions the peers that were there, with what they say of themselves
     * @param providers our kernel providers
     * @param settings what was asked for
     * @param outcomes one for each workload
     * @param costs what derivatives cost, one for each size of each function; empty if not asked for
     * @param jacobians what whole Jacobians cost; empty if not asked for
     * @param startups starts of the command line, one after the other; empty if not asked for
     */
    public record Results(
            String machine,
            Optional<Peak> peak,
            Map<Peer, String> versions,
            List<String> providers,
            Settings settings,
            List<Outcome> outcomes,
            List<Cost> costs,
            List<JacobianCost> jacobians,
            List<Startup> startups) {

        /**
         * The same with starts of the command line.
         *
         * @param measured what they took
         * @return new results
         */
        public Results with(List<Startup> measured) {
            return new Results(machine, peak, versions, providers, settings, outcomes, costs, jacobians, measured);
        }
    }

    /** Is told what goes on. */
    public interface Progress {

        /**
         * Something begins.
         *
         * @param what in words
         */
        void begins(String what);

        /**
         * A workload is done.
         *
         * @param outcome what it came to
         */
        void ends(Outcome outcome);
    }

    /**
     * Runs workloads one after the other, and after them the cost curves.
     *
     * @param workloads which ones
     * @param curves whether to measure what derivatives cost
     * @param progress is told what goes on
     * @return times and ratios
     * @throws IOException if there is no room for first values
     * @throws InterruptedException if the run is interrupted
     */
    public Results run(List<Workload> workloads, boolean curves, Progress progress)
            throws IOException, InterruptedException {
        Workers.resize(settings.threads());
        Optional<Peak> peak = Peak.measure(settings.threads());
        List<Outcome> outcomes = new ArrayList<>();
        Map<Peer, String> versions = new EnumMap<>(Peer.class);
        for (Workload workload : workloads) {
            progress.begins(workload.word() + ": " + workload.description());
            Outcome outcome = inFolder(folder -> {
                Peer.unpack(folder);
                try (Match match = new Match(settings, workload, folder)) {
                    versions.putAll(match.versions());
                    return match.play();
                }
            });
            outcomes.add(outcome);
            progress.ends(outcome);
        }
        return new Results(
                Machine.describe(),
                Peak.best(peak, Peak.measure(settings.threads())),
                versions,
                providers(),
                settings,
                outcomes,
                curves ? costs(progress::begins) : List.of(),
                curves ? JacobianCost.measure() : List.of(),
                List.of());
    }

    /** Something that needs a folder for a while. */
    private interface Errand<T> {
        T run(Path folder) throws IOException, InterruptedException;
    }

    private static <T> T inFolder(Errand<T> errand) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("adjoint-bench");
        try {
            return errand.run(folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
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
