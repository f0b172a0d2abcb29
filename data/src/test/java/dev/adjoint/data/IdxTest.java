package dev.adjoint.data;

import static dev.adjoint.data.IdxFiles.UBYTE;
import static dev.adjoint.data.IdxFiles.gzip;
import static dev.adjoint.data.IdxFiles.header;
import static dev.adjoint.data.IdxFiles.join;
import static dev.adjoint.data.IdxFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {

    @TempDir
    Path folder;

    @Test
    void bytesAreReadWithoutSign() {
        Tensor read =
                Idx.read(write(folder, "f", join(header(UBYTE, 2, 2), (byte) 0, (byte) 1, (byte) 128, (byte) -1)));

        assertThat(read.dtype()).isEqualTo(DType.UINT8);
        assertThat(read.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(read.longs()).containsExactly(0, 1, 128, 255);
    }

    @Test
    void compressionIsToldByContentNotByName() {
        byte[] plain = join(header(UBYTE, 3), (byte) 7, (byte) 8, (byte) 9);

        assertThat(Idx.read(write(folder, "plain.gz", plain)).longs()).containsExactly(7, 8, 9);
        assertThat(Idx.read(write(folder, "packed", gzip(plain))).longs()).containsExactly(7, 8, 9);
    }

    @Test
    void widerTypesAreBigEndian() {
        byte[] shorts = ByteBuffer.allocate(4)
                .putShort((short) -2)
                .putShort((short) 300)
                .array();
        byte[] ints = ByteBuffer.allocate(8).putInt(-70_000).putInt(5).array();
        byte[] floats = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-3e7f).array();
        byte[] doubles =
                ByteBuffer.allocate(16).putDouble(Math.PI).putDouble(-0.5).array();

        assertThat(Idx.read(write(folder, "s", join(header(0x0b, 2), shorts))).longs())
                .containsExactly(-2, 300);
        assertThat(Idx.read(write(folder, "i", join(header(0x0c, 2), ints))).longs())
                .containsExactly(-70_000, 5);
        assertThat(Idx.read(write(folder, "f", join(header(0x0d, 2), floats))).floats())
                .containsExactly(1.5f, -3e7f);
        assertThat(Idx.read(write(folder, "d", join(header(0x0e, 2), doubles))).doubles())
                .containsExactly(Math.PI, -0.5);
        assertThat(Idx.read(write(folder, "b", join(header(0x09, 2), (byte) -1, (byte) 3)))
                        .longs())
                .containsExactly(-1, 3);
    }

    @Test
    void filesLongerThanOnePieceAreReadWhole() {
        byte[] values = new byte[(2 << 20) + 12345];
        new Random(1).nextBytes(values);

        Tensor read = Idx.read(write(folder, "long", gzip(join(header(UBYTE, values.length), values))));

        long[] expected = new long[values.length];
        Arrays.setAll(expected, i -> values[i] & 0xff);
        assertThat(read.longs()).isEqualTo(expected);
    }

    @Test
    void anEmptyAxisIsAnEmptyTensor() {
        assertThat(Idx.read(write(folder, "none", header(UBYTE, 0, 28, 28))).shape())
                .isEqualTo(Shape.of(0, 28, 28));
    }

    @Test
    void aMissingFileNamesThePathAndWhereItWasLookedFor() {
        refused(folder.resolve("nowhere"), "nowhere: there is no such file", "looked for from");
        refused(folder, "is a folder");
    }

    @Test
    void aHeaderThatClaimsMoreThanTheFileHoldsIsRefused() {
        byte[] three = join(header(UBYTE, 4), (byte) 1, (byte) 2, (byte) 3);

        refused(write(folder, "plain", three), "says [4] ubyte, so 4 bytes of values, but 3 follow");
        refused(write(folder, "packed", gzip(three)), "says [4] ubyte, so 4 bytes of values, but 3 follow");
    }

    @Test
    void aHeaderThatClaimsLessThanTheFileHoldsIsRefused() {
        byte[] three = join(header(UBYTE, 2), (byte) 1, (byte) 2, (byte) 3);

        refused(write(folder, "plain", three), "says [2] ubyte, so 2 bytes of values, but 3 follow");
        refused(write(folder, "packed", gzip(three)), "says [2] ubyte, so 2 bytes of values, but more follow");
    }

    @Test
    void hugeClaimsAreRefusedBeforeAnythingIsAllocated() {
        int most = Integer.MAX_VALUE;

        refused(write(folder, "a", header(UBYTE, most, most)), "but 0 follow");
        refused(write(folder, "b", gzip(header(UBYTE, most, most))), "gzip cannot have packed that");
        refused(write(folder, "c", header(UBYTE, most, most, most)), "more bytes than 64 bits can count");
        refused(write(folder, "d", header(0x0e, most, most, 2)), "more bytes than 64 bits can count");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void negativeLengthsAreRefused(int length) {
        refused(write(folder, "n", header(UBYTE, 2, length)), "length " + length + " for axis 1");
    }

    @Test
    void whatIsNoIdxFileIsRefusedWithItsFirstBytes() {
        refused(write(folder, "png", (byte) 0x89, (byte) 'P', (byte) 'N', (byte) 'G'), "begins with bytes 89 50 4e 47");
        refused(write(folder, "type", header(0x0a, 1)), "type 0x0a; known are 08");
        refused(write(folder, "rank", header(UBYTE)), "says 0 axes");
        refused(write(folder, "empty"), "ends within the magic number (0 of 4 bytes)");
        refused(write(folder, "short", Arrays.copyOf(header(UBYTE, 1, 2, 3), 9)), "ends within the lengths of 3 axes");
    }

    @Test
    void gzipCutShortIsRefused() {
        byte[] packed = gzip(IdxFiles.images(1000));

        refused(write(folder, "cut", Arrays.copyOf(packed, packed.length / 2)), "cut short", "download it again");
        refused(write(folder, "head", Arrays.copyOf(packed, 5)), "cut short");
    }

    /** Bytes changed, cut off and added at random, in plain and packed files: reading answers or throws our error. */
    @Test
    void nothingButOurErrorComesOutOfDamagedFiles() {
        Random random = new Random(20260726);
        byte[][] originals = {IdxFiles.images(20), IdxFiles.labels(50), gzip(IdxFiles.images(20)), gzip(header(0x0e, 0))
        };
        int refused = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] damaged = damage(originals[round % originals.length], random);
            try {
                Idx.read(write(folder, "fuzz", damaged));
            } catch (DataException expected) {
                refused++;
                assertThat(expected).hasMessageContaining("fuzz");
            }
        }
        assertThat(refused).isBetween(1000, 3999);
    }

    private static byte[] damage(byte[] original, Random random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
            default -> {
                // The head matters most.
                for (int i = 0; i <= random.nextInt(4); i++) {
                    int reach = random.nextBoolean() ? Math.min(20, bytes.length) : bytes.length;
                    bytes[random.nextInt(reach)] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    private static void refused(Path file, String... parts) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Idx.read(file))
                .withMessageContaining(file.getFileName().toString())
                .withMessageContainingAll(parts);
    }
}
