package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.any;
import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import java.util.List;

/** Methods of the language that are another name, or another form, of what the families show. */
final class FaceExamples {

    private FaceExamples() {}

    static List<Example> examples() {
        return List.of(
                Example.composed(
                        "append",
                        "along the last axis",
                        x -> x[0].append(-1, x[1]),
                        () -> in(any(1, 2, 3), any(2, 2, 1))),
                Example.composed(
                        "select", "the last of the middle axis", x -> x[0].select(1, -1), () -> in(any(3, 2, 3, 2))),
                Example.composed("transpose", "the last two axes", x -> x[0].transpose(), () -> in(any(4, 2, 3, 2))),
                Example.composed("unsqueeze", "at the end", x -> x[0].unsqueeze(-1), () -> in(any(5, 2, 3))),
                Example.composed("view", "as a vector", x -> x[0].contiguous().view(6), () -> in(any(6, 2, 3))),
                Example.composed(
                        "is_close",
                        "a number that is near",
                        x -> x[0].isClose(x[0].add(1e-12), 1e-9, 1e-9),
                        () -> in(any(8, 2, 3))),
                Example.composed(
                        "einsum",
                        "two matrices",
                        x -> Tensor.einsum("ij,jk->ki", x[0], x[1]),
                        () -> in(any(10, 2, 3), any(11, 3, 2))),
                Example.composed(
                        "max_pool_with_places",
                        "the values alone",
                        x -> x[0].maxPoolWithPlaces(Window.of(2, 2)).values(),
                        () -> in(any(12, 1, 1, 4, 4))),
                Example.composed("glu", "halves of the last axis", x -> x[0].glu(-1), () -> in(any(9, 2, 4))));
    }
}
