package dev.adjoint.cli;

import dev.adjoint.train.StepReport;
import dev.adjoint.train.TrainingListener;
import java.time.Duration;
import java.time.Instant;

/** Notes how long after the start of the process the first training step was done: what a user waits for. */
final class FirstStep implements TrainingListener {

    private Duration after = Duration.ZERO;

    /** From the start of the process to the end of the first step; zero before. */
    Duration after() {
        return after;
    }

    @Override
    public boolean onStep(StepReport report) {
        if (after.isZero()) {
            Instant now = Instant.now();
            after = Duration.between(
                    ProcessHandle.current().info().startInstant().orElse(now), now);
        }
        return true;
    }
}
