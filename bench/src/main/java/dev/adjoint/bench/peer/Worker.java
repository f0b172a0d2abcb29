package dev.adjoint.bench.peer;

import dev.adjoint.bench.workload.Case;
import dev.adjoint.bench.workload.Subject;
import dev.adjoint.io.Safetensors;
import dev.adjoint.kernel.Workers;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Our side of the benchmarks: the main class of a process of its own, as a peer is one, so that no workload inherits what
 * the compiler has learnt from another.
 */
public final class Worker {

    private Worker() {}

    /**
     * Answers questions until there are no more.
     *
     * @param arguments the number of threads to compute with
     * @throws IOException if nobody listens any more
     */
    public static void main(String[] arguments) throws IOException {
        Workers.resize(Integer.parseInt(arguments[0]));
        Server.serve("Adjoint", Worker::task);
    }

    static Task task(Case what, Path file) {
        Subject subject = what.maker().get();
        Safetensors.save(file, subject.state());
        return new Task() {
            @Override
            public void run() {
                subject.run();
            }

            @Override
            public double outcome() {
                return subject.outcome();
            }
        };
    }
}
