package dev.adjoint.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.adjoint.bench.Startup;
import dev.adjoint.bench.peer.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures what a user waits for: the whole of {@code ./adjoint train digits}, started as a user starts it. */
final class Starts {

    /** Set by the launcher to itself. */
    private static final String LAUNCHER = "ADJOINT_LAUNCHER";

    private static final int TIMES = 3;

    private Starts() {}

    static List<Startup> measure() throws IOException, InterruptedException {
        List<Startup> starts = new ArrayList<>();
        Path report = Files.createTempFile("adjoint-start", ".json");
        try {
            for (int i = 0; i < TIMES; i++) {
                starts.add(start(report));
            }
        } finally {
            Files.delete(report);
        }
        return starts;
    }

    private static Startup start(Path report) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int code = new ProcessBuilder(command(List.of("train", "digits", "--report", report.toString())))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        double whole = (System.nanoTime() - begin) / 1e9;
        if (code != 0) {
            throw new CommandException(
                    "startup: train digits ended with code " + code + ". Run it by itself to see why.");
        }
        return new Startup(firstStep(report), whole);
    }

    /** The launcher, or this Java once more where there was none. */
    private static List<String> command(List<String> arguments) {
        String launcher = System.getenv(LAUNCHER);
        if (launcher == null) {
            return Jvm.command("dev.adjoint.cli", "dev.adjoint.cli.Main", List.of("-Xmn64m"), arguments);
        }
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(arguments);
        return command;
    }

    private static double firstStep(Path report) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(report.toFile())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("first_step_seconds")) {
                    json.nextToken();
                    return json.getDoubleValue();
                }
            }
        }
        throw new CommandException("startup: the report of the training has no first step.");
    }
}
