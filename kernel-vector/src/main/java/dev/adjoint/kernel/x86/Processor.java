package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.CodeBuffer.Label;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the processor at hand can do, as far as loops are written for it.
 *
 * @param wide whether vectors are of 512 bits (AVX-512 F and DQ), else of 256 (AVX2 and FMA)
 */
public record Processor(boolean wide) {

    private static final int LEAF_1_FMA = 1 << 12;
    private static final int LEAF_1_OS_SAVES = 1 << 27;
    private static final int LEAF_7_AVX2 = 1 << 5;
    private static final int LEAF_7_AVX512_F_DQ = 1 << 16 | 1 << 17;
    private static final int SAVED_256 = 0x6;
    private static final int SAVED_512 = 0xe6;

    /** The processor of this machine; not asked for before it is needed. */
    private static final class Here {
        private static final @Nullable Processor FOUND = find();
    }

    /**
     * The processor of this machine.
     *
     * @return null if no loops can be written for it: another kind, an old one, another operating system than Linux, or one
     *     that allows no code to be made
     */
    public static @Nullable Processor current() {
        return Here.FOUND;
    }

    /**
     * The elements of a vector.
     *
     * @param bytes the bytes of one
     * @return how many fit
     */
    public int lanes(int bytes) {
        return (wide ? 64 : 32) / bytes;
    }

    private static @Nullable Processor find() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String kind = System.getProperty("os.arch", "");
        if (!system.equals("linux") || !kind.equals("amd64") && !kind.equals("x86_64")) {
            return null;
        }
        try {
            CodeMemory ask = CodeMemory.of(question());
            if (ask == null) {
                return null;
            }
            long[] answer = new long[2];
            ask.call(answer, 0);
            int leaf1 = (int) answer[0];
            int leaf7 = (int) (answer[0] >>> 32);
            int saved = (int) answer[1];
            boolean usual = (leaf1 & LEAF_1_FMA) != 0 && (leaf7 & LEAF_7_AVX2) != 0 && (saved & SAVED_256) == SAVED_256;
            boolean wide = (leaf7 & LEAF_7_AVX512_F_DQ) == LEAF_7_AVX512_F_DQ && (saved & SAVED_512) == SAVED_512;
            return usual ? new Processor(wide) : null;
        } catch (IllegalStateException | LinkageError refused) {
            return null;
        }
    }

    /**
     * Code that asks the processor itself: register c of leaf 1, register b of leaf 7, and, if the system saves vectors at
     * all, which ones.
     */
    private static byte[] question() {
        Assembler code = new Assembler(false);
        Label unsaved = new Label();
        code.push(3);
        code.set(Assembler.RAX, 7);
        code.set(Assembler.RCX, 0);
        code.raw(0x0f, 0xa2); // cpuid
        code.raw(0x89, 0x5f, 0x04); // mov [rdi + 4], ebx
        code.set(Assembler.RAX, 1);
        code.set(Assembler.RCX, 0);
        code.raw(0x0f, 0xa2); // cpuid
        code.raw(0x89, 0x0f); // mov [rdi], ecx
        code.and(Assembler.RCX, LEAF_1_OS_SAVES);
        code.jump(Assembler.EQUAL, unsaved);
        code.set(Assembler.RCX, 0);
        code.raw(0x0f, 0x01, 0xd0); // xgetbv
        code.raw(0x89, 0x47, 0x08); // mov [rdi + 8], eax
        code.label(unsaved);
        code.pop(3);
        code.raw(0xc3); // ret
        return code.bytes();
    }
}
