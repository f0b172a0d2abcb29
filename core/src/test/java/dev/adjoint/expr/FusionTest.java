package dev.adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.expr.Fusion.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FusionTest {

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);

    private static Program program(Expr... formulas) {
        return Program.of(List.of(formulas));
    }

    private static List<String> lines(Fusion fusion) {
        return fusion.program().toString().lines().toList();
    }

    @Test
    void aPartReadsTheResultOfAnother() {
        Fusion fusion = new Fusion(
                List.of(new Part(program(X.times(Y)), List.of(0, 1)), new Part(program(X.plus(Y)), List.of(3, 2))),
                3,
                List.of(4));
        assertThat(lines(fusion)).containsExactly("r1 = x0 * x1", "r0 = r1 + x2");
        assertThat(fusion.program().evaluate(new double[] {2, 3, 4}, new double[0]))
                .containsExactly(10);
    }

    @Test
    void nothingIsSimplifiedAcrossParts() {
        // As one formula this would be y / sqrt(x): one rounding less.
        Program reciprocal = program(Expr.constant(1).over(X.sqrt()));
        Fusion fusion = new Fusion(
                List.of(new Part(reciprocal, List.of(0)), new Part(program(X.times(Y)), List.of(1, 2))), 2, List.of(3));
        assertThat(lines(fusion)).containsExactly("r1 = sqrt(x0)", "r1 = 1 / r1", "r0 = x1 * r1");
    }

    @Test
    void whatSeveralPartsComputeIsComputedOnce() {
        Fusion fusion = new Fusion(
                List.of(
                        new Part(program(X.erf().plus(1)), List.of(0)),
                        new Part(program(X.erf().times(2)), List.of(0))),
                1,
                List.of(1, 2));
        assertThat(fusion.program().instructions())
                .filteredOn(step -> step.fn() == Fn.ERF)
                .hasSize(1);
        double erf = ErrorFunction.erf(0.5);
        assertThat(fusion.program().evaluate(new double[] {0.5}, new double[0])).containsExactly(erf + 1, 2 * erf);
    }

    @Test
    void whatNoResultDependsOnIsLeftOut() {
        Fusion fusion = new Fusion(List.of(new Part(program(X.exp(), X.neg()), List.of(0))), 1, List.of(2));
        assertThat(lines(fusion)).containsExactly("r0 = -x0");
    }

    @Test
    void eachPartHasItsOwnParameters() {
        Program shifted = program(X.plus(Expr.parameter(0)));
        Fusion fusion =
                new Fusion(List.of(new Part(shifted, List.of(0)), new Part(shifted, List.of(1))), 1, List.of(2));
        assertThat(fusion.program().parameters()).isEqualTo(2);
        assertThat(fusion.program().evaluate(new double[] {1}, new double[] {10, 100}))
                .containsExactly(111);
    }

    @Test
    void aResultMayBeReadByAnotherOrBeAnInput() {
        Fusion fusion = new Fusion(
                List.of(new Part(program(X.neg()), List.of(0)), new Part(program(X.exp()), List.of(1))),
                1,
                List.of(2, 1, 0, 1));
        assertThat(fusion.program().evaluate(new double[] {1}, new double[0])).containsExactly(Math.exp(-1), -1, 1, -1);
    }

    @Test
    void registersAreUsedAgain() {
        Part step = new Part(program(X.sin().plus(Y)), List.of(0, 0));
        List<Part> parts = new ArrayList<>(List.of(step));
        for (int i = 1; i < 20; i++) {
            parts.add(new Part(step.program(), List.of(i, 0)));
        }
        Fusion fusion = new Fusion(parts, 1, List.of(20));
        assertThat(fusion.program().registers()).isLessThanOrEqualTo(3);
    }
}
