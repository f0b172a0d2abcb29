package dev.adjoint.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Peers played by a shell. */
@DisabledOnOs(OS.WINDOWS)
class SideTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static Side shell(String script, Duration limit) throws PeerException {
        return Side.start("Fake", List.of("sh", "-c", script), limit);
    }

    @Test
    void aPeerGreetsAndAnswers() throws PeerException {
        try (Side side = shell("echo ok Fake 1; read q; echo ok 0.5 0.25; read q; echo ok", LONG)) {
            assertThat(side.version()).isEqualTo("Fake 1");
            assertThat(side.time(Workload.MLP.cases().getFirst(), 1, 2, LONG)).containsExactly(0.5, 0.25);
            side.prepare(Workload.MLP.cases().getFirst(), Path.of("none"), LONG);
        }
    }

    @Test
    void aPeerThatSaysNoGivesItsReasonAndGoesOn() throws PeerException {
        try (Side side = shell("echo ok Fake; read q; echo no such layer; read q; echo ok 1.0", LONG)) {
            assertThatThrownBy(() -> side.time(Workload.MLP.cases().getFirst(), 1, 1, LONG))
                    .isInstanceOf(PeerException.class)
                    .hasMessage("Fake: such layer");
            assertThat(side.time(Workload.MLP.cases().getFirst(), 1, 1, LONG)).containsExactly(1.0);
        }
    }

    @Test
    void aProgramThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> Side.start("Fake", List.of("no-such-program"), LONG))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("Fake cannot be started");
    }

    @Test
    void aPeerThatBreaksOffIsNamedWithItsLastWords() {
        assertThatThrownBy(() -> shell("echo Traceback >&2; echo 'No module named torch' >&2; exit 1", LONG))
                .isInstanceOf(PeerException.class)
                .hasMessage("Fake ended: No module named torch");
    }

    @Test
    void aPeerThatTakesTooLongIsEnded() {
        assertThatThrownBy(() -> shell("sleep 30", Duration.ofSeconds(1)))
                .isInstanceOf(PeerException.class)
                .hasMessage("Fake had no answer after 1 s and was ended");
    }
}
