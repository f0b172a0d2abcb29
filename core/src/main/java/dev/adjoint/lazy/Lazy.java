package dev.adjoint.lazy;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.engine.Tape;
import dev.adjoint.graph.Graph;
import dev.adjoint.shape.Given;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Functions run as drawn graphs: the same Java code, executed once for each types of its arguments to draw what it
 * computes, and from then on the graph instead of the code.
 *
 * <pre>{@code
 * Staged loss = Lazy.stage((x, y) -> model.forward(x).sub(y).square().mean());
 * Tensor value = loss.apply(x, y);      // drawn for these types, then run
 * value.backward();                     // the model's parameters receive their gradients
 * System.out.println(loss.graph(x.type(), y.type()));
 * }</pre>
 *
 * <p>What the function reads besides its arguments is captured as it is at that moment: tensors by reference, so updates
 * of parameters in place are seen; everything else of Java (numbers, flags, whether a module trains) for good.
 */
public final class Lazy {

    private Lazy() {}

    /**
     * Stages a function of one tensor.
     *
     * @param function what to draw
     * @param examples if given, the type of the argument: the graph is drawn now, and its errors appear now
     * @return the function, run as a graph
     * @throws dev.adjoint.shape.ShapeException if shapes do not fit; the message names the line
     */
    public static Staged stage(UnaryOperator<Tensor> function, TensorType... examples) {
        Given.of("stage", "the function", function);
        return drawn(new Staged(1, x -> new Tensor[] {function.apply(x[0])}), examples);
    }

    /**
     * Stages a function of two tensors.
     *
     * @param function what to draw
     * @param examples if given, the types of both arguments: the graph is drawn now, and its errors appear now
     * @return the function, run as a graph
     * @throws dev.adjoint.shape.ShapeException if shapes do not fit; the message names the line
     */
    public static Staged stage(BinaryOperator<Tensor> function, TensorType... examples) {
        Given.of("stage", "the function", function);
        return drawn(new Staged(2, x -> new Tensor[] {function.apply(x[0], x[1])}), examples);
    }

    /**
     * Stages a function of any number of tensors with any number of results.
     *
     * @param function what to draw
     * @param examples if given, the types of all arguments: the graph is drawn now, and its errors appear now
     * @return the function, run as a graph
     * @throws dev.adjoint.shape.ShapeException if shapes do not fit; the message names the line
     */
    public static Staged stageAll(Function<Tensor[], Tensor[]> function, TensorType... examples) {
        Given.of("stageAll", "the function", function);
        return drawn(new Staged(Staged.ANY, function), examples);
    }

    private static Staged drawn(Staged staged, TensorType[] examples) {
        if (examples.length > 0) {
            staged.graph(examples);
        }
        return staged;
    }

    /**
     * The recorded history of a tensor that was computed eagerly from leaves, as a graph to look at: what
     * {@link Tensor#backward} would walk. Constants are not kept in a history, so this graph prints but does not run.
     *
     * @param tensor a result, such as a loss before its backward pass
     * @return leaves as inputs {@code leaf0}, {@code leaf1}, ..., and the recorded steps between them and the tensor
     * @throws dev.adjoint.GradientException if the tensor has no history
     */
    public static Graph behind(Tensor tensor) {
        return Tape.history(Given.of("behind", "the tensor", tensor));
    }
}
