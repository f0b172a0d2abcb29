package dev.adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExprTest {

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);
    private static final Expr P = Expr.parameter(0);

    static List<Arguments> simplified() {
        return List.of(
                arguments(X.plus(0), "x0"),
                arguments(Expr.constant(0).plus(X), "x0"),
                arguments(X.times(1), "x0"),
                arguments(X.times(-1), "-x0"),
                arguments(X.neg().neg(), "x0"),
                arguments(X.plus(Y.neg()), "x0 - x1"),
                arguments(X.minus(Y.neg()), "x0 + x1"),
                arguments(X.neg().times(Y), "-(x0 * x1)"),
                arguments(X.times(Expr.constant(1).over(Y)), "x0 / x1"),
                arguments(X.over(2), "x0 * 0.5"),
                arguments(X.over(3), "x0 / 3"),
                arguments(X.pow(2), "x0 * x0"),
                arguments(X.pow(1), "x0"),
                arguments(Expr.constant(2).times(Expr.constant(3)), "6"),
                arguments(Expr.constant(4).sqrt(), "2"),
                arguments(X.gt(Y).select(X, X), "x0"),
                arguments(X.gt(Y).select(Expr.constant(1), Expr.constant(0)), "x0 > x1"),
                arguments(X.gt(Y).not().select(X, Y), "select(x0 > x1, x1, x0)"),
                arguments(X.eq(Y).not(), "x0 != x1"),
                arguments(Expr.constant(1).select(X, Y), "x0"));
    }

    @ParameterizedTest
    @MethodSource
    void simplified(Expr e, String expected) {
        assertThat(e).hasToString(expected);
    }

    static List<Arguments> kept() {
        return List.of(
                arguments(X.times(0), "x0 * 0"),
                arguments(X.minus(X), "x0 - x0"),
                arguments(X.over(X), "x0 / x0"),
                arguments(X.lt(Y).not(), "!(x0 < x1)"),
                arguments(X.plus(Y).minus(Y), "x0 + x1 - x1"));
    }

    @ParameterizedTest
    @MethodSource
    void kept(Expr e, String expected) {
        assertThat(e).as("what NaN or rounding would make another value").hasToString(expected);
    }

    static List<Arguments> printed() {
        return List.of(
                arguments(X.max(0).times(P), "max(x0, 0) * p0"),
                arguments(X.plus(Y).times(P), "(x0 + x1) * p0"),
                arguments(X.minus(Y.minus(P)), "x0 - (x1 - p0)"),
                arguments(X.minus(Y).minus(P), "x0 - x1 - p0"),
                arguments(X.over(Y.times(P)), "x0 / (x1 * p0)"),
                arguments(X.lt(Y).and(Y.lt(P)), "x0 < x1 & x1 < p0"),
                arguments(X.times(-2.5).exp(), "exp(x0 * -2.5)"),
                arguments(X.plus(Y).neg(), "-(x0 + x1)"));
    }

    @ParameterizedTest
    @MethodSource
    void printed(Expr e, String expected) {
        assertThat(e).hasToString(expected);
    }

    @Test
    void equalFormulasAreEqualAndHashAlike() {
        Expr a = X.times(Y).plus(P).exp();
        Expr b = Expr.input(0).times(Expr.input(1)).plus(Expr.parameter(0)).exp();
        assertThat(a)
                .isEqualTo(b)
                .hasSameHashCodeAs(b)
                .isNotEqualTo(X.times(P).plus(Y).exp());
    }

    /** As trees these have 2^200 nodes. */
    @Test
    void equalityOfSharedGraphsIsQuick() {
        Expr a = X;
        Expr b = X;
        for (int i = 0; i < 200; i++) {
            a = a.times(a).plus(i + 1);
            b = b.times(b).plus(i + 1);
        }
        assertThat(a.equals(b)).isTrue();
        assertThat(a.equals(b.plus(1))).isFalse();
        assertThat(a.toString()).hasSizeLessThan(100);
    }

    @Test
    void deepChainsOverflowNoStack() {
        Expr a = X;
        Expr b = X;
        for (int i = 0; i < 20_000; i++) {
            a = a.sin();
            b = b.sin();
        }
        assertThat(a.equals(b)).isTrue();
        assertThat(a.toString()).startsWith("sin(");
        Expr dx = Derivatives.vjp(List.of(a), 1, List.of(Y)).get(0);
        assertThat(Program.of(List.of(dx)).evaluate(new double[] {0, 2}, new double[0]))
                .containsExactly(2);
        assertThat(Dag.substitute(a, X, Y)).isNotEqualTo(a);
    }

    @Test
    void wrongNumberOfArgumentsIsRefused() {
        assertThatThrownBy(() -> Expr.call(Fn.ADD, X))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add: takes 2 arguments, not 1");
    }
}
