package dev.adjoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Context;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.op.example.Example;
import dev.adjoint.op.example.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {

    /** Doubles, says that it triples, and takes anything. */
    private record Doubled() implements Op {

        @Override
        public String name() {
            return "doubled";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            return new Tensor[] {inputs[0].mul(2)};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            return new Tensor[] {dy == null ? null : dy.mul(3)};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            return new Tensor[] {dx == null ? null : dx.mul(2)};
        }
    }

    private static Cli checkBroken(String... arguments) {
        Example example = Example.of("two numbers", new Doubled(), () -> new Tensor[] {Tensor.of(1.0, 2.0)});
        Refusal refusal = new Refusal(
                "one number",
                new Doubled(),
                () -> new Tensor[] {Tensor.of(1.0)},
                IllegalArgumentException.class,
                "one");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new CheckCommand(() -> List.of(example), () -> List.of(refusal)))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Cli(code, out.toString(), err.toString());
    }

    @Test
    void theTableHasALineForEachOpAndASummary() {
        Cli cli = Cli.run("check", "tanh", "matmul", "any");

        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).hasLineCount(6);
        assertThat(cli.out().lines().toList().getFirst()).matches("op +examples +refusals +vjp +jvp +second +ok");
        assertThat(cli.out())
                .containsPattern("any +\\d+ +\\d+ +- +- +- +yes")
                .containsPattern("matmul +\\d+ +\\d+ +\\d\\.\\de-\\d\\d +\\d\\.\\de-\\d\\d +\\d\\.\\de-\\d\\d +yes")
                .contains("3 ops, ", ": all as promised. Worst errors: vjp ");
    }

    @Test
    void opsAreFoundByAnyOfTheirSpellingsAndByPatterns() {
        Set<String> known = Set.of("log_softmax", "log", "max_pool", "max_unpool");
        assertThat(OpNames.select(List.of("logSoftmax"), known)).containsExactly("log_softmax");
        assertThat(OpNames.select(List.of("log-softmax", "LOG_SOFTMAX"), known)).containsExactly("log_softmax");
        assertThat(OpNames.select(List.of("max*pool", "lo?"), known)).containsExactly("log", "max_pool", "max_unpool");
    }

    @Test
    void jsonHasTheSameFindings() {
        Map<String, Object> json =
                JsonValues.object(Cli.run("check", "tanh", "any", "--json").out());

        assertThat(json).containsEntry("ok", "true").containsEntry("ops", 2.0).containsKeys("providers", "version");
        assertThat((Double) json.get("vjp_error")).isBetween(0.0, 1e-7);
        Map<?, ?> any = (Map<?, ?>) ((List<?>) json.get("results")).getFirst();
        assertThat(any.get("op")).isEqualTo("any");
        assertThat(any.get("jvp_error")).isEqualTo("null");
        Map<?, ?> tanh = (Map<?, ?>) ((List<?>) json.get("results")).getLast();
        assertThat((Double) tanh.get("second_order_error")).isBetween(0.0, 1e-7);
        assertThat(tanh.get("breaches")).isEqualTo(List.of());
    }

    @Test
    void orderOneLeavesTheSecondOut() {
        assertThat(Cli.run("check", "tanh", "--order", "1").out()).containsPattern("tanh .* - +yes");
    }

    @Test
    void theReportIsAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("check.json");
        Cli cli = Cli.run("check", "tanh", "--report", file);

        assertThat(cli.out()).contains("tanh");
        assertThat(JsonValues.object(Files.readString(file))).containsEntry("ok", "true");
    }

    @Test
    void aBreachIsToldInFullAndIsAFailure() {
        Cli cli = checkBroken();

        assertThat(cli.code()).isOne();
        assertThat(cli.out())
                .containsPattern("doubled +1 +1 .* NO")
                .contains("doubled: two numbers (seed 1): by inputs [0]: ")
                .contains("the derivative of output 0 by input 0 is 2.0 by forward mode, 3.0 by reverse mode")
                .contains("doubled refuses one number: it was accepted")
                .contains("1 op, 1 example, 1 refusal: 1 op breaks its contract.")
                .doesNotContain("\tat ");
    }

    @Test
    void aBreachInJson() {
        Cli cli = checkBroken("--json", "--seed", "7");
        Map<String, Object> json = JsonValues.object(cli.out());

        assertThat(cli.code()).isOne();
        assertThat(json).containsEntry("ok", "false").containsEntry("seed", 7.0);
        Map<?, ?> result = (Map<?, ?>) ((List<?>) json.get("results")).getFirst();
        assertThat((List<?>) result.get("breaches")).hasSizeGreaterThan(1);
    }
}
