package dev.adjoint.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes the IDX files that the tests read. */
final class IdxFiles {

    static final int UBYTE = 0x08;

    private IdxFiles() {}

    static byte[] header(int type, int... lengths) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(0);
            out.writeByte(type);
            out.writeByte(lengths.length);
            for (int length : lengths) {
                out.writeInt(length);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static byte[] join(byte[] first, byte... second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static Path write(Path folder, String name, byte... content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A folder as {@link Mnist} wants it: {@code train} + {@code test} images of 2 x 3, labels 0, 1, 2, ... 9, 0, ... */
    static void mnist(Path folder, int train, int test) {
        write(folder, "train-images-idx3-ubyte", images(train));
        write(folder, "train-labels-idx1-ubyte", labels(train));
        write(folder, "t10k-images-idx3-ubyte.gz", gzip(images(test)));
        write(folder, "t10k-labels-idx1-ubyte.gz", gzip(labels(test)));
    }

    static byte[] images(int count) {
        byte[] pixels = new byte[count * 6];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        return join(header(UBYTE, count, 2, 3), pixels);
    }

    static byte[] labels(int count) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
        }
        return join(header(UBYTE, count), labels);
    }
}
