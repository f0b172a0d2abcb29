package dev.adjoint.kernel.x86;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Machine code in memory of its own: written first, then made executable and never again writable; given back when nobody
 * can reach it any more.
 */
@SuppressWarnings("restricted")
final class CodeMemory {

    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final long PAGE = 4_096;

    private static final Linker LINKER = Linker.nativeLinker();

    /** Calls code with the address of some numbers on the heap and one more number; the collector waits meanwhile. */
    private static final MethodHandle CALL =
            LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG), Linker.Option.critical(true));

    private static final MethodHandle MAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle PROTECT =
            function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle UNMAP = function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private final MemorySegment code;

    private CodeMemory(MemorySegment code) {
        this.code = code;
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        SymbolLookup library = LINKER.defaultLookup();
        return LINKER.downcallHandle(library.findOrThrow(name), descriptor);
    }

    /**
     * Makes code executable.
     *
     * @param bytes the code, which may lie anywhere in memory
     * @return null if the system refuses
     */
    static @Nullable CodeMemory of(byte[] bytes) {
        long size = bytes.length + PAGE - 1 & -PAGE;
        try {
            MemorySegment memory =
                    (MemorySegment) MAP.invokeExact(MemorySegment.NULL, size, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (memory.address() == -1) {
                return null;
            }
            MemorySegment owned = memory.reinterpret(size, Arena.ofAuto(), CodeMemory::free);
            MemorySegment.copy(bytes, 0, owned, JAVA_BYTE, 0, bytes.length);
            int refused = (int) PROTECT.invokeExact(owned, size, READ_EXECUTE);
            return refused == 0 ? new CodeMemory(owned) : null;
        } catch (Throwable impossible) {
            throw new IllegalStateException("memory for code: " + impossible, impossible);
        }
    }

    private static void free(MemorySegment memory) {
        try {
            int _ = (int) UNMAP.invokeExact(memory, memory.byteSize());
        } catch (Throwable impossible) {
            throw new IllegalStateException("memory of code: " + impossible, impossible);
        }
    }

    /**
     * Calls the code.
     *
     * @param numbers what its first argument points to
     * @param count its second argument
     * @return what it answers
     */
    long call(long[] numbers, long count) {
        long answer;
        try {
            answer = (long) CALL.invokeExact(code, MemorySegment.ofArray(numbers), count);
        } catch (Throwable impossible) {
            throw new IllegalStateException("call of code: " + impossible, impossible);
        }
        Reference.reachabilityFence(this);
        return answer;
    }
}
