package dev.adjoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.examples.Worked;
import org.junit.jupiter.api.Test;

class ExampleCommandTest {

    @Test
    void withoutANameTheExamplesAreListed() {
        Cli cli = Cli.run("example");

        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines()).hasSize(Worked.values().length);
        for (Worked example : Worked.values()) {
            assertThat(cli.out()).contains(example + " ").contains(example.description());
        }
    }

    @Test
    void anExampleSaysWhatItFound() {
        Cli cli = Cli.run("example", "multiply-gate");

        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("z = x y = -12.0, dz/dx = -4.0, dz/dy = 3.0");
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void aMistypedNameIsAnsweredWithTheNearest() {
        Cli cli = Cli.run("example", "thrown-bal");

        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("unknown example \"thrown-bal\"", "Did you mean thrown-ball?");
    }
}
