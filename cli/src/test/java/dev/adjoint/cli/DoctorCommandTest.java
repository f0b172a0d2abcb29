package dev.adjoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

    @Test
    void theReportNamesJavaProvidersThreadsAndMemory() {
        Cli cli = Cli.run("doctor");

        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out())
                .contains("Adjoint ", "java  ", "instructions", "module", "threads", "memory native")
                .contains("a matrix product and its gradient are right")
                .contains(Runtime.version().toString());
    }

    @Test
    void theSameIsHadAsJson() {
        Map<String, Object> json = JsonValues.object(Cli.run("doctor", "--json").out());

        assertThat(json).containsKeys("version", "findings");
        assertThat((List<?>) json.get("findings")).hasSizeGreaterThan(6).allSatisfy(finding -> {
            Map<?, ?> fields = (Map<?, ?>) finding;
            assertThat(fields).hasSize(3);
            assertThat(fields.get("state")).isIn("fine", "missing");
        });
    }
}
