package dev.adjoint.testkit;

import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.diff.Vmap;
import dev.adjoint.memory.Array;
import dev.adjoint.op.example.Example;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code vmap} must give: the same as the op applied to one example after the other, whichever of its inputs differ
 * between the examples.
 */
final class Mapping {

    /** With more inputs, only each alone and all together are tried. */
    private static final int ALL_SUBSETS = 3;

    private Mapping() {}

    /** The first difference in the values of the op itself. */
    static @Nullable String difference(Example example) {
        Tensor[] inputs = example.inputs().get();
        int all = (1 << inputs.length) - 1;
        for (int chosen = 1; chosen <= all; chosen++) {
            if (inputs.length > ALL_SUBSETS && chosen != all && Integer.bitCount(chosen) > 1) {
                continue;
            }
            String found = difference(example.op(), inputs, chosen);
            if (found != null) {
                return "mapped over inputs " + Integer.toBinaryString(chosen) + " (binary, input 0 last): " + found;
            }
        }
        return null;
    }

    private static @Nullable String difference(Op op, Tensor[] inputs, int chosen) {
        Tensor[][] examples = new Tensor[3][];
        Tensor[][] expected = new Tensor[examples.length][];
        for (int e = 0; e < examples.length; e++) {
            examples[e] = varied(inputs, chosen, e);
            try {
                expected[e] = op.apply(examples[e]);
            } catch (RuntimeException _) {
                // The variation left the op's domain: the example itself did not.
                examples[e] = inputs;
                expected[e] = op.apply(inputs);
            }
        }
        String found = difference(op, examples, expected, chosen);
        found = found == null ? difference(op, Arrays.copyOf(examples, 1), expected, chosen) : found;
        return found == null ? ofNone(op, inputs, expected[0], chosen) : found;
    }

    /** Other values of the same domain, mostly: the same ones backwards, or all of them a little smaller. */
    private static Tensor[] varied(Tensor[] inputs, int chosen, int variation) {
        Tensor[] varied = inputs.clone();
        for (int i = 0; i < varied.length; i++) {
            Tensor x = inputs[i];
            if (variation > 0 && (chosen & 1 << i) != 0) {
                varied[i] = variation == 1 && x.dtype().isFloating() ? x.mul(0.75) : flipped(x, variation);
            }
        }
        return varied;
    }

    private static Tensor flipped(Tensor x, int variation) {
        return x.rank() == 0 ? x : (variation == 1 ? x.flip(-1) : x.flip()).contiguous();
    }

    private static @Nullable String difference(Op op, Tensor[][] examples, Tensor[][] expected, int chosen) {
        Tensor[] arguments = examples[0].clone();
        int[] axes = new int[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            axes[i] = (chosen & 1 << i) != 0 ? 0 : Vmap.SHARED;
            if (axes[i] == 0) {
                arguments[i] = stacked(examples, i);
            }
        }
        Tensor[] found = Vmap.of(op::apply).in(axes).apply(arguments);
        for (int e = 0; e < examples.length; e++) {
            Array[] inputs = Arrays.stream(examples[e]).map(Tensor::array).toArray(Array[]::new);
            for (int k = 0; k < found.length; k++) {
                String difference = Agreement.difference(
                        op,
                        inputs,
                        expected[e][k].array(),
                        found[k].select(0, e).array());
                if (difference != null) {
                    return "output " + k + " of example " + e + " of " + examples.length + ": " + difference;
                }
            }
        }
        return null;
    }

    private static Tensor stacked(Tensor[][] examples, int input) {
        Tensor[] others = new Tensor[examples.length - 1];
        for (int e = 0; e < others.length; e++) {
            others[e] = examples[e + 1][input];
        }
        return Tensor.stack(0, examples[0][input], others);
    }

    /** Of no examples, results have the right types and no elements. */
    private static @Nullable String ofNone(Op op, Tensor[] inputs, Tensor[] expected, int chosen) {
        Tensor[] arguments = inputs.clone();
        int[] axes = new int[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            axes[i] = (chosen & 1 << i) != 0 ? 0 : Vmap.SHARED;
            if (axes[i] == 0) {
                arguments[i] = inputs[i].unsqueeze(0).slice(0, 0, 0);
            }
        }
        Tensor[] found = Vmap.of(op::apply).in(axes).apply(arguments);
        for (int k = 0; k < found.length; k++) {
            if (found[k].dtype() != expected[k].dtype()
                    || !found[k].shape().equals(expected[k].shape().insert(0, 0))) {
                return "output " + k + " of no examples is " + found[k].type() + ", that of one " + expected[k].type();
            }
        }
        return null;
    }

    /** The first difference in the derivatives, by both modes. */
    static @Nullable String difference(Packed packed) {
        UnaryOperator<Tensor> f = packed.function();
        Tensor x = packed.point();
        Tensor upstream = Diff.vjp(f, x).value().mul(0).add(1).detach();
        Tensor direction = x.mul(0).add(1).detach();
        String reverse = difference(at -> Diff.vjp(f, at).pullback().apply(upstream), x);
        return reverse != null
                ? "the gradient, " + reverse
                : difference(at -> Diff.jvp(f, at, direction).tangent(), x);
    }

    private static @Nullable String difference(UnaryOperator<Tensor> derivative, Tensor x) {
        Tensor[] examples = {x, x.mul(0.75)};
        Tensor found = Diff.vmap(derivative).apply(Tensor.stack(0, examples[0], examples[1]));
        for (int e = 0; e < examples.length; e++) {
            Tensor expected = derivative.apply(examples[e]);
            String difference =
                    Agreement.closely(expected.array(), found.select(0, e).array());
            if (difference != null) {
                return "example " + e + ": " + difference;
            }
        }
        return null;
    }
}
