package dev.adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FnTest {

    private static final double NAN = Double.NaN;

    @Test
    void extremaPropagateNaN() {
        assertThat(Fn.MAX.apply(NAN, 1, 0)).isNaN();
        assertThat(Fn.MIN.apply(1, NAN, 0)).isNaN();
        assertThat(Fn.SIGN.apply(NAN, 0, 0)).isNaN();
    }

    @Test
    void onlyInequalityIsTrueOfNaN() {
        for (Fn fn : new Fn[] {Fn.EQ, Fn.LT, Fn.LE, Fn.GT, Fn.GE}) {
            assertThat(fn.apply(NAN, NAN, 0)).as("%s", fn).isZero();
        }
        assertThat(Fn.NE.apply(NAN, NAN, 0)).isOne();
        assertThat(Fn.ISNAN.apply(NAN, 0, 0)).isOne();
        assertThat(Fn.ISFINITE.apply(NAN, 0, 0)).isZero();
        assertThat(Fn.ISFINITE.apply(Double.NEGATIVE_INFINITY, 0, 0)).isZero();
        assertThat(Fn.ISFINITE.apply(-3, 0, 0)).isOne();
    }

    @Test
    void selectIgnoresWhatItDoesNotChoose() {
        assertThat(Fn.SELECT.apply(1, 2, NAN)).isEqualTo(2);
        assertThat(Fn.SELECT.apply(0, NAN, 3)).isEqualTo(3);
    }

    @Test
    void roundTakesTheEvenOfTwoAndTruncGoesTowardsZero() {
        assertThat(Fn.ROUND.apply(2.5, 0, 0)).isEqualTo(2);
        assertThat(Fn.ROUND.apply(3.5, 0, 0)).isEqualTo(4);
        assertThat(Fn.TRUNC.apply(-2.7, 0, 0)).isEqualTo(-2);
        assertThat(Fn.TRUNC.apply(2.7, 0, 0)).isEqualTo(2);
    }

    @Test
    void logicTakesWhatIsNotZeroAsTrue() {
        assertThat(Fn.AND.apply(2, -1, 0)).isOne();
        assertThat(Fn.OR.apply(0, 0, 0)).isZero();
        assertThat(Fn.XOR.apply(2, 3, 0)).isZero();
        assertThat(Fn.NOT.apply(0.5, 0, 0)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void integersAgreeWithDoublesWhereBothAreDefined(Fn fn) {
        long[][] points = {{3, 2, 5}, {-3, 2, -5}, {0, 1, 7}, {4, 4, 4}, {1, 0, 2}};
        for (long[] p : points) {
            if (!fn.isIntegral()) {
                assertThatThrownBy(() -> fn.applyLong(p[0], p[1], p[2]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("integers");
            } else if (fn != Fn.REM && fn != Fn.FLOOR_DIV || p[1] != 0) {
                assertThat((double) fn.applyLong(p[0], p[1], p[2]))
                        .as("%s at %s", fn, Arrays.toString(p))
                        .isEqualTo(fn.apply(p[0], p[1], p[2]) + 0.0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void commutativeFunctionsAre(Fn fn) {
        if (fn.arity() == 2 && fn != Fn.POLYGAMMA) {
            boolean same = Stream.of(new double[] {2, 5}, new double[] {0, 3}, new double[] {0, Double.NaN})
                    .allMatch(p -> Double.compare(fn.apply(p[0], p[1], 0), fn.apply(p[1], p[0], 0)) == 0);
            assertThat(same).isEqualTo(fn.isCommutative());
        }
    }
}
