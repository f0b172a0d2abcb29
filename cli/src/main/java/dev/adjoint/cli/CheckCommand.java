package dev.adjoint.cli;

import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import dev.adjoint.op.example.Refusal;
import dev.adjoint.testkit.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code adjoint check}: every op against its contract, on this machine, with the kernels that are here. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Checks ops against their contract: types, layouts, both modes, derivatives, refusals.",
            "The table shows the worst relative error of the derivatives, compared with central",
            "differences in float64. Exit code 1 if an op breaks its contract."
        },
        footer = {"", "Example: adjoint check matmul 'conv*' logSumExp --json"},
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    private final Supplier<List<Example>> allExamples;
    private final Supplier<List<Refusal>> allRefusals;

    @Parameters(
            arity = "0..*",
            paramLabel = "OP",
            description = "Which ops, by name, such as log_sum_exp, logSumExp or 'conv*'. Default: all.")
    private @Nullable List<String> names;

    @Option(
            names = "--order",
            paramLabel = "N",
            defaultValue = "2",
            description = "Derivatives up to this order, 1 or 2. Default: ${DEFAULT-VALUE}.")
    private int order;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the directions that derivatives are taken along. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the findings to this file, as JSON.")
    private @Nullable Path report;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** A check of the catalogue. */
    CheckCommand() {
        this(Catalogue::examples, Catalogue::refusals);
    }

    /** A check of any ops: for tests, since those of the catalogue are right. */
    CheckCommand(Supplier<List<Example>> examples, Supplier<List<Refusal>> refusals) {
        this.allExamples = examples;
        this.allRefusals = refusals;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (order < 1 || order > 2) {
            throw new ParameterException(spec.commandLine(), Wording.number("--order", order, "1 or 2"));
        }
        Map<String, List<Example>> examples =
                new TreeMap<>(allExamples.get().stream().collect(Collectors.groupingBy(e -> e.op().name())));
        Collection<String> chosen = chosen(examples.keySet());
        ReportFile target = report == null ? null : ReportFile.at("--report", report);
        PrintWriter out = spec.commandLine().getOut();
        CheckReport findings = new CheckReport(order, seed, verdicts(chosen, examples, out));
        if (target != null) {
            target.write(findings.json());
        }
        out.print(json ? findings.json() : findings.text());
        out.flush();
        return findings.hold() ? 0 : 1;
    }

    private Collection<String> chosen(Collection<String> known) {
        if (names == null) {
            return known;
        }
        try {
            return OpNames.select(names, known);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), "OP: " + unknown.getMessage(), unknown);
        }
    }

    /** Ops are independent of each other, so each processor takes one; the order of the findings is that of the names. */
    private List<Verdict> verdicts(Collection<String> chosen, Map<String, List<Example>> examples, PrintWriter out)
            throws InterruptedException {
        Map<String, List<Refusal>> refusals = allRefusals.get().stream()
                .collect(Collectors.groupingBy(refusal -> refusal.op().name()));
        boolean shown = !json && Terminal.isInteractive();
        List<Verdict> verdicts = new ArrayList<>();
        try (ExecutorService processors =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Verdict>> running = new ArrayList<>();
            for (String op : chosen) {
                running.add(processors.submit(() -> Verdict.of(
                        op, examples.getOrDefault(op, List.of()), refusals.getOrDefault(op, List.of()), order, seed)));
            }
            for (Future<Verdict> verdict : running) {
                verdicts.add(verdict.get());
                if (shown) {
                    out.print(LiveProgress.CLEAR + verdicts.size() + "/" + running.size() + "  "
                            + verdicts.getLast().op());
                    out.flush();
                }
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("check: " + failure.getCause(), failure.getCause());
        }
        if (shown) {
            out.print(LiveProgress.CLEAR);
        }
        return verdicts;
    }
}
