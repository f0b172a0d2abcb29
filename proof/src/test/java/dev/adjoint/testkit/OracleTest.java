package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.engine.Eager;
import dev.adjoint.op.View;
import dev.adjoint.op.Views;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Values and gradients are those of PyTorch, which {@code tools/op_oracle.py} wrote down in float64; where they are not,
 * {@link #DIFFERENCES} says why.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OracleTest {

    private static final List<String> FAMILIES = List.of(
            "pointwise",
            "functions",
            "statistics",
            "networks",
            "recurrent",
            "reductions",
            "movement",
            "copies",
            "indexing",
            "products",
            "pools",
            "losses",
            "arrangement",
            "choosing",
            "contractions",
            "windows",
            "linear_algebra");

    private static final double TOLERANCE = 1e-13;

    /** Sums of products, which cancel: here roundings count against the greatest number of a result. */
    private static final Set<String> SUMS = Set.of("contractions", "windows", "linear_algebra");

    /**
     * Where we differ from PyTorch, and why we do.
     *
     * @param name the case
     * @param what "out", or "grad" and the number of the input
     * @param ours what we answer there; for a gradient, by what we multiply the upstream one
     * @param why the reason
     * @param elements the row-major indices of the elements that differ, all of them
     */
    private record Difference(String name, String what, double ours, String why, int... elements) {

        boolean isAt(String oracle, String part, int element) {
            return name.equals(oracle)
                    && what.equals(part)
                    && Arrays.stream(elements).anyMatch(i -> i == element);
        }
    }

    private static final double NAN = Double.NaN;

    /** Of all pairs of 11 numbers, those in which the last one, NaN, takes part. */
    private static final int[] WITH_NAN = {
        10, 21, 32, 43, 54, 65, 76, 87, 98, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120
    };

    private static final String NAN_STAYS = "PyTorch's sign of NaN is 0; a NaN should not turn into a number.";
    private static final String CANCELS = "PyTorch takes y + 1 for e^x, which loses all digits far below zero.";
    private static final String NAN_IS_NOT_BELOW =
            "PyTorch hands the whole gradient to both; neither was chosen, so we hand it to none.";
    private static final String JAVA_POWER =
            "C says that 1 to any power is 1; Java's Math.pow says NaN for powers that are infinite or NaN.";
    private static final String LIMIT =
            "PyTorch multiplies zero by infinity; in our chain rule zero times anything is zero, which is the limit.";
    private static final String ORIGIN = "PyTorch divides 0 by 0; our subgradient at the origin is 0.";
    private static final String BOTH_INFINITE =
            "PyTorch subtracts infinities; of two equal ones the first has the whole gradient.";
    private static final String OUTSIDE =
            "PyTorch divides by zero or infinity; the value is 0 there by convention, and so is the slope.";
    private static final String INFINITE_SUM =
            "The sum is 0 or infinite and PyTorch answers inf - inf; the slope of its logarithm or of the terms is 0.";

    private static final List<Difference> DIFFERENCES = List.of(
            new Difference("sign", "out", NAN, NAN_STAYS, 25),
            new Difference("abs", "grad 0", NAN, NAN_STAYS, 25),
            new Difference("elu 0.7", "grad 0", NAN, "PyTorch's slope at NaN is 1; ours e^NaN.", 25),
            new Difference("clamp -0.5 0.8", "grad 0", 1, "NaN passes through as if inside; PyTorch's slope is 0.", 25),
            new Difference("expm1", "grad 0", Math.exp(-20), CANCELS, 14),
            new Difference("expm1", "grad 0", Math.exp(-38), CANCELS, 16),
            new Difference("expm1", "grad 0", Math.exp(-700), CANCELS, 18),
            new Difference("minimum", "grad 0", 0, NAN_IS_NOT_BELOW, WITH_NAN),
            new Difference("minimum", "grad 1", 0, NAN_IS_NOT_BELOW, WITH_NAN),
            new Difference("maximum", "grad 0", 0, NAN_IS_NOT_BELOW, WITH_NAN),
            new Difference("maximum", "grad 1", 0, NAN_IS_NOT_BELOW, WITH_NAN),
            new Difference("pow", "out", NAN, JAVA_POWER, 30, 31, 32, 41, 42),
            new Difference("pow", "grad 0", NAN, JAVA_POWER, 30, 31, 41, 42),
            new Difference("pow", "grad 1", NAN, JAVA_POWER, 30, 31, 32),
            new Difference("gelu", "grad 0", 1, LIMIT, 23),
            new Difference("gelu", "grad 0", 0, LIMIT, 24),
            new Difference("silu", "grad 0", 1, LIMIT, 23),
            new Difference("silu", "grad 0", 0, LIMIT, 24),
            new Difference("gelu_tanh", "grad 0", 1, LIMIT, 23, 25),
            new Difference("gelu_tanh", "grad 0", 0, LIMIT, 24, 26),
            new Difference("mish", "grad 0", 1, LIMIT, 25),
            new Difference("mish", "grad 0", 0, LIMIT, 26),
            new Difference("hard_swish", "out", 0, LIMIT, 26),
            new Difference("hypot", "grad 0", 0, ORIGIN, 0, 1, 14, 15),
            new Difference("hypot", "grad 1", 0, ORIGIN, 0, 1, 14, 15),
            new Difference("log_add_exp", "grad 0", 1, BOTH_INFINITE, 165, 180),
            new Difference("log_add_exp", "grad 1", 0, BOTH_INFINITE, 165, 180),
            new Difference("xlogy", "grad 1", 0, OUTSIDE, 0, 1, 13, 14, 15, 27, 165, 166, 179, 180, 193, 194),
            new Difference("special: logsumexp", "grad 0", 0, INFINITE_SUM, 3, 6, 7, 8, 9));

    private final Map<String, Function<List<Tensor>, Tensor>> formulas = formulas();
    private final Set<Difference> met = new HashSet<>();
    private final Set<String> computed = new HashSet<>();

    /** Primitives that PyTorch has nothing to compare with. */
    private static final Map<String, String> NOT_COMPARED = Map.of(
            "copy", "the same bits elsewhere",
            "max_pick", "met in second derivatives only, which the contract compares with differences",
            "cofactors_along", "met in second derivatives only, which the contract compares with differences",
            "uniform", "random numbers: their bits and moments are tested in random",
            "normal", "random numbers: their bits and moments are tested in random");

    private static Map<String, Function<List<Tensor>, Tensor>> formulas() {
        Map<String, Function<List<Tensor>, Tensor>> all = new HashMap<>(OracleFormulas.byName());
        all.putAll(OracleFunctions.byName());
        all.putAll(OracleLinearAlgebra.byName());
        all.putAll(OracleStatistics.byName());
        return all;
    }

    @TestFactory
    Stream<DynamicNode> valuesAndGradientsAreThoseOfPyTorch() {
        return FAMILIES.stream()
                .map(family -> dynamicContainer(
                        family,
                        OracleCase.read(family).stream()
                                .map(oracle ->
                                        dynamicTest(oracle.name(), () -> observed(oracle, SUMS.contains(family))))));
    }

    private void observed(OracleCase oracle, boolean cancels) {
        Eager.observed((op, inputs, outputs) -> computed.add(op.name()), () -> {
            compare(oracle, cancels);
            return oracle;
        });
    }

    /** An op without a value of PyTorch's should not slip in: whatever computes, forward or backward, took part. */
    @AfterAll
    void everyPrimitiveTookPart() {
        Set<String> absent = new TreeSet<>();
        for (Example example : Catalogue.examples()) {
            if (example.op() instanceof Primitive && !(example.op() instanceof View || example.op() instanceof Views)) {
                absent.add(example.op().name());
            }
        }
        absent.removeAll(computed);
        absent.removeAll(NOT_COMPARED.keySet());
        assertThat(absent)
                .as("primitives that no oracle case computes: add a case, or say in NOT_COMPARED why not")
                .isEmpty();
    }

    /** A difference that is none any more should not stay in the list. */
    @AfterAll
    void everyDifferenceListedWasMet() {
        assertThat(met).as("differences met").containsAll(DIFFERENCES);
    }

    private void compare(OracleCase oracle, boolean cancels) {
        Function<List<Tensor>, Tensor> einsum = OracleProducts.einsum(oracle.name());
        Function<List<Tensor>, Tensor> formula = einsum == null ? formulas.get(oracle.name()) : einsum;
        assertThat(formula)
                .as("our formula for %s: add it to OracleFormulas", oracle)
                .isNotNull();
        List<Tensor> inputs = oracle.inputs().stream()
                .map(x -> oracle.upstream() != null && x.dtype().isFloating() ? x.withGrad() : x)
                .toList();
        Tensor y = formula.apply(inputs);
        Map<String, String> wrong = new LinkedHashMap<>();
        compare(oracle, "out", oracle.out(), y, cancels, wrong);
        if (oracle.upstream() != null && y.requiresGrad()) {
            y.backward(oracle.upstream());
        }
        oracle.gradients().forEach((i, expected) -> {
            Tensor found = inputs.get(i).grad();
            compare(oracle, "grad " + i, expected, found == null ? expected.mul(0) : found, cancels, wrong);
        });
        assertThat(wrong).as("where %s is not what PyTorch answers", oracle).isEmpty();
    }

    private void compare(
            OracleCase oracle, String what, Tensor expected, Tensor found, boolean cancels, Map<String, String> wrong) {
        assertThat(found.type()).as("type of %s of %s", what, oracle).isEqualTo(expected.type());
        if (!expected.dtype().isFloating()) {
            assertThat(found.longs()).as("%s of %s", what, oracle).isEqualTo(expected.longs());
            return;
        }
        double[] theirs = expected.doubles();
        double[] ours = found.doubles();
        // Of other than pointwise functions only gradients of zero are listed, whatever the upstream one is.
        double[] weight = oracle.upstream() == null ? ours : oracle.upstream().doubles();
        double least = cancels
                ? Arrays.stream(theirs)
                        .map(Math::abs)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0)
                : 0;
        for (int i = 0; i < theirs.length; i++) {
            double wanted = theirs[i];
            for (Difference difference : DIFFERENCES) {
                if (difference.isAt(oracle.name(), what, i)) {
                    wanted = difference.ours() * (what.equals("out") || i >= weight.length ? 1 : weight[i]);
                    met.add(difference);
                }
            }
            if (!near(wanted, ours[i], least)) {
                wrong.put(what + " at " + i, "expected " + wanted + ", found " + ours[i]);
            }
        }
    }

    private static boolean near(double expected, double found, double least) {
        return Double.compare(expected, found) == 0
                || Math.abs(expected - found) <= TOLERANCE * Math.max(Math.max(1e-300, least), Math.abs(expected))
                || expected == found;
    }
}
