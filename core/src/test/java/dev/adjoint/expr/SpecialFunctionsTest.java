package dev.adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the functions that Java lacks; the references were computed with thirty digits by mpmath. */
class SpecialFunctionsTest {

    @ParameterizedTest
    @CsvSource({
        "ERF, 0.5, 0.52049987781304654",
        "ERF, 1, 0.84270079294971487",
        "ERF, 2, 0.99532226501895273",
        "ERF, -3, -0.99997790950300141",
        "ERFC, 0.5, 0.47950012218695346",
        "ERFC, 1, 0.15729920705028513",
        "ERFC, 5, 1.5374597944280349e-12",
        "ERFC, 10, 2.0884875837625448e-45",
        "ERFC, 26, 5.6631924088561428e-296",
        "ERFC, -2, 1.9953222650189527",
        "LGAMMA, 0.5, 0.57236494292470009",
        "LGAMMA, 1e-5, 11.512919692895826",
        "LGAMMA, 3, 0.69314718055994531",
        "LGAMMA, 10, 12.80182748008147",
        "LGAMMA, 100, 359.1342053695754",
        "LGAMMA, -1.5, 0.86004701537648101",
        "DIGAMMA, 1, -0.57721566490153286",
        "DIGAMMA, 0.5, -1.9635100260214235",
        "DIGAMMA, 10, 2.2517525890667211",
        "DIGAMMA, -1.5, 0.70315664064524319",
        "DIGAMMA, 100, 4.6001618527380874",
    })
    void agreesWithPublishedValues(Fn fn, double x, double expected) {
        assertThat(fn.apply(x, 0, 0)).isCloseTo(expected, units(expected, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1.6449340668482264", "1, 0.5, 4.9348022005446793", "1, 10, 0.10516633568168575",
        "1, -0.5, 8.9348022005446793", "2, 1, -2.4041138063191886", "2, 0.5, -16.82879664423432",
        "2, -0.5, -0.82879664423432",
    })
    void polygammaAgreesWithPublishedValues(double order, double x, double expected) {
        assertThat(Fn.POLYGAMMA.apply(order, x, 0)).isCloseTo(expected, units(expected, 128));
    }

    private static Offset<Double> units(double expected, int count) {
        return Offset.offset(count * Math.ulp(expected));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1000, -1000, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void sigmoidAndSoftplusNeitherOverflowNorTurnNaN(double x) {
        assertThat(Fn.SIGMOID.apply(x, 0, 0)).isEqualTo(x > 0 ? 1.0 : 0.0);
        assertThat(Fn.SOFTPLUS.apply(x, 0, 0)).isEqualTo(Math.max(x, 0));
    }

    @Test
    void sigmoidKeepsItsPrecisionInTheFarTail() {
        assertThat(Fn.SIGMOID.apply(-700, 0, 0)).isEqualTo(Math.exp(-700));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.7, 0.3, 1e-9, 40, -1e200})
    void inverseHyperbolicFunctionsInvert(double x) {
        double moderate = Math.copySign(Math.min(Math.abs(x), 300), x);
        assertThat(Fn.ASINH.apply(Math.sinh(moderate), 0, 0)).isCloseTo(moderate, units(moderate, 4));
        assertThat(Fn.ASINH.apply(x, 0, 0)).isFinite();
        double inside = Math.copySign(Math.min(Math.abs(x), 0.9), x);
        assertThat(Fn.ATANH.apply(Math.tanh(inside), 0, 0)).isCloseTo(inside, units(inside, 8));
        double positive = Math.abs(moderate);
        assertThat(Fn.ACOSH.apply(Math.cosh(positive), 0, 0)).isCloseTo(positive, Offset.offset(1e-7));
    }

    @Test
    void functionsAreNaNOutsideTheirDomain() {
        assertThat(Fn.ACOSH.apply(0.5, 0, 0)).isNaN();
        assertThat(Fn.ATANH.apply(1.5, 0, 0)).isNaN();
        assertThat(Fn.DIGAMMA.apply(-3, 0, 0)).isNaN();
        assertThat(Fn.LGAMMA.apply(-3, 0, 0)).isInfinite();
        for (Fn fn : new Fn[] {Fn.ERF, Fn.ERFC, Fn.LGAMMA, Fn.DIGAMMA, Fn.SIGMOID, Fn.SOFTPLUS, Fn.ASINH}) {
            assertThat(fn.apply(Double.NaN, 0, 0)).as("%s(NaN)", fn).isNaN();
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 3, 1", "-7, 3, 2", "7, -3, -2", "-7, -3, -1", "6, 3, 0"})
    void remainderHasTheSignOfTheDivisor(long x, long y, long expected) {
        assertThat(Fn.REM.apply(x, y, 0)).isEqualTo(expected);
        assertThat(Fn.REM.applyLong(x, y, 0)).isEqualTo(expected);
    }

    @Test
    void integerRemainderByZeroSaysSo() {
        assertThatThrownBy(() -> Fn.REM.applyLong(5, 0, 0))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("mod(5, 0)");
    }

    @ParameterizedTest
    @CsvSource({"3, 4, 81", "-2, 3, -8", "0, 0, 1", "2, -1, 0", "-1, -3, -1", "-1, -2, 1", "1, -9, 1"})
    void integerPowersTruncate(long x, long n, long expected) {
        assertThat(Fn.POW.applyLong(x, n, 0)).isEqualTo(expected);
    }
}
