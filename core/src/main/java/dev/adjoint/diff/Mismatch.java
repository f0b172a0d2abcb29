package dev.adjoint.diff;

import dev.adjoint.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Where two derivatives differ most, for people to read. */
final class Mismatch {

    private static final int SHOWN = 3;

    /** More elements than this are not worth a difference each. */
    private static final int AFFORDABLE = 2_000;

    private Mismatch() {}

    /** By elements of the function's value, which forward mode and one difference give at once. */
    static String ofOutputs(Tensor analytic, Tensor numeric) {
        return table(
                analytic.doubles(),
                numeric.doubles(),
                i -> "output " + Arrays.toString(numeric.shape().unravel(i)));
    }

    /** By elements of the point: one difference along each axis. */
    static String ofInputs(Arguments arguments, Tensor analytic, UnaryOperator<Tensor> loss, double step) {
        Tensor x = arguments.point();
        if (x.size() > AFFORDABLE) {
            return "  (which of the " + x.size() + " elements it is, a smaller point would tell)\n";
        }
        double[] numeric = new double[(int) x.size()];
        for (int i = 0; i < numeric.length; i++) {
            double[] axis = new double[numeric.length];
            axis[i] = 1;
            Tensor v = Tensor.of(axis, x.shape().dims()).cast(x.dtype());
            numeric[i] = CentralDifference.of(loss, x, v, step).value().item();
        }
        return table(analytic.doubles(), numeric, arguments::name);
    }

    private static String table(double[] analytic, double[] numeric, IntFunction<String> name) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, numeric.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -difference(analytic[i], numeric[i])))
                .limit(SHOWN)
                .forEach(i -> text.append("  ")
                        .append(name.apply(i))
                        .append(": analytic ")
                        .append(analytic[i])
                        .append(", numeric ")
                        .append(numeric[i])
                        .append('\n'));
        return text.toString();
    }

    private static double difference(double analytic, double numeric) {
        double difference = Math.abs(analytic - numeric);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
}
