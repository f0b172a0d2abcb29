package dev.adjoint.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adjoint.data.DataException;
import dev.adjoint.data.Split;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TaskTest {

    @Test
    void theDigitsComeAlong() {
        Split split = Task.DIGITS.load(null);

        assertThat(split.train().size() + split.test().size()).isEqualTo(1797);
        assertThat(Task.DIGITS.needsFolder()).isFalse();
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> Task.DIGITS.load(Path.of(".")));
    }

    @Test
    void theOthersSayWhatTheyNeed() {
        assertThat(Task.MNIST.needsFolder()).isTrue();
        assertThat(Task.FASHION.expected()).contains("fashion-mnist");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Task.MNIST.load(null))
                .withMessageContaining("MNIST database of handwritten digits");
    }

    @Test
    void namesAreThoseThatPeopleType() {
        assertThat(Task.values()).extracting(Task::toString).containsExactly("digits", "mnist", "fashion");
        assertThat(Architecture.values())
                .extracting(Architecture::toString)
                .containsExactly("linear-svm", "softmax", "mlp", "cnn");
        assertThat(Rule.values())
                .extracting(Rule::toString)
                .containsExactly("sgd", "momentum", "nesterov", "adam", "adamw");
    }
}
