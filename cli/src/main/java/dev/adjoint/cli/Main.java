package dev.adjoint.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code adjoint}, and the way into the program. */
@Command(
        name = "adjoint",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Trains neural networks, and says what this machine can do for them.",
        subcommands = {
            TrainCommand.class,
            CheckCommand.class,
            BenchCommand.class,
            ExampleCommand.class,
            DoctorCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:something failed", "2:something was asked for wrongly"},
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    boolean debug;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(new Main()).execute(arguments));
    }

    /** The command line, ready to be executed. */
    static CommandLine commandLine(Main main) {
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> usage(main, wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> failure(main, failure, command));
    }

    /** Without a command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given. Give train, check, bench, example or doctor, such as: adjoint train digits");
    }

    private static int usage(Main main, ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + Wording.of(wrong));
        if (main.debug) {
            wrong.printStackTrace(err);
        }
        err.println("Try: " + name + " --help");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int failure(Main main, Throwable failure, CommandLine command) {
        PrintWriter err = command.getErr();
        err.println("adjoint: " + Failures.message(failure));
        if (main.debug) {
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
