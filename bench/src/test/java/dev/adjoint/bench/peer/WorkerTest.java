package dev.adjoint.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.io.Safetensors;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {

    @TempDir
    private Path folder;

    private static List<String> answers(String... questions) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8)) {
            Server.serve(
                    "Adjoint", Worker::task, new BufferedReader(new StringReader(String.join("\n", questions))), out);
        }
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void everyQuestionIsAnsweredInOneLine() throws IOException {
        List<String> answers = answers(
                "prepare chain " + folder.resolve("chain.safetensors"),
                "warm chain 0.001 5",
                "time chain 2 3",
                "outcome chain 2",
                "memory chain 2");

        assertThat(answers).hasSize(6).allMatch(answer -> answer.startsWith("ok"));
        assertThat(answers.get(2).split(" ")).hasSizeBetween(4, 6);
        assertThat(answers.get(3).split(" ")).hasSize(4);
        assertThat(Safetensors.load(folder.resolve("chain.safetensors"))).containsOnlyKeys("x", "w");
    }

    @Test
    void aFreshStartGivesTheSameAgain() throws IOException {
        List<String> answers = answers(
                "prepare rnn-small " + folder.resolve("rnn.safetensors"),
                "outcome rnn-small 2",
                "warm rnn-small 0.01 3",
                "outcome rnn-small 2");

        assertThat(answers.get(2)).isEqualTo(answers.get(4));
    }

    @Test
    void whatCannotBeDoneIsSaid() throws IOException {
        assertThat(answers("time nonsense 1 1", "time chain 1 1", "shout chain"))
                .containsExactly(
                        "ok Adjoint",
                        "no bench: there is no case nonsense.",
                        "no bench: chain has not been prepared.",
                        "no such question: shout");
    }
}
