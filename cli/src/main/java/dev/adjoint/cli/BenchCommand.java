package dev.adjoint.cli;

import dev.adjoint.bench.Bench;
import dev.adjoint.bench.Cost;
import dev.adjoint.bench.Duel;
import dev.adjoint.bench.JacobianCost;
import dev.adjoint.bench.Markdown;
import dev.adjoint.bench.Workload;
import dev.adjoint.kernel.Workers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code adjoint bench}: training steps, ours and PyTorch's, in one run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Times training steps, beside PyTorch in alternating rounds where a Python has it, and what",
            "derivatives cost beside their function as it grows (costs).",
            "Nothing else should run on the machine meanwhile."
        },
        footer = {"", "Example: adjoint bench cnn --python ~/venv/bin/python --write docs/benchmarks.md"},
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            completionCandidates = Choice.Workloads.class,
            description = "What to time: ${COMPLETION-CANDIDATES}. Default: all of them.")
    private @Nullable List<String> names;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            defaultValue = "python3",
            description = "A Python that has PyTorch. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String python;

    @Option(names = "--threads", paramLabel = "N", description = "How many threads each side computes with.")
    private @Nullable Integer threads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Steps a round. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--write", paramLabel = "FILE", description = "Write the results to this file, as Markdown.")
    private @Nullable Path file;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        atLeastOne("--rounds", rounds);
        atLeastOne("--steps", steps);
        int count = threads == null ? Workers.threads() : threads;
        atLeastOne("--threads", count);
        boolean costs = names == null || names.contains(Choice.COSTS);
        List<Workload> chosen = workloads();
        ReportFile target = file == null ? null : ReportFile.at(file);
        PrintWriter out = spec.commandLine().getOut();
        Bench.Results results = new Bench(rounds, steps, count, python).run(chosen, costs, line -> {
            out.println(line);
            out.flush();
        });
        results.duels().forEach(duel -> out.println(line(duel)));
        results.costs().forEach(cost -> out.println(line(cost)));
        results.jacobians().forEach(cost -> out.println(line(cost)));
        out.flush();
        if (target != null) {
            target.write(Markdown.page(results, LocalDate.now(ZoneId.systemDefault())));
        }
        return 0;
    }

    /** picocli takes a name that a list's converter refuses for an argument too many, and says so. */
    private List<Workload> workloads() {
        if (names == null) {
            return List.of(Workload.values());
        }
        try {
            Choice.Workloads converter = new Choice.Workloads();
            return names.stream()
                    .filter(name -> !name.equals(Choice.COSTS))
                    .map(converter::convert)
                    .toList();
        } catch (TypeConversionException unknown) {
            throw new ParameterException(spec.commandLine(), "NAME: " + unknown.getMessage(), unknown);
        }
    }

    private static String line(Duel duel) {
        String ours =
                String.format(Locale.ROOT, "%-6s %8.2f ms", duel.workload().word(), duel.our() * 1e3);
        return duel.ratio().isEmpty()
                ? ours
                : String.format(
                        Locale.ROOT,
                        "%s   PyTorch %8.2f ms   ratio %.2f",
                        ours,
                        duel.their().getAsDouble() * 1e3,
                        duel.ratio().getAsDouble());
    }

    private static String line(Cost cost) {
        return String.format(
                Locale.ROOT,
                "%-6s n %,9d   gradient ÷ value %.2f   jvp ÷ value %.2f   hvp ÷ gradient %.2f",
                cost.curve(),
                cost.n(),
                cost.gradientRatio(),
                cost.jvpRatio(),
                cost.hvpRatio());
    }

    private static String line(JacobianCost cost) {
        return String.format(
                Locale.ROOT,
                "jacobian %4d -> %4d   chosen %.3f ms   forward %.3f ms   reverse %.3f ms",
                cost.m(),
                cost.n(),
                cost.chosen() * 1e3,
                cost.forward() * 1e3,
                cost.reverse() * 1e3);
    }

    private void atLeastOne(String option, int given) {
        if (given < 1) {
            throw new ParameterException(spec.commandLine(), Wording.number(option, given, "1 or more"));
        }
    }
}
