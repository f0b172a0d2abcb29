package dev.adjoint.data;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The handwritten digits of the UCI repository that come with this module: 1,797 images of 8 x 8 pixels, 0 to 16.
 *
 * <p>They are the test part of <i>Optical Recognition of Handwritten Digits</i> (Alpaydin, Kaynak, 1998; CC BY 4.0), by
 * 13 people; licence and provenance stand beside the file, in {@code digits.txt}.
 */
public final class Digits {

    private static final String RESOURCE = "digits.csv.gz";
    private static final List<String> CLASSES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** Fixed for ever: accuracies are then of the same test images wherever they were measured. */
    private static final long SPLIT_SEED = 1998;

    private Digits() {}

    /**
     * All images.
     *
     * @return features uint8 {@code [1797, 1, 8, 8]} and the digit
     */
    public static Dataset load() {
        InputStream resource = Digits.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new DataException(
                    RESOURCE + " is not in the jar of dev.adjoint.data. The jar is incomplete: " + "build it again.");
        }
        try (InputStream in = DataFile.decompressed(resource)) {
            Dataset table = Csv.plain().label(64).read(in, RESOURCE, "digits");
            Tensor images = table.features().cast(DType.UINT8).reshape(-1, 1, 8, 8);
            return new Dataset("digits", images, table.labels(), CLASSES);
        } catch (IOException cause) {
            throw DataFile.unreadable(RESOURCE, cause);
        }
    }

    /**
     * The images divided by chance, but always in the same way: a fifth of each class to test with.
     *
     * @return 1,438 images to train and 359 to test
     */
    public static Split split() {
        return Split.of(load(), 0.2, SPLIT_SEED);
    }
}
