package dev.adjoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.diff.Diff;
import dev.adjoint.lazy.Lazy;
import dev.adjoint.lazy.LazyGraph;
import dev.adjoint.memory.OutOfNativeMemoryException;
import dev.adjoint.memory.ReleasedException;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What users get wrong, and what they are told: an exception of this library's kinds, with facts and a remedy. */
class MistakesTest {

    private static final Tensor V = Tensor.of(1.0, 2, 3);
    private static final Tensor M = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    private static final Tensor NONE = null;
    private static final UnaryOperator<Tensor> NO_FUNCTION = null;

    private record Mistake(Class<? extends Exception> kind, String message, Callable<Object> code) {}

    @TestFactory
    Stream<DynamicTest> nulls() {
        return Stream.of(
                        missing("add: input 1 is null. Give a tensor.", () -> V.add(NONE)),
                        missing(
                                "where: input 2 is null. Give a tensor.",
                                () -> V.gt(0).where(V, NONE)),
                        missing("matmul: input 1 is null. Give a tensor.", () -> M.matmul(null)),
                        missing("linear: input 1 is null. Give a tensor.", () -> M.linear(null, null)),
                        missing("dot: input 1 is null. Give a tensor.", () -> V.dot(null)),
                        missing("solve: input 1 is null. Give a tensor.", () -> M.solve(null)),
                        missing("take: input 1 is null. Give a tensor.", () -> V.take(0, NONE)),
                        missing("concat: input 1 is null. Give a tensor.", () -> Tensor.concat(0, V, NONE)),
                        missing("stack: input 0 is null. Give a tensor.", () -> Tensor.stack(0, NONE, V)),
                        missing("stack: the list of tensors is null. Give a value.", () -> Tensor.stack(0, null)),
                        missing("einsum: the formula is null. Give a value.", () -> Tensor.einsum(null, V)),
                        missing("einsum: input 1 is null. Give a tensor.", () -> Tensor.einsum("i,i->", V, NONE)),
                        missing("sum: the array of axes is null. Give a value.", () -> M.sum((int[]) null)),
                        missing("permute: the array of axes is null. Give a value.", () -> M.permute((int[]) null)),
                        missing("reshape: the array of lengths is null. Give a value.", () -> M.reshape(null)),
                        missing(
                                "shape: the array of lengths is null. Give a value.",
                                () -> Tensor.zeros((long[]) null)),
                        missing("tensor: the array of values is null. Give a value.", () -> Tensor.of((double[]) null)),
                        missing("tensor: the element type is null. Give a value.", () -> V.cast(null)),
                        missing("uniform: the generator is null. Give a value.", () -> Tensor.uniform(null, 3)),
                        missing("maxPool2d: the window is null. Give a value.", () -> V.maxPool2d(null)),
                        missing("assign: the source is null. Give a value.", () -> assign(V.copy(), null)),
                        missing(
                                "grad: the function is null. Give a value.",
                                () -> Diff.grad(NO_FUNCTION).apply(V)),
                        missing(
                                "grad: the argument is null. Give a value.",
                                () -> Diff.grad((Tensor x) -> x.sum()).apply(NONE)),
                        missing(
                                "vjp: the function answered null. Return what it computed.",
                                () -> Diff.vjp((Tensor x) -> NONE, V)),
                        missing(
                                "vmap: the function answered null. Return what it computed.",
                                () -> Diff.vmap((Tensor x) -> NONE).apply(M)),
                        missing(
                                "checkpoint: the function answered null. Return what it computed.",
                                () -> Diff.checkpoint((Tensor x) -> NONE).apply(V)),
                        missing("stage: the function is null. Give a value.", () -> Lazy.stage(NO_FUNCTION)),
                        missing(
                                "staged: input 0 is null. Give a tensor.",
                                () -> Lazy.stage((Tensor x) -> x).apply(NONE)),
                        missing("forward: the map of feeds is null. Give a value.", () -> drawn().forward(null)),
                        missing("loss: the scalar is null. Give a value.", () -> new LazyGraph().loss(null)))
                .map(MistakesTest::test);
    }

    @TestFactory
    Stream<DynamicTest> others() {
        return Stream.of(
                        new Mistake(ShapeException.class, "sum: axis 2 is out of range", () -> M.sum(2)),
                        new Mistake(ShapeException.class, "tril: [3] is no matrix. Give", () -> V.tril()),
                        new Mistake(ShapeException.class, "reshape: ", () -> M.reshape(-1, -1)),
                        new Mistake(ShapeException.class, "shape: ", () -> Tensor.zeros(-1)),
                        new Mistake(ShapeException.class, "shape: ", () -> Tensor.zeros(Long.MAX_VALUE, 4)),
                        new Mistake(OutOfNativeMemoryException.class, "out of native", () -> Tensor.zeros(1L << 61)),
                        new Mistake(ShapeException.class, "einsum: ij,jk->ik: ", () -> Tensor.einsum("ij,jk->ik", M)),
                        new Mistake(DTypeException.class, "add: element types differ", () -> V.add(Tensor.of(1f))),
                        new Mistake(
                                GradientException.class,
                                "backward: ",
                                () -> backward(V.withGrad().mul(2))),
                        new Mistake(GradientException.class, "backward: ", () -> backward(V.sum())),
                        new Mistake(GradientException.class, "backward: ", MistakesTest::twice),
                        new Mistake(ReleasedException.class, "storage of 24 B", MistakesTest::escaped),
                        new Mistake(
                                IllegalStateException.class,
                                "vmap: ",
                                () -> Diff.vmap((Tensor x) -> x.mul(x.sum().item()))
                                        .apply(M)),
                        new Mistake(
                                IllegalStateException.class,
                                "array: ",
                                () -> Lazy.stage((Tensor x) -> x.mul(x.sum().item()))
                                        .apply(M)),
                        new Mistake(
                                IllegalArgumentException.class,
                                "staged: ",
                                () -> Lazy.stage((Tensor x) -> x).apply(M, M)),
                        new Mistake(
                                IllegalArgumentException.class, "forward: no values", () -> drawn().forward(Map.of())),
                        new Mistake(IllegalArgumentException.class, "stack: ", () -> Tensor.stack(0, List.of())),
                        new Mistake(
                                IllegalArgumentException.class,
                                "bernoulli: ",
                                () -> Tensor.bernoulli(3, Generator.seed(1), 3)))
                .map(MistakesTest::test);
    }

    private static Mistake missing(String message, Callable<Object> code) {
        return new Mistake(IllegalArgumentException.class, message, code);
    }

    private static DynamicTest test(Mistake mistake) {
        return DynamicTest.dynamicTest(
                mistake.message(),
                () -> assertThatThrownBy(mistake.code()::call)
                        .isInstanceOf(mistake.kind())
                        .hasMessageStartingWith(mistake.message()));
    }

    private static LazyGraph drawn() {
        LazyGraph graph = new LazyGraph();
        graph.loss(graph.input("x", DType.FLOAT64, 3).sum());
        return graph;
    }

    private static Object assign(Tensor target, Tensor source) {
        target.assign(source);
        return target;
    }

    private static Object backward(Tensor value) {
        value.backward();
        return value;
    }

    private static Object twice() {
        Tensor loss = V.withGrad().square().sum();
        loss.backward();
        return backward(loss);
    }

    private static Object escaped() {
        Tensor result;
        try (Scope scope = Scope.open()) {
            result = V.mul(2);
        }
        return result.add(1);
    }
}
