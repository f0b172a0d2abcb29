package dev.adjoint.bench;

import dev.adjoint.bench.peer.PeerException;
import dev.adjoint.bench.peer.Side;
import dev.adjoint.bench.workload.Case;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One side during a match: what it has done so far, and for which cases it is out and why. */
final class Player implements AutoCloseable {

    /** For what takes a peer longest: the first step of a compiler. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final int MOST_WARM_STEPS = 5_000;

    private final @Nullable Side side;
    private final @Nullable String absence;
    private final Map<Case, double[]> warm = new HashMap<>();
    private final Map<Case, List<double[]>> rounds = new HashMap<>();
    private final Map<Case, String> missing = new HashMap<>();

    private Player(@Nullable Side side, @Nullable String absence) {
        this.side = side;
        this.absence = absence;
    }

    /** How a side is started. */
    @FunctionalInterface
    interface Start {
        Side side() throws PeerException;
    }

    /** Something that a side is asked for. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(Side side) throws PeerException;
    }

    /** A player that is out from the beginning if its side cannot be started. */
    static Player of(Start start) {
        try {
            return new Player(start.side(), null);
        } catch (PeerException e) {
            return new Player(null, e.getMessage());
        }
    }

    String version() {
        return side == null ? "" : side.version();
    }

    void warmUp(Case what, Path file, double seconds) {
        ask(what, at -> {
            at.prepare(what, file, PATIENCE);
            return warm.put(what, at.warm(what, seconds, MOST_WARM_STEPS, PATIENCE));
        });
    }

    /** What a step takes about, judged by the later half of the warm-up; nothing of one who is out. */
    double @Nullable [] pace(Case what) {
        double[] steps = warm.get(what);
        return steps == null || isOut(what) ? null : Arrays.copyOfRange(steps, steps.length / 2, steps.length);
    }

    void play(Case what, int iterations, int samples) {
        ask(
                what,
                at -> rounds.computeIfAbsent(what, _ -> new ArrayList<>())
                        .add(at.time(what, iterations, samples, PATIENCE)));
    }

    double @Nullable [] outcomes(Case what, int steps) {
        return ask(what, at -> at.outcomes(what, steps, PATIENCE));
    }

    double @Nullable [] memory(Case what, int steps) {
        return ask(what, at -> at.memory(what, steps, PATIENCE));
    }

    private <T> @Nullable T ask(Case what, Question<T> question) {
        if (side == null || isOut(what)) {
            return null;
        }
        try {
            return question.ask(side);
        } catch (PeerException e) {
            missing.put(what, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private boolean isOut(Case what) {
        return side == null || missing.containsKey(what);
    }

    /** Why there are no times of this case; null if there are. */
    @Nullable
    String reason(Case what) {
        return absence != null ? absence : missing.get(what);
    }

    @Nullable
    Timing timing(Case what) {
        double[] first = warm.get(what);
        return first == null || isOut(what)
                ? null
                : new Timing(
                        first,
                        rounds.getOrDefault(what, List.of()).stream()
                                .flatMapToDouble(Arrays::stream)
                                .toArray());
    }

    @Override
    public void close() {
        if (side != null) {
            side.close();
        }
    }
}
