package dev.adjoint.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are written whole or not at all: into a new file beside the old one, which then takes its name. Whoever
 * reads meanwhile, or after a crash, finds the old contents or the new.
 */
final class WholeFile {

    private WholeFile() {}

    /** Writes the contents. */
    @FunctionalInterface
    interface Contents {
        void write(FileChannel channel) throws IOException;
    }

    static void write(Path file, Contents contents) {
        Path target = file.toAbsolutePath();
        try {
            Path fresh = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".part");
            try {
                try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                    contents.write(channel);
                    channel.force(true);
                }
                move(fresh, target);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new FileException(
                    file + ": could not be written: " + e + ". Check that the folder exists, may be written to and"
                            + " has room.",
                    e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
