package dev.adjoint.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** Reads what a process complains of, so that it is never stopped by a full pipe, and keeps the last line of it. */
final class LastLine {

    private static final int LONGEST = 200;
    private static final int PATIENCE_MILLIS = 500;

    private final AtomicReference<String> last = new AtomicReference<>("");
    private final Thread reader;

    private LastLine(BufferedReader lines) {
        reader = Thread.ofVirtual().start(() -> {
            try (lines) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        last.set(line.strip());
                    }
                }
            } catch (IOException e) {
                // The process has been ended: what it said up to then stands.
            }
        });
    }

    static LastLine of(BufferedReader lines) {
        return new LastLine(lines);
    }

    /** The last line so far, cut if it is very long; of a process that has ended, the last line of all. */
    String get() {
        try {
            reader.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String line = last.get();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
