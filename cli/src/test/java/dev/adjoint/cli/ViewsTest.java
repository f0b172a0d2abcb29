package dev.adjoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.train.EpochReport;
import dev.adjoint.train.StepReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewsTest {

    private static final EpochReport EPOCH =
            new EpochReport(1, 3, 0.12341, 0.965, 0.001, 60_000, 12_345.4, Duration.ofMillis(12_300), null);

    @TempDir
    Path folder;

    @Test
    void anEpochIsALineOfItsFigures() {
        assertThat(ProgressView.line(EPOCH))
                .isEqualTo("epoch 1/3  loss 0.1234  accuracy 0.9650  12345 examples/s  12.3 s");
    }

    @Test
    void theBarKeepsWithinTheWindowAndLeavesTheLinesOfTheEpochs() {
        StringWriter text = new StringWriter();
        try (LiveProgress view = new LiveProgress(new PrintWriter(text), 100, 20)) {
            for (int step = 1; step <= 20; step++) {
                view.onStep(new StepReport(1, 1, step, 20, 0.5, 0.5, 0.9, 0.1, 1000, Duration.ofSeconds(75)));
            }
            view.onEpoch(EPOCH);
        }

        String[] lines = text.toString().split("\r\u001b\\[K");
        assertThat(lines).allSatisfy(line -> assertThat(line.stripTrailing()).hasSizeLessThan(100));
        assertThat(text.toString())
                .contains("loss 0.5000  accuracy 0.900  1000/s  1:15 left")
                .contains("\r\u001b[K" + ProgressView.line(EPOCH) + System.lineSeparator())
                .endsWith("\r\u001b[K");
    }

    @Test
    void timesAreReadAsOnAClock() {
        assertThat(LiveProgress.time(Duration.ofSeconds(5))).isEqualTo("0:05");
        assertThat(LiveProgress.time(Duration.ofSeconds(3599))).isEqualTo("59:59");
        assertThat(LiveProgress.time(Duration.ofSeconds(36_001))).isEqualTo("10:00:01");
    }

    @Test
    void theWidthOfTheWindowIsReadFromTheToolForIt() {
        assertThat(Terminal.columns("24 132\n")).hasValue(132);
        assertThat(Terminal.columns("0 0\n")).isEmpty();
        assertThat(Terminal.columns("stty: what?")).isEmpty();
        assertThat(Terminal.columns("")).isEmpty();
    }

    @Test
    void aReportReplacesWhatWasThereAndLeavesLinksAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("old.json"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);

        ReportFile.at("--report", link).write("new");

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
        assertThat(folder.toFile().list()).hasSize(2);
    }

    @Test
    void sizesAreRoundedForPeople() {
        assertThat(Sizes.format(2048)).isEqualTo("2 KiB");
        assertThat(Sizes.format(5 << 20)).isEqualTo("5 MiB");
        assertThat(Sizes.format(3L << 29)).isEqualTo("1.5 GiB");
    }
}
