package dev.adjoint.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code adjoint doctor}: what is here, what is missing, what that costs and how to get it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Says what this machine can do for Adjoint: Java, modules, natives, kernels, threads, memory.",
            "What is missing comes with what it costs and how to get it. Exit code 1 if it cannot work so."
        })
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Finding> findings = Examination.findings();
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json(findings) : text(findings));
        out.flush();
        return findings.stream().anyMatch(finding -> finding.state() == Finding.State.BROKEN) ? 1 : 0;
    }

    private static String text(List<Finding> findings) {
        int width = findings.stream()
                .mapToInt(finding -> finding.topic().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder("Adjoint " + Version.text() + "\n\n");
        for (Finding finding : findings) {
            String mark = switch (finding.state()) {
                case FINE -> "   ";
                case MISSING -> " ! ";
                case BROKEN -> " X ";
            };
            text.append(mark)
                    .append(finding.topic())
                    .append(" ".repeat(width - finding.topic().length() + 2))
                    .append(finding.text())
                    .append('\n');
        }
        boolean well = findings.stream().allMatch(finding -> finding.state() == Finding.State.FINE);
        return text.append(well ? "\nNothing is missing.\n" : "\n! slows Adjoint down, X keeps it from working.\n")
                .toString();
    }

    private static String json(List<Finding> findings) {
        return Json.object(json -> {
            json.writeStringField("version", Version.text());
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("topic", finding.topic());
                json.writeStringField("state", finding.state().toString());
                json.writeStringField("text", finding.text());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
