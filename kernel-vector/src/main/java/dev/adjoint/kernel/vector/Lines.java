package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;

import dev.adjoint.kernel.x86.LoopWriter.FoldKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums and maxima of floats that follow each other in memory: bit for bit those of {@link FloatFold}. */
interface Lines {

    /** How long an array each call needs, for whatever it likes. */
    int ROOM = 32;

    /** The sum of {@code count} floats. */
    double sum(long x, int count, long[] room);

    /** The greatest of {@code count} floats; NaN if one is. */
    float max(long x, int count, long[] room);

    /** Those in machine code; null if there are none. */
    static @Nullable Lines machine(Warmth warmth) {
        MachineLine sums = warmth.line(new MachineLine.Formulas(1, 0, List.of(FoldKind.SUM), input(0)));
        MachineLine maxima = warmth.line(new MachineLine.Formulas(1, 0, List.of(FoldKind.MAX), input(0)));
        return sums == null || maxima == null ? null : new Machine(sums, maxima);
    }

    /** In machine code. */
    record Machine(MachineLine sums, MachineLine maxima) implements Lines {

        @Override
        public double sum(long x, int count, long[] room) {
            room[0] = x;
            sums.run(room, count);
            return sums.sum(room, 0, count);
        }

        @Override
        public float max(long x, int count, long[] room) {
            room[0] = x;
            maxima.run(room, count);
            return maxima.greatest(room);
        }
    }
}
