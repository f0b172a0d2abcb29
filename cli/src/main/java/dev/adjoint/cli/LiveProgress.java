package dev.adjoint.cli;

import dev.adjoint.train.EpochReport;
import dev.adjoint.train.StepReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is drawn again and again over one line of a terminal, and a line that stays for each epoch. */
final class LiveProgress implements ProgressView {

    private static final int REDRAW_MILLIS = 100;
    private static final String BACK = "\r";
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final ProgressBar bar;
    private volatile String right = "";

    LiveProgress(PrintWriter out, long steps) {
        this.out = out;
        this.bar = new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(steps)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, Terminal.width() - 1))
                .hideEta()
                .build();
    }

    private void draw(String line) {
        synchronized (out) {
            out.print(BACK + line);
            out.flush();
        }
    }

    @Override
    public boolean onStep(StepReport report) {
        right = String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f  accuracy %.4f  %.0f examples/s  %s left",
                report.epoch(),
                report.epochs(),
                report.meanLoss(),
                report.accuracy(),
                report.examplesPerSecond(),
                time(report.remaining()));
        bar.setExtraMessage(right);
        bar.stepTo((report.epoch() - 1L) * report.steps() + report.step());
        return true;
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
