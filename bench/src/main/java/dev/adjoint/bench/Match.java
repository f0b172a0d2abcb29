package dev.adjoint.bench;

import dev.adjoint.bench.peer.Jvm;
import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.peer.Side;
import dev.adjoint.bench.workload.Case;
import dev.adjoint.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One workload on all sides. Each side is a process of its own that has done nothing else before; all warm up, then they
 * take turns, round after round, one of them computing while the others wait.
 */
final class Match implements AutoCloseable {

    /** A sample is at least this long, so that clocks and calls do not count. */
    private static final double SAMPLE_SECONDS = 1e-3;

    private static final int MOST_SAMPLES = 50;
    private static final int MOST_MEMORY_STEPS = 10;
    private static final int COMPARED_STEPS = 3;

    /** Between one side's turn and the next: threads that still spin after their work have gone to sleep. */
    private static final long PAUSE_MILLIS = 200;

    /** What each of many cases gets at least for its warm-up. */
    private static final double LEAST_WARM_SECONDS = 0.15;

    private static final Duration START = Duration.ofSeconds(60);

    private final Settings settings;
    private final Workload workload;
    private final Path folder;
    private final Player ours;
    private final Map<Peer, Player> theirs = new EnumMap<>(Peer.class);

    Match(Settings settings, Workload workload, Path folder) {
        this.settings = settings;
        this.workload = workload;
        this.folder = folder;
        this.ours = Player.of(() -> Side.start("Adjoint", worker(settings.threads()), START));
        for (Peer peer : settings.peers()) {
            theirs.put(peer, Player.of(() -> peer.start(settings.python(), settings.threads(), folder)));
        }
    }

    /** Our process has the small young generation that {@code ./adjoint train} has. */
    private static List<String> worker(int threads) {
        return Jvm.command(
                "dev.adjoint.bench",
                "dev.adjoint.bench.peer.Worker",
                List.of("-Xmn64m"),
                List.of(Integer.toString(threads)));
    }

    Outcome play() throws InterruptedException {
        List<Case> cases = workload.cases();
        double warmSeconds = Math.max(LEAST_WARM_SECONDS, settings.seconds() / cases.size());
        for (Player player : players()) {
            for (Case each : cases) {
                player.warmUp(each, file(each), warmSeconds);
            }
        }
        List<Turn> turns = cases.stream().map(this::turn).toList();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Player player : players()) {
                Thread.sleep(PAUSE_MILLIS);
                for (Turn turn : turns) {
                    player.play(turn.what, turn.iterations, turn.samples);
                }
            }
        }
        return new Outcome(workload, cases.stream().map(this::duel).toList());
    }

    private List<Player> players() {
        return Stream.concat(Stream.of(ours), theirs.values().stream()).toList();
    }

    private Path file(Case each) {
        return folder.resolve(each.name().replace('/', '-') + ".safetensors");
    }

    /** How often a case is computed by a side whose turn it is: the same for all sides. */
    private record Turn(Case what, int iterations, int samples) {}

    /** Samples long enough for the quickest side, and as many as there is time for with the slowest. */
    private Turn turn(Case each) {
        double[] paces = players().stream()
                .map(player -> player.pace(each))
                .filter(Objects::nonNull)
                .mapToDouble(steps -> Timing.quantile(steps, 0.5))
                .toArray();
        double quickest = Timing.quantile(paces, 0);
        double slowest = Timing.quantile(paces, 1);
        int iterations = (int) Math.ceil(SAMPLE_SECONDS / quickest);
        double seconds =
                settings.seconds() / settings.rounds() / workload.cases().size();
        return new Turn(each, iterations, (int) Math.clamp(seconds / (iterations * slowest), 1, MOST_SAMPLES));
    }

    private Duel duel(Case each) {
        Timing timing = ours.timing(each);
        int steps = timing == null ? 1 : (int) Math.clamp(1 / timing.median(), 1, MOST_MEMORY_STEPS);
        double[] memory = ours.memory(each, steps);
        double[] outcomes = ours.outcomes(each, COMPARED_STEPS);
        if (timing == null || memory == null || outcomes == null) {
            throw new IllegalStateException("bench: our own " + each.label() + " failed: " + ours.reason(each));
        }
        Map<Peer, Timing> timings = new EnumMap<>(Peer.class);
        Map<Peer, String> missing = new EnumMap<>(Peer.class);
        Map<Peer, Double> differences = new EnumMap<>(Peer.class);
        theirs.forEach((peer, player) -> {
            double[] figures = player.outcomes(each, COMPARED_STEPS);
            Timing time = player.timing(each);
            if (time == null || figures == null) {
                missing.put(peer, String.valueOf(player.reason(each)));
            } else {
                timings.put(peer, time);
                differences.put(peer, difference(outcomes, figures));
            }
        });
        return new Duel(each, timing, timings, missing, differences, memory[0], memory[1]);
    }

    /** The largest relative difference. */
    static double difference(double[] ours, double[] theirs) {
        double worst = 0;
        for (int i = 0; i < ours.length; i++) {
            worst = Math.max(worst, Math.abs(ours[i] - theirs[i]) / Math.max(Math.abs(ours[i]), Double.MIN_NORMAL));
        }
        return worst;
    }

    /** Versions of the peers that are there. */
    Map<Peer, String> versions() {
        Map<Peer, String> versions = new EnumMap<>(Peer.class);
        theirs.forEach((peer, player) -> {
            if (!player.version().isEmpty()) {
                versions.put(peer, player.version());
            }
        });
        return versions;
    }

    @Override
    public void close() {
        players().forEach(Player::close);
    }
}
