package dev.adjoint.cli;

import dev.adjoint.examples.Worked;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code adjoint example}: runs one of the worked examples, or lists them. */
@Command(
        name = "example",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs a worked example; their code is a page each, in examples/. Without a name, lists them.",
        footer = {"", "Example: adjoint example thrown-ball"},
        sortOptions = false)
final class ExampleCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            converter = Choice.WorkedExamples.class,
            completionCandidates = Choice.WorkedExamples.class,
            description = "Which one: ${COMPLETION-CANDIDATES}.")
    private @Nullable Worked name;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            for (Worked example : Worked.values()) {
                out.printf("%-16s %s%n", example, example.description());
            }
        } else {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            name.print(new PrintStream(text, true, StandardCharsets.UTF_8));
            out.print(text.toString(StandardCharsets.UTF_8));
        }
        out.flush();
        return 0;
    }
}
