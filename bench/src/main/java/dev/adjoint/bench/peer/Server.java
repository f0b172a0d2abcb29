package dev.adjoint.bench.peer;

import com.sun.management.ThreadMXBean;
import dev.adjoint.bench.workload.Case;
import dev.adjoint.bench.workload.Workload;
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

/** Answers what {@link Side} asks, in a process that is a Java: ours, or LibTorch's. */
public final class Server {

    private final Task.Maker maker;
    private final Map<String, Task> tasks = new HashMap<>();
    private final Map<String, Path> files = new HashMap<>();

    private Server(Task.Maker maker) {
        this.maker = maker;
    }

    /**
     * Answers questions from the standard input until there are no more, and ends the process.
     *
     * @param greeting who computes here
     * @param maker makes cases ready
     * @throws IOException if nobody listens any more
     */
    public static void serve(String greeting, Task.Maker maker) throws IOException {
        PrintStream answers = System.out;
        // Whatever else is printed in this process is no answer.
        System.setOut(System.err);
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            serve(greeting, maker, questions, answers);
        }
        System.exit(0);
    }

    static void serve(String greeting, Task.Maker maker, BufferedReader questions, PrintStream answers)
            throws IOException {
        Server server = new Server(maker);
        answers.print("ok " + greeting + "\n");
        answers.flush();
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            answers.print(server.answer(question.split(" ")) + "\n");
            answers.flush();
        }
    }

    private String answer(String... words) {
        try {
            Case each = Workload.named(words[1]);
            return switch (words[0]) {
                case "prepare" -> prepare(each, Path.of(words[2]));
                case "warm" -> warm(task(each), Double.parseDouble(words[2]), Integer.parseInt(words[3]));
                case "time" -> time(task(each), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                case "outcome" -> outcome(each, Integer.parseInt(words[2]));
                case "memory" -> memory(task(each), Integer.parseInt(words[2]));
                default -> "no such question: " + words[0];
            };
        } catch (RuntimeException e) {
            return "no " + String.valueOf(e.getMessage()).lines().findFirst().orElse("reason");
        }
    }

    private Task task(Case each) {
        Task task = tasks.get(each.name());
        if (task == null) {
            throw new IllegalStateException("bench: " + each.name() + " has not been prepared.");
        }
        return task;
    }

    private String prepare(Case each, Path file) {
        files.put(each.name(), file);
        tasks.put(each.name(), maker.make(each, file));
        return "ok";
    }

    private static String warm(Task task, double seconds, int most) {
        double[] times = new double[most];
        double total = 0;
        int done = 0;
        while (done < most && (done < 3 || total < seconds)) {
            times[done] = time(task, 1);
            total += times[done++];
        }
        return ok(Arrays.copyOf(times, done));
    }

    private static String time(Task task, int iterations, int samples) {
        return ok(figures(samples, _ -> time(task, iterations)));
    }

    private static double time(Task task, int iterations) {
        long start = System.nanoTime();
        for (int i = 0; i < iterations; i++) {
            task.run();
        }
        return (System.nanoTime() - start) / 1e9 / iterations;
    }

    private String outcome(Case each, int count) {
        Path file = files.get(each.name());
        if (file == null) {
            throw new IllegalStateException("bench: " + each.name() + " has not been prepared.");
        }
        Task fresh = maker.make(each, file);
        return ok(figures(count, _ -> fresh.outcome()));
    }

    private static String memory(Task task, int steps) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long heap = threads.getTotalThreadAllocatedBytes();
        long system = MemoryPool.statistics().systemAllocations();
        for (int i = 0; i < steps; i++) {
            task.run();
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
