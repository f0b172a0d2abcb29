package dev.adjoint.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static void check(Schedule schedule, double... expected) {
        double[] factors = LongStream.range(0, expected.length)
                .mapToDouble(schedule::factor)
                .toArray();
        assertThat(factors).containsExactly(expected, within(1e-15));
    }

    @Test
    void factorsFollowTheirFormulas() {
        check(Schedule.CONSTANT, 1, 1, 1);
        check(Schedule.steps(2, 0.1), 1, 1, 0.1, 0.1, 0.01);
        check(Schedule.cosine(4, 0), 1, (2 + Math.sqrt(2)) / 4, 0.5, (2 - Math.sqrt(2)) / 4, 0, 0);
        check(Schedule.cosine(2, 0.2), 1, 0.6, 0.2, 0.2);
        check(Schedule.linear(4, 0.2), 1, 0.8, 0.6, 0.4, 0.2, 0.2);
    }

    @Test
    void theScheduleBeginsAfterItsWarmUp() {
        check(Schedule.linear(2, 0).warmUp(4), 0.25, 0.5, 0.75, 1, 1, 0.5, 0);
    }

    @Test
    void stepsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Schedule.cosine(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("schedule: cosine over 0 steps. Give at least 1.");
        assertThatThrownBy(() -> Schedule.CONSTANT.warmUp(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
