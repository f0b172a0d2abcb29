package dev.adjoint.op.example;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.op.Sampling;
import dev.adjoint.random.Draw;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** Samples of random numbers: they have no inputs. */
final class SamplingExamples {

    private static final Draw DRAW = new Draw(42, 7);

    private SamplingExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        add(all, "a matrix", 3, 5);
        add(all, "rank 0");
        add(all, "no elements", 0, 2);
        return all;
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
