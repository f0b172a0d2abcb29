package dev.adjoint.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A folder as mnist has it, with a few images of 28 x 28: a bar at the height of the class, on noise. */
final class Images28 {

    private Images28() {}

    static Path write(Path folder, int train, int test) throws IOException {
        part(folder, "train", train, 1);
        part(folder, "t10k", test, 2);
        return folder;
    }

    private static void part(Path folder, String name, int count, long seed) throws IOException {
        Random random = new Random(seed);
        ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
        images.putInt(0x0803).putInt(count).putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        labels.putInt(0x0801).putInt(count);
        for (int i = 0; i < count; i++) {
            int label = i % 10;
            labels.put((byte) label);
            for (int pixel = 0; pixel < 784; pixel++) {
                boolean bar = pixel / 28 / 2 == label + 2;
                images.put((byte) (bar ? 200 + random.nextInt(56) : random.nextInt(100)));
            }
        }
        Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.array());
    }
}
