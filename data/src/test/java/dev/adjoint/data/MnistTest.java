package dev.adjoint.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

    @TempDir
    Path folder;

    @BeforeEach
    void fourFiles() {
        IdxFiles.mnist(folder, 25, 12);
    }

    @Test
    void fourFilesMakeATrainingAndATestPart() {
        Split split = Mnist.DIGITS.load(folder);

        assertThat(split.train().features().shape()).isEqualTo(Shape.of(25, 1, 2, 3));
        assertThat(split.train().features().dtype()).isEqualTo(DType.UINT8);
        assertThat(split.test().size()).isEqualTo(12);
        assertThat(split.test().labels().longs()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
        assertThat(split.train().features().at(2, 0, 1, 2)).isEqualTo(17);
        assertThat(Mnist.FASHION.load(folder).train().classes()).hasSize(10).contains("ankle boot");
    }

    @Test
    void aMissingFileIsNamedWithWhatIsExpectedAndWhoOffersIt() throws IOException {
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Mnist.FASHION.load(folder))
                .withMessageContainingAll(
                        "t10k-labels-idx1-ubyte: there is no such file",
                        "train-images-idx3-ubyte",
                        "zalandoresearch/fashion-mnist");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Mnist.DIGITS.load(folder.resolve("x")))
                .withMessageContainingAll("no such folder", "MNIST database of handwritten digits");
    }

    @Test
    void countsThatDifferAreAnErrorThatNamesBothFiles() {
        IdxFiles.write(folder, "train-labels-idx1-ubyte", IdxFiles.labels(24));

        refused("holds 25 examples", "train-labels-idx1-ubyte holds 24 labels");
    }

    @Test
    void aLabelOutsideTheClassesIsAnErrorThatNamesItsPlace() {
        byte[] labels = IdxFiles.labels(25);
        labels[8 + 7] = 10;
        IdxFiles.write(folder, "train-labels-idx1-ubyte", labels);

        refused("train-labels-idx1-ubyte: label 10 at place 7 is outside 0 to 9");
    }

    @Test
    void exchangedFilesAreAnErrorThatSaysSo() {
        IdxFiles.write(folder, "train-labels-idx1-ubyte", IdxFiles.images(25));
        refused("train-labels-idx1-ubyte", "exchanged?");

        IdxFiles.mnist(folder, 25, 12);
        IdxFiles.write(folder, "train-images-idx3-ubyte", IdxFiles.labels(25));
        refused("train-images-idx3-ubyte", "exchanged?");
    }

    @Test
    void imagesOfTwoSizesAreAnError() {
        IdxFiles.write(folder, "train-images-idx3-ubyte", IdxFiles.join(IdxFiles.header(8, 25, 1, 1), new byte[25]));

        refused("shape [1, 1, 1]", "of [1, 2, 3]");
    }

    private void refused(String... parts) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Mnist.DIGITS.load(folder))
                .withMessageContainingAll(parts);
    }
}
