package dev.adjoint.kernel.vector;

import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a pointwise op are cut into tiles, and how each operand is met on the way: in the order in which
 * the first result lies in memory.
 *
 * @param inputs the patterns of the inputs
 * @param outputs the patterns of the results
 * @param size the number of elements
 * @param tile the elements of a tile; a multiple of every period and of the longest vector
 */
record TilePlan(List<Access> inputs, List<Access> outputs, long size, int tile) {

    /** What fits the first-level cache with its neighbours. */
    private static final int TILE = 1_024;
    /** A tile may become longer for the sake of a period. */
    private static final int LONGEST = 2 * TILE;
    /** The floats of the longest vector. */
    private static final int LANES = 16;

    static TilePlan of(DType[] inputTypes, Layout[] inputs, DType[] outputTypes, Layout[] outputs) {
        int[] order = Access.order(outputs[0]);
        List<Access> in = accesses(inputTypes, inputs, order);
        List<Access> out = accesses(outputTypes, outputs, order);
        int unit = LANES;
        for (Access access : in) {
            if (access.kind() == Access.Kind.PERIODIC) {
                int common = leastCommonMultiple(unit, access.period());
                unit = common <= LONGEST ? common : unit;
            }
        }
        int step = unit;
        List<Access> fitting = in.stream()
                .map(access -> access.kind() == Access.Kind.PERIODIC && step % access.period() != 0
                        ? new Access(Access.Kind.STRIDED, access.dtype(), access.dims(), access.strides())
                        : access)
                .toList();
        return new TilePlan(fitting, out, outputs[0].shape().size(), unit * Math.max(1, TILE / unit));
    }

    static DType[] types(Array[] arrays) {
        return Stream.of(arrays).map(Array::dtype).toArray(DType[]::new);
    }

    static Layout[] layouts(Array[] arrays) {
        return Stream.of(arrays).map(Array::layout).toArray(Layout[]::new);
    }

    private static List<Access> accesses(DType[] types, Layout[] layouts, int[] order) {
        Access[] accesses = new Access[layouts.length];
        for (int i = 0; i < accesses.length; i++) {
            accesses[i] = Access.of(types[i], layouts[i], order);
        }
        return List.of(accesses);
    }

    private static int leastCommonMultiple(int a, int b) {
        int x = a;
        int y = b;
        while (y != 0) {
            int rest = x % y;
            x = y;
            y = rest;
        }
        return a / x * b;
    }

    /** The transposition that would turn an input into one that is met element after element; null if none pays. */
    @Nullable
    Transposition transposition(int input) {
        return Transposition.of(inputs.get(input), size);
    }

    /** The same plan, with an input that is met element after element. */
    TilePlan withLinear(int input) {
        List<Access> changed = new ArrayList<>(inputs);
        changed.set(input, inputs.get(input).linear(size));
        return new TilePlan(List.copyOf(changed), outputs, size, tile);
    }

    /** The same plan for the first elements only, of operands that are all met element after element. */
    TilePlan first(long elements) {
        return new TilePlan(inputs, outputs, elements, tile);
    }

    /** The inputs that are one number for all elements, as a set of bits. */
    long repeated() {
        long bits = 0;
        for (int i = 0; i < inputs.size(); i++) {
            bits |= inputs.get(i).kind() == Access.Kind.SCALAR ? 1L << i : 0;
        }
        return bits;
    }

    long tiles() {
        return (size + tile - 1) / tile;
    }
}
