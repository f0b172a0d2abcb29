package dev.adjoint.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** PyTorch in a process of its own, which waits while we are timed and is timed while we wait. */
final class TorchPeer implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private final String version;

    private TorchPeer(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        String greeting = answers.readLine();
        if (greeting == null) {
            throw new IOException("it ended before it said a word");
        }
        this.version = greeting.replace("torch", "PyTorch");
    }

    /**
     * Starts PyTorch.
     *
     * @param python the Python that has it installed
     * @param threads how many threads it computes with
     * @return the peer, or nothing if this Python cannot be started or has no PyTorch
     */
    static Optional<TorchPeer> start(String python, int threads) {
        try (InputStream script = TorchPeer.class.getResourceAsStream("torch_peer.py")) {
            String source = new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
            Process process = new ProcessBuilder(python, "-c", source, Integer.toString(threads))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return Optional.of(new TorchPeer(process));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    String version() {
        return version;
    }

    /** The seconds of each of some steps. */
    double[] time(Workload workload, int steps) throws IOException {
        questions.write(workload.word() + " " + steps + "\n");
        questions.flush();
        String answer = answers.readLine();
        if (answer == null || answer.startsWith("unknown")) {
            throw new IOException("PyTorch did not run " + workload.word() + ": " + answer);
        }
        return Arrays.stream(answer.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
