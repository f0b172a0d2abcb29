package dev.adjoint.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.expr.Fn;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The errors of the functions in units in the last place, over floats of all sizes: every 509th one. */
class FloatMathTest {

    private static final int STEP = 509;

    /** A function, what it should be, and the error that is promised. */
    private record Case(String name, FloatFunction function, DoubleUnaryOperator exact, double most) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface FloatFunction {
        float apply(float x);
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("exp", FloatMath::exp, Math::exp, 1),
                new Case("log", FloatMath::log, Math::log, 1),
                new Case("log1p", FloatMath::log1p, Math::log1p, 1.5),
                new Case("expm1", FloatMath::expm1, Math::expm1, 2),
                new Case("tanh", FloatMath::tanh, Math::tanh, 4.5),
                new Case("sigmoid", FloatMath::sigmoid, x -> Fn.SIGMOID.apply(x, 0, 0), 2.5),
                new Case("erf", FloatMath::erf, x -> Fn.ERF.apply(x, 0, 0), 5),
                new Case("erfc", FloatMath::erfc, x -> Fn.ERFC.apply(x, 0, 0), 4),
                described(Fn.SIN, 1),
                described(Fn.COS, 1),
                described(Fn.TAN, 2.5),
                described(Fn.LOG2, 0.6),
                described(Fn.LOG10, 0.6),
                described(Fn.CBRT, 1),
                described(Fn.ASIN, 2.3),
                described(Fn.ACOS, 2),
                described(Fn.ATAN, 2.3),
                described(Fn.SINH, 4),
                described(Fn.COSH, 3),
                described(Fn.ASINH, 2),
                described(Fn.ACOSH, 2),
                described(Fn.ATANH, 2.3));
    }

    /** A function that is written from its description. */
    private static Case described(Fn fn, double most) {
        float[] given = new float[1];
        float[] made = new float[1];
        int op = Objects.requireNonNull(TileOp.of(fn)).ordinal();
        return new Case(
                fn.symbol(),
                x -> {
                    given[0] = x;
                    Objects.requireNonNull(FunctionClass.floats()).run(op, given, given, made, 1);
                    return made[0];
                },
                x -> fn.apply(x, 0, 0),
                most);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void errsByNoMoreThanPromised(Case wanted) {
        double worst = 0;
        float at = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STEP) {
            float x = Float.intBitsToFloat((int) bits);
            double exact = wanted.exact.applyAsDouble(x);
            float value = wanted.function.apply(x);
            if (Float.isNaN(x) || Double.isNaN(exact) || Float.isInfinite((float) exact) || value == (float) exact) {
                assertThat(Float.compare(value, (float) exact) == 0 || value == (float) exact)
                        .as("%s(%s) = %s, exactly %s", wanted, x, value, exact)
                        .isTrue();
                continue;
            }
            double error = Math.abs(value - exact) / Math.ulp((float) exact);
            if (!(error <= worst)) {
                worst = error;
                at = x;
            }
        }
        assertThat(worst).as("%s at %s", wanted, at).isLessThanOrEqualTo(wanted.most);
    }
}
