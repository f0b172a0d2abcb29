package dev.adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);
    private static final double[] NONE = {};

    @Test
    void commonSubexpressionsAreComputedOnce() {
        Program program = Program.of(List.of(X.times(Y).exp().plus(Y.times(X).exp())));
        assertThat(program).hasToString("r1 = x0 * x1\nr1 = exp(r1)\nr0 = r1 + r1");
        assertThat(program.registers()).isEqualTo(2);
    }

    @Test
    void registersAreUsedAgain() {
        Expr e = X;
        for (int i = 0; i < 50; i++) {
            e = e.sin().plus(Y.cos());
        }
        assertThat(Program.of(List.of(e)).registers()).isLessThanOrEqualTo(3);
    }

    @Test
    void resultsMayBeInputsConstantsTwinsOrPartsOfEachOther() {
        Expr part = X.times(Y);
        Program program = Program.of(List.of(part, X, Expr.constant(3), part.plus(1), part, Expr.parameter(0)));
        assertThat(program.evaluate(new double[] {2, 5}, new double[] {7})).containsExactly(10, 2, 3, 11, 10, 7);
        assertThat(program.outputs()).isEqualTo(6);
        assertThat(program.inputs()).isEqualTo(2);
        assertThat(program.parameters()).isEqualTo(1);
    }

    @Test
    void aResultIsNotOverwrittenByLaterValues() {
        Expr a = X.sin();
        Expr b = a.cos().exp();
        Program program = Program.of(List.of(b, a));
        assertThat(program.evaluate(new double[] {0.5}, NONE))
                .containsExactly(Math.exp(Math.cos(Math.sin(0.5))), Math.sin(0.5));
    }

    @Test
    void valuesOfANewParameterNeedNoNewProgram() {
        Program slope = Program.of(List.of(X.lt(Expr.constant(0)).select(X.times(Expr.parameter(0)), X)));
        assertThat(slope.evaluate(new double[] {-2}, new double[] {0.5})).containsExactly(-1);
        assertThat(slope.evaluate(new double[] {-2}, new double[] {0.25})).containsExactly(-0.5);
    }

    @Test
    void integersAreExactBeyondTheDoubles() {
        Program program = Program.of(List.of(X.plus(Expr.constant(1)).times(Expr.parameter(0))));
        long[] r = new long[program.registers()];
        program.evaluate(new long[] {1L << 60}, new double[] {3.9}, r);
        assertThat(r[0]).isEqualTo(((1L << 60) + 1) * 3);
        assertThat(program.isIntegral()).isTrue();
        assertThat(Program.of(List.of(X.exp())).isIntegral()).isFalse();
        assertThat(Program.of(List.of(X.times(0.5))).isIntegral()).isFalse();
    }

    @Test
    void longChainsAreNoBurden() {
        Expr e = X;
        for (int i = 0; i < 50_000; i++) {
            e = e.plus(Y);
        }
        assertThat(Program.of(List.of(e)).evaluate(new double[] {0, 1}, NONE)).containsExactly(5e4);
    }
}
