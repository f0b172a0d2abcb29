package dev.adjoint.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is either what it was before or whole: written beside its place and then moved there.
 *
 * <p>That this will work is tried before the training, which would be a pity to have done in vain.
 */
final class ReportFile {

    private final String option;
    private final Path file;
    private final Path folder;

    private ReportFile(String option, Path file, Path folder) {
        this.option = option;
        this.file = file;
        this.folder = folder;
    }

    /**
     * A place for a report.
     *
     * @param option by which it was given
     * @param given where
     * @throws CommandException if nothing can be written there
     */
    static ReportFile at(String option, Path given) {
        if (Files.isDirectory(given)) {
            throw new CommandException(option + ": " + given + " is a folder. Name a file in it.");
        }
        Path file = target(given);
        Path folder = file.getParent();
        if (folder == null || special(file)) {
            return new ReportFile(option, file, file);
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandException(option + ": " + file + " cannot be written, for there is no folder " + folder
                    + ". Make it, or name another place.");
        }
        ReportFile place = new ReportFile(option, file, folder);
        try {
            Files.delete(place.beside());
        } catch (IOException refused) {
            throw place.refused(refused);
        }
        return place;
    }

    /** The file that is meant where a link is named, so that the link stays. */
    private static Path target(Path given) {
        try {
            return given.toRealPath();
        } catch (IOException notThereYet) {
            return given.toAbsolutePath().normalize();
        }
    }

    /** A pipe or a terminal: nothing can be moved there, and nothing would be left of what was there before. */
    private static boolean special(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /** Another file in the same folder. */
    ReportFile beside(String name) {
        return new ReportFile(option, file.resolveSibling(name), folder);
    }

    void write(String text) {
        try {
            if (special(file)) {
                Files.writeString(file, text);
                return;
            }
            Path whole = beside();
            try {
                Files.writeString(whole, text);
                move(whole);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException refused) {
            throw refused(refused);
        }
    }

    /** A new file beside the report, gone at the end whatever happens. */
    private Path beside() throws IOException {
        Path beside = folder.resolve(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        Files.deleteIfExists(beside);
        Files.createFile(beside);
        beside.toFile().deleteOnExit();
        return beside;
    }

    private void move(Path whole) throws IOException {
        try {
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private CommandException refused(IOException cause) {
        return new CommandException(
                option + ": " + file + " cannot be written: " + cause.getClass().getSimpleName() + " "
                        + cause.getMessage() + ". Check permissions and space in " + folder + ".",
                cause);
    }
}
