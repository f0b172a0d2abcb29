package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Attention;
import dev.adjoint.Tensor;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Samples of what networks are made of and is composed of ops: normalisations and attention. */
final class NetworkExamples {

    private static final double EPSILON = 1e-5;

    private NetworkExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        Tensor x = Samples.any(1, 2, 4, 3);
        Tensor weight = Samples.between(2, 0.5, 2, 4);
        Tensor bias = Samples.any(3, 4);
        add(all, "standardize", "axis 1", in -> in[0].standardize(EPSILON, 1), x);
        add(all, "standardize", "all axes", in -> in[0].standardize(EPSILON), x);
        add(all, "layer_norm", "plain", in -> in[0].layerNorm(null, null, EPSILON, -1), x);
        add(
                all,
                "layer_norm",
                "two axes, affine",
                in -> in[0].layerNorm(in[1], in[2], EPSILON, 1, 2),
                x,
                Samples.any(4, 4, 3),
                Samples.any(5, 4, 3));
        add(all, "rms_norm", "plain", in -> in[0].rmsNorm(null, EPSILON, 2), x);
        add(all, "rms_norm", "with a weight", in -> in[0].rmsNorm(in[1], EPSILON, 1), x, weight);
        add(all, "group_norm", "two groups", in -> in[0].groupNorm(2, in[1], in[2], EPSILON), x, weight, bias);
        add(all, "group_norm", "one group", in -> in[0].groupNorm(1, null, null, EPSILON), x);
        add(all, "instance_norm", "affine", in -> in[0].instanceNorm(in[1], in[2], EPSILON), x, weight, bias);
        add(all, "batch_norm", "of the batch", in -> in[0].batchNorm(in[1], in[2], EPSILON), x, weight, bias);
        add(
                all,
                "batch_norm",
                "given statistics",
                in -> in[0].batchNorm(in[1], in[2], in[3], null, EPSILON),
                x,
                bias,
                Samples.between(6, 0.5, 2, 4),
                weight);
        add(all, "local_response_norm", "size 3", in -> in[0].localResponseNorm(3, 0.5, 0.75, 1), x);
        add(all, "local_response_norm", "size 4", in -> in[0].localResponseNorm(4, 0.5, 0.75, 1), x);
        add(all, "normalize", "rows", in -> in[0].normalize(2, 1e-12, 1), x);
        add(all, "cosine_similarity", "rows", in -> in[0].cosineSimilarity(in[1], 1, 1e-8), x, Samples.any(7, 2, 4, 3));
        add(all, "softmin", "axis 1", in -> in[0].softmin(1), x);
        attention(all);
        return all;
    }

    private static void attention(List<Example> all) {
        Tensor q = Samples.any(11, 2, 3, 4);
        Tensor k = Samples.any(12, 2, 5, 4);
        Tensor v = Samples.any(13, 2, 5, 2);
        Tensor seen = Tensor.of(new long[] {1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1}, 3, 5)
                .ne(0);
        Tensor blind = Tensor.of(new long[] {1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, 3, 5)
                .ne(0);
        attention(all, "of all to all", Attention.full(), q, k, v);
        attention(all, "causal", Attention.full().causal(), q, k, v);
        attention(all, "with a mask and a scale", Attention.full().mask(seen).scale(0.7), q, k, v);
        attention(all, "with a query that sees nothing", Attention.full().mask(blind), q, k, v);
        attention(all, "with a mask that is added", Attention.full().mask(Samples.any(14, 3, 5)), q, k, v);
        attention(all, "of no keys", Attention.full(), q, Samples.any(15, 2, 0, 4), Samples.any(16, 2, 0, 2));
    }

    private static void attention(List<Example> all, String label, Attention how, Tensor q, Tensor k, Tensor v) {
        add(all, "attention", label, in -> in[0].attention(in[1], in[2], how), q, k, v);
    }

    private static void add(
            List<Example> all, String name, String label, Function<Tensor[], Tensor> f, Tensor... inputs) {
        all.add(Example.composed(name, label, f, () -> copies(inputs)));
    }

    private static Tensor[] copies(Tensor... inputs) {
        Tensor[] copies = new Tensor[inputs.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = inputs[i].copy();
        }
        return copies;
    }

    static List<Refusal> refusals() {
        Tensor x = Tensor.zeros(2, 4, 3);
        return List.of(
                shape("layer_norm", "a weight of another length", in -> in[0].layerNorm(in[1], null, 0, -1), "[4]", x),
                shape("group_norm", "groups that do not come out", in -> in[0].groupNorm(3, null, null, 0), "4", x),
                shape("batch_norm", "no channels", in -> in[1].batchNorm(null, null, 0), "[4]", x),
                shape(
                        "instance_norm",
                        "no positions",
                        in -> in[1].unsqueeze(0).instanceNorm(null, null, 0),
                        "[1, 4]",
                        x),
                shape("local_response_norm", "no neighbours", in -> in[0].localResponseNorm(0, 1, 1, 1), "0", x),
                shape("attention", "a vector", in -> in[1].attention(in[0], in[0]), "[4]", x),
                shape(
                        "attention",
                        "keys of another length",
                        in -> in[0].attention(Tensor.zeros(2, 4, 5), in[0]),
                        "3 features and keys 5",
                        x),
                shape(
                        "attention",
                        "more values than keys",
                        in -> in[0].attention(in[0], Tensor.zeros(2, 5, 3)),
                        "4 keys for 5 values",
                        x),
                new Refusal(
                        "a mask of whole numbers",
                        new Composed(
                                "attention",
                                in -> in(in[0].attention(
                                        in[0], in[0], Attention.full().mask(in[1])))),
                        () -> in(x, Tensor.of(1, 0)),
                        DTypeException.class,
                        "int32"));
    }

    private static Refusal shape(String name, String label, Function<Tensor[], Tensor> f, String text, Tensor x) {
        return new Refusal(
                label,
                new Composed(name, in -> in(f.apply(in))),
                () -> in(x, Tensor.zeros(4)),
                ShapeException.class,
                text);
    }
}
