package dev.adjoint.data;

import dev.adjoint.shape.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the first bytes of an IDX file say: two zeros, a type, a rank, then one 32-bit length per axis.
 *
 * @param type how the values are written
 * @param shape the lengths
 */
record IdxHeader(IdxType type, Shape shape) {

    private static final int MOST_AXES = 8;

    /** Deflate makes no more of one byte than this many. */
    private static final long GZIP_RATIO = 1032;

    static IdxHeader read(InputStream in, Object file) throws IOException {
        byte[] magic = exactly(4, in, file, "the magic number");
        if (magic[0] != 0 || magic[1] != 0) {
            throw new DataException(String.format(
                    "%s: begins with bytes %02x %02x %02x %02x, and an IDX file with 00 00. Is it another file?",
                    file, magic[0], magic[1], magic[2], magic[3]));
        }
        IdxType type = IdxType.of(magic[2] & 0xff, file);
        int rank = magic[3] & 0xff;
        if (rank < 1 || rank > MOST_AXES) {
            throw new DataException(file + ": the header says " + rank + " axes, and 1 to " + MOST_AXES
                    + " can be read. Is it an IDX file?");
        }
        ByteBuffer lengths = ByteBuffer.wrap(exactly(4 * rank, in, file, "the lengths of " + rank + " axes"));
        long[] dims = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = lengths.getInt(4 * axis);
            if (dims[axis] < 0) {
                throw new DataException(file + ": the header says length " + dims[axis] + " for axis " + axis
                        + ". The file is damaged, or no IDX file.");
            }
        }
        return new IdxHeader(type, shape(dims, type, file));
    }

    private static Shape shape(long[] dims, IdxType type, Object file) {
        long bytes = type.bytes();
        try {
            for (long dim : dims) {
                bytes = Math.multiplyExact(bytes, Math.max(1, dim));
            }
            return Shape.of(dims);
        } catch (ArithmeticException tooMany) {
            throw new DataException(file + ": the header says lengths " + Arrays.toString(dims)
                    + ", more bytes than 64 bits can count. The file is damaged, or no IDX file.");
        }
    }

    private static byte[] exactly(int count, InputStream in, Object file, String what) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new DataException(file + ": ends within " + what + " (" + bytes.length + " of " + count
                    + " bytes). The file is cut short: copy or download it again.");
        }
        return bytes;
    }

    /** How many bytes of values follow. */
    long valueBytes() {
        return shape.size() * type.bytes();
    }

    /** The bytes of the header itself. */
    private long headerBytes() {
        return 4 + 4L * shape.rank();
    }

    /** Compares with the length of the file, before anything is allocated. */
    void checkSize(long fileBytes, boolean compressed, Object file) {
        if (compressed) {
            if (valueBytes() / GZIP_RATIO > fileBytes) {
                throw disagreement(file, "gzip cannot have packed that into " + fileBytes + " bytes");
            }
        } else if (fileBytes - headerBytes() != valueBytes()) {
            throw disagreement(file, fileBytes - headerBytes() + " follow");
        }
    }

    /** The error that the header and the file do not agree. */
    DataException disagreement(Object file, String fact) {
        return new DataException(file + ": the header says " + shape + " " + type + ", so " + valueBytes()
                + " bytes of values, but " + fact + ". The file is cut short or damaged: copy or download it again.");
    }
}
