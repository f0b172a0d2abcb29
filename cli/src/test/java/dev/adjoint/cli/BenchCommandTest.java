package dev.adjoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the real thing: our side in a process of its own, beside a peer that is not there. */
class BenchCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aMissingPeerIsALineAndOurFiguresStand() throws IOException {
        Path report = folder.resolve("bench.json");
        Path page = folder.resolve("bench.md");
        Path flames = folder.resolve("flames.html");

        Cli cli = Cli.run(
                "bench",
                "chain",
                "--python",
                "no-such-python",
                "--rounds",
                2,
                "--seconds",
                0.05,
                "--threads",
                1,
                "--json",
                report,
                "--write",
                page,
                "--flame",
                flames);

        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("PyTorch eager missing: PyTorch eager cannot be started", "ns/op");
        assertThat(Files.readString(page)).contains("| chain |", "cannot be started", "1 threads, 2 rounds");
        assertThat(Files.readString(flames)).contains("<title>adjoint bench chain</title>", "BenchCommand.steps");
        Map<String, Object> json = JsonValues.object(Files.readString(report));
        assertThat(json)
                .containsKeys("version", "date", "machine", "providers", "peers", "geometric_mean", "costs", "startups")
                .containsEntry("rounds", 2.0)
                .containsEntry("threads", 1.0);
        Map<?, ?> chain = (Map<?, ?>) ((List<?>) json.get("workloads")).getFirst();
        assertThat(chain.get("name")).isEqualTo("chain");
        assertThat((double) chain.get("asked")).isEqualTo(0.15);
        Map<?, ?> what = (Map<?, ?>) ((List<?>) chain.get("cases")).getFirst();
        assertThat(((Map<?, ?>) what.get("torch")).get("missing").toString()).contains("cannot be started");
        Map<?, ?> ours = (Map<?, ?>) what.get("ours");
        assertThat((double) ours.get("median")).isBetween((double) ours.get("min"), 1.0);
        assertThat((List<?>) ours.get("samples")).hasSizeGreaterThanOrEqualTo(2);
        assertThat((double) what.get("heap_bytes_per_step")).isPositive();
    }
}
