package dev.adjoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "train", "check", "bench", "example", "doctor"})
    void everyCommandExplainsItself(String command) {
        Cli cli = command.isEmpty() ? Cli.run("--help") : Cli.run(command, "--help");

        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("Usage: adjoint " + command, "--help", "--debug");
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void theHelpListsWhatCanBeChosen() {
        assertThat(Cli.run("train", "--help").out().replaceAll("\\s+", " "))
                .contains("digits, mnist, fashion", "linear-svm, softmax, mlp, cnn")
                .contains("sgd, momentum, nesterov, adam, adamw")
                .contains("--data", "--epochs", "--batch-size", "--lr", "--seed", "--threads", "--report");
    }

    @Test
    void theVersionIsOneLine() {
        Cli cli = Cli.run("--version");

        assertThat(cli.code()).isZero();
        assertThat(cli.out().strip()).startsWith("Adjoint ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        train                                  | DATASET is missing. Give one of digits, mnist, fashion.
        train digitz                           | unknown data set "digitz". Known are digits, mnist, fashion. Did you mean digits?
        train digits --model cn                | unknown model "cn". Known are linear-svm, softmax, mlp, cnn. Did you mean cnn?
        train digits --model transformer       | unknown model "transformer". Known are linear-svm, softmax, mlp, cnn.
        train digits --optimizer adma          | unknown optimizer "adma". Known are sgd, momentum, nesterov, adam, adamw. Did you mean adam?
        train digits --epochs 0                | --epochs: 0. Give 1 or more.
        train digits --epochs -1               | --epochs: -1. Give 1 or more.
        train digits --epochs many             | --epochs: 'many' is not a whole number up to 2147483647. Give one.
        train digits --epochs 3000000000       | --epochs: '3000000000' is not a whole number up to 2147483647.
        train digits --epochs                  | --epochs is missing. Give N.
        train digits --batch-size -64          | --batch-size: -64. Give 1 or more.
        train digits --batch-size 0            | --batch-size: 0. Give 1 or more.
        train digits --threads 0               | --threads: 0. Give 1 or more.
        train digits --lr 0                    | --lr: 0.0. Give a positive number
        train digits --lr -0.1                 | --lr: -0.1. Give a positive number
        train digits --lr NaN                  | --lr: NaN. Give a positive number
        train digits --lr Infinity             | --lr: Infinity. Give a positive number
        train digits --seed today              | --seed: 'today' is not a whole number
        train digits --bogus                   | unknown option --bogus.
        train digits mnist                     | unknown argument mnist.
        train digits --data .                  | digits comes with Adjoint. Leave --data out
        train mnist                            | the MNIST database of handwritten digits
        train mnist                            | train-images-idx3-ubyte, train-labels-idx1-ubyte
        train fashion                          | zalandoresearch/fashion-mnist
        trian digits                           | unknown command "trian". Known are train, check, bench, example, doctor. Did you mean train?
        bench mpl                              | NAME: unknown workload "mpl". Known are mlp, cnn, resnet18, gpt, lstm,
        bench mpl                              | hvp, startup, costs. Did you mean mlp?
        bench mlp --peers pytorch              | unknown peer "pytorch". Known are torch, torch-compile, jax, libtorch. Did you mean torch?
        bench --rounds 0                       | --rounds: 0. Give 1 or more.
        bench --seconds 0                      | --seconds: 0.0. Give a positive number
        check matmull                          | OP: unknown op "matmull", of
        check matmull                          | known. Did you mean matmul?
        check zzzzzzzzz                        | Run adjoint check without a name for all of them.
        check --order 3                        | --order: 3. Give 1 or 2.
        check --seed one                       | --seed: 'one' is not a whole number
        doctor --jsn                           | Did you mean --json?
        """)
    void whatCannotBeMeantIsSaidInOneLine(String line, String message) {
        Cli cli = Cli.run((Object[]) line.split(" "));

        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err())
                .contains(message)
                .contains("--help")
                .doesNotContain("\tat ")
                .hasLineCount(2);
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        Cli cli = Cli.run();

        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("no command given. Give train, check, bench, example or doctor");
    }

    @Test
    void stackTracesAreForThoseWhoAsk() {
        assertThat(Cli.run("train", "digits", "--epochs", "0", "--debug").err()).contains("\tat ");
        assertThat(Cli.run("--debug", "train", "mnist", "--data", "/nowhere").err())
                .contains("\tat ");
    }

    @Test
    void namesMayBeTypedInAnyCase() {
        assertThat(new Choice.Rules().convert("AdamW")).hasToString("adamw");
    }

    @Test
    void theDistanceOfTwoWordsCountsSlipsOfTheFinger() {
        assertThat(Wording.distance("adam", "adam")).isZero();
        assertThat(Wording.distance("adma", "adam")).isOne();
        assertThat(Wording.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Wording.distance("", "cnn")).isEqualTo(3);
        assertThat(Wording.unknown("pet", "elephant", List.of("cat", "dog"))).doesNotContain("mean");
    }
}
