package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final List<String> FAMILIES =
            List.of("pointwise", "reductions", "movement", "indexing", "products", "pools", "losses");

    private static final double TOLERANCE = 1e-13;

    /**
     * Where we differ from PyTorch, and why we do.
     *
     * @param name the case
     * @param what "out", or "grad" and the number of the input
     * @param ours what we answer there
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

    private static final List<Difference> DIFFERENCES = List.of();

    private final Map<String, Function<List<Tensor>, Tensor>> formulas = OracleFormulas.byName();
    private final Set<Difference> met = new HashSet<>();

    @TestFactory
    Stream<DynamicNode> valuesAndGradientsAreThoseOfPyTorch() {
        return FAMILIES.stream()
                .map(family -> dynamicContainer(
                        family,
                        OracleCase.read(family).stream()
                                .map(oracle -> dynamicTest(oracle.name(), () -> compare(oracle)))));
    }

    /** A difference that is none any more should not stay in the list. */
    @AfterAll
    void everyDifferenceListedWasMet() {
        assertThat(met).as("differences met").containsAll(DIFFERENCES);
    }

    private void compare(OracleCase oracle) {
        Function<List<Tensor>, Tensor> formula = formulas.get(oracle.name());
        assertThat(formula).as("our formula for %s: add it to OracleFormulas", oracle).isNotNull();
        List<Tensor> inputs = oracle.inputs().stream()
                .map(x -> oracle.upstream() != null && x.dtype().isFloating() ? x.withGrad() : x)
                .toList();
        Tensor y = formula.apply(inputs);
        Map<String, String> wrong = new LinkedHashMap<>();
        compare(oracle, "out", oracle.out(), y, wrong);
        if (oracle.upstream() != null && y.requiresGrad()) {
            y.backward(oracle.upstream());
        }
        oracle.gradients().forEach((i, expected) -> {
            Tensor found = inputs.get(i).grad();
            compare(oracle, "grad " + i, expected, found == null ? expected.mul(0) : found, wrong);
        });
        assertThat(wrong).as("where %s is not what PyTorch answers", oracle).isEmpty();
    }

    private void compare(OracleCase oracle, String what, Tensor expected, Tensor found, Map<String, String> wrong) {
        assertThat(found.type()).as("type of %s of %s", what, oracle).isEqualTo(expected.type());
        if (!expected.dtype().isFloating()) {
            assertThat(found.longs()).as("%s of %s", what, oracle).isEqualTo(expected.longs());
            return;
        }
        double[] theirs = expected.doubles();
        double[] ours = found.doubles();
        for (int i = 0; i < theirs.length; i++) {
            double wanted = theirs[i];
            for (Difference difference : DIFFERENCES) {
                if (difference.isAt(oracle.name(), what, i)) {
                    wanted = difference.ours();
                    met.add(difference);
                }
            }
            if (!near(wanted, ours[i])) {
                wrong.put(what + " at " + i, "expected " + wanted + ", found " + ours[i]);
            }
        }
    }

    private static boolean near(double expected, double found) {
        return Double.compare(expected, found) == 0
                || Math.abs(expected - found) <= TOLERANCE * Math.max(1e-300, Math.abs(expected))
                || expected == found;
    }
}
