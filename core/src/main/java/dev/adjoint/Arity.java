package dev.adjoint;

import dev.adjoint.shape.MethodName;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How many inputs a {@link Primitive} takes.
 *
 * @param least the fewest
 * @param most the most
 */
public record Arity(int least, int most) {

    /** No input. */
    public static final Arity NONE = new Arity(0, 0);

    /** One input. */
    public static final Arity ONE = new Arity(1, 1);

    /** Two inputs. */
    public static final Arity TWO = new Arity(2, 2);

    /** Three inputs. */
    public static final Arity THREE = new Arity(3, 3);

    /** One input or more. */
    public static final Arity SOME = new Arity(1, Integer.MAX_VALUE);

    /**
     * Refuses too few and too many inputs.
     *
     * @param op the name of the op
     * @param inputs the types of its inputs
     * @throws IllegalArgumentException if there are too few or too many
     */
    void require(String op, TensorType... inputs) {
        if (inputs.length < least || inputs.length > most) {
            String given = Arrays.stream(inputs).map(TensorType::toString).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(MethodName.of(op) + ": " + count(inputs.length) + " given, " + this
                    + " needed" + (given.isEmpty() ? "" : ": " + given) + ". Apply it to as many tensors as it takes.");
        }
    }

    private static String count(int inputs) {
        return inputs == 1 ? "1 input" : inputs + " inputs";
    }

    /** The count in words, such as {@code 2 or 3}. */
    @Override
    public String toString() {
        return least == most ? String.valueOf(least) : least + (most == least + 1 ? " or " + most : " or more");
    }
}
