package dev.adjoint.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.expr.Fn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The errors of functions in double, and what they make of the ends of their ranges. */
class DoubleFunctionsTest {

    /** Values to a hundred bits, from {@code tools/elementary_oracle.py}. */
    private static final List<String> EXACT = lines();

    private static final double[] EDGES = DoubleStream.of(
                    0,
                    Double.MIN_VALUE,
                    1e-310,
                    Double.MIN_NORMAL,
                    1e-300,
                    1e-20,
                    0x1p-54,
                    0x1p-27,
                    1e-3,
                    0.25,
                    0.5,
                    1,
                    Math.nextDown(1),
                    Math.nextUp(1),
                    1.5,
                    2,
                    3,
                    Math.PI / 4,
                    Math.PI / 2,
                    Math.PI,
                    10,
                    19.5,
                    27.2,
                    28,
                    100.5,
                    709.7,
                    709.79,
                    710.4,
                    745.1,
                    746,
                    1e5,
                    1e9,
                    0x1p52 + 1,
                    0x1p53,
                    1e22,
                    1e300,
                    Double.MAX_VALUE,
                    Double.POSITIVE_INFINITY,
                    Double.NaN)
            .flatMap(x -> DoubleStream.of(x, -x))
            .toArray();

    private static List<String> lines() {
        try (InputStream in = DoubleFunctionsTest.class.getResourceAsStream("elementary.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static double value(Fn fn, double x, double y) {
        double[] r = {0};
        TileOp op = Objects.requireNonNull(TileOp.of(fn));
        Objects.requireNonNull(FunctionClass.doubles()).run(op.ordinal(), new double[] {x}, new double[] {y}, r, 1);
        return r[0];
    }

    /** The errors as {@link DoubleFunctions} states them, a little more than what thousands of samples have shown. */
    @ParameterizedTest
    @CsvSource({
        "exp, 1",
        "expm1, 2",
        "log, 0.8",
        "log1p, 0.8",
        "tanh, 2.4",
        "sigmoid, 2",
        "softplus, 1.6",
        "erf, 1",
        "erfc, 4",
        "log2, 0.6",
        "log10, 0.6",
        "pow, 1",
        "cbrt, 1",
        "hypot, 2",
        "asin, 2",
        "acos, 2",
        "atan, 2",
        "atan2, 2",
        "sinh, 3",
        "cosh, 3",
        "asinh, 3",
        "acosh, 3",
        "atanh, 3"
    })
    void errsByNoMoreThanPromised(String name, double most) {
        Fn fn = Fn.valueOf(name.toUpperCase(Locale.ROOT));
        List<String> cases =
                EXACT.stream().filter(line -> line.startsWith(name + " ")).toList();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(60);
        for (String line : cases) {
            String[] words = line.split(" ");
            double x = Double.parseDouble(words[1]);
            double y = fn.arity() == 2 ? Double.parseDouble(words[2]) : 0;
            double high = Double.parseDouble(words[words.length - 2]);
            double low = Double.parseDouble(words[words.length - 1]);
            double error = Math.abs(value(fn, x, y) - high - low) / Math.ulp(high);
            assertThat(error).as(line).isLessThanOrEqualTo(most);
        }
    }

    static Stream<Arguments> functions() {
        return Stream.of(Fn.values()).filter(fn -> TileOp.of(fn) != null).map(Arguments::of);
    }

    /** Zeros keep their signs, what is infinite or not a number is so here, and all else is near. */
    @ParameterizedTest
    @MethodSource("functions")
    void edgesAreThoseOfTheReference(Fn fn) {
        for (double x : EDGES) {
            for (double y : fn.arity() == 2 ? EDGES : new double[] {0}) {
                double expected = fn.apply(x, y, 0);
                double actual = value(fn, x, y);
                boolean same = Double.compare(actual, expected) == 0
                        || expected != 0 && Math.abs(actual - expected) <= 5 * Math.ulp(expected);
                assertThat(same)
                        .as("%s(%s, %s) = %s, reference %s", fn, x, y, actual, expected)
                        .isTrue();
            }
        }
    }
}
