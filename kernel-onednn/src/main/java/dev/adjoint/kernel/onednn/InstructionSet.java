package dev.adjoint.kernel.onednn;

/** The instruction sets that oneDNN tells apart, by their numbers. */
final class InstructionSet {

    private InstructionSet() {}

    /** A name for a person; numbers that are not known here keep their number. */
    static String name(int number) {
        return switch (number) {
            case 0x0 -> "the processor's own instruction set";
            case 0x1 -> "SSE4.1";
            case 0x3 -> "AVX";
            case 0x7 -> "AVX2";
            case 0xf, 0x1f -> "AVX2 with VNNI";
            case 0x27 -> "AVX-512";
            case 0x67 -> "AVX-512 with VNNI";
            case 0xe7 -> "AVX-512 with bfloat16";
            case 0x1ef -> "AVX-512 with float16";
            case 0xfef, 0x1fef -> "AVX-512 with AMX";
            case 0x201ff -> "AVX10.2";
            case 0x22fff -> "AVX10.2 with AMX";
            default -> "instruction set 0x" + Integer.toHexString(number);
        };
    }
}
