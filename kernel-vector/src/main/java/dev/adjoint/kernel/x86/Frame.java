package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.CodeBuffer.Label;
import dev.adjoint.kernel.x86.Source.Memory;

/**
 * What a loop keeps in general registers and on the stack: its position and its end, the addresses of its streams, and
 * vectors of what does not change. The loop is a C function {@code long loop(long *at, long count)} by the System V
 * convention; it answers where it has left, in bytes, or -1.
 */
final class Frame {

    /** How far the loop has come, in bytes. */
    static final int POSITION = Assembler.RAX;
    /** Where whole rounds end, in bytes. */
    static final int END = Assembler.RCX;
    /** For anything. */
    static final int SPARE = Assembler.R11;
    /** The second argument: how many elements there are. */
    static final int COUNT = Assembler.RSI;

    /** The first argument: the array of addresses, parameters and room for the results of folds. */
    private static final int GIVEN = Assembler.RDI;
    /**
     * Where the addresses of the first streams are kept; the first of these registers are free for use, the others are put
     * back. Addresses of more streams are fetched each time.
     */
    private static final int[] ADDRESSES = {2, 8, 9, 10, 3, 12, 13, 14, 15};

    private static final int FREE_TO_USE = 4;
    private static final int VECTOR_LINE = 64;

    /** The end of the function, for a loop that leaves before its end. */
    final Label left = new Label();

    private final Assembler code;
    private final int streams;
    private final int parameters;
    private final int kept;
    private int slots;

    Frame(Assembler code, LoopGraph loop) {
        this.code = code;
        this.streams = loop.streams();
        this.parameters = loop.parameters();
        this.kept = Math.min(streams, ADDRESSES.length);
    }

    /**
     * The beginning of the function: what must be put back is saved, and addresses are fetched.
     *
     * @param room how many vectors there is room for on the stack
     */
    void enter(int room) {
        code.push(Assembler.RBP);
        code.general(Assembler.MOVE, Assembler.RBP, Assembler.RSP);
        for (int i = FREE_TO_USE; i < kept; i++) {
            code.push(ADDRESSES[i]);
        }
        code.subtract(Assembler.RSP, room * VECTOR_LINE);
        code.and(Assembler.RSP, -VECTOR_LINE);
        for (int i = 0; i < kept; i++) {
            code.load(ADDRESSES[i], given(i));
        }
    }

    /** The next place for a vector on the stack. */
    Memory slot() {
        return Memory.at(Assembler.RSP, slots++ * VECTOR_LINE);
    }

    /** The register with the address of a stream. */
    int address(int stream) {
        if (stream < kept) {
            return ADDRESSES[stream];
        }
        code.load(SPARE, given(stream));
        return SPARE;
    }

    /** Where a parameter was handed over. */
    Memory parameter(int index) {
        return given(streams + index);
    }

    /** Where results of folds lie: after what the loop was given. */
    Memory result(int place) {
        return Memory.at(GIVEN, (streams + parameters) * Long.BYTES + place);
    }

    private static Memory given(int index) {
        return Memory.at(GIVEN, index * Long.BYTES);
    }

    /** The end of the function. */
    void leave() {
        code.set(POSITION, -1);
        code.label(left);
        int pushed = Math.max(0, kept - FREE_TO_USE);
        code.general(Assembler.MOVE, Assembler.RSP, Assembler.RBP);
        code.subtract(Assembler.RSP, pushed * Long.BYTES);
        for (int i = kept - 1; i >= FREE_TO_USE; i--) {
            code.pop(ADDRESSES[i]);
        }
        code.pop(Assembler.RBP);
        code.ret();
    }
}
