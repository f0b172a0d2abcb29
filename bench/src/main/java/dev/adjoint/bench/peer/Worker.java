package dev.adjoint.bench.peer;

import com.sun.management.ThreadMXBean;
import dev.adjoint.bench.workload.Case;
import dev.adjoint.bench.workload.Subject;
import dev.adjoint.bench.workload.Workload;
import dev.adjoint.io.Safetensors;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.MemoryPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Our side of the benchmarks: the main class of a process of its own, as a peer is one, so that no workload inherits what
 * the compiler has learnt from another. It answers what {@link Side} asks.
 */
public final class Worker {

    private final Map<String, Subject> subjects = new HashMap<>();

    private Worker() {}

    /**
     * Answers questions until there are no more.
     *
     * @param arguments the number of threads to compute with
     * @throws IOException if nobody listens any more
     */
    public static void main(String[] arguments) throws IOException {
        Workers.resize(Integer.parseInt(arguments[0]));
        PrintStream answers = System.out;
        // Whatever else is printed in this process is no answer.
        System.setOut(System.err);
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            serve(questions, answers);
        }
        System.exit(0);
    }

    static void serve(BufferedReader questions, PrintStream answers) throws IOException {
        Worker worker = new Worker();
        answers.print("ok Adjoint\n");
        answers.flush();
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            answers.print(worker.answer(question.split(" ")) + "\n");
            answers.flush();
        }
    }

    private String answer(String... words) {
        try {
            Case each = Workload.named(words[1]);
            return switch (words[0]) {
                case "prepare" -> prepare(each, Path.of(words[2]));
                case "warm" -> warm(subject(each), Double.parseDouble(words[2]), Integer.parseInt(words[3]));
                case "time" -> time(subject(each), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                case "outcome" -> outcome(each, Integer.parseInt(words[2]));
                case "memory" -> memory(subject(each), Integer.parseInt(words[2]));
                default -> "no such question: " + words[0];
            };
        } catch (RuntimeException e) {
            return "no " + String.valueOf(e.getMessage()).lines().findFirst().orElse("reason");
        }
    }

    private Subject subject(Case each) {
        return subjects.computeIfAbsent(each.name(), _ -> each.maker().get());
    }

    private String prepare(Case each, Path file) {
        Safetensors.save(file, subject(each).state());
        return "ok";
    }

    private static String warm(Subject subject, double seconds, int most) {
        double[] times = new double[most];
        double total = 0;
        int done = 0;
        while (done < most && (done < 3 || total < seconds)) {
            times[done] = time(subject, 1);
            total += times[done++];
        }
        return ok(Arrays.copyOf(times, done));
    }

    private static String time(Subject subject, int iterations, int samples) {
        return ok(figures(samples, _ -> time(subject, iterations)));
    }

    private static double time(Subject subject, int iterations) {
        long start = System.nanoTime();
        for (int i = 0; i < iterations; i++) {
            subject.run();
        }
        return (System.nanoTime() - start) / 1e9 / iterations;
    }

    private static String outcome(Case each, int count) {
        Subject fresh = each.maker().get();
        return ok(figures(count, _ -> fresh.outcome()));
    }

    private static String memory(Subject subject, int steps) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long heap = threads.getTotalThreadAllocatedBytes();
        long system = MemoryPool.statistics().systemAllocations();
        for (int i = 0; i < steps; i++) {
            subject.run();
        }
        return ok(
                (double) (threads.getTotalThreadAllocatedBytes() - heap) / steps,
                (double) (MemoryPool.statistics().systemAllocations() - system) / steps);
    }

    private static double[] figures(int count, IntToDoubleFunction figure) {
        return IntStream.range(0, count).mapToDouble(figure::applyAsDouble).toArray();
    }

    private static String ok(double... figures) {
        return "ok " + Arrays.stream(figures).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }
}
