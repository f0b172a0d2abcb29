package dev.adjoint.kernel;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The look-up of kernels: asks each provider once for each combination of op, element types and layouts, and remembers
 * the answer.
 */
public final class Kernels {

    /** The setting that restricts and orders the providers, such as {@code vector}, or {@code reference} for none. */
    public static final String SETTING = "adjoint.kernels";

    private static final int REMEMBERED = 16_384;
    private static final int RECENT = 1_024;

    private final List<KernelProvider> providers;
    private final ConcurrentHashMap<Key, Launch> known = new ConcurrentHashMap<>();
    /** The latest finds by their hash: most look-ups end here and allocate nothing; a race forgets one. */
    private final @Nullable Found[] recent = new Found[RECENT];

    private final LongAdder lookups = new LongAdder();

    private Kernels(List<KernelProvider> providers) {
        this.providers = providers;
    }

    /**
     * Look-up among given providers.
     *
     * @param providers who is asked, in this order
     * @return a look-up with an empty memory
     */
    public static Kernels of(KernelProvider... providers) {
        return new Kernels(List.of(providers));
    }

    /**
     * Look-up among the installed providers, as the setting {@value #SETTING} allows. Whether they work here is found out
     * when they are first asked for a kernel of theirs: to load a native library takes longer than many a program.
     *
     * @return a look-up with an empty memory
     */
    public static Kernels installed() {
        String setting = System.getProperty(SETTING);
        return new Kernels(providers().stream()
                .filter(provider ->
                        setting == null || Arrays.asList(setting.split(",")).contains(provider.name()))
                .toList());
    }

    /**
     * All installed providers, those too that cannot work here.
     *
     * @return the providers, greatest priority first
     */
    public static List<KernelProvider> providers() {
        return ServiceLoader.load(KernelProvider.class, Kernels.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(KernelProvider::priority).reversed())
                .toList();
    }

    /**
     * Who is asked for kernels and works here.
     *
     * @return the names of the providers, first to last, and at the end {@code reference}
     */
    public List<String> names() {
        return Stream.concat(
                        providers.stream().filter(KernelProvider::available).map(KernelProvider::name),
                        Stream.of("reference"))
                .toList();
    }

    /**
     * How to run a primitive on given inputs: by a kernel of the first provider that has one, else by the reference.
     *
     * @param op what to compute
     * @param inputs the arguments
     * @return the kernel, with the types and layouts of its results
     * @throws IllegalArgumentException whatever {@link Primitive#outputs} refuses the inputs with
     */
    public Launch find(Primitive op, Array... inputs) {
        Object name = op.kernelKey();
        int hash = hash(name, inputs);
        int place = (hash ^ hash >>> 16) & RECENT - 1;
        Found last = recent[place];
        if (last == null || !last.key.matches(hash, name, inputs)) {
            last = found(new Key(name, inputs, hash), op, inputs);
            recent[place] = last;
        } else if (inputs.length > 0 && !inputs[0].dtype().isFloating()) {
            // Whether an op's numbers suit whole elements is not in the key.
            op.outputs(types(inputs));
        }
        return last.launch;
    }

    private Found found(Key key, Primitive op, Array[] inputs) {
        TensorType[] outputs = op.outputs(types(inputs));
        Launch launch = known.get(key);
        return new Found(key, launch == null ? ask(key, op, inputs, outputs) : launch);
    }

    private static TensorType[] types(Array[] inputs) {
        TensorType[] types = new TensorType[inputs.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = new TensorType(inputs[i].dtype(), inputs[i].shape());
        }
        return types;
    }

    private static int hash(Object op, Array[] inputs) {
        int code = op.hashCode();
        for (Array input : inputs) {
            code = 31 * (31 * code + input.layout().patternHash())
                    + input.dtype().ordinal();
        }
        return code;
    }

    /**
     * How often providers had to be asked: it stands still once a program has seen all its shapes.
     *
     * @return the number of look-ups that were not remembered
     */
    public long lookups() {
        return lookups.sum();
    }

    private Launch ask(Key key, Primitive op, Array[] inputs, TensorType[] outputs) {
        lookups.increment();
        Kernel kernel = Launch.REFERENCE;
        for (KernelProvider provider : providers) {
            Kernel found = provider.find(op, inputs, outputs);
            if (found != null) {
                kernel = found;
                break;
            }
        }
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        Launch launch = new Launch(kernel, outputs);
        known.put(key, launch);
        return launch;
    }

    private record Found(Key key, Launch launch) {}

    /** Op, element types, shapes and strides; offsets do not matter, and no memory is held. */
    private static final class Key {

        private final Object op;
        private final DType[] dtypes;
        private final Layout[] layouts;
        private final int hash;

        Key(Object op, Array[] inputs, int hash) {
            this.op = op;
            this.dtypes = new DType[inputs.length];
            this.layouts = new Layout[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                dtypes[i] = inputs[i].dtype();
                layouts[i] = inputs[i].layout();
            }
            this.hash = hash;
        }

        /** Whether a key made of these would equal this one. */
        boolean matches(int otherHash, Object otherOp, Array[] inputs) {
            if (hash != otherHash || layouts.length != inputs.length) {
                return false;
            }
            for (int i = 0; i < layouts.length; i++) {
                if (dtypes[i] != inputs[i].dtype() || !layouts[i].samePattern(inputs[i].layout())) {
                    return false;
                }
            }
            return op.equals(otherOp);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Key that) || hash != that.hash || !Arrays.equals(dtypes, that.dtypes)) {
                return false;
            }
            for (int i = 0; i < layouts.length; i++) {
                if (!layouts[i].samePattern(that.layouts[i])) {
                    return false;
                }
            }
            return op.equals(that.op);
        }
    }
}
