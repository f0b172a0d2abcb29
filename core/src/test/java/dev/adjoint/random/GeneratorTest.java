package dev.adjoint.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    void theSameSeedGivesTheSameDraws() {
        Generator a = Generator.seed(7);
        Generator b = Generator.seed(7);
        for (int i = 0; i < 5; i++) {
            assertThat(a.next()).isEqualTo(b.next());
        }
        assertThat(a.split().next()).isEqualTo(b.split().next());
        assertThat(Generator.seed(8).next().uniformDouble(0))
                .isNotEqualTo(Generator.seed(7).next().uniformDouble(0));
    }

    @Test
    void aGeneratorGoesOnFromWhereItWasWrittenDown() {
        Generator first = Generator.seed(7);
        first.next();
        first.split();
        Generator again = Generator.at(first.key(), first.position());
        assertThat(again.next()).isEqualTo(first.next());
        assertThat(again.position()).isEqualTo(3);
        assertThatThrownBy(() -> Generator.at(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forksDependOnNameAndSeedAlone() {
        Generator generator = Generator.seed(7);
        long before = generator.fork("dropout").key();
        generator.next();
        generator.split();
        assertThat(generator.fork("dropout").key()).isEqualTo(before);
        assertThat(Generator.seed(8).fork("dropout").key()).isNotEqualTo(before);
        assertThat(generator.position()).isEqualTo(2);
    }

    @Test
    void childrenAreAllDifferent() {
        Generator generator = Generator.seed(7);
        Set<Long> keys = new HashSet<>();
        keys.add(generator.key());
        for (int i = 0; i < 1000; i++) {
            keys.add(generator.split().key());
            keys.add(generator.fork(i).key());
            keys.add(generator.fork("layer" + i).key());
        }
        assertThat(keys).hasSize(3001);
    }

    @Test
    void drawsOfOneGeneratorDiffer() {
        Generator generator = Generator.seed(7);
        Set<Double> firsts = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            firsts.add(generator.next().uniformDouble(0));
        }
        assertThat(firsts).hasSize(1000);
    }
}
