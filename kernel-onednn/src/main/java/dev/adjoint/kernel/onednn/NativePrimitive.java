package dev.adjoint.kernel.onednn;

import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A primitive of oneDNN: code compiled for one computation on given formats, which any number of threads may run.
 *
 * <p>The native objects are destroyed once nobody can reach this one any more: kernels are remembered in a cache of
 * bounded size, and a kernel that leaves it takes its primitives along.
 */
final class NativePrimitive {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final int IDLE_CALLS = 64;
    private static final long BYTES_PER_ARGUMENT = 16;

    private final Handles handles;
    private final int[] arguments;
    private final long scratchBytes;
    private final AtomicReferenceArray<Call> idle = new AtomicReferenceArray<>(IDLE_CALLS);

    /**
     * Compiles a primitive.
     *
     * @param description the native description, which becomes this object's own
     * @param arguments the numbers of its arguments, in the order in which {@link Call#set} counts them
     */
    NativePrimitive(long description, int... arguments) {
        this.handles = new Handles(description, compile(description));
        CLEANER.register(this, handles);
        this.scratchBytes = bytes(Dnnl.SCRATCHPAD);
        this.arguments = scratchBytes == 0 ? arguments : append(arguments, Dnnl.SCRATCHPAD);
    }

    private static long compile(long description) {
        try {
            return Dnnl.primitive(description);
        } catch (DnnlException failure) {
            Dnnl.destroyPrimitiveDescription(description);
            throw failure;
        }
    }

    private static int[] append(int[] values, int last) {
        int[] result = Arrays.copyOf(values, values.length + 1);
        result[values.length] = last;
        return result;
    }

    /** The native description, valid as long as this object is reachable. */
    long description() {
        return handles.description;
    }

    /** The format of an argument, valid as long as this object is reachable. */
    long format(int argument) {
        return Dnnl.argument(handles.description, argument);
    }

    /** The format of the argument that {@link Call#set} counts so. */
    long formatAt(int index) {
        return format(arguments[index]);
    }

    /** The bytes that an argument takes in its format. */
    long bytes(int argument) {
        return Dnnl.bytes(format(argument));
    }

    /** Whether a run takes no memory from its workspace. */
    boolean needsNoScratch() {
        return scratchBytes == 0;
    }

    /** The library's name of the code behind this primitive. */
    String implementation() {
        return Dnnl.implementation(handles.description);
    }

    /** Native objects that were made and not yet destroyed, for tests. */
    int nativeMemories() {
        return handles.memories.size();
    }

    /** Everything that one run needs, for this thread alone; to be closed after the run. */
    Call call() {
        for (int i = 0; i < IDLE_CALLS; i++) {
            if (idle.getPlain(i) != null) {
                Call call = idle.getAndSet(i, null);
                if (call != null) {
                    return call;
                }
            }
        }
        return new Call(this);
    }

    private void takeBack(Call call) {
        for (int i = 0; i < IDLE_CALLS; i++) {
            if (idle.getPlain(i) == null && idle.compareAndSet(i, null, call)) {
                return;
            }
        }
        call.destroy();
    }

    /** The arguments of one run at a time. */
    static final class Call implements AutoCloseable {

        private final NativePrimitive primitive;
        private final MemorySegment list;
        private final long[] memories;
        private final long[] addresses;

        private Call(NativePrimitive primitive) {
            this.primitive = primitive;
            int count = primitive.arguments.length;
            this.list = Arena.ofAuto().allocate(count * BYTES_PER_ARGUMENT, BYTES_PER_ARGUMENT);
            this.memories = new long[count];
            this.addresses = new long[count];
            for (int i = 0; i < count; i++) {
                memories[i] = Dnnl.memory(primitive.format(primitive.arguments[i]));
                primitive.handles.memories.add(memories[i]);
                list.set(ValueLayout.JAVA_INT, i * BYTES_PER_ARGUMENT, primitive.arguments[i]);
                list.set(ValueLayout.JAVA_LONG, i * BYTES_PER_ARGUMENT + Long.BYTES, memories[i]);
            }
        }

        /** Where an argument lies, by its place in the order given to the primitive. */
        Call set(int index, long address) {
            if (addresses[index] != address) {
                Dnnl.setAddress(memories[index], address);
                addresses[index] = address;
            }
            return this;
        }

        /** Runs the primitive on this thread. */
        void run(Workspace workspace) {
            if (primitive.scratchBytes > 0) {
                set(memories.length - 1, workspace.region(primitive.scratchBytes));
            }
            Dnnl.runOnThisThreadAlone();
            Dnnl.execute(primitive.handles.primitive, memories.length, list.address());
            Reference.reachabilityFence(this);
        }

        @Override
        public void close() {
            primitive.takeBack(this);
        }

        private void destroy() {
            for (long memory : memories) {
                if (primitive.handles.memories.remove(memory)) {
                    Dnnl.destroyMemory(memory);
                }
            }
        }
    }

    /** The native objects, apart from the object whose end they wait for. */
    private record Handles(long description, long primitive, Queue<Long> memories) implements Runnable {

        Handles(long description, long primitive) {
            this(description, primitive, new ConcurrentLinkedQueue<>());
        }

        @Override
        public void run() {
            memories.forEach(Dnnl::destroyMemory);
            Dnnl.destroyPrimitive(primitive);
            Dnnl.destroyPrimitiveDescription(description);
        }
    }
}
