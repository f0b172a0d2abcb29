package dev.adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DagTest {

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);

    @Test
    void orderPutsArgumentsFirstAndEachNodeOnce() {
        Expr square = X.times(X);
        assertThat(Dag.order(List.of(square.plus(square)))).containsExactly(X, square, square.plus(square));
    }

    @Test
    void substitutionReplacesTheLargestMatch() {
        Expr y = X.sigmoid();
        Expr dx = Derivatives.vjp(List.of(y), 1, List.of(Y)).get(0);
        assertThat(Dag.substitute(dx, X.sigmoid(), Expr.input(2))).hasToString("x1 · (x2 * (1 - x2))");
        assertThat(Dag.substitute(List.of(X.exp().plus(X)), Map.of(X.exp(), Y, X, Expr.input(2))))
                .containsExactly(Y.plus(Expr.input(2)));
    }

    @Test
    void substitutionSimplifiesWhatItChanged() {
        assertThat(Dag.substitute(X.times(Y).plus(X), Y, Expr.constant(1))).hasToString("x0 + x0");
    }

    @Test
    void sharingMakesEqualNodesIdentical() {
        List<Expr> shared = Dag.share(
                List.of(X.times(Y).exp(), Expr.input(1).times(Expr.input(0)).exp()));
        assertThat(shared.get(0)).isSameAs(shared.get(1));
    }

    @Test
    void sharingKeepsApartWhatIsNotCommutative() {
        List<Expr> shared = Dag.share(List.of(X.minus(Y), Y.minus(X)));
        assertThat(shared.get(0)).isNotEqualTo(shared.get(1));
    }

    @Test
    void inputsAndParametersAreCounted() {
        List<Expr> roots = List.of(X.plus(Expr.input(4)).times(Expr.parameter(2)));
        assertThat(Dag.inputs(roots)).isEqualTo(5);
        assertThat(Dag.parameters(roots)).isEqualTo(3);
        assertThat(Dag.reads(roots.get(0), 4)).isTrue();
        assertThat(Dag.reads(roots.get(0), 3)).isFalse();
    }
}
