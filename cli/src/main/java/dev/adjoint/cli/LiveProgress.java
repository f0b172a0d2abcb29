package dev.adjoint.cli;

import dev.adjoint.train.EpochReport;
import dev.adjoint.train.StepReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/** A bar that is drawn again and again over one line of a terminal, and a line that stays for each epoch. */
final class LiveProgress implements ProgressView {

    private static final int REDRAW_MILLIS = 100;
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 4;

    /** To the beginning of the line, and everything behind it wiped out. */
    static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final ProgressBar bar;

    LiveProgress(PrintWriter out, int width, long steps) {
        this.out = out;
        // The last column stays free: some terminals go to the next line when it is written to.
        this.bar = new ProgressBarBuilder()
                .setInitialMax(steps)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, width - 1))
                .setRenderer(LiveProgress::render)
                .build();
    }

    private void draw(String line) {
        synchronized (out) {
            out.print(CLEAR + line);
            out.flush();
        }
    }

    /** How far it has come, drawn as long as there is room beside the figures. */
    static String render(ProgressState state, int width) {
        double done = Math.clamp(state.getNormalizedProgress(), 0, 1);
        String figures = String.format(Locale.ROOT, " %3.0f%%  %s", Math.floor(100 * done), state.getExtraMessage());
        int length = Math.min(LONGEST_BAR, width - figures.length() - 2);
        String line = length < SHORTEST_BAR ? figures.strip() : bar(done, length) + figures;
        return line.length() > width ? line.substring(0, Math.max(0, width)) : line;
    }

    private static String bar(double done, int length) {
        int full = (int) (done * length);
        return "[" + "=".repeat(full) + " ".repeat(length - full) + "]";
    }

    @Override
    public boolean onStep(StepReport report) {
        bar.setExtraMessage(figures(report));
        bar.stepTo((report.epoch() - 1L) * report.steps() + report.step());
        return true;
    }

    private static String figures(StepReport report) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f  accuracy %.3f  %.0f/s  %s left",
                report.epoch(),
                report.epochs(),
                report.meanLoss(),
                report.accuracy(),
                report.examplesPerSecond(),
                time(report.remaining()));
    }

    @Override
    public boolean onEpoch(EpochReport report) {
        synchronized (out) {
            out.println(CLEAR + ProgressView.line(report));
            out.flush();
        }
        return true;
    }

    /** Minutes and seconds, and hours only where there are any. */
    static String time(Duration duration) {
        return duration.toHours() > 0
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        duration.toHours(),
                        duration.toMinutesPart(),
                        duration.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart());
    }

    @Override
    public void close() {
        bar.close();
        synchronized (out) {
            out.print(CLEAR);
            out.flush();
        }
    }
}
