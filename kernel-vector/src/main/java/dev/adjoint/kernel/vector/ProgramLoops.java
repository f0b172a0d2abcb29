package dev.adjoint.kernel.vector;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of one program from plain loops to a vector loop of its own, once it has been run so much that compiling it pays,
 * or to those of its steps where it cannot be one loop. All compute the same bits, so nobody can tell when one took over.
 */
final class ProgramLoops {

    /** What a run by other loops costs beyond its elements. */
    private static final double EACH = 250;

    private final TileProgram program;
    private final Warmth warmth;
    private final double worth;
    private final Supplier<@Nullable VectorLoop> writer;
    private final Supplier<@Nullable VectorLoop> compiler;
    private final Supplier<@Nullable TileLoops> assembler;
    private volatile @Nullable VectorLoop whole;
    private volatile @Nullable TileLoops wholeTiles;
    private volatile @Nullable TileLoops steps;
    private volatile boolean asked;
    /** Counted by all threads without care: a run that is forgotten now and then does not matter. */
    private double spent;

    /**
     * @param program what to compute
     * @param warmth has the program's own loop prepared
     * @param worth the nanoseconds of runs by other loops after which it is
     * @param writer makes it in machine code, at once; null if that cannot be
     * @param compiler prepares it in bytecode, which takes its time; null if there is none
     * @param assembler the loops of the steps; null as long as they are not warm
     */
    ProgramLoops(
            TileProgram program,
            Warmth warmth,
            double worth,
            Supplier<@Nullable VectorLoop> writer,
            Supplier<@Nullable VectorLoop> compiler,
            Supplier<@Nullable TileLoops> assembler) {
        this.program = program;
        this.warmth = warmth;
        this.worth = worth;
        this.writer = writer;
        this.compiler = compiler;
        this.assembler = assembler;
    }

    /**
     * The program's own loop.
     *
     * @param nanoseconds what the run takes, roughly, by other loops
     * @return null if it is not there; it is asked for when such runs add up
     */
    @Nullable
    VectorLoop whole(double nanoseconds) {
        if (whole == null && !asked) {
            spent += EACH + nanoseconds;
            if (spent > worth) {
                asked = true;
                if (!promote(writer.get())) {
                    warmth.submit(() -> promote(compiler.get()));
                }
            }
        }
        return whole;
    }

    /** The best loops over tiles that are there; null if there are plain ones only. */
    @Nullable
    TileLoops tiles() {
        TileLoops known = wholeTiles;
        return known != null ? known : steps();
    }

    /** The loops of the steps over tiles; null if there are plain ones only. */
    @Nullable
    TileLoops steps() {
        TileLoops known = steps;
        if (known == null) {
            known = assembler.get();
            steps = known;
        }
        return known;
    }

    private boolean promote(@Nullable VectorLoop loop) {
        if (loop != null) {
            wholeTiles = TileLoops.whole(program, loop);
            whole = loop;
        }
        return loop != null;
    }
}
