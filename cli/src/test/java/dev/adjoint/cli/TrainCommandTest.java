package dev.adjoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {

    private final int threads = Workers.threads();

    @TempDir
    Path folder;

    @AfterEach
    void threadsAsBefore() {
        Workers.resize(threads);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theDigitsAreLearntAndTheLastLineIsTheTestAccuracy() {
        Cli cli = Cli.run("train", "digits", "--model", "softmax", "--epochs", 3);

        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        List<String> lines = cli.out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst()).contains("1438 images to train, 359 to test", "650 parameters", "adam");
        assertThat(lines.get(1))
                .matches("epoch 1/3  loss \\d+\\.\\d{4}  accuracy 0\\.\\d{4}  \\d+ examples/s  \\d+\\.\\d s");
        assertThat(lines.getLast()).matches("test accuracy 0\\.\\d{4}");
        assertThat(Double.parseDouble(lines.getLast().substring(14))).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear-svm", "softmax", "mlp", "cnn"})
    void everyModelLearnsFromFilesAndReportsFigures(String model) throws IOException {
        Path data = Images28.write(Files.createDirectory(folder.resolve("data")), 80, 30);
        Path report = folder.resolve("report.json");

        Cli cli = Cli.run(
                "train",
                "mnist",
                "--data",
                data,
                "--model",
                model,
                "--epochs",
                4,
                "--batch-size",
                16,
                "--seed",
                7,
                "--threads",
                1,
                "--report",
                report);

        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        Map<String, Object> json = JsonValues.object(Files.readString(report));
        assertThat(json)
                .containsEntry("dataset", "mnist")
                .containsEntry("model", model)
                .containsEntry("epochs", 4.0)
                .containsEntry("batch_size", 16.0)
                .containsEntry("seed", 7.0)
                .containsEntry("threads", 1.0)
                .containsKeys(
                        "parameters",
                        "optimizer",
                        "lr",
                        "final_train_loss",
                        "test_loss",
                        "test_accuracy",
                        "seconds",
                        "examples_per_second",
                        "first_step_seconds",
                        "peak_native_bytes",
                        "providers",
                        "version",
                        "history");
        assertThat((double) json.get("test_accuracy")).isGreaterThan(0.8);
        assertThat((double) json.get("peak_native_bytes")).isGreaterThan(100_000);
        assertThat((double) json.get("first_step_seconds")).isPositive();
        assertThat((List<?>) json.get("history")).hasSize(4);
        assertThat((List<?>) json.get("providers")).last().isEqualTo("reference");
        assertThat(left()).containsExactly("data", "report.json");
    }

    @Test
    void theSameSeedGivesTheSameLossesWhateverTheThreads() throws IOException {
        Path data = Images28.write(Files.createDirectory(folder.resolve("data")), 70, 10);

        Object once = losses(data, 5, 1);

        assertThat(losses(data, 5, 1)).isEqualTo(once);
        assertThat(losses(data, 5, 2)).isEqualTo(once);
        assertThat(losses(data, 6, 2)).isNotEqualTo(once);
    }

    private List<Object> losses(Path data, int seed, int computing) throws IOException {
        Path report = folder.resolve("report.json");
        Cli cli = Cli.run(
                "train",
                "fashion",
                "--data",
                data,
                "--epochs",
                2,
                "--batch-size",
                32,
                "--seed",
                seed,
                "--threads",
                computing,
                "--report",
                report);
        assertThat(cli.err()).isEmpty();
        Map<String, Object> json = JsonValues.object(Files.readString(report));
        return List.of(json.get("final_train_loss"), json.get("test_loss"), json.get("test_accuracy"));
    }

    @Test
    void aLossThatIsNoNumberStopsTheTraining() throws IOException {
        Path report = Files.writeString(folder.resolve("report.json"), "of before");

        Cli cli =
                Cli.run("train", "digits", "--model", "mlp", "--optimizer", "sgd", "--lr", "1e30", "--report", report);

        assertThat(cli.code()).isOne();
        assertThat(cli.err())
                .contains("the loss is", "epoch 1, step", "learning rate", "--lr")
                .hasLineCount(1);
        assertThat(Files.readString(report)).isEqualTo("of before");
        assertThat(left()).containsExactly("report.json");
    }

    @Test
    void tooLittleMemoryIsSaid() {
        long limit = MemoryPool.limit();
        try {
            MemoryPool.limit(200_000);
            Cli cli = Cli.run("train", "digits", "--model", "mlp");

            assertThat(cli.code()).isOne();
            assertThat(cli.err()).contains("memory", "--batch-size").hasLineCount(1);
        } finally {
            MemoryPool.limit(limit);
        }
    }

    @Test
    void missingFoldersAndFilesAreNamed() throws IOException {
        Cli noFolder = Cli.run("train", "mnist", "--data", folder.resolve("none"));
        assertThat(noFolder.code()).isOne();
        assertThat(noFolder.err()).contains("none: there is no such folder").hasLineCount(1);

        Images28.write(folder, 10, 10);
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        Cli noFile = Cli.run("train", "mnist", "--data", folder);
        assertThat(noFile.code()).isOne();
        assertThat(noFile.err()).contains("t10k-images-idx3-ubyte: there is no such file");
    }

    @Test
    void filesCutShortAreNamed() throws IOException {
        Images28.write(folder, 10, 10);
        Path images = folder.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length - 1));

        Cli cli = Cli.run("train", "mnist", "--data", folder);

        assertThat(cli.code()).isOne();
        assertThat(cli.err()).contains("train-images-idx3-ubyte: the header says", "7840", "7839 follow");
    }

    @Test
    void aPlaceForTheReportIsLookedAtBeforeTheTraining() throws IOException {
        Cli noFolder = Cli.run("train", "digits", "--report", folder.resolve("a/b.json"));
        assertThat(noFolder.code()).isOne();
        assertThat(noFolder.err())
                .contains("--report", "b.json", "there is no folder")
                .hasLineCount(1);
        assertThat(noFolder.out()).isEmpty();

        Cli isFolder = Cli.run("train", "digits", "--report", folder);
        assertThat(isFolder.code()).isOne();
        assertThat(isFolder.err()).contains("is a folder");
        assertThat(left()).isEmpty();
    }

    @Test
    void theNaNDetectiveNamesTheOpThatOverflows() {
        Cli cli = Cli.run(
                "train",
                "digits",
                "--model",
                "mlp",
                "--epochs",
                "1",
                "--optimizer",
                "sgd",
                "--lr",
                "1e30",
                "--debug-nan");

        assertThat(cli.code()).isOne();
        assertThat(cli.err())
                .containsPattern("adjoint: [a-z_]+: .*made \\d+ (NaN|infinit)")
                .contains("  applied at dev.adjoint.")
                .doesNotContain("\tat ");
    }
}
