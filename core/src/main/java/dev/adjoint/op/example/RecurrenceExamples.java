package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.Recurrence;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Samples of recurrent networks. */
final class RecurrenceExamples {

    private RecurrenceExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        all.add(Example.of("three steps", new Recurrence.Lstm(), () -> sequence(1, 3, 2, 2)));
        all.add(Example.of("one step of one unit", new Recurrence.Lstm(), () -> sequence(2, 1, 3, 1)));
        all.add(Example.of("no examples", new Recurrence.Lstm(), () -> sequence(4, 2, 0, 2)));
        all.add(Example.of("two steps", new Recurrence.LstmGradient(), () -> back(5, 2, 2, 2, false)));
        all.add(Example.of(
                "a gradient of the memory too", new Recurrence.LstmGradient(), () -> back(6, 2, 1, 2, true)));
        return all;
    }

    private static Tensor[] sequence(long seed, long steps, long batch, long hidden) {
        return in(
                Samples.any(seed, steps, batch, 4 * hidden),
                Samples.any(seed + 1, 4 * hidden, hidden),
                Samples.any(seed + 2, batch, hidden),
                Samples.any(seed + 3, batch, hidden));
    }

    private static Tensor[] back(long seed, long steps, long batch, long hidden, boolean memory) {
        Tensor gates = Samples.between(seed, 0.1, 0.9, steps, 4, batch, hidden);
        Tensor cells = Samples.any(seed + 1, steps, batch, hidden);
        Tensor weight = Samples.any(seed + 2, 4 * hidden, hidden);
        Tensor before = Samples.any(seed + 3, batch, hidden);
        Tensor dy = Samples.any(seed + 4, steps, batch, hidden);
        return memory
                ? in(gates, cells, weight, before, dy, Samples.any(seed + 5, steps, batch, hidden))
                : in(gates, cells, weight, before, dy);
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "no step",
                        new Recurrence.Lstm(),
                        () -> sequence(1, 0, 3, 2),
                        ShapeException.class,
                        "at least one step"),
                new Refusal(
                        "a state of another width",
                        new Recurrence.Lstm(),
                        () -> in(Tensor.ones(2, 3, 8), Tensor.ones(8, 2), Tensor.ones(3, 3), Tensor.ones(3, 3)),
                        ShapeException.class,
                        "[3, 3]"),
                new Refusal(
                        "whole numbers",
                        new Recurrence.Lstm(),
                        () -> in(
                                Tensor.ones(DType.INT64, 2, 3, 8),
                                Tensor.ones(8, 2),
                                Tensor.ones(3, 2),
                                Tensor.ones(3, 2)),
                        DTypeException.class,
                        "int64"),
                new Refusal(
                        "gates of another sequence",
                        new Recurrence.LstmGradient(),
                        () -> in(
                                Tensor.ones(3, 4, 2, 2),
                                Tensor.ones(2, 2, 2),
                                Tensor.ones(8, 2),
                                Tensor.ones(2, 2),
                                Tensor.ones(2, 2, 2)),
                        ShapeException.class,
                        "lstm"));
    }
}
