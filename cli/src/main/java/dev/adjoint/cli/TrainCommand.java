package dev.adjoint.cli;

import dev.adjoint.Debug;
import dev.adjoint.kernel.Workers;
import dev.adjoint.models.Architecture;
import dev.adjoint.models.Recipe;
import dev.adjoint.models.Rule;
import dev.adjoint.models.Task;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code adjoint train}: a network learns a data set and is measured on what it has not seen. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Trains a network and measures it on images that it has not seen.",
            "Without options, the learning rate and the like follow the recipe of the data set and model."
        },
        footer = {"", "Example: adjoint train mnist --data ~/mnist --model mlp --report report.json"},
        sortOptions = false)
final class TrainCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DATASET",
            converter = Choice.Tasks.class,
            completionCandidates = Choice.Tasks.class,
            description = "What to learn: ${COMPLETION-CANDIDATES}. The digits come with Adjoint.")
    @SuppressWarnings("NullAway.Init")
    private Task task;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder with the files of mnist or fashion.")
    private @Nullable Path folder;

    @Option(
            names = "--model",
            converter = Choice.Architectures.class,
            completionCandidates = Choice.Architectures.class,
            defaultValue = "cnn",
            description = "The network: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Architecture model;

    @Option(names = "--epochs", paramLabel = "N", description = "How often to go through the examples.")
    private @Nullable Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "How many examples make a step.")
    private @Nullable Integer batchSize;

    @Option(names = "--lr", paramLabel = "RATE", description = "The learning rate at the beginning; it falls to 0.")
    private @Nullable Double learningRate;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            converter = Choice.Rules.class,
            completionCandidates = Choice.Rules.class,
            description = "How gradients change parameters: ${COMPLETION-CANDIDATES}.")
    private @Nullable Rule rule;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of weights and order; the same seed gives the same losses. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "How many threads compute; the result is the same.")
    private @Nullable Integer threads;

    @Option(
            names = "--debug-nan",
            description = "Stop at the first operation that makes a NaN or an infinity, and name it. Slow.")
    private boolean debugNan;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the figures to this file, as JSON.")
    private @Nullable Path report;

    @Option(
            names = "--flame",
            paramLabel = "FILE",
            description = "Write a flame graph of the training to this file, as HTML: where its time goes.")
    private @Nullable Path flame;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        TrainingPlan plan = plan();
        if (threads != null) {
            Workers.resize(threads);
        }
        ReportFile target = report == null ? null : ReportFile.at("--report", report);
        ReportFile flames = flame == null ? null : ReportFile.at("--flame", flame);
        PrintWriter out = spec.commandLine().getOut();
        TrainingRun run = TrainingRun.of(plan, out, Terminal.isInteractive());
        Supplier<Report> body = debugNan ? () -> Debug.nan(() -> run.run()) : run::run;
        Report result = flames == null ? body.get() : Flame.of("train " + task + ", " + model, flames, body);
        if (target != null) {
            target.write(result.json());
        }
        out.println(
                String.format(Locale.ROOT, "test accuracy %.4f", result.test().accuracy()));
        out.flush();
        return 0;
    }

    private TrainingPlan plan() {
        if (task.needsFolder() && folder == null) {
            throw wrong("--data is missing: " + task + " does not come with Adjoint. " + task.expected());
        }
        if (!task.needsFolder() && folder != null) {
            throw wrong("--data: " + folder + ", but " + task + " comes with Adjoint. Leave --data out, or train "
                    + "mnist or fashion.");
        }
        atLeastOne("--epochs", epochs);
        atLeastOne("--batch-size", batchSize);
        atLeastOne("--threads", threads);
        if (learningRate != null && !(learningRate > 0 && Double.isFinite(learningRate))) {
            throw wrong(Wording.number("--lr", learningRate, "a positive number, such as 0.001"));
        }
        Recipe usual = task.recipe(model);
        Rule chosen = rule == null ? usual.rule() : rule;
        double rate = chosen == usual.rule() ? usual.learningRate() : chosen.learningRate();
        Recipe recipe = new Recipe(
                chosen,
                learningRate == null ? rate : learningRate,
                batchSize == null ? usual.batchSize() : batchSize,
                epochs == null ? usual.epochs() : epochs);
        return new TrainingPlan(task, folder, model, recipe, seed);
    }

    private void atLeastOne(String option, @Nullable Integer given) {
        if (given != null && given < 1) {
            throw wrong(Wording.number(option, given, "1 or more"));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
