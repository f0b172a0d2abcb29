package dev.adjoint.cli;

import dev.adjoint.bench.Bench;
import dev.adjoint.bench.Markdown;
import dev.adjoint.bench.Outcome;
import dev.adjoint.bench.Roofline;
import dev.adjoint.bench.Settings;
import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Subject;
import dev.adjoint.bench.workload.Workload;
import dev.adjoint.kernel.Workers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            description = "A Python that has the peers. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String python;

    @Option(
            names = "--peers",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "torch",
            converter = Choice.Peers.class,
            completionCandidates = Choice.Peers.class,
            description = "Beside whom, with commas: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private List<Peer> peers;

    @Option(names = "--threads", paramLabel = "N", description = "How many threads each side computes with.")
    private @Nullable Integer threads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "How often each side has its turn. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "6",
            description = {
                "How long each side warms up, and how long it is then timed, for each workload.",
                "Default: ${DEFAULT-VALUE}."
            })
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file, as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = {
                "Write the results to this file, as Markdown, and beside it roofline.svg: how near to what the",
                "machine can do the cases come whose operations are known."
            })
    private @Nullable Path file;

    @Option(
            names = "--flame",
            paramLabel = "FILE",
            description = {
                "Write a flame graph of our steady steps to this file, as HTML: where their time goes.",
                "They run once more for it, after the rounds."
            })
    private @Nullable Path flame;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        atLeastOne("--rounds", rounds);
        if (!(seconds > 0 && Double.isFinite(seconds))) {
            throw new ParameterException(
                    spec.commandLine(), Wording.number("--seconds", seconds, "a positive number, such as 4"));
        }
        int count = threads == null ? Workers.threads() : threads;
        atLeastOne("--threads", count);
        boolean costs = isWanted(Choice.COSTS);
        boolean startup = isWanted(Choice.STARTUP);
        List<Workload> chosen = workloads();
        ReportFile page = file == null ? null : ReportFile.at("--write", file);
        ReportFile report = json == null ? null : ReportFile.at("--json", json);
        ReportFile flames = flame == null ? null : ReportFile.at("--flame", flame);
        PrintWriter out = spec.commandLine().getOut();
        Bench bench = new Bench(new Settings(List.copyOf(peers), python, count, rounds, seconds));
        Progress progress = new Progress(out, bench.settings().peers(), names != null);
        Bench.Results results = bench.run(chosen, costs, progress);
        if (startup) {
            progress.begins("startup: ./adjoint train digits from start to end");
            results = results.with(Starts.measure());
        }
        if (flames != null) {
            progress.begins("flame graph: steady steps once more");
            flame(chosen, flames);
        }
        out.println("\n" + BenchTable.of(results));
        out.flush();
        LocalDate today = LocalDate.now(ZoneId.systemDefault());
        if (page != null) {
            page.write(Markdown.page(results, today));
            if (!Roofline.cases(results).isEmpty()) {
                page.beside(Markdown.ROOFLINE).write(Roofline.svg(results));
            }
        }
        if (report != null) {
            report.write(new BenchReport(results, today).json());
        }
        return 0;
    }

    private void flame(List<Workload> workloads, ReportFile page) throws IOException {
        List<Subject> subjects = workloads.stream()
                .flatMap(workload -> workload.cases().stream())
                .map(what -> what.maker().get())
                .toList();
        steps(subjects);
        String names = workloads.stream().map(Workload::word).collect(Collectors.joining(" "));
        Flame.of("adjoint bench " + names, page, () -> steps(subjects));
    }

    /** Each for its share of the seconds. */
    private int steps(List<Subject> subjects) {
        int steps = 0;
        for (Subject subject : subjects) {
            long end = System.nanoTime() + (long) (seconds * 1e9 / subjects.size());
            while (System.nanoTime() < end) {
                subject.run();
                steps++;
            }
        }
        return steps;
    }

    private boolean isWanted(String name) {
        return names == null || names.contains(name);
    }

    /** picocli takes a name that a list's converter refuses for an argument too many, and says so. */
    private List<Workload> workloads() {
        if (names == null) {
            return List.of(Workload.values());
        }
        try {
            Choice.Workloads converter = new Choice.Workloads();
            return names.stream()
                    .filter(name -> !Choice.BESIDE_WORKLOADS.contains(name))
                    .map(converter::convert)
                    .toList();
        } catch (TypeConversionException unknown) {
            throw new ParameterException(spec.commandLine(), "NAME: " + unknown.getMessage(), unknown);
        }
    }

    /** Says what begins, and what it came to. */
    private record Progress(PrintWriter out, List<Peer> peers, boolean cases) implements Bench.Progress {

        @Override
        public void begins(String what) {
            out.println(what);
            out.flush();
        }

        @Override
        public void ends(Outcome outcome) {
            out.println(BenchTable.of(outcome, peers, cases));
            out.flush();
        }
    }

    private void atLeastOne(String option, int given) {
        if (given < 1) {
            throw new ParameterException(spec.commandLine(), Wording.number(option, given, "1 or more"));
        }
    }
}
