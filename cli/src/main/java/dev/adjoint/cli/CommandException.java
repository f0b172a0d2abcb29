package dev.adjoint.cli;

/** A command that cannot do what it was asked for, though it was asked rightly. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
