package dev.adjoint.cli;

import java.io.Console;

/** Whether a person watches, and how wide their window is. */
final class Terminal {

    private static final int USUAL_WIDTH = 80;

    private Terminal() {}

    static boolean isInteractive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** The columns that the shell tells of, or the usual number. */
    static int width() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }
}
