package dev.adjoint.cli;

import dev.adjoint.bench.Bench;
import dev.adjoint.bench.Cost;
import dev.adjoint.bench.Duel;
import dev.adjoint.bench.Figures;
import dev.adjoint.bench.JacobianCost;
import dev.adjoint.bench.Outcome;
import dev.adjoint.bench.Peak;
import dev.adjoint.bench.Startup;
import dev.adjoint.bench.peer.Peer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What benchmarks came to, in lines for a terminal. */
final class BenchTable {

    private BenchTable() {}

    /** A line for a workload; where it has several cases, a line for each, if that is wanted. */
    static String of(Outcome outcome, List<Peer> peers, boolean cases) {
        List<Duel> duels = outcome.duels();
        if (duels.size() == 1) {
            return line(
                    outcome.workload().word(),
                    duels.getFirst(),
                    peers,
                    outcome.workload().asked());
        }
        String each = cases
                ? duels.stream()
                        .map(duel -> line("  " + duel.what().label(), duel, peers, Double.NaN) + "\n")
                        .collect(Collectors.joining())
                : "";
        return each
                + String.format(Locale.ROOT, "%-12s %-12s", outcome.workload().word(), duels.size() + " cases")
                + peers.stream()
                        .map(peer -> "  " + peer.title() + " " + Figures.ratio(outcome.ratio(peer)))
                        .collect(Collectors.joining())
                + asked(outcome.workload().asked(), peers);
    }

    private static String line(String name, Duel duel, List<Peer> peers, double asked) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "%-12s %-12s", name, Figures.time(duel.ours().median())));
        for (Peer peer : peers) {
            line.append("  ").append(peer.title()).append(' ');
            if (duel.theirs().containsKey(peer)) {
                line.append(Figures.time(duel.theirs().get(peer).median()))
                        .append(" ratio ")
                        .append(Figures.ratio(duel.ratio(peer)));
            } else {
                line.append("missing: ").append(duel.missing().get(peer));
            }
        }
        if (!Double.isNaN(asked)) {
            line.append(asked(asked, peers));
        }
        String speed = duel.what().work().speed(duel.ours().median());
        return speed.isEmpty() ? line.toString() : line + "  " + speed;
    }

    private static String asked(double asked, List<Peer> peers) {
        return peers.contains(Peer.TORCH) ? String.format(Locale.ROOT, "  (asked %.2f)", asked) : "";
    }

    /** All of it once more, without the cases. */
    static String of(Bench.Results results) {
        StringBuilder text = new StringBuilder();
        results.peak().ifPresent(peak -> text.append(line(peak)));
        results.outcomes()
                .forEach(outcome -> text.append(of(outcome, results.settings().peers(), false))
                        .append('\n'));
        if (!results.outcomes().isEmpty()) {
            text.append(mean(results)).append('\n');
        }
        results.costs().forEach(cost -> text.append(line(cost)));
        results.jacobians().forEach(cost -> text.append(line(cost)));
        results.startups().forEach(start -> text.append(line(start)));
        return text.toString();
    }

    /** The geometric mean of all workloads, a line for each peer. */
    private static String mean(Bench.Results results) {
        return results.settings().peers().stream()
                .map(peer -> "geometric mean beside " + peer.title() + ": "
                        + Figures.ratio(Outcome.ratio(results.outcomes(), peer)))
                .collect(Collectors.joining("\n"));
    }

    private static String line(Cost cost) {
        return String.format(
                Locale.ROOT,
                "%-6s n %,9d   gradient ÷ value %.2f   jvp ÷ value %.2f   hvp ÷ gradient %.2f%n",
                cost.curve(),
                cost.n(),
                cost.gradientRatio(),
                cost.jvpRatio(),
                cost.hvpRatio());
    }

    private static String line(JacobianCost cost) {
        return String.format(
                Locale.ROOT,
                "jacobian %4d -> %4d   chosen %.3f ms   forward %.3f ms   reverse %.3f ms%n",
                cost.m(),
                cost.n(),
                cost.chosen() * 1e3,
                cost.forward() * 1e3,
                cost.reverse() * 1e3);
    }

    private static String line(Startup start) {
        return String.format(
                Locale.ROOT,
                "startup      first step after %.2f s (asked 1.5)   train digits %.1f s (asked 12)%n",
                start.firstStep(),
                start.whole());
    }

    private static String line(Peak peak) {
        return String.format(
                Locale.ROOT,
                "peak         float32 %.0f GFLOP/s   float64 %.0f GFLOP/s   copying %.1f GB/s%n",
                peak.float32() / 1e9,
                peak.float64() / 1e9,
                peak.copied() / 1e9);
    }
}
