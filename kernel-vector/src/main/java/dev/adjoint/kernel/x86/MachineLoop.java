package dev.adjoint.kernel.x86;

/** A loop in machine code. */
public final class MachineLoop {

    private final CodeMemory code;

    MachineLoop(CodeMemory code) {
        this.code = code;
    }

    /**
     * Runs it.
     *
     * @param at the addresses of its streams, then its parameters as the bits of doubles, then room for the results of its
     *     folds, each of {@link FoldKind#BYTES}
     * @param count how many elements
     * @return how many bytes of each stream were done when it was left; -1 if it came to its end
     */
    public long run(long[] at, int count) {
        return code.call(at, count);
    }
}
