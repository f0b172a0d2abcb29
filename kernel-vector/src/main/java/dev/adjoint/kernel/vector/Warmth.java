package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.x86.Processor;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which vector loops are fast enough to be used.
 *
 * <p>Loops in machine code are from the start. One in bytecode takes microseconds per element until the last compiler has
 * seen it: so plain loops do the work at first, while a thread in the background runs each requested loop on tiles of its
 * own, of mixed lengths, until it is fast. Since all compute the same bits, nobody can tell from results when one took over.
 */
final class Warmth {

    /** The loop of matrix products in float; bits from the other end than those of the steps. */
    static final long FLOAT_PRODUCTS = 1L << 62;
    /** The loop of matrix products in double. */
    static final long DOUBLE_PRODUCTS = 1L << 61;
    /** The loops of {@link FloatLines}. */
    static final long FLOAT_LINES = 1L << 60;
    /** The steps of layer normalisation. */
    static final long NORM_LINES = 1L << 59;

    private static final int ATTEMPTS = 4;

    private final boolean possible;
    private final boolean trusted;
    private final @Nullable MachineLines machine;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicLong warm = new AtomicLong();
    private final ConcurrentLinkedQueue<Candidate> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    /** A loop to be run until it is fast; if that does not happen in time, as on a busy machine, some more times. */
    private record Candidate(long bit, BooleanSupplier succeeds, int attempts) {}

    private Warmth(boolean possible, boolean trusted, long warm, @Nullable Processor processor) {
        this.machine = processor == null ? null : new MachineLines(processor);
        this.possible = possible;
        this.trusted = trusted;
        this.warm.set(warm);
        this.requested.set(warm);
    }

    /** Loops that are warmed when they are asked for. */
    static Warmth onRequest() {
        return new Warmth(true, false, 0, null);
    }

    /** Plain loops only: where the vector classes are missing. */
    static Warmth never() {
        return new Warmth(false, false, 0, null);
    }

    /** Vector loops from the first call on, slow as they may be. */
    static Warmth always() {
        return new Warmth(true, true, -1L, null);
    }

    /**
     * Loops in machine code, fast from their first run on; what cannot be one is warmed when it is asked for.
     *
     * @param processor what they are written for
     * @param possible whether the vector classes are there
     */
    static Warmth machine(Processor processor, boolean possible) {
        return new Warmth(possible, false, 0, processor);
    }

    /** Loops in machine code from the first call on, and by the Vector API what cannot be one. */
    static Warmth always(Processor processor) {
        return new Warmth(true, true, -1L, processor);
    }

    /** What loops are written for in machine code; null if all loops are in bytecode. */
    @Nullable
    Processor processor() {
        return machine == null ? null : machine.processor();
    }

    /** Whether there are vector classes. */
    boolean isPossible() {
        return possible;
    }

    /** Whether loops need not show that they are fast. */
    boolean isTrusted() {
        return trusted;
    }

    boolean isWarm(long ops) {
        return (ops & ~warm.get()) == 0;
    }

    /** Asks for a loop that will be needed again and again; the first to ask for it says how it is warmed. */
    void request(long bit, BooleanSupplier trial) {
        if ((requested.getAndUpdate(known -> known | bit) & bit) == 0 && possible) {
            waiting.add(new Candidate(bit, trial, ATTEMPTS));
            start();
        }
    }

    /** A loop over lines in machine code; null if there is none. */
    @Nullable
    MachineLine line(MachineLine.Formulas formulas) {
        return machine == null ? null : machine.line(formulas);
    }

    /** Asks for {@link #lines} and {@link #rows}, which a kernel does that will need them again and again. */
    void requestLines() {
        if (machine != null) {
            machine.prepare();
        }
        // Even to name what warms them is an error where the vector classes are missing.
        if (possible && lines() == null) {
            request(FLOAT_LINES, FloatLines::warm);
        }
    }

    /** Sums and maxima by vectors; null if there are none as yet. */
    @Nullable
    Lines lines() {
        Lines known = machine == null ? null : machine.folds();
        return known == null && isWarm(FLOAT_LINES) ? FloatLines.LINES : known;
    }

    /** Sums and extrema of doubles in machine code; null if there are none. */
    @Nullable
    Lines doubleLines() {
        return machine == null ? null : machine.doubles();
    }

    /** Sums of rows in machine code; null if there are none. */
    @Nullable
    RowSums rows() {
        return machine == null ? null : machine.rows();
    }

    /** Notes that loops are there, which need no warming. */
    void ready(long ops) {
        warm.getAndUpdate(known -> known | ops);
    }

    /** Has something prepared that nobody waits for: in the background, or at once if loops are trusted. */
    void submit(BooleanSupplier trial) {
        if (trusted) {
            prepare(new Candidate(0, trial, 1));
        } else if (possible) {
            waiting.add(new Candidate(0, trial, ATTEMPTS));
            start();
        }
    }

    private void start() {
        if (busy.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("adjoint-warm-up").start(this::work);
        }
    }

    private void prepare(Candidate loop) {
        if (loop.succeeds().getAsBoolean()) {
            warm.getAndUpdate(known -> known | loop.bit());
        } else if (loop.attempts() > 1) {
            waiting.add(new Candidate(loop.bit(), loop.succeeds(), loop.attempts() - 1));
        }
    }

    private void work() {
        Lanes.load();
        do {
            for (Candidate loop = waiting.poll(); loop != null; loop = waiting.poll()) {
                prepare(loop);
            }
            busy.set(false);
            // A request may have come in between the last look and the line above.
        } while (!waiting.isEmpty() && busy.compareAndSet(false, true));
    }
}
