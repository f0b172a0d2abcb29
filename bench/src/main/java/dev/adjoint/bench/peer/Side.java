package dev.adjoint.bench.peer;

import dev.adjoint.bench.workload.Case;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process that computes when it is asked to and waits while others are timed. Ours and the peers' are all asked in the
 * same words, a line each, and answer a line that begins with {@code ok}, or {@code no} and a reason:
 *
 * <pre>
 * prepare CASE FILE              gets a case ready; its first values are in the file (we write it, peers read it)
 * warm CASE SECONDS STEPS        computes for so long or so often, the very first step included: seconds of each step
 * time CASE ITERATIONS SAMPLES   seconds of a step, a figure for each sample of so many iterations
 * outcome CASE COUNT             starts the case anew and tells what the first steps give
 * memory CASE STEPS              ours only: bytes of Java heap, and blocks asked of the system, for a step
 * </pre>
 */
public final class Side implements AutoCloseable {

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private final LastLine complaints;
    private String version = "";

    private Side(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.complaints = LastLine.of(process.errorReader(StandardCharsets.UTF_8));
    }

    /**
     * Starts a process and waits for its greeting.
     *
     * @param name what to call it in messages
     * @param command the program and its arguments
     * @param limit how long to wait for the greeting
     * @return the side, ready to be asked
     * @throws PeerException if it cannot be started, ends without a greeting or takes too long
     */
    public static Side start(String name, List<String> command, Duration limit) throws PeerException {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new PeerException(name + " cannot be started: " + e.getMessage());
        }
        Side side = new Side(name, process);
        try {
            side.version = side.answer(limit);
            return side;
        } catch (PeerException e) {
            side.close();
            throw e;
        }
    }

    /**
     * What it says of itself.
     *
     * @return name and version
     */
    public String version() {
        return version;
    }

    /**
     * Gets a case ready.
     *
     * @param each the case
     * @param file where its first values are, or are to be put
     * @param limit how long that may take
     * @throws PeerException if it cannot
     */
    public void prepare(Case each, Path file, Duration limit) throws PeerException {
        ask(limit, "prepare " + each.name() + " " + file);
    }

    /**
     * Computes from the very first step on.
     *
     * @param each the case
     * @param seconds for how long
     * @param steps how often at most
     * @param limit how long that may take
     * @return seconds of each step
     * @throws PeerException if it cannot
     */
    public double[] warm(Case each, double seconds, int steps, Duration limit) throws PeerException {
        return numbers(ask(limit, "warm " + each.name() + " " + seconds + " " + steps));
    }

    /**
     * Times steps.
     *
     * @param each the case
     * @param iterations how many steps make a sample
     * @param samples how many samples
     * @param limit how long that may take
     * @return seconds of a step, for each sample
     * @throws PeerException if it cannot
     */
    public double[] time(Case each, int iterations, int samples, Duration limit) throws PeerException {
        return numbers(ask(limit, "time " + each.name() + " " + iterations + " " + samples));
    }

    /**
     * What the first steps of a fresh start give.
     *
     * @param each the case
     * @param count how many steps
     * @param limit how long that may take
     * @return the mean size of the results, for each step
     * @throws PeerException if it cannot
     */
    public double[] outcomes(Case each, int count, Duration limit) throws PeerException {
        return numbers(ask(limit, "outcome " + each.name() + " " + count));
    }

    /**
     * What a step takes of memory.
     *
     * @param each the case
     * @param steps over how many steps the mean is taken
     * @param limit how long that may take
     * @return bytes of Java heap, and blocks asked of the system
     * @throws PeerException if it cannot
     */
    public double[] memory(Case each, int steps, Duration limit) throws PeerException {
        return numbers(ask(limit, "memory " + each.name() + " " + steps));
    }

    /**
     * Whether it can be asked any more.
     *
     * @return false once it has ended or was ended
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    private String ask(Duration limit, String question) throws PeerException {
        try {
            questions.write(question + "\n");
            questions.flush();
        } catch (IOException e) {
            throw ended();
        }
        return answer(limit);
    }

    private String answer(Duration limit) throws PeerException {
        String line = line(limit);
        if (line == null) {
            throw ended();
        }
        if (line.equals("ok") || line.startsWith("ok ")) {
            return line.substring(2).strip();
        }
        throw new PeerException(name + ": " + (line.startsWith("no ") ? line.substring(3) : "said \"" + line + "\""));
    }

    /** What comes too late would answer the next question, so whoever is late is ended. */
    private @Nullable String line(Duration limit) throws PeerException {
        CompletableFuture<@Nullable String> line = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                line.complete(answers.readLine());
            } catch (IOException e) {
                line.complete(null);
            }
        });
        try {
            return line.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close();
            throw new PeerException(name + " had no answer after " + limit.toSeconds() + " s and was ended");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new PeerException(name + " was interrupted");
        }
    }

    private PeerException ended() {
        // Before it is closed: that closes its streams, whether or not they have been read.
        String last = complaints.get();
        close();
        return new PeerException(name + " ended" + (last.isEmpty() ? " without a word" : ": " + last));
    }

    private static double[] numbers(String answer) {
        return Arrays.stream(answer.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /** Ends the process. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
