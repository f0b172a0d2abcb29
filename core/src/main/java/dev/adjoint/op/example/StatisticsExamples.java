package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Samples of the reductions that are composed of others. */
final class StatisticsExamples {

    private static final double INF = Double.POSITIVE_INFINITY;

    private StatisticsExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (int[] axes : new int[][] {{}, {0}, {1}, {-1}, {2, 0}}) {
            String label = "axes " + Arrays.toString(axes) + " of a cube";
            Tensor cube = Samples.between(1, 0.4, 1.6, 2, 3, 4);
            add(all, "prod", label, x -> x.prod(axes), cube);
            edge(all, "norm", label + ", order 0", x -> x.norm(0, axes), cube);
            for (double order : new double[] {0.5, 1, 2, 3, INF, -INF, -1}) {
                add(all, "norm", label + ", order " + order, x -> x.norm(order, axes), cube);
            }
            add(all, "std", label, x -> x.std(axes), cube);
            add(all, "variance_unbiased", label, x -> x.varianceUnbiased(axes), cube);
            add(all, "std_unbiased", label, x -> x.stdUnbiased(axes), cube);
            add(all, "prod_keep", label, x -> x.prodKeep(axes), cube);
            add(all, "norm_keep", label, x -> x.normKeep(2, axes), cube);
            add(all, "std_keep", label, x -> x.stdKeep(axes), cube);
            add(all, "variance_unbiased_keep", label, x -> x.varianceUnbiasedKeep(axes), cube);
            add(all, "std_unbiased_keep", label, x -> x.stdUnbiasedKeep(axes), cube);
            add(all, "sum_keep", label, x -> x.sumKeep(axes), cube);
            add(all, "mean", label, x -> x.mean(axes), cube);
            add(all, "mean_keep", label, x -> x.meanKeep(axes), cube);
            add(all, "max_keep", label, x -> x.maxKeep(axes), cube);
            add(all, "min_keep", label, x -> x.minKeep(axes), cube);
            add(all, "variance", label, x -> x.variance(axes), cube);
            add(all, "variance_keep", label, x -> x.varianceKeep(axes), cube);
            add(all, "log_sum_exp", label, x -> x.logSumExp(axes), cube);
            add(all, "log_sum_exp_keep", label, x -> x.logSumExpKeep(axes), cube);
            edge(all, "any_keep", label, x -> x.anyKeep(axes), Samples.truth(9, 2, 3, 4));
            edge(all, "all_keep", label, x -> x.allKeep(axes), Samples.truth(9, 2, 3, 4));
        }
        add(all, "prod", "a zero", x -> x.prod(), Tensor.of(2.0, 0, 3, 4));
        edge(all, "prod", "two zeros", x -> x.prod(), Tensor.of(2.0, 0, 3, 0, 4));
        edge(all, "prod", "three zeros", x -> x.prod(), Tensor.of(0.0, 0, 3, 0, 4));
        edge(all, "prod", "no elements", x -> x.prod(1), Samples.any(2, 3, 0));
        edge(all, "prod", "no lines", x -> x.prod(1), Samples.any(3, 0, 3));
        add(all, "prod", "rank 0", x -> x.prod(), Samples.any(4));
        edge(all, "prod", "int64", x -> x.prod(0), Tensor.of(new long[] {1L << 31, 3, 1L << 31, 5}, 2, 2));
        edge(all, "prod", "a mask", x -> x.prod(0), Samples.truth(5, 3, 2));
        edge(all, "norm", "zero", x -> x.norm(2), Tensor.zeros(DType.FLOAT64, 3));
        edge(all, "norm", "zero, of order 3", x -> x.norm(3), Tensor.zeros(DType.FLOAT64, 3));
        edge(all, "norm", "some zeros, of order 0.5", x -> x.norm(0.5, 0), Tensor.of(0.0, 1, -2, 0));
        edge(all, "norm", "no elements", x -> x.norm(2, 1), Tensor.zeros(DType.FLOAT64, 2, 0));
        edge(all, "std", "constant", x -> x.std(), Tensor.of(2.0, 2, 2));
        edge(all, "std_unbiased", "one element", x -> x.stdUnbiased(), Tensor.of(2.0));
        add(all, "count_non_zero", "zeros and NaN", x -> x.countNonZero(), Tensor.of(0, -0.0, Double.NaN, 3));
        edge(all, "count_non_zero", "a mask", x -> x.countNonZero(0), Samples.truth(6, 3, 2));
        edge(all, "argmax", "of all", x -> x.argmax(), Samples.any(7, 2, 3));
        edge(all, "argmin", "of all", x -> x.argmin(), Samples.any(8, 2, 3));
        return all;
    }

    private static void add(List<Example> all, String name, String label, UnaryOperator<Tensor> f, Tensor x) {
        all.add(Example.composed(name, label, in -> f.apply(in[0]), () -> in(x.copy())));
    }

    private static void edge(List<Example> all, String name, String label, UnaryOperator<Tensor> f, Tensor x) {
        all.add(Example.edge(label, new Composed(name, in -> in(f.apply(in[0]))), () -> in(x.copy())));
    }

    static List<Refusal> refusals() {
        return List.of(
                refusal("norm", "whole numbers", x -> x.norm(2), Tensor.of(1, 2), DTypeException.class, "int32"),
                refusal(
                        "norm",
                        "no order",
                        x -> x.norm(Double.NaN),
                        Tensor.zeros(2),
                        IllegalArgumentException.class,
                        "NaN"),
                refusal("norm", "no greatest", x -> x.norm(INF), Tensor.zeros(0), ShapeException.class, "[0]"),
                refusal("argmax", "no elements", x -> x.argmax(), Tensor.zeros(2, 0), ShapeException.class, "[0]"),
                refusal("prod", "no such axis", x -> x.prod(2), Tensor.zeros(2), ShapeException.class, "axis 2"));
    }

    private static Refusal refusal(
            String name,
            String label,
            UnaryOperator<Tensor> f,
            Tensor x,
            Class<? extends RuntimeException> error,
            String text) {
        return new Refusal(label, new Composed(name, in -> in(f.apply(in[0]))), () -> in(x), error, text);
    }
}
