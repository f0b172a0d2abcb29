package dev.adjoint.kernel.onednn;

/** A call of oneDNN that did not succeed: which function, and what the library said. */
final class DnnlException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int UNIMPLEMENTED = 3;

    DnnlException(String function, int status) {
        super(function + ": " + text(status) + " (status " + status + ").");
    }

    /** What a method handle threw, as what a method without checked exceptions may throw. */
    static RuntimeException unexpected(Throwable failure) {
        return switch (failure) {
            case RuntimeException exception -> exception;
            case Error error -> throw error;
            default -> new IllegalStateException("oneDNN: a native call failed: " + failure, failure);
        };
    }

    private static String text(int status) {
        return switch (status) {
            case 1 -> "out of native memory";
            case 2 -> "invalid arguments";
            case UNIMPLEMENTED -> "not implemented for these types, shapes and formats";
            case 4 -> "no further implementation";
            case 5 -> "failed while running";
            case 6 -> "not required";
            case 7 -> "the graph is invalid";
            case 8 -> "the graph operation is invalid";
            case 9 -> "the shape is invalid";
            case 10 -> "the data type is invalid";
            default -> "failed";
        };
    }
}
