package dev.adjoint.shape;

import org.jspecify.annotations.Nullable;

/** Refuses an argument that is null, in the words of the method that it was given to. */
public final class Given {

    private Given() {}

    /**
     * The argument, if it is one.
     *
     * @param op the method's name
     * @param name what the argument is there
     * @param value the argument
     * @param <T> its type
     * @return {@code value}
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T of(String op, String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(MethodName.of(op) + ": " + name + " is null. Give a value.");
        }
        return value;
    }

    /**
     * What a function answered, if it answered.
     *
     * @param op the method that called it
     * @param result what it answered
     * @param <T> its type
     * @return {@code result}
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T answer(String op, @Nullable T result) {
        if (result == null) {
            throw new IllegalArgumentException(
                    MethodName.of(op) + ": the function answered null. Return what it computed.");
        }
        return result;
    }

    /**
     * A tensor among the inputs of an op, if it is one.
     *
     * @param op the op's name
     * @param index which input, from 0
     * @param tensor the input
     * @param <T> its type
     * @return {@code tensor}
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T input(String op, int index, @Nullable T tensor) {
        if (tensor == null) {
            throw new IllegalArgumentException(MethodName.of(op) + ": input " + index + " is null. Give a tensor.");
        }
        return tensor;
    }
}
