package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The generated loops: one for each whole program that is run often, and one for each kind of step over tiles.
 *
 * <p>A whole program keeps what lies between its steps in registers and goes through memory once. In machine code it is
 * written at once and fast from its first run on; in bytecode it must be compiled for itself, which takes another thread
 * some tenths of a second: see {@link ProgramLoops}. Loops of steps serve programs that cannot be one loop. For all others
 * they would only keep the compilers from what is wanted.
 */
final class VectorLoops {

    /** The nanoseconds that compiling costs, roughly: it would be lost on programs that are soon over. */
    private static final double WORTH = 20e6;
    /** What it costs to write machine code. */
    private static final double MACHINE_WORTH = 0.1e6;

    /**
     * How many programs are remembered, as a program that makes up formulas as it goes may make any number; kernels keep the
     * loops that they have.
     */
    private static final int REMEMBERED = 4_096;

    private final Warmth warmth;
    private final double worth;
    private final Scratch.Pool pool = new Scratch.Pool();
    private final AtomicReferenceArray<@Nullable VectorLoop> steps = new AtomicReferenceArray<>(TileOp.values().length);
    private final ConcurrentHashMap<Key, ProgramLoops> programs = new ConcurrentHashMap<>();

    private record Key(TileProgram program, long repeated, DType dtype) {}

    VectorLoops(Warmth warmth) {
        this(warmth, warmth.isTrusted() ? 0 : warmth.processor() != null ? MACHINE_WORTH : WORTH);
    }

    /** Loops of whole programs for those that have run for some nanoseconds. */
    VectorLoops(Warmth warmth, double worth) {
        this.warmth = warmth;
        this.worth = worth;
    }

    Warmth warmth() {
        return warmth;
    }

    Scratch.Pool pool() {
        return pool;
    }

    /**
     * The loops of a program, as far as there are any now.
     *
     * @param program what to compute
     * @param repeated bit {@code i} is set if input {@code i} is one number for all elements
     * @param dtype float32 or float64
     */
    ProgramLoops of(TileProgram program, long repeated, DType dtype) {
        if (programs.size() >= REMEMBERED) {
            programs.clear();
        }
        return programs.computeIfAbsent(new Key(program, repeated, dtype), key -> {
            if (dtype == DType.FLOAT32 && (warmth.isTrusted() || (program.ops() & alone()) != 0)) {
                request(program);
            }
            // Plain loops of such functions are written first too: it is no shorter a way.
            boolean atOnce = warmth.processor() != null
                    && (dtype == DType.FLOAT64 ? program.hasFunctions() : (program.ops() & TileOp.leaving()) != 0);
            return new ProgramLoops(
                    program,
                    warmth,
                    atOnce ? 0 : worth,
                    () -> machine(program, repeated, dtype),
                    () -> whole(program, repeated, dtype),
                    () -> dtype == DType.FLOAT32 ? steps(program) : null);
        });
    }

    /** How many programs are known now. */
    int remembered() {
        return programs.size();
    }

    private void request(TileProgram program) {
        for (TileOp op : TileOp.values()) {
            if ((program.ops() & op.bit() & ~alone()) != 0) {
                if (warmth.isTrusted()) {
                    prepare(op);
                } else if (warmth.processor() != null) {
                    if (!warmth.isWarm(op.bit()) && prepare(op)) {
                        warmth.ready(op.bit());
                    }
                } else {
                    warmth.request(op.bit(), () -> prepare(op));
                }
            }
        }
    }

    /** The steps that have no vector code. */
    private long alone() {
        return TileOp.REFERENCE.bit() | (warmth.processor() == null ? TileOp.leaving() : 0);
    }

    private boolean prepare(TileOp op) {
        Step step = new Step(op, Fn.IDENTITY, 0, 1, 2, 3, 4);
        VectorLoop loop = prepared(new TileProgram(List.of(step), 1, 1, 4, List.of()), 0, DType.FLOAT32);
        steps.set(op.ordinal(), loop);
        return loop != null;
    }

    /** The loop of a program; null if there is none, and then its steps are asked for. */
    private @Nullable VectorLoop whole(TileProgram program, long repeated, DType dtype) {
        VectorLoop loop = prepared(program, repeated, dtype);
        if (loop == null && dtype == DType.FLOAT32) {
            request(program);
        }
        return loop;
    }

    /** A loop in machine code; null if there is none. */
    private @Nullable VectorLoop machine(TileProgram program, long repeated, DType dtype) {
        Processor processor = warmth.processor();
        return processor == null ? null : MachineCode.of(processor, program, repeated, dtype);
    }

    /** A loop that is fast from its first run on; null if there is none. */
    private @Nullable VectorLoop prepared(TileProgram program, long repeated, DType dtype) {
        VectorLoop machine = machine(program, repeated, dtype);
        if (machine != null || !warmth.isPossible()) {
            return machine;
        }
        VectorLoop loop = LoopClass.of(program, repeated, dtype, Lanes.BYTES);
        boolean isFast = loop != null && (warmth.isTrusted() || VectorTrial.run(loop, program, repeated, dtype));
        return isFast ? loop : null;
    }

    /** The loops of the steps of a program in float; null if they are not all warm. */
    @Nullable
    TileLoops steps(TileProgram program) {
        long alone = alone();
        if (!warmth.isWarm(program.ops() & ~alone)) {
            return null;
        }
        List<VectorLoop> loops = new ArrayList<>();
        for (Step step : program.steps()) {
            VectorLoop loop = step.op() == TileOp.REFERENCE
                    ? new ReferenceLoop(step.fn())
                    : (alone & step.op().bit()) != 0
                            ? new FunctionLoop(step)
                            : steps.get(step.op().ordinal());
            if (loop == null) {
                return null;
            }
            loops.add(loop);
        }
        return TileLoops.steps(program, loops);
    }
}
