package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.op.Sampling;
import dev.adjoint.random.Draw;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Samples of random numbers, which have no inputs, and of what chance makes of a tensor. */
final class SamplingExamples {

    private static final Draw DRAW = new Draw(42, 7);

    private SamplingExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        add(all, "a matrix", 3, 5);
        add(all, "rank 0");
        add(all, "no elements", 0, 2);
        certain(all);
        return all;
    }

    /** What chance decides where there is no choice, so that every interpreter must find the same. */
    private static void certain(List<Example> all) {
        Supplier<Tensor[]> weights = () -> in(Tensor.of(new double[] {3, 0, 0, 1, 0, 0}, 2, 3));
        all.add(Example.composed(
                "bernoulli", "0 or 1", x -> x[0].gt(0).cast(DType.FLOAT64).bernoulli(Generator.seed(1)), weights));
        all.add(Example.composed("categorical", "one each", x -> x[0].log().categorical(Generator.seed(1)), weights));
        all.add(Example.composed(
                "categorical", "three times", x -> x[0].log().categorical(3, Generator.seed(1)), weights));
        all.add(Example.composed(
                "multinomial", "with replacement", x -> x[0].multinomial(4, true, Generator.seed(1)), weights));
        all.add(Example.composed(
                "multinomial", "without replacement", x -> x[0].multinomial(1, false, Generator.seed(1)), weights));
        all.add(Example.composed(
                "shuffle", "a single row", x -> x[0].shuffle(0, Generator.seed(1)), () -> in(Samples.any(1, 1, 3))));
        all.add(Example.composed(
                "dropout", "of nothing", x -> x[0].dropout(0, Generator.seed(1)), () -> in(Samples.any(2, 2, 3))));
        all.add(Example.composed(
                "dropout", "of everything", x -> x[0].dropout(1, Generator.seed(1)), () -> in(Samples.any(3, 2, 3))));
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        add(all, n + " numbers", n);
        return all;
    }

    private static void add(List<Example> all, String label, long... lengths) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            TensorType type = new TensorType(dtype, Shape.of(lengths));
            all.add(Example.of(label + " of " + dtype, new Sampling.Uniform(type, DRAW), () -> new Tensor[0]));
            all.add(Example.of(label + " of " + dtype, new Sampling.Normal(type, DRAW), () -> new Tensor[0]));
        }
    }

    static List<Refusal> refusals() {
        TensorType whole = new TensorType(DType.INT32, Shape.of(3));
        return List.of(
                new Refusal(
                        "whole numbers",
                        new Sampling.Uniform(whole, DRAW),
                        () -> new Tensor[0],
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "whole numbers",
                        new Sampling.Normal(whole, DRAW),
                        () -> new Tensor[0],
                        DTypeException.class,
                        "int32"));
    }
}
