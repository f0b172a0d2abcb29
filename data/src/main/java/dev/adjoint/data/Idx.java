package dev.adjoint.data;

import dev.adjoint.Tensor;
import dev.adjoint.shape.Given;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads IDX files, the format of MNIST: a type, the lengths of the axes, then the values in big-endian order.
 *
 * <p>The header is believed only where it agrees with the length of the file; nothing of the claimed size is allocated
 * before. Files may be compressed by gzip, under any name.
 */
public final class Idx {

    private Idx() {}

    /**
     * Reads one file.
     *
     * @param file an IDX file, gzip or not
     * @return uint8, int32, float32 or float64 as the file has it; its bytes with sign and shorts become int32
     * @throws DataException if the file is missing, cut short, too long, or no IDX file
     */
    public static Tensor read(Path file) {
        try (InputStream in = DataFile.open(Given.of("idx", "the file", file))) {
            IdxHeader header = IdxHeader.read(in, file);
            header.checkSize(Files.size(file), DataFile.compressed(file), file);
            return IdxBody.read(header, in, file);
        } catch (IOException cause) {
            throw DataFile.unreadable(file, cause);
        }
    }

    /**
     * Reads images and their labels.
     *
     * @param name what messages call the data set
     * @param images a file of rank 2 or more; one channel is put in where images are [height, width]
     * @param labels a file of rank 1
     * @param classes the names of the classes
     * @return features {@code [n, 1, height, width]}, or {@code [n, ...]} as the file has them
     * @throws DataException if a file is not what it should be, the counts differ, or a label names no class
     */
    public static Dataset read(String name, Path images, Path labels, List<String> classes) {
        Tensor x = read(images);
        Tensor y = read(labels);
        if (y.rank() != 1 || !y.dtype().isInteger()) {
            throw new DataException(labels + ": " + y.type() + " are no labels. Give one integer per example; "
                    + "are images and labels exchanged?");
        }
        if (x.rank() < 2) {
            throw new DataException(images + ": " + x.type() + " are no examples. Give a file of rank 2 or more; "
                    + "are images and labels exchanged?");
        }
        if (x.dim(0) != y.dim(0)) {
            throw new DataException(images + " holds " + x.dim(0) + " examples, but " + labels + " holds " + y.dim(0)
                    + " labels. Do the files belong together?");
        }
        long[] values = y.longs();
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= classes.size()) {
                throw new DataException(labels + ": label " + values[i] + " at place " + i + " is outside 0 to "
                        + (classes.size() - 1) + ". Is this the label file of " + name + "?");
            }
        }
        return new Dataset(name, x.rank() == 3 ? x.unsqueeze(1) : x, y, classes);
    }
}
