package dev.adjoint.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Files as they come: compressed by gzip or not, told apart by their first bytes rather than their names. */
final class DataFile {

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private DataFile() {}

    /**
     * Opens a file for reading, decompressed.
     *
     * @throws DataException if there is no such file
     * @throws IOException if it cannot be read
     */
    static InputStream open(Path file) throws IOException {
        check(file);
        return decompressed(Files.newInputStream(file));
    }

    /** The stream, or what is in it if it is gzip; closes it if that cannot be told. */
    static InputStream decompressed(InputStream raw) throws IOException {
        try {
            BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
            return isGzip(in) ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
        } catch (IOException broken) {
            raw.close();
            throw broken;
        }
    }

    /** Whether the file is gzip. */
    static boolean compressed(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 2)) {
            return isGzip(in);
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return gzip;
    }

    static void check(Path file) {
        if (!Files.exists(file)) {
            throw new DataException(file + ": there is no such file. Check the path; it was looked for from "
                    + Path.of("").toAbsolutePath() + ".");
        }
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": this is a folder, not a file. Name the file in it.");
        }
        if (!Files.isReadable(file)) {
            throw new DataException(file + ": the file may not be read by this user. Check its permissions.");
        }
    }

    /** What an input error means to the person whose file it is. */
    static DataException unreadable(Object file, Exception cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new DataException(
                file + ": could not be read to the end: " + reason
                        + ". Is the file cut short or damaged? Copy or download it again.",
                cause);
    }
}
