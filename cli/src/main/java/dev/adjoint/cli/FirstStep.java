package dev.adjoint.cli;

import dev.adjoint.train.StepReport;
import dev.adjoint.train.TrainingListener;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Notes when the first training step was done: how long a user waits for it is a figure of its own. */
final class FirstStep implements TrainingListener {

    private @Nullable Instant done;

    /** From the start of the virtual machine to the end of the first step; zero before. */
    Duration after() {
        // Not by ProcessHandle, whose start is reckoned from the whole second in which the machine was booted.
        return done == null
                ? Duration.ZERO
                : Duration.between(
                        Instant.ofEpochMilli(
                                ManagementFactory.getRuntimeMXBean().getStartTime()),
                        done);
    }

    @Override
    public boolean onStep(StepReport report) {
        if (done == null) {
            done = Instant.now();
        }
        return true;
    }
}
