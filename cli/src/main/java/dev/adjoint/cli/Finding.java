package dev.adjoint.cli;

import java.util.Locale;

/**
 * One thing that the doctor has looked at.
 *
 * @param topic what it is about
 * @param state how it is
 * @param text what is there; or what is missing, what that costs and how to get it
 */
record Finding(String topic, State state, String text) {

    /** How something is. */
    enum State {
        FINE,
        MISSING,
        BROKEN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding fine(String topic, String text) {
        return new Finding(topic, State.FINE, text);
    }

    static Finding missing(String topic, String text) {
        return new Finding(topic, State.MISSING, text);
    }

    static Finding broken(String topic, String text) {
        return new Finding(topic, State.BROKEN, text);
    }
}
