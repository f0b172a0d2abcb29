package dev.adjoint.testkit;

import dev.adjoint.Attention;
import dev.adjoint.Tensor;
import dev.adjoint.op.Recurrence;
import dev.adjoint.op.SoftmaxCrossEntropy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What each case of the oracle's composed reductions, running results, normalisations, attention and recurrence is in our words. */
final class OracleStatistics {

    private final Map<String, Function<List<Tensor>, Tensor>> all = new HashMap<>();

    private OracleStatistics() {
        reductions();
        scans();
        normalisations();
        attention();
        for (String name : List.of("three steps", "one step", "one unit")) {
            all.put("lstm " + name, in -> new Recurrence.Lstm().apply(in.toArray(Tensor[]::new))[0]);
        }
    }

    static Map<String, Function<List<Tensor>, Tensor>> byName() {
        return new OracleStatistics().all;
    }

    private void one(String name, UnaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0)));
    }

    private void reductions() {
        Map<String, int[]> choices = Map.of("0", new int[] {0}, "1 2", new int[] {1, 2}, "0 1 2", new int[0]);
        choices.forEach((text, axes) -> {
            for (String order : List.of("0", "0.5", "1", "2", "3", "Infinity", "-Infinity", "-1")) {
                one("norm " + order + " axes " + text, x -> x.norm(Double.parseDouble(order), axes));
            }
            one("std axes " + text, x -> x.std(axes));
            one("std_unbiased axes " + text, x -> x.stdUnbiased(axes));
            one("variance_unbiased axes " + text, x -> x.varianceUnbiased(axes));
        });
        for (int order = 0; order < 4; order++) {
            double p = order;
            one("norm " + order + " with zeros", x -> x.norm(p, 1));
        }
        one("prod", x -> x.prod(1));
        one("prod of all", x -> x.prod());
        one("integers: prod", x -> x.prod(0));
        one("std of a constant", x -> x.stdUnbiased());
        one("count_non_zero", x -> x.countNonZero(1));
        one("argmax of all", Tensor::argmax);
        one("argmin of all", Tensor::argmin);
    }

    private void scans() {
        for (int axis = 0; axis < 3; axis++) {
            int at = axis;
            one("cumsum axis " + at, x -> x.cumsum(at));
            one("cumprod axis " + at, x -> x.cumprod(at));
            one("cummax axis " + at, x -> x.cummax(at));
            one("cummin axis " + at, x -> x.cummin(at));
            one("cum_argmax axis " + at, x -> x.cumArgmax(at));
            one("log_cum_sum_exp axis " + at, x -> x.logCumSumExp(at));
        }
        for (String kind : List.of("ties: ", "special: ")) {
            one(kind + "cummax", x -> x.cummax(1));
            one(kind + "cummin", x -> x.cummin(1));
            one(kind + "cumsum", x -> x.cumsum(1));
        }
        one("zeros: cumprod", x -> x.cumprod(1));
        one("far: log_cum_sum_exp", x -> x.logCumSumExp(1));
        one("integers: cumsum", x -> x.cumsum(0));
        one("integers: cumprod", x -> x.cumprod(0));
        one("diff", x -> x.diff(2, 1));
    }

    private void normalisations() {
        double epsilon = 1e-5;
        all.put("layer_norm", in -> in.get(0).layerNorm(in.get(1), in.get(2), epsilon, -2, -1));
        all.put("rms_norm", in -> in.get(0).rmsNorm(in.get(1), 1e-6, -1));
        all.put("group_norm", in -> in.get(0).groupNorm(2, in.get(1), in.get(2), epsilon));
        all.put("instance_norm", in -> in.get(0).instanceNorm(in.get(1), in.get(2), epsilon));
        all.put("batch_norm", in -> in.get(0).batchNorm(in.get(1), in.get(2), epsilon));
        Tensor mean = Tensor.of(0.1, 0.2, 0.3, 0.4);
        Tensor variance = Tensor.of(0.5, 1, 2, 4);
        all.put("batch_norm given", in -> in.get(0).batchNorm(mean, variance, in.get(1), in.get(2), epsilon));
        one("local_response_norm 3", x -> x.localResponseNorm(3, 0.5, 0.75, 1.5));
        one("local_response_norm 4", x -> x.localResponseNorm(4, 0.5, 0.75, 1.5));
        one("normalize", x -> x.normalize(2, 1e-12, 1));
        one("normalize 3", x -> x.normalize(3, 1e-12, 1));
        all.put("cosine_similarity", in -> in.get(0).cosineSimilarity(in.get(1), 1, 1e-8));
        one("softmin", x -> x.softmin(1));
        for (double smoothing : new double[] {0, 0.25}) {
            for (String kind : List.of("", "of shares ")) {
                all.put(
                        "softmax_cross_entropy " + kind + smoothing,
                        in -> new SoftmaxCrossEntropy(smoothing).apply(in.get(0), in.get(1))[0]);
            }
        }
    }

    private void attention() {
        one("causal_softmax", x -> x.causalSoftmax());
        attention("attention", in -> Attention.full());
        attention("attention scale", in -> Attention.full().scale(0.3));
        attention("attention causal", in -> Attention.full().causal());
        attention("attention mask", in -> Attention.full().mask(in.get(3)));
        attention("attention blind", in -> Attention.full().mask(in.get(3)));
        attention("attention added", in -> Attention.full().mask(in.get(3)));
    }

    private void attention(String name, Function<List<Tensor>, Attention> how) {
        all.put(name, in -> in.get(0).attention(in.get(1), in.get(2), how.apply(in)));
    }
}
