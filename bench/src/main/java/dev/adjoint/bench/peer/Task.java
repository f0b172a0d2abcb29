package dev.adjoint.bench.peer;

import dev.adjoint.bench.workload.Case;
import java.nio.file.Path;

/** A case made ready by whoever computes it. */
public interface Task {

    /** Computes once; the results are there at the end. */
    void run();

    /**
     * Computes once.
     *
     * @return the mean size of the results' elements, added up over the results
     */
    double outcome();

    /** Makes tasks. */
    @FunctionalInterface
    interface Maker {

        /**
         * Makes a case ready.
         *
         * @param what the case
         * @param file where its first values are; we put them there ourselves
         * @return the task, which begins with the same values each time
         */
        Task make(Case what, Path file);
    }
}
