package dev.adjoint.kernel.onednn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The C interface of oneDNN 3, and the one file that holds handles into the library: every function that the kernels
 * call, its numbers, and nothing built on them.
 *
 * <p>Pointers are plain longs. The functions that run again and again have handles of their own, and a call
 * allocates nothing; all others are called once for each shape, by name. Initialising this class
 * needs the library: only code behind {@link NativeLibrary.Loaded} may touch it.
 */
final class Dnnl {

    static final int FLOAT32 = 3;

    private static final int FORWARD_TRAINING = 64;
    private static final int CONVOLUTION_DIRECT = 1;
    static final int POOLING_MAX = 511;
    static final int POOLING_AVERAGE_WITH_PADDING = 767;

    static final int SOURCE = 1;
    static final int RESULT = 17;
    static final int WEIGHTS = 33;
    static final int BIAS = 41;
    static final int WORKSPACE = 64;
    static final int SCRATCHPAD = 80;
    static final int SOURCE_GRADIENT = 129;
    static final int RESULT_GRADIENT = 145;
    static final int WEIGHTS_GRADIENT = 161;
    static final int BIAS_GRADIENT = 169;
    /** The first of the sources of a sum. */
    static final int MULTIPLE_SOURCES = 1024;

    static final int MOST_AXES = 12;

    private static final long NONE = 0;
    private static final long LONGEST_NAME = 256;
    private static final int CPU = 1;
    private static final int IN_ORDER = 1;
    private static final int SCRATCHPAD_OF_CALLER = 1;
    private static final int FORMAT_ANY = 1;
    private static final int QUERY_IMPLEMENTATION = 8;
    private static final int QUERY_ARGUMENT = 255;
    private static final int MOST_ARGUMENTS = 13;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = NativeLibrary.loaded().symbols();

    /** It returns at once and calls nothing back, so it may do without a change of state. */
    private static final MethodHandle SET_THREADS = LINKER.downcallHandle(
            NativeLibrary.loaded().openMp().findOrThrow("omp_set_num_threads"),
            FunctionDescriptor.ofVoid(JAVA_INT),
            Linker.Option.critical(false));

    /**
     * All functions that are called once for each shape, by one handle: Java takes some 10 ms to make one for a type.
     * Every argument goes as a word of 64 bits, an int too (these are among the first eight, which travel in words on
     * every platform), and a function does not look at the words beyond its last parameter.
     */
    private static final MethodHandle CALL = LINKER.downcallHandle(FunctionDescriptor.of(
            JAVA_LONG, Collections.nCopies(MOST_ARGUMENTS, JAVA_LONG).toArray(MemoryLayout[]::new)));

    private static final MethodHandle MULTIPLY = LINKER.downcallHandle(
            LIBRARY.findOrThrow("dnnl_sgemm"),
            FunctionDescriptor.of(
                    JAVA_INT,
                    JAVA_BYTE,
                    JAVA_BYTE,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_FLOAT,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_FLOAT,
                    JAVA_LONG,
                    JAVA_LONG));

    private static final long ENGINE = create("dnnl_engine_create", CPU, 0L);
    private static final long STREAM = create("dnnl_stream_create", ENGINE, IN_ORDER);
    private static final long ATTRIBUTES = attributes();

    private Dnnl() {}

    /** The handles of running primitives, made when the first one runs. */
    private static final class Execution {

        static final MethodHandle SET_ADDRESS = LINKER.downcallHandle(
                LIBRARY.findOrThrow("dnnl_memory_set_data_handle"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG),
                Linker.Option.critical(false));

        static final MethodHandle EXECUTE = LINKER.downcallHandle(
                LIBRARY.findOrThrow("dnnl_primitive_execute"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));

        private Execution() {}
    }

    private static long attributes() {
        long attributes = create("dnnl_primitive_attr_create");
        run("dnnl_primitive_attr_set_scratchpad_mode", attributes, SCRATCHPAD_OF_CALLER);
        return attributes;
    }

    /** Keeps the library from starting threads of its own on this thread: a write to thread-local memory. */
    static void runOnThisThreadAlone() {
        try {
            SET_THREADS.invokeExact(1);
        } catch (Throwable failure) {
            throw DnnlException.unexpected(failure);
        }
    }

    static void execute(long primitive, int count, long arguments) {
        try {
            check("dnnl_primitive_execute", (int) Execution.EXECUTE.invokeExact(primitive, STREAM, count, arguments));
        } catch (Throwable failure) {
            throw DnnlException.unexpected(failure);
        }
    }

    static void setAddress(long memory, long address) {
        try {
            check("dnnl_memory_set_data_handle", (int) Execution.SET_ADDRESS.invokeExact(memory, address));
        } catch (Throwable failure) {
            throw DnnlException.unexpected(failure);
        }
    }

    static long memory(long description) {
        return create("dnnl_memory_create", description, ENGINE, 0L);
    }

    static long primitive(long description) {
        return create("dnnl_primitive_create", description);
    }

    static long strided(int dtype, long[] dims, long[] strides) {
        return create("dnnl_memory_desc_create_with_strides", dims.length, dims, dtype, strides);
    }

    /** A description that leaves the format to the primitive. */
    static long any(int dtype, long[] dims) {
        return create("dnnl_memory_desc_create_with_tag", dims.length, dims, dtype, FORMAT_ANY);
    }

    /** Some of an array, from given offsets on, as it lies within the whole: both have the same address. */
    static long part(long description, long[] dims, long[] offsets) {
        return create("dnnl_memory_desc_create_submemory", description, dims, offsets);
    }

    static long bytes(long description) {
        return call("dnnl_memory_desc_get_size", description);
    }

    static boolean equal(long left, long right) {
        return (int) call("dnnl_memory_desc_equal", left, right) != 0;
    }

    /** The format in which a primitive wants one of its arguments; it lives as long as the primitive's description. */
    static long argument(long primitiveDescription, int argument) {
        return call("dnnl_primitive_desc_query_md", primitiveDescription, QUERY_ARGUMENT, argument);
    }

    /** The library's own name of the code behind a primitive, such as {@code brg_conv_fwd:avx512_core}. */
    static String implementation(long primitiveDescription) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(JAVA_LONG);
            run("dnnl_primitive_desc_query", primitiveDescription, QUERY_IMPLEMENTATION, 0, text.address());
            return MemorySegment.ofAddress(text.get(JAVA_LONG, 0))
                    .reinterpret(LONGEST_NAME)
                    .getString(0);
        }
    }

    static void destroyMemory(long memory) {
        run("dnnl_memory_destroy", memory);
    }

    static void destroyPrimitive(long primitive) {
        run("dnnl_primitive_destroy", primitive);
    }

    static void destroyPrimitiveDescription(long description) {
        run("dnnl_primitive_desc_destroy", description);
    }

    static void destroyDescription(long description) {
        run("dnnl_memory_desc_destroy", description);
    }

    /** {@link dev.adjoint.kernel.Gemm}: it needs nothing made before. */
    static void multiply(
            boolean leftByRows,
            boolean rightByRows,
            long m,
            long n,
            long k,
            long left,
            long leftStep,
            long right,
            long rightStep,
            long result,
            long resultStep,
            boolean onTop) {
        byte leftForm = (byte) (leftByRows ? 'N' : 'T');
        byte rightForm = (byte) (rightByRows ? 'N' : 'T');
        runOnThisThreadAlone();
        float kept = onTop ? 1f : 0f;
        int status;
        try {
            status = (int) MULTIPLY.invokeExact(
                    leftForm, rightForm, m, n, k, 1f, left, leftStep, right, rightStep, kept, result, resultStep);
        } catch (Throwable failure) {
            throw DnnlException.unexpected(failure);
        }
        check("dnnl_sgemm", status);
    }

    static long reorder(long from, long to) {
        return create("dnnl_reorder_primitive_desc_create", from, ENGINE, to, ENGINE, ATTRIBUTES);
    }

    /** The sum of {@code count} arrays of one format. */
    static long sum(long description, int count) {
        float[] scales = new float[count];
        Arrays.fill(scales, 1);
        long[] sources = new long[count];
        Arrays.fill(sources, description);
        return create("dnnl_sum_primitive_desc_create", ENGINE, description, count, scales, sources, ATTRIBUTES);
    }

    static long convolution(long source, long weights, long bias, long result, Geometry geometry) {
        return create(
                "dnnl_convolution_forward_primitive_desc_create",
                ENGINE,
                FORWARD_TRAINING,
                CONVOLUTION_DIRECT,
                source,
                weights,
                bias,
                result,
                geometry.strides(),
                geometry.dilations(),
                geometry.padding(),
                geometry.paddingAfter(),
                ATTRIBUTES);
    }

    static long convolutionBackwardData(long source, long weights, long result, Geometry geometry, long forward) {
        return create(
                "dnnl_convolution_backward_data_primitive_desc_create",
                ENGINE,
                CONVOLUTION_DIRECT,
                source,
                weights,
                result,
                geometry.strides(),
                geometry.dilations(),
                geometry.padding(),
                geometry.paddingAfter(),
                forward,
                ATTRIBUTES);
    }

    static long convolutionBackwardWeights(long source, long weights, long result, Geometry geometry, long forward) {
        return create(
                "dnnl_convolution_backward_weights_primitive_desc_create",
                ENGINE,
                CONVOLUTION_DIRECT,
                source,
                weights,
                NONE,
                result,
                geometry.strides(),
                geometry.dilations(),
                geometry.padding(),
                geometry.paddingAfter(),
                forward,
                ATTRIBUTES);
    }

    static long pooling(int algorithm, long source, long result, Geometry geometry) {
        return create(
                "dnnl_pooling_forward_primitive_desc_create",
                ENGINE,
                FORWARD_TRAINING,
                algorithm,
                source,
                result,
                geometry.strides(),
                geometry.kernel(),
                geometry.dilations(),
                geometry.padding(),
                geometry.paddingAfter(),
                ATTRIBUTES);
    }

    static long poolingBackward(int algorithm, long source, long result, Geometry geometry, long forward) {
        return create(
                "dnnl_pooling_backward_primitive_desc_create",
                ENGINE,
                algorithm,
                source,
                result,
                geometry.strides(),
                geometry.kernel(),
                geometry.dilations(),
                geometry.padding(),
                geometry.paddingAfter(),
                forward,
                ATTRIBUTES);
    }

    /** The version of the library that is loaded, such as {@code 3.13.0}. */
    static String version() {
        MemorySegment numbers = MemorySegment.ofAddress(call("dnnl_version")).reinterpret(3 * JAVA_INT.byteSize());
        return numbers.getAtIndex(JAVA_INT, 0) + "." + numbers.getAtIndex(JAVA_INT, 1) + "."
                + numbers.getAtIndex(JAVA_INT, 2);
    }

    /** The instruction set that the library uses, as its number. */
    static int instructionSet() {
        return (int) call("dnnl_get_effective_cpu_isa");
    }

    /** How many compiled primitives the library itself keeps for reuse. */
    static void keepPrimitives(int capacity) {
        run("dnnl_set_primitive_cache_capacity", capacity);
    }

    /** Calls a function whose first parameter says where to write the address of the new object. */
    private static long create(String function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            List<Object> values = new ArrayList<>();
            values.add(out.address());
            for (Object argument : arguments) {
                values.add(
                        switch (argument) {
                            case long[] array ->
                                arena.allocateFrom(JAVA_LONG, array).address();
                            case float[] array ->
                                arena.allocateFrom(JAVA_FLOAT, array).address();
                            default -> argument;
                        });
            }
            // The library decides here how many threads a primitive is made for.
            runOnThisThreadAlone();
            run(function, values.toArray());
            return out.get(JAVA_LONG, 0);
        }
    }

    private static void run(String function, Object... arguments) {
        check(function, (int) call(function, arguments));
    }

    /** Calls a function that runs once for each shape, with whole numbers and addresses. */
    private static long call(String function, Object... arguments) {
        long[] a = new long[MOST_ARGUMENTS];
        for (int i = 0; i < arguments.length; i++) {
            a[i] = ((Number) arguments[i]).longValue();
        }
        try {
            return (long) CALL.invokeExact(
                    LIBRARY.findOrThrow(function),
                    a[0],
                    a[1],
                    a[2],
                    a[3],
                    a[4],
                    a[5],
                    a[6],
                    a[7],
                    a[8],
                    a[9],
                    a[10],
                    a[11],
                    a[12]);
        } catch (Throwable failure) {
            throw DnnlException.unexpected(failure);
        }
    }

    private static void check(String function, int status) {
        if (status != 0) {
            throw new DnnlException(function, status);
        }
    }
}
