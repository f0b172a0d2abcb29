package dev.adjoint.cli;

import dev.adjoint.train.EpochReport;
import java.io.PrintWriter;

/** A plain line for each epoch. */
final class ProgressLines implements ProgressView {

    private final PrintWriter out;

    ProgressLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public boolean onEpoch(EpochReport report) {
        out.println(ProgressView.line(report));
        out.flush();
        return true;
    }

    @Override
    public void close() {
        out.flush();
    }
}
