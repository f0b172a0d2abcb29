package dev.adjoint.diff;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of a function as one point to move: the floating ones end to end in a vector, or as it is if there is
 * only one argument. The others stay where they are.
 *
 * @param given all arguments, the floating ones of one type
 * @param point what moves
 */
record Arguments(List<Tensor> given, Tensor point) {

    static Arguments of(Tensor first, Tensor[] others, boolean coarse) {
        DType dtype = coarse ? DType.FLOAT32 : DType.FLOAT64;
        List<Tensor> given = new ArrayList<>();
        List<Tensor> moving = new ArrayList<>();
        for (int i = -1; i < others.length; i++) {
            Tensor argument = (i < 0 ? first : others[i]).detach();
            given.add(argument.dtype().isFloating() ? argument.cast(dtype) : argument);
            if (argument.dtype().isFloating()) {
                moving.add(given.getLast().reshape(argument.size()));
            }
        }
        if (moving.isEmpty()) {
            throw new GradientException("gradient check: " + types(given)
                    + " has no derivative by any of its elements. Give a floating point.");
        }
        return new Arguments(
                given,
                given.size() == 1
                        ? given.getFirst()
                        : moving.size() == 1
                                ? moving.getFirst()
                                : Tensor.concat(
                                        0,
                                        moving.getFirst(),
                                        moving.subList(1, moving.size()).toArray(Tensor[]::new)));
    }

    private static List<TensorType> types(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::type).toList();
    }

    /** The arguments that a point stands for. */
    List<Tensor> split(Tensor x) {
        if (given.size() == 1) {
            return List.of(x);
        }
        List<Tensor> parts = new ArrayList<>();
        long from = 0;
        for (Tensor argument : given) {
            if (argument.dtype().isFloating()) {
                parts.add(x.slice(0, from, from + argument.size())
                        .reshape(argument.shape().dims()));
                from += argument.size();
            } else {
                parts.add(argument);
            }
        }
        return parts;
    }

    /** What an element of the point is called: its argument and its index in there. */
    String name(long element) {
        long rest = element;
        for (int i = 0; i < given.size(); i++) {
            Tensor argument = given.get(i);
            long size = argument.dtype().isFloating() ? argument.size() : 0;
            if (rest < size) {
                return "input " + i + " " + Arrays.toString(argument.shape().unravel(rest));
            }
            rest -= size;
        }
        throw new IndexOutOfBoundsException("gradient check: element " + element + " of " + point.size() + ".");
    }
}
