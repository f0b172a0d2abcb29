package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Mean and variance of each channel: each part of the lines has its own, from the distances to its own mean while it is
 * near, and they are joined in order (Chan et al., 1979). So memory is gone through once, and nothing cancels.
 */
final class ChannelMoments {

    private static final double NANOSECONDS = 0.5;

    private final ChannelLines lines;
    private final LineProgram sum;
    private final LineProgram squares;
    private final Scratch.Pool pool;

    ChannelMoments(ChannelLines lines, VectorLoops loops) {
        this.lines = lines;
        this.sum = new LineProgram(lines.row(), 2, loops, Expr.input(1).plus(Expr.input(0)));
        Expr distance = Expr.input(0).minus(Expr.input(2));
        this.squares = new LineProgram(lines.row(), 3, loops, Expr.input(1).plus(distance.times(distance)));
        this.pool = loops.pool();
    }

    /** Writes the means and the variances of all channels. */
    void run(long x, double[] mean, double[] variance) {
        double nanoseconds = NANOSECONDS * lines.floats();
        int parts = Parts.count(lines.rows(), nanoseconds);
        Part[] each = new Part[parts];
        @Nullable VectorLoop adding = sum.loop(nanoseconds);
        @Nullable VectorLoop squaring = squares.loop(nanoseconds);
        Workers.each(parts, part -> {
            long first = lines.rows() * part / parts;
            long last = lines.rows() * (part + 1) / parts;
            each[part] = part(x, first, last, adding, squaring);
        });
        for (int i = 0; i < mean.length; i++) {
            double all = 0;
            for (Part part : each) {
                all += part.mean[i] * part.count;
            }
            mean[i] = all / lines.count();
            double distances = 0;
            for (Part part : each) {
                double from = part.mean[i] - mean[i];
                double own = part.mean[i] - (float) part.mean[i];
                distances += part.squares[i] + part.count * (from * from - own * own);
            }
            variance[i] = Math.max(0, distances / lines.count());
        }
    }

    /** Of some lines, how many, the means, and the sums of the squared distances to the means as floats. */
    private record Part(long count, double[] mean, double[] squares) {}

    private Part part(long x, long first, long last, @Nullable VectorLoop adding, @Nullable VectorLoop squaring) {
        // Not an array: one that a worker makes belongs to no scope, and comes back when the collector finds it.
        Scratch bench = pool.borrow(2, lines.rowBytes());
        long own = bench.own[0];
        long centre = bench.own[1];
        ChannelLines.clear(own, lines.rowBytes());
        long[] summed = {own, 0, own};
        for (long row = first; row < last; row++) {
            summed[1] = x + row * lines.rowBytes();
            sum.runFirst(lines.floats(row), adding, summed);
        }
        long count = lines.lines(first, last);
        double[] mean = lines.sums(own);
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= count;
        }
        lines.repeat(mean, centre);
        ChannelLines.clear(own, lines.rowBytes());
        long[] squared = {own, 0, own, centre};
        for (long row = first; row < last; row++) {
            squared[1] = x + row * lines.rowBytes();
            squares.runFirst(lines.floats(row), squaring, squared);
        }
        double[] distances = lines.sums(own);
        pool.giveBack(bench);
        return new Part(count, mean, distances);
    }
}
