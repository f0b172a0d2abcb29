package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * The way of one program from plain loops to the vector loops of its steps, and on to a loop of its own once it has been
 * run so much that compiling it pays. All compute the same bits, so nobody can tell when one took over.
 */
final class ProgramLoops {

    /** What a run by other loops costs beyond its elements. */
    private static final double EACH = 250;

    private final VectorLoops loops;
    private final TileProgram program;
    private final long repeated;
    private final DType dtype;
    private volatile @Nullable VectorLoop whole;
    private volatile @Nullable TileLoops wholeTiles;
    private volatile @Nullable TileLoops steps;
    private volatile boolean asked;
    /** Counted by all threads without care: a run that is forgotten now and then does not matter. */
    private double spent;

    ProgramLoops(VectorLoops loops, TileProgram program, long repeated, DType dtype) {
        this.loops = loops;
        this.program = program;
        this.repeated = repeated;
        this.dtype = dtype;
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
            if (spent > loops.worth()) {
                asked = true;
                loops.warmth().submit(this::promote);
            }
        }
        return whole;
    }

    /** The best loops over tiles in float that are there; null if there are plain ones only. */
    @Nullable
    TileLoops tiles() {
        TileLoops known = wholeTiles;
        return known != null ? known : steps();
    }

    /** The loops of the steps over tiles in float; null if there are plain ones only. */
    @Nullable
    TileLoops steps() {
        TileLoops known = steps;
        if (known == null && dtype == DType.FLOAT32) {
            known = loops.steps(program);
            steps = known;
        }
        return known;
    }

    private boolean promote() {
        VectorLoop loop = loops.prepared(program, repeated, dtype);
        if (loop != null) {
            wholeTiles = TileLoops.whole(program, loop);
            whole = loop;
        }
        return loop != null;
    }
}
