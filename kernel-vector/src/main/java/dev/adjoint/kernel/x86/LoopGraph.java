package dev.adjoint.kernel.x86;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loop does in one round: operations, each on the results of earlier ones.
 *
 * @param processor what it is written for
 * @param single whether elements are floats, else doubles
 * @param streams how many addresses it takes
 * @param parameters how many numbers it takes
 * @param nodes the operations
 * @param stores what is written
 * @param folds what is folded
 */
record LoopGraph(
        Processor processor,
        boolean single,
        int streams,
        int parameters,
        List<Node> nodes,
        List<Store> stores,
        List<Fold> folds) {

    /** Kinds of nodes: the first four are the same in all rounds. */
    enum Kind {
        CONSTANT,
        PARAMETER,
        DOUBLE_PARAMETER,
        REPEATED,
        LOAD,
        BINARY,
        LEAST,
        GREATEST,
        FMA,
        TEST,
        TRUTHS,
        CHOICE,
        SHIFT,
        LEAVE;

        boolean isInvariant() {
            return this.compareTo(REPEATED) <= 0;
        }

        boolean isTruth() {
            return this == TEST || this == TRUTHS;
        }
    }

    /**
     * One operation.
     *
     * @param kind what it is
     * @param op the instruction, where it is one
     * @param number a constant's bits, a stream, a parameter, a comparison, the bits of a shift
     * @param arguments the nodes that it reads
     */
    record Node(Kind kind, @Nullable Opcode op, long number, int... arguments) {

        int argument(int index) {
            return arguments[index];
        }
    }

    /** What is written to a stream, or added to its doubles. */
    record Store(int stream, int node, boolean adds) {}

    /**
     * A fold.
     *
     * @param kind which
     * @param node the elements
     * @param origin for {@link FoldKind#MOMENTS}
     * @param place where its results lie in the block
     */
    record Fold(FoldKind kind, int node, int origin, int place) {}

    /** The bytes of an element. */
    int bytes() {
        return single ? Float.BYTES : Double.BYTES;
    }

    /** An opcode that has a form for floats and one for doubles: among the first they differ by a prefix, else by the width. */
    Opcode opcode(int map, int code) {
        return new Opcode(map, map == 1 && single ? 0 : 1, !single, code);
    }
}
