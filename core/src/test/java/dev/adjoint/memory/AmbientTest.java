package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class AmbientTest {

    private final Ambient<String> word = new Ambient<>();

    @Test
    void theInnermostCallDecides() {
        assertThat(word.isBound()).isFalse();
        assertThat(word.orNull()).isNull();
        String seen = word.during("outer", () -> word.during("inner", () -> word.orElse("none")) + word.orElse("none"));
        assertThat(seen).isEqualTo("innerouter");
        assertThat(word.orElse("none")).isEqualTo("none");
    }

    @Test
    void otherThreadsSeeTheirOwn() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String seen = word.during("here", () -> {
                CompletableFuture<String> there = CompletableFuture.supplyAsync(() -> word.orElse("none"), threads);
                return word.orElse("none") + there.join();
            });
            assertThat(seen).isEqualTo("herenone");
        }
    }

    @Test
    void aCallThatFailsIsOver() {
        assertThatThrownBy(() -> word.during("word", () -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(word.isBound()).isFalse();
    }
}
