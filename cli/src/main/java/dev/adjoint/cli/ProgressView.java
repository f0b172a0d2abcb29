package dev.adjoint.cli;

import dev.adjoint.train.EpochReport;
import dev.adjoint.train.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;

/** How a training is shown: as a live bar where somebody watches, line by line where a file does. */
sealed interface ProgressView extends TrainingListener, AutoCloseable permits ProgressLines, LiveProgress {

    /** A view for a terminal or for anything else. */
    static ProgressView of(PrintWriter out, boolean interactive, long steps) {
        return interactive ? new LiveProgress(out, Terminal.width(), steps) : new ProgressLines(out);
    }

    /** What is left of an epoch when it is over. */
    static String line(EpochReport report) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f  accuracy %.4f  %.0f examples/s  %.1f s",
                report.epoch(),
                report.epochs(),
                report.loss(),
                report.accuracy(),
                report.examplesPerSecond(),
                report.elapsed().toNanos() * 1e-9);
    }

    @Override
    void close();
}
