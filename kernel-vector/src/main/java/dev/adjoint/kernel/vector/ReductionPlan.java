package dev.adjoint.kernel.vector;

import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a reduction walks its input: in the order of memory, with the innermost axis either reduced (lines) or kept (rows
 * that are folded onto each other).
 *
 * <p>The results are cut into groups and, where there are few of them, the walk over the reduced axes into chunks whose
 * partial results are folded in order. Both follow from the shape alone.
 *
 * @param kept the axes that remain, without the innermost
 * @param reduced the axes that go, without the innermost
 * @param inner the innermost axis
 * @param group how many results one task computes: of the kept axes for lines, of the inner one for rows
 * @param chunks how many tasks share the walk for one group
 */
record ReductionPlan(Walk kept, Walk reduced, Walk.Axis inner, int group, int chunks) {

    /** What an element costs, roughly. */
    static final double NANOSECONDS = 0.4;

    static final int TILE = 1_024;
    private static final int GROUPS = 16;
    private static final double CHUNK = 50_000;

    static ReductionPlan of(Layout input, List<Integer> axes) {
        List<Walk.Axis> joined = join(input, axes);
        Walk.Axis inner = joined.isEmpty() ? new Walk.Axis(1, 1, 0, true) : joined.removeLast();
        Walk kept = new Walk(joined.stream().filter(axis -> !axis.isReduced()).toList());
        Walk reduced = new Walk(joined.stream().filter(Walk.Axis::isReduced).toList());
        long results = inner.isReduced() ? kept.size() : inner.length();
        long group = Math.clamp(results / GROUPS, 1, TILE);
        if (!inner.isReduced()) {
            // A short row is taken whole, so that many lie in one tile.
            group = inner.length() <= TILE ? inner.length() : TILE;
        }
        double cost = input.shape().size() * NANOSECONDS;
        long walk = reduced.size() * (inner.isReduced() ? inner.length() : 1);
        long chunks = 1;
        if (groups(kept, inner, group) < GROUPS / 2) {
            chunks = Math.clamp((long) (cost / CHUNK), 1, Math.min(GROUPS, Math.max(1, walk / 16)));
        }
        return new ReductionPlan(kept, reduced, inner, (int) group, (int) chunks);
    }

    private static long groups(Walk kept, Walk.Axis inner, long group) {
        long results = inner.isReduced() ? kept.size() : inner.length();
        return (results + group - 1) / group * (inner.isReduced() ? 1 : kept.size());
    }

    /** The axes longer than 1 in the order of memory, neighbours joined where they step evenly; mutable. */
    private static List<Walk.Axis> join(Layout input, List<Integer> axes) {
        Shape shape = input.shape();
        List<Walk.Axis> all = new ArrayList<>();
        long out = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            boolean isReduced = axes.contains(i);
            if (shape.dim(i) != 1) {
                all.addFirst(new Walk.Axis(shape.dim(i), input.stride(i), isReduced ? 0 : out, isReduced));
            }
            out *= isReduced ? 1 : shape.dim(i);
        }
        // Repeated axes (stride 0) outermost.
        all.sort(Comparator.comparingLong(axis -> axis.in() == 0 ? Long.MIN_VALUE : -Math.abs(axis.in())));
        List<Walk.Axis> joined = new ArrayList<>();
        for (Walk.Axis axis : all) {
            Walk.Axis outer = joined.isEmpty() ? null : joined.getLast();
            if (outer != null
                    && outer.isReduced() == axis.isReduced()
                    && outer.in() == axis.in() * axis.length()
                    && outer.out() == axis.out() * axis.length()) {
                joined.removeLast();
                joined.add(new Walk.Axis(outer.length() * axis.length(), axis.in(), axis.out(), axis.isReduced()));
            } else {
                joined.add(axis);
            }
        }
        return joined;
    }

    boolean isLines() {
        return inner.isReduced();
    }

    /** The results along the grouped direction. */
    long results() {
        return isLines() ? kept.size() : inner.length();
    }

    long groups() {
        return groups(kept, inner, group);
    }

    /** The steps of the walk over what is reduced: elements for lines, whole rows for rows. */
    long walk() {
        return reduced.size() * (isLines() ? inner.length() : 1);
    }

    /** Whether lines follow each other in memory and are so short that many fit a tile. */
    boolean hasShortLines() {
        return chunks == 1
                && reduced.axes().isEmpty()
                && kept.axes().size() == 1
                && inner.in() == 1
                && kept.axes().getFirst().in() == inner.length()
                && inner.length() <= TILE / 2;
    }

    /** How many rows follow each other in memory before another reduced axis moves; 1 if they do not. */
    long adjacentRows() {
        boolean adjacent = !reduced.axes().isEmpty()
                && inner.in() == 1
                && group == inner.length()
                && reduced.axes().getLast().in() == inner.length();
        return adjacent ? reduced.axes().getLast().length() : 1;
    }
}
