package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;

import dev.adjoint.kernel.vector.MachineLine.Formulas;
import dev.adjoint.kernel.x86.FoldKind;
import dev.adjoint.kernel.x86.Processor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The loops over lines in machine code, each written when it is first asked for. */
final class MachineLines {

    private static final Formulas SUM = new Formulas(1, 0, List.of(FoldKind.SUM), input(0));
    private static final Formulas MAX = new Formulas(1, 0, List.of(FoldKind.MAX), input(0));

    /** Minima are the negated maxima of the negated elements. */
    private static final Formulas MIN = new Formulas(1, 0, List.of(FoldKind.MAX), input(0).neg());

    private final Processor processor;
    private final ConcurrentHashMap<Formulas, Optional<MachineLine>> written = new ConcurrentHashMap<>();
    private volatile @Nullable Lines folds;
    private volatile @Nullable RowSums rows;

    /** Sums and extrema of lines. */
    private record Folds(MachineLine sums, MachineLine maxima, MachineLine minima) implements Lines {

        @Override
        public double sum(long x, int count, long[] room) {
            room[0] = x;
            sums.run(room, count);
            return sums.sum(room, 0, count);
        }

        @Override
        public double max(long x, int count, long[] room) {
            room[0] = x;
            maxima.run(room, count);
            return maxima.greatest(room);
        }

        @Override
        public double min(long x, int count, long[] room) {
            room[0] = x;
            minima.run(room, count);
            return -minima.greatest(room);
        }
    }

    MachineLines(Processor processor) {
        this.processor = processor;
    }

    Processor processor() {
        return processor;
    }

    /** The loop of some formulas; null if there is none. */
    @Nullable
    MachineLine line(Formulas formulas) {
        return written.computeIfAbsent(formulas, of -> Optional.ofNullable(MachineLine.of(processor, of)))
                .orElse(null);
    }

    /** Writes what {@link #folds} and {@link #rows} answer from now on. */
    void prepare() {
        if (folds == null) {
            Lines made = folds(SUM, MAX, MIN);
            rows = made == null ? null : RowSums.of(processor);
            folds = made;
        }
    }

    private @Nullable Lines folds(Formulas sum, Formulas max, Formulas min) {
        MachineLine sums = line(sum);
        MachineLine maxima = line(max);
        MachineLine minima = line(min);
        return sums == null || maxima == null || minima == null ? null : new Folds(sums, maxima, minima);
    }

    /** Sums and extrema of doubles; null if there are none. */
    @Nullable
    Lines doubles() {
        return folds(SUM.ofDoubles(), MAX.ofDoubles(), MIN.ofDoubles());
    }

    /** Sums and extrema of floats; null if there are none, or not yet. */
    @Nullable
    Lines folds() {
        return folds;
    }

    /** Sums of rows; null if there are none, or not yet. */
    @Nullable
    RowSums rows() {
        return rows;
    }
}
