package dev.adjoint.train;

import java.util.function.Consumer;

/**
 * Somebody who watches a training, and may end it.
 *
 * <p>It is called on the thread that trains, between the steps, so what it does adds to the time.
 */
public interface TrainingListener {

    /**
     * Called after each step.
     *
     * @param report where training stands
     * @return true to go on, false to end the training here
     */
    default boolean onStep(StepReport report) {
        return true;
    }

    /**
     * Called after each epoch and its validation.
     *
     * @param report what the epoch came to
     * @return true to go on, false to end the training here
     */
    default boolean onEpoch(EpochReport report) {
        return true;
    }

    /**
     * Called once after the last epoch, unless training failed.
     *
     * @param result what it all came to
     */
    default void onEnd(TrainingResult result) {}

    /**
     * A listener that only watches epochs.
     *
     * @param watcher what to do after each
     * @return a listener that always goes on
     */
    static TrainingListener eachEpoch(Consumer<EpochReport> watcher) {
        return new TrainingListener() {
            @Override
            public boolean onEpoch(EpochReport report) {
                watcher.accept(report);
                return true;
            }
        };
    }

    /**
     * A listener that only watches steps.
     *
     * @param watcher what to do after each
     * @return a listener that always goes on
     */
    static TrainingListener eachStep(Consumer<StepReport> watcher) {
        return new TrainingListener() {
            @Override
            public boolean onStep(StepReport report) {
                watcher.accept(report);
                return true;
            }
        };
    }
}
