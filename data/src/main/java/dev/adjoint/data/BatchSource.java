package dev.adjoint.data;

import dev.adjoint.memory.Scope;
import java.util.function.Consumer;

/** Where a training loop takes its batches from, epoch by epoch; {@link DataLoader} is the usual one. */
public interface BatchSource {

    /**
     * The batches of one epoch.
     *
     * @param number which epoch, from 0: the same number gives the same batches
     * @return the batches, to be closed by the caller
     */
    Batches epoch(long number);

    /**
     * How many batches an epoch has.
     *
     * @return zero or more
     */
    long steps();

    /**
     * How many examples an epoch hands out.
     *
     * @return zero or more
     */
    long examples();

    /**
     * Does something with each batch of an epoch, in a scope of its own.
     *
     * @param number which epoch, from 0
     * @param body what to do; what it makes is released when it returns, unless kept
     */
    default void forEach(long number, Consumer<Batch> body) {
        try (Batches batches = epoch(number)) {
            while (batches.hasNext()) {
                try (Scope _ = Scope.open()) {
                    body.accept(batches.next());
                }
            }
        }
    }
}
