package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import dev.adjoint.op.example.Example;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An op as a function from one vector to one vector, which is what derivatives are checked on: the chosen inputs end to
 * end in, the floating outputs end to end out. The other inputs are constants.
 *
 * @param example the op and its inputs
 * @param constants the inputs
 * @param moving which of them the vector holds
 */
record Packed(Example example, Tensor[] constants, List<Integer> moving) {

    /**
     * With all floating inputs moving, and, if there are several, with each of them alone; only alone where the
     * derivative by one of them may be infinite, since zero times infinity is NaN.
     */
    static List<Packed> of(Example example) {
        Tensor[] inputs = example.inputs().get();
        List<Integer> floating = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].dtype().isFloating()) {
                floating.add(i);
            }
        }
        List<Packed> all = new ArrayList<>();
        if (floating.isEmpty() || !answersFloating(example, inputs)) {
            return all;
        }
        if (floating.size() == 1 || example.smooth()) {
            all.add(new Packed(example, inputs, floating));
        }
        if (floating.size() > 1) {
            floating.forEach(i -> all.add(new Packed(example, inputs, List.of(i))));
        }
        return all;
    }

    private static boolean answersFloating(Example example, Tensor[] inputs) {
        for (Tensor output : example.op().apply(inputs)) {
            if (output.dtype().isFloating()) {
                return true;
            }
        }
        return false;
    }

    /** The values of the moving inputs, as float64. */
    Tensor point() {
        return joined(moving.stream().map(i -> constants[i]).toList());
    }

    UnaryOperator<Tensor> function() {
        return x -> {
            Tensor[] inputs = constants.clone();
            long from = 0;
            for (int i : moving) {
                long to = from + constants[i].size();
                inputs[i] = x.slice(0, from, to)
                        .reshape(constants[i].shape().dims())
                        .cast(constants[i].dtype());
                from = to;
            }
            List<Tensor> outputs = new ArrayList<>();
            for (Tensor output : example.op().apply(inputs)) {
                if (output.dtype().isFloating()) {
                    outputs.add(output);
                }
            }
            return joined(outputs);
        };
    }

    private static Tensor joined(List<Tensor> parts) {
        Tensor[] flat = parts.stream()
                .map(part -> part.cast(DType.FLOAT64).reshape(part.size()))
                .toArray(Tensor[]::new);
        Tensor first = flat[0];
        return flat.length == 1
                ? first
                : first.append(0, List.of(flat).subList(1, flat.length).toArray(Tensor[]::new));
    }

    /** Whether float32 takes part, which rounds away what a central difference would show. */
    boolean isCoarse() {
        for (Tensor input : constants) {
            if (input.dtype() == DType.FLOAT32) {
                return true;
            }
        }
        for (Tensor output : example.op().apply(constants)) {
            if (output.dtype() == DType.FLOAT32) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "by inputs " + moving;
    }
}
