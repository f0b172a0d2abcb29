package dev.adjoint.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.function.Function;
import org.assertj.core.data.Offset;

/** Numbers that tests of several packages share; those of tools/nn_oracle.py. */
public final class Numbers {

    private Numbers() {}

    /** sin(1), sin(4), sin(9), ... in float64: both signs, no pattern. */
    public static Tensor ramp(long... lengths) {
        double[] values = new double[(int) Shape.of(lengths).size()];
        Arrays.setAll(values, i -> Math.sin((i + 1.0) * (i + 1.0)));
        return Tensor.of(values, lengths);
    }

    /** Each parameter its own ramp, scaled, and flipped at odd places so that no two are the same. */
    public static <M extends Module> M fill(M module, double scale) {
        int place = 0;
        for (Parameter parameter : module.parameters().values()) {
            Tensor ramp = ramp(parameter.value().shape().dims()).mul(scale);
            parameter.assign(place++ % 2 == 0 ? ramp : ramp.flip(0));
        }
        return module;
    }

    public static void assertClose(Tensor actual, double... expected) {
        assertThat(actual.doubles()).containsExactly(expected, offset(1e-13));
    }

    private static Offset<Double> offset(double tolerance) {
        return within(tolerance);
    }

    /**
     * Compares the gradient of {@code sum(f(x) * w)}, with fixed weights w, to central differences, and those of all
     * parameters of a module too.
     */
    public static void assertGradients(Module module, Tensor input) {
        Function<Tensor, Tensor> loss = x -> {
            Tensor y = module.forward(x);
            return y.mul(ramp(y.shape().dims())).sum();
        };
        Tensor x = input.withGrad();
        module.clearGradients();
        loss.apply(x).backward();
        assertSlopes("input", x.grad(), input, () -> loss.apply(input).item());
        module.parameters().forEach((name, parameter) -> {
            Tensor value = parameter.value().detach();
            assertSlopes(name, parameter.grad(), value, () -> loss.apply(input).item());
        });
    }

    private interface Value {
        double compute();
    }

    private static void assertSlopes(String name, Tensor gradient, Tensor place, Value value) {
        double step = 1e-6;
        double[] middle = place.doubles();
        double[] slopes = new double[middle.length];
        for (int i = 0; i < middle.length; i++) {
            place.array().setDouble(i, middle[i] + step);
            double above = value.compute();
            place.array().setDouble(i, middle[i] - step);
            double below = value.compute();
            place.array().setDouble(i, middle[i]);
            slopes[i] = (above - below) / (2 * step);
        }
        assertThat(gradient).as("gradient of " + name).isNotNull();
        assertThat(gradient.shape()).isEqualTo(place.shape());
        assertThat(gradient.doubles()).as("gradient of " + name).containsExactly(slopes, within(1e-7));
    }
}
