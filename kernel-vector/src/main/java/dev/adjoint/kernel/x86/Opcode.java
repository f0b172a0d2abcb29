package dev.adjoint.kernel.x86;

/** An opcode with what stands before it: {@code map} 1 to 3 for 0F, 0F38, 0F3A, {@code prefix} 0 to 3 for none, 66, F3, F2. */
record Opcode(int map, int prefix, boolean wide, int code) {}
