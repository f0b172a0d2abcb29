package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OriginTest {

    @Test
    void withinACallOnlyAndInItsThreadOnly() throws InterruptedException {
        boolean[] elsewhere = new boolean[1];
        String origin = Origin.recorded(() -> {
            Thread other = Thread.ofVirtual().start(() -> elsewhere[0] = Origin.recording());
            try {
                other.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return String.valueOf(Origin.here());
        });

        assertThat(origin).matches("[\\w.$]+\\(\\w+\\.java:\\d+\\)").doesNotStartWith("java");
        assertThat(elsewhere[0]).isFalse();
        assertThat(Origin.here()).isNull();
    }

    /** A package left out would be taken for a layer worth naming. */
    @Test
    void theLanguageAndItsMachineryAreAllKnown() throws IOException {
        Path classes = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(classes.resolve(Path.of("dev", "adjoint")))) {
            List<String> packages = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> classes.relativize(file.getParent()).toString().replace('/', '.'))
                    .distinct()
                    .toList();
            assertThat(packages).isNotEmpty();
            assertThat(Origin.CORE)
                    .as("the packages of this module: enter a new one in Origin.CORE")
                    .containsExactlyInAnyOrderElementsOf(packages);
        }
    }
}
