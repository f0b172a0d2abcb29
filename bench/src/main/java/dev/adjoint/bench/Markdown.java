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
        if (!results.duels().isEmpty()) {
            workloads(results, page);
        }
        if (!results.costs().isEmpty()) {
            costs(results, page);
        }
        return page.toString();
    }

    private static void workloads(Bench.Results results, StringBuilder page) {
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
    }

    private static void costs(Bench.Results results, StringBuilder page) {
        page.append("""

                ## What derivatives cost

                `./adjoint bench costs`: seconds of one evaluation, medians of alternating rounds in one run. The theory
                (Griewank and Walther, Evaluating Derivatives, chapter 4) promises a bound that does not grow with n: a
                gradient for a few times its value, a Hessian-vector product for a few times its gradient. Asked: gradient ÷
                value at most 3, hvp ÷ gradient at most 2.5, jvp ÷ value at most 2.5. Gradients and Hessian-vector products are by
                the weights, a jvp by the data; by the weights both factors of a product move, and it takes three products where
                the value took one. Memory is the native memory that one
                evaluation fills before its scope ends.

                | function | n | value, ms | gradient ÷ value | jvp ÷ value | jvp by weights ÷ value | hvp ÷ gradient | memory, gradient ÷ value |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (Cost cost : results.costs()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.3f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                    cost.curve(),
                    cost.n(),
                    cost.value() * 1e3,
                    cost.gradientRatio(),
                    cost.jvpRatio(),
                    cost.jvpByWeightsRatio(),
                    cost.hvpRatio(),
                    cost.memoryRatio()));
        }
        page.append('\n');
        for (Curve curve : Curve.values()) {
            page.append("- ")
                    .append(curve)
                    .append(": ")
                    .append(curve.description())
                    .append('\n');
        }
        page.append("""

                The whole Jacobian of sin(tanh(x A) B), from m to n numbers through 64, float64; the mode is chosen by the
                sizes:

                | m | n | chosen, ms | forward, ms | reverse, ms |
                | ---: | ---: | ---: | ---: | ---: |
                """);
        for (JacobianCost cost : results.jacobians()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %d | %d | %.3f | %.3f | %.3f |%n",
                    cost.m(),
                    cost.n(),
                    cost.chosen() * 1e3,
                    cost.forward() * 1e3,
                    cost.reverse() * 1e3));
        }
    }
}
