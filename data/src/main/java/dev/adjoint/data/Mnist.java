package dev.adjoint.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two data sets of 60,000 + 10,000 grey images of 28 x 28 pixels that come as the same four IDX files.
 *
 * <p>They are not shipped: {@link #expected} tells people which files are looked for and where they are to be had.
 */
public enum Mnist {
    /** Handwritten digits (LeCun, Cortes, Burges). */
    DIGITS(
            "mnist",
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            "the MNIST database of handwritten digits, by LeCun, Cortes and Burges, offers them, as do many mirrors"),

    /** Articles of clothing (Xiao, Rasul, Vollgraf). */
    FASHION(
            "fashion",
            List.of(
                    "T-shirt/top",
                    "trouser",
                    "pullover",
                    "dress",
                    "coat",
                    "sandal",
                    "shirt",
                    "sneaker",
                    "bag",
                    "ankle boot"),
            "the repository zalandoresearch/fashion-mnist on GitHub offers them, in data/fashion");

    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private final String title;
    private final List<String> classes;
    private final String source;

    Mnist(String title, List<String> classes, String source) {
        this.title = title;
        this.classes = classes;
        this.source = source;
    }

    /**
     * Reads the four files.
     *
     * @param folder where they lie, with or without .gz at the end of their names
     * @return features uint8 {@code [n, 1, height, width]}, and the classes; the division is the files' own
     * @throws DataException if a file is missing or not what it should be
     */
    public Split load(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + ": there is no such folder; " + title + " was looked for from "
                    + Path.of("").toAbsolutePath() + ". " + expected());
        }
        // All four first: it would be a pity to read 50 MB and then find the last one missing.
        Path trainImages = find(folder, TRAIN_IMAGES);
        Path trainLabels = find(folder, TRAIN_LABELS);
        Path testImages = find(folder, TEST_IMAGES);
        Path testLabels = find(folder, TEST_LABELS);
        Dataset test = Idx.read(title + " (test)", testImages, testLabels, classes);
        Dataset train = Idx.read(title, trainImages, trainLabels, classes);
        if (!train.exampleShape().equals(test.exampleShape())) {
            throw new DataException(trainImages + " holds images of shape " + train.exampleShape() + ", " + testImages
                    + " of " + test.exampleShape() + ". Do the files belong together?");
        }
        return new Split(train, test);
    }

    private Path find(Path folder, String name) {
        for (String candidate : List.of(name, name + ".gz", name.replace("-idx", ".idx"))) {
            Path file = folder.resolve(candidate);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new DataException(
                folder.resolve(name) + ": there is no such file, nor one with .gz at the end. " + expected());
    }

    /**
     * What people are told who have not got the files.
     *
     * @return the names of the four files, and who offers them
     */
    public String expected() {
        return "The folder must hold " + TRAIN_IMAGES + ", " + TRAIN_LABELS + ", " + TEST_IMAGES + " and " + TEST_LABELS
                + ", each plain or with .gz at the end; " + source + ".";
    }

    /**
     * The names of the ten classes.
     *
     * @return the names, by class number
     */
    public List<String> classes() {
        return classes;
    }
}
