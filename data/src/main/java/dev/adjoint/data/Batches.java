package dev.adjoint.data;

import java.util.Iterator;

/**
 * The batches of one epoch, to be closed when done with.
 *
 * <p>The memory of a batch is made by {@link #next} on the calling thread, so it belongs to the scope that is open
 * there. A loop that runs for long opens one per step:
 *
 * <pre>{@code
 * while (batches.hasNext()) {
 *     try (Scope step = Scope.open()) {
 *         Batch batch = batches.next();
 *         ...
 *     }
 * }
 * }</pre>
 */
public interface Batches extends Iterator<Batch>, AutoCloseable {

    /**
     * The next batch.
     *
     * @return tensors of their own, made in the innermost scope of this thread
     * @throws java.util.NoSuchElementException after the last batch
     * @throws IllegalStateException after {@link #close}
     * @throws DataException if the batch could not be made
     */
    @Override
    Batch next();

    /** Ends the epoch, finished or not, and whatever works for it in the background; a second time does nothing. */
    @Override
    void close();
}
