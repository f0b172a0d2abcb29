package dev.adjoint;

import dev.adjoint.memory.Origin;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Where NaN or infinities begin: an op that made them, or one that met them in an input which nothing under watch has
 * made.
 *
 * @param computed the primitive that ran
 * @param rule the derivative rule that it ran in; null in a forward pass
 * @param output what came out
 * @param inputs what went in
 * @param entered the input that held a NaN already; -1 if the op made what is not finite
 * @param here the line that asked for it; in a backward pass, the line of the walk
 */
public record NonFinite(
        Primitive computed,
        @Nullable Derivation rule,
        Census output,
        List<Input> inputs,
        int entered,
        @Nullable Origin here) {

    /**
     * An argument of the op.
     *
     * @param numbers what it is like
     * @param there its element at the place of the first output that is not finite, where both have one shape
     */
    public record Input(Census numbers, OptionalDouble there) {}

    /**
     * The op that the user wrote: whose result it is, or whose derivative.
     *
     * @return the name of the op
     */
    public String op() {
        return rule == null ? computed.name() : rule.op().name();
    }

    /**
     * Whether a NaN is among what came out.
     *
     * @return false if there are only infinities
     */
    public boolean isNaN() {
        return output.nans() > 0;
    }

    /** The whole story: fact, inputs, lines, remedy. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(op()).append(": ").append(fact());
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            text.append("\n  input ").append(i).append(": ").append(input.numbers());
            input.there()
                    .ifPresent(value -> text.append("; at ")
                            .append(output.place())
                            .append(' ')
                            .append(value));
        }
        if (rule != null && rule.line() != null) {
            text.append("\n  applied at ").append(rule.line());
        }
        if (here != null) {
            text.append(rule == null ? "\n  applied at " : "\n  differentiated at ")
                    .append(here);
        }
        return text.append('\n').append(remedy()).toString();
    }

    private String fact() {
        if (entered >= 0) {
            Census input = inputs.get(entered).numbers();
            return mode() + "input " + entered + " came in with " + strangers(input)
                    + ", and no op under watch made that.";
        }
        return mode() + "made " + strangers(output) + from() + ".";
    }

    private static String strangers(Census census) {
        long size = census.type().shape().size();
        return census.strangers() + " of " + size
                + (size == 1 ? " element" : " elements, the first at " + census.place());
    }

    private String mode() {
        if (rule == null) {
            return "";
        }
        String name = rule.mode() == Derivation.Mode.BACKWARD ? "its backward " : "its jvp ";
        return computed.name().startsWith(op()) ? name : name + "(" + computed.name() + ") ";
    }

    private String from() {
        if (inputs.isEmpty()) {
            return "";
        }
        return inputs.stream().allMatch(input -> input.numbers().isFinite())
                ? ", from finite inputs"
                : ", from inputs that hold infinities, but no NaN";
    }

    private String remedy() {
        if (entered >= 0) {
            return "Look where that value was made: in the data, in a parameter, or before the watch began.";
        }
        return rule == null
                ? "Keep its inputs inside its domain and range: clamp them, add a small number, or choose safe ones"
                        + " with where before the op rather than its result after it."
                : "The value is finite there and the derivative is not. Keep the inputs of " + op()
                        + " away from that point: clamp them, add a small number, or choose safe ones with where"
                        + " before the op.";
    }
}
