package dev.adjoint.cli;

import dev.adjoint.bench.profile.FlameGraph;
import dev.adjoint.bench.profile.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Watches what a command does, and writes down where its time went. */
final class Flame {

    private Flame() {}

    /**
     * Does something with its stacks sampled.
     *
     * @param title what it is
     * @param page where the flame graph goes
     * @param body what to do
     * @param <T> the type of its result
     * @return the result
     * @throws CommandException if nothing can be written there any more
     */
    static <T> T of(String title, ReportFile page, Supplier<T> body) {
        try (Sampling sampling = Sampling.start()) {
            T result = body.get();
            page.write(FlameGraph.page(title, sampling.stop()));
            return result;
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }
}
