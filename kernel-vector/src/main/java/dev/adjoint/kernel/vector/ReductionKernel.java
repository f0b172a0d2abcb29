package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Reduction;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sums and extrema over any axes: every element is read once, in the order of memory, and folded in an order that
 * depends on shape and layout alone.
 *
 * @param <T> the type of a tile
 * @param <R> the type of results
 */
final class ReductionKernel<T, R> implements Kernel {

    private final Tiles<T> loops;
    private final Fold<T, R> fold;
    private final ReductionPlan plan;
    private final DType from;
    private final DType to;
    private final Scratch.Pool pool;

    private ReductionKernel(
            Tiles<T> loops, Fold<T, R> fold, ReductionPlan plan, DType from, DType to, Scratch.Pool pool) {
        this.pool = pool;
        this.loops = loops;
        this.fold = fold;
        this.plan = plan;
        this.from = from;
        this.to = to;
    }

    static Kernel of(Reduction op, DType from, Layout input, TensorType output, Warmth warmth, Scratch.Pool pool) {
        warmth.requestLines();
        ReductionPlan plan = ReductionPlan.of(input, op.axes());
        Fold.Kind kind = Fold.Kind.of(op);
        return switch (from) {
            case FLOAT32 ->
                new ReductionKernel<>(new FloatTiles(), new FloatFold(kind, warmth), plan, from, output.dtype(), pool);
            case FLOAT64 ->
                new ReductionKernel<>(
                        new DoubleTiles(),
                        new DoubleFold(kind, warmth.doubleLines()),
                        plan,
                        from,
                        output.dtype(),
                        pool);
            default -> new ReductionKernel<>(new LongTiles(), new LongFold(kind), plan, from, output.dtype(), pool);
        };
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        int chunks = plan.chunks();
        long tasks = plan.groups() * chunks;
        double cost = inputs[0].size() * ReductionPlan.NANOSECONDS;
        List<R> partial = chunks == 1 ? List.of() : new ArrayList<>(Collections.nCopies((int) tasks, fold.start(0)));
        Parts.each(tasks, cost, (first, last) -> {
            Scratch bench = pool.borrow();
            for (long task = first; task < last; task++) {
                R results = fold(x, task / chunks, (int) (task % chunks), bench);
                if (chunks == 1) {
                    store(y, task, results);
                } else {
                    partial.set((int) task, results);
                }
            }
            pool.giveBack(bench);
        });
        for (int group = 0; chunks > 1 && group < plan.groups(); group++) {
            R results = partial.get(group * chunks);
            for (int chunk = 1; chunk < chunks; chunk++) {
                fold.merge(results, partial.get(group * chunks + chunk), 0, count(group));
            }
            store(y, group, results);
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private T tile(Scratch bench) {
        return loops.lent(bench, 1, ReductionPlan.TILE)[0];
    }

    /** How many results a group has; the last one along the grouped direction may be shorter. */
    private int count(long group) {
        return (int) Math.min(plan.group(), plan.results() - first(group));
    }

    private long first(long group) {
        long perKept = (plan.results() + plan.group() - 1) / plan.group();
        return group % perKept * plan.group();
    }

    private long outer(long group) {
        return group / ((plan.results() + plan.group() - 1) / plan.group());
    }

    private R fold(long x, long group, int chunk, Scratch bench) {
        R results = fold.start(count(group));
        long begin = plan.walk() * chunk / plan.chunks();
        long end = plan.walk() * (chunk + 1) / plan.chunks();
        if (!plan.isLines()) {
            rows(x, group, begin, end, bench, results);
        } else if (plan.hasShortLines()) {
            shortLines(x, group, bench, results);
        } else {
            for (int k = 0; k < count(group); k++) {
                line(x + plan.kept().in(first(group) + k) * from.bytes(), begin, end, bench, results, k);
            }
        }
        return results;
    }

    private void shortLines(long x, long group, Scratch bench, R results) {
        int length = (int) plan.inner().length();
        if (fold.streams()) {
            for (int k = 0; k < count(group); k++) {
                fold.stream(results, k, x + (first(group) + k) * length * from.bytes(), length, bench);
            }
            return;
        }
        T tile = tile(bench);
        int most = ReductionPlan.TILE / length;
        for (int k = 0; k < count(group); k += most) {
            int lines = Math.min(most, count(group) - k);
            long address = x + (first(group) + k) * length * from.bytes();
            loops.read(from, address, tile, 0, lines * length, bench.conversion);
            for (int i = 0; i < lines; i++) {
                fold.line(results, k + i, tile, i * length, length);
            }
        }
    }

    private void line(long x, long begin, long end, Scratch bench, R results, int k) {
        long length = plan.inner().length();
        long stride = plan.inner().in();
        for (long r = begin; r < end; ) {
            long i = r % length;
            int n = (int) Math.min(Math.min(length - i, end - r), ReductionPlan.TILE);
            long address = x + (plan.reduced().in(r / length) + i * stride) * from.bytes();
            if (stride == 1 && fold.streams()) {
                fold.stream(results, k, address, n, bench);
            } else {
                T tile = tile(bench);
                load(address, stride, tile, n, bench);
                fold.line(results, k, tile, 0, n);
            }
            r += n;
        }
    }

    private void load(long address, long stride, T tile, int count, Scratch bench) {
        if (stride == 1) {
            loops.read(from, address, tile, 0, count, bench.conversion);
        } else {
            loops.load(from, address, stride, tile, 0, count);
        }
    }

    private void rows(long x, long group, long begin, long end, Scratch bench, R results) {
        int length = count(group);
        long stride = plan.inner().in();
        long base = plan.kept().in(outer(group)) + first(group) * stride;
        long adjacent = plan.adjacentRows();
        // Where rows follow each other they are folded several abreast, and side by side only at the end.
        int abreast = (int) Math.min(adjacent, ReductionPlan.TILE / length);
        RowSums sums = stride == 1 ? fold.rows() : null;
        if (sums != null) {
            streamRows(sums, x + base * from.bytes(), length, abreast, begin, end, results);
            return;
        }
        R wide = fold.start(bench, abreast * length);
        T tile = tile(bench);
        for (long r = begin; r < end; ) {
            long left = Math.min(adjacent - r % adjacent, end - r);
            int count = (int) Math.min(left, abreast) * length;
            load(x + (base + plan.reduced().in(r)) * from.bytes(), stride, tile, count, bench);
            fold.row(wide, tile, count);
            r += count / length;
        }
        for (int i = 0; i < abreast; i++) {
            fold.merge(results, wide, i * length, length);
        }
    }

    /** The same where the rows are. */
    private void streamRows(RowSums sums, long x, int length, int abreast, long begin, long end, R results) {
        long room = (long) abreast * length * Double.BYTES;
        Scratch bench = pool.borrow(1, room);
        long wide = bench.own[0];
        Memory.ALL.asSlice(wide, room).fill((byte) 0);
        for (long r = begin; r < end; ) {
            long left = Math.min(plan.adjacentRows() - r % plan.adjacentRows(), end - r);
            int rows = (int) Math.min(left, abreast);
            sums.add(wide, x + plan.reduced().in(r) * from.bytes(), rows * length, bench.numbers);
            r += rows;
        }
        for (int i = 0; i < abreast; i++) {
            fold.merge(results, wide + (long) i * length * Double.BYTES, length);
        }
        Reference.reachabilityFence(bench);
        pool.giveBack(bench);
    }

    private void store(long y, long group, R results) {
        if (plan.isLines()) {
            for (int k = 0; k < count(group); k++) {
                fold.store(to, y + plan.kept().out(first(group) + k) * to.bytes(), 1, results, k, 1);
            }
        } else {
            long stride = plan.inner().out();
            long address = y + (plan.kept().out(outer(group)) + first(group) * stride) * to.bytes();
            fold.store(to, address, stride, results, 0, count(group));
        }
    }
}
