package dev.adjoint.bench.peer;

/** A peer that is not there, does not know a case, or broke off: its figures are missing, and this says why. */
public final class PeerException extends Exception {

    private static final long serialVersionUID = 1L;

    PeerException(String message) {
        super(message);
    }
}
