package dev.adjoint.bench;

import java.time.LocalDate;
import java.util.Locale;

/** Results as the page {@code docs/benchmarks.md}: written by the command, never by hand. */
public final class Markdown {

    private Markdown() {}

    /**
     * The whole page.
     *
     * @param results what a run came to
     * @param date when it ran
     * @return the text of the page
     */
    public static String page(Bench.Results results, LocalDate date) {
        Bench settings = results.settings();
        StringBuilder page = new StringBuilder();
        page.append("""
                # Benchmarks

                Written by `./adjoint bench --write docs/benchmarks.md`, never by hand. Both sides run the same shapes, element
                type (float32), batch and optimiser with the same number of threads, in alternating rounds of one run; times are
                medians over all steps of all rounds. Ratio = ours / theirs: smaller is better. The first step and the steps until
                they were steady (within a tenth of the median) are told apart.

                """);
        page.append("- ").append(date).append(", ").append(results.machine()).append('\n');
        page.append("- peer: ")
                .append(results.peer() == null ? "none" : results.peer())
                .append('\n');
        page.append("- kernels: ")
                .append(String.join("; ", results.providers()))
                .append('\n');
        page.append(String.format(
                Locale.ROOT,
                "- %d threads, %d rounds of %d steps%n%n",
                settings.threads(),
                settings.rounds(),
                settings.steps()));
        page.append(
                "| workload | ours, ms | PyTorch eager, ms | ratio | first step, ms | steps until steady | what |\n");
        page.append("| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
        for (Duel duel : results.duels()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %s | %s | %.0f | %d | %s |%n",
                    duel.workload().word(),
                    duel.our() * 1e3,
                    duel.their().isPresent()
                            ? String.format(Locale.ROOT, "%.2f", duel.their().getAsDouble() * 1e3)
                            : "",
                    duel.ratio().isPresent()
                            ? String.format(Locale.ROOT, "%.2f", duel.ratio().getAsDouble())
                            : "",
                    duel.firstStep() * 1e3,
                    duel.warmUp(),
                    duel.workload().description()));
        }
        return page.toString();
    }
}
