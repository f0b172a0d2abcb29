package dev.adjoint.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What one call of the command line came to.
 *
 * @param code the exit code
 * @param out what was printed
 * @param err what was complained about
 */
record Cli(int code, String out, String err) {

    /** Runs the command line in this process. */
    static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine(new Main()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int code = command.execute(texts);
        return new Cli(code, out.toString(), err.toString());
    }
}
