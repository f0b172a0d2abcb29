package dev.adjoint.bench;

import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Work;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Results as the page {@code docs/benchmarks.md}: written by the command, never by hand. */
public final class Markdown {

    /** The picture that a page shows, in the folder of the page. */
    public static final String ROOFLINE = "roofline.svg";

    private Markdown() {}

    /**
     * The whole page.
     *
     * @param results what a run came to
     * @param date when it ran
     * @return the text of the page
     */
    public static String page(Bench.Results results, LocalDate date) {
        Settings settings = results.settings();
        StringBuilder page = new StringBuilder();
        page.append("""
                # Benchmarks

                Written by `./adjoint bench --write docs/benchmarks.md`, never by hand. All sides compute the same: shapes, element
                type, first values, batch and optimiser, with the same number of threads. Each side is a process of its own for each
                workload; all warm up, then they take turns, round after round of one run. Times are medians over all samples of all
                rounds. Ratio = ours / theirs: smaller is better; of several cases, the geometric mean.

                """);
        page.append("- ").append(date).append(", ").append(results.machine()).append('\n');
        results.versions()
                .forEach((peer, version) -> page.append("- ")
                        .append(peer)
                        .append(": ")
                        .append(version)
                        .append('\n'));
        results.peak()
                .ifPresent(peak -> page.append(String.format(
                        Locale.ROOT,
                        "- the machine at most, measured: %.0f GFLOP/s in float32, %.0f in float64 (multiply-adds in"
                                + " registers), %.1f GB/s copied%n",
                        peak.float32() / 1e9,
                        peak.float64() / 1e9,
                        peak.copied() / 1e9)));
        page.append("- kernels: ")
                .append(String.join("; ", results.providers()))
                .append('\n');
        page.append(String.format(
                Locale.ROOT,
                "- %d threads, %d rounds, %.0f s of warm-up and of timing for each side and workload%n%n",
                settings.threads(),
                settings.rounds(),
                settings.seconds()));
        if (!results.startups().isEmpty()) {
            startups(results.startups(), page);
        }
        results.settings().peers().forEach(peer -> beside(peer, results, page));
        if (!results.outcomes().isEmpty()) {
            warmUp(results, page);
        }
        if (!Roofline.cases(results).isEmpty()) {
            roofline(page);
        }
        results.outcomes().stream()
                .filter(outcome -> outcome.duels().size() > 1)
                .forEach(outcome -> cases(outcome, results, page));
        if (!results.costs().isEmpty()) {
            costs(results, page);
        }
        return page.toString();
    }

    private static void startups(List<Startup> startups, StringBuilder page) {
        page.append(String.format(
                Locale.ROOT,
                """
                ## Start

                `./adjoint train digits`, started again and again: a new process each time.

                | | measured | asked |
                | --- | --- | --- |
                | from the start of the JVM to the end of the first training step | %s | %.1f s |
                | from the command to its end | %s | %.0f s |

                """,
                seconds(startups, Startup::firstStep),
                Startup.FIRST_STEP_ASKED,
                seconds(startups, Startup::whole),
                Startup.WHOLE_ASKED));
    }

    private static String seconds(List<Startup> startups, ToDoubleFunction<Startup> figure) {
        return startups.stream()
                .map(start -> String.format(Locale.ROOT, "%.2f s", figure.applyAsDouble(start)))
                .collect(Collectors.joining(", "));
    }

    private static void beside(Peer peer, Bench.Results results, StringBuilder page) {
        if (results.outcomes().isEmpty()) {
            return;
        }
        page.append("## Beside ").append(peer.title()).append("\n\n");
        boolean asked = peer == Peer.TORCH;
        page.append("| workload | ours | theirs | ratio |")
                .append(asked ? " asked |" : "")
                .append(" what |\n")
                .append("| --- | ---: | ---: | ---: |")
                .append(asked ? " ---: |" : "")
                .append(" --- |\n");
        for (Outcome outcome : results.outcomes()) {
            page.append(String.format(
                    "| %s | %s | %s | %s |%s %s |%n",
                    outcome.workload(),
                    ours(outcome),
                    theirs(outcome, peer),
                    Figures.ratio(outcome.ratio(peer)),
                    asked
                            ? String.format(
                                    Locale.ROOT, " %.2f |", outcome.workload().asked())
                            : "",
                    outcome.workload().description()));
        }
        page.append("\nGeometric mean of the ratios: ")
                .append(Figures.ratio(Outcome.ratio(results.outcomes(), peer)))
                .append(asked ? " (asked: 0.60).\n\n" : ".\n\n");
    }

    private static String ours(Outcome outcome) {
        return outcome.duels().size() > 1
                ? outcome.duels().size() + " cases"
                : figure(outcome.duels().getFirst(), outcome.duels().getFirst().ours());
    }

    private static String theirs(Outcome outcome, Peer peer) {
        Duel first = outcome.duels().getFirst();
        Timing timing = first.theirs().get(peer);
        if (timing == null) {
            return String.valueOf(first.missing().get(peer));
        }
        return outcome.duels().size() > 1 ? "" : figure(first, timing);
    }

    private static String figure(Duel duel, Timing timing) {
        String speed = duel.what().work().speed(timing.median());
        return Figures.time(timing.median()) + (speed.isEmpty() ? "" : ", " + speed);
    }

    private static void roofline(StringBuilder page) {
        page.append("""
                ## Roofline

                Our cases whose operations and bytes are known, in the same run: how fast they compute over how much there is to
                compute for each byte that has to be read or written at least, a function such as exp being one operation. The roofs
                are those that were measured above. What fits into a cache may come to lie above the slope of memory.

                ![Roofline](""").append(ROOFLINE).append(")\n\n");
    }

    private static void warmUp(Bench.Results results, StringBuilder page) {
        page.append("""
                ## Warm-up and memory

                The first step of a fresh process, and how many steps it took until one was within a tenth of the median. Java heap
                that a steady step allocates, and blocks of native memory that it asks the system for. The last column says how far
                apart the results of the first three steps are, computed on both sides from the same first values.

                """);
        List<Peer> peers = results.settings().peers();
        page.append("| case | first step, ours | steps until steady |");
        peers.forEach(peer -> page.append(' ')
                .append(peer.title())
                .append(": first step | steps until steady | results differ by |"));
        page.append(" heap per step | system allocations |\n| --- | ---: | ---: |")
                .append(" ---: | ---: | ---: |".repeat(peers.size()))
                .append(" ---: | ---: |\n");
        for (Outcome outcome : results.outcomes()) {
            Duel duel = outcome.duels().getFirst();
            page.append("| ").append(duel.what().name()).append(" | ").append(start(duel.ours()));
            for (Peer peer : peers) {
                Timing timing = duel.theirs().get(peer);
                page.append(
                        timing == null
                                ? " | | |"
                                : " | " + start(timing)
                                        + String.format(
                                                Locale.ROOT,
                                                " | %.0e",
                                                duel.differences().get(peer)));
            }
            page.append(String.format(
                    Locale.ROOT, " | %,.0f KB | %.1f |%n", duel.heapBytes() / 1024, duel.systemAllocations()));
        }
        page.append('\n');
    }

    private static String start(Timing timing) {
        return Figures.time(timing.firstStep()) + " | " + timing.steadyAfter();
    }

    private static void cases(Outcome outcome, Bench.Results results, StringBuilder page) {
        List<Peer> peers = results.settings().peers();
        page.append("## ").append(outcome.workload()).append(", case by case\n\n| case | ours |");
        peers.forEach(peer -> page.append(' ').append(peer.title()).append(" | ratio |"));
        boolean share = outcome.duels().getFirst().what().work().unit() == Work.Unit.FLOPS
                && results.peak().isPresent();
        page.append(share ? " share of the peak |" : "")
                .append("\n| --- | ---: |")
                .append(" ---: | ---: |".repeat(peers.size()))
                .append(share ? " ---: |" : "")
                .append('\n');
        for (Duel duel : outcome.duels()) {
            page.append("| ").append(duel.what().label()).append(" | ").append(figure(duel, duel.ours()));
            for (Peer peer : peers) {
                Timing timing = duel.theirs().get(peer);
                page.append(" | ")
                        .append(timing == null ? "" : figure(duel, timing))
                        .append(" | ")
                        .append(Figures.ratio(duel.ratio(peer)));
            }
            page.append(" |");
            results.peak().filter(_ -> share).ifPresent(peak -> page.append(share(duel, peak)));
            page.append('\n');
        }
        page.append('\n');
    }

    private static String share(Duel duel, Peak peak) {
        double most = duel.what().name().endsWith("float64") ? peak.float64() : peak.float32();
        return String.format(
                Locale.ROOT,
                " %.2f |",
                duel.what().work().amount() / duel.ours().median() / most);
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
