package dev.adjoint.testkit;

import dev.adjoint.Interpreter;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.Fused;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every kernel must meet: it computes what {@link Primitive#evaluate} computes, for whatever its provider accepts.
 *
 * <p>The provider is offered every op of the catalogue, the fused derivatives of the pointwise ones, and every awkward
 * length; in float64 and float32; with the inputs in every {@link Arrangement}, all of them or one alone. What it
 * declines is none of its faults, but one that declines everything fails. Whatever it answers is run with one, two and
 * three threads, which must give the same bits, and again at another offset, since a kernel is kept for tensors that
 * stand elsewhere in memory.
 *
 * <pre>{@code
 * KernelContract.Report report = KernelContract.of(provider).check();
 * assertThat(report.ops()).contains("matmul");
 * }</pre>
 */
public final class KernelContract {

    /** Lengths that loops go wrong at: none, one, around the widths of vectors, and enough to be shared by threads. */
    private static final long[] AWKWARD = {0, 1, 2, 13, 17, 207, 1023, 4098};

    private final KernelProvider provider;
    private final Supplier<Stream<Example>> cases;
    private final Map<String, List<String>> breaches = new TreeMap<>();
    private final Set<String> ops = new TreeSet<>();
    private int asked;
    private int answered;

    private KernelContract(KernelProvider provider, Supplier<Stream<Example>> cases) {
        this.provider = provider;
        this.cases = cases;
    }

    /**
     * The contract for one provider.
     *
     * @param provider a provider that is available here
     * @return the contract, to be checked once
     */
    public static KernelContract of(KernelProvider provider) {
        return new KernelContract(
                provider,
                () -> Stream.concat(
                        Catalogue.examples().stream(),
                        Arrays.stream(AWKWARD).boxed().flatMap(n -> Catalogue.sized(n).stream())));
    }

    /**
     * The contract on some examples only: while a kernel is being written.
     *
     * @param examples what to offer
     * @return a new contract with the same provider
     */
    public KernelContract on(List<Example> examples) {
        return new KernelContract(provider, examples::stream);
    }

    /**
     * How much of it the provider took on.
     *
     * @param provider its name
     * @param asked the cases that it was offered
     * @param answered the cases that it had a kernel for
     * @param ops the names of the ops among them
     */
    public record Report(String provider, int asked, int answered, Set<String> ops) {
        @Override
        public String toString() {
            return provider + ": " + answered + " of " + asked + " cases answered: " + String.join(", ", ops);
        }
    }

    /**
     * Runs all cases.
     *
     * @return what was answered
     * @throws AssertionError if a kernel disagrees with its reference, or none was offered
     */
    public Report check() {
        int threads = Workers.threads();
        try {
            cases.get().forEach(this::check);
        } finally {
            Workers.resize(threads);
        }
        Report report = new Report(provider.name(), asked, answered, ops);
        if (!breaches.isEmpty()) {
            StringBuilder text = new StringBuilder(report + "\nBreaches of the contract:");
            breaches.forEach(
                    (op, all) -> text.append("\n" + op + ": " + all.size() + ", the first: " + all.getFirst()));
            throw new AssertionError(text + "\nRun that op on that arrangement alone, beside its evaluate.");
        }
        if (answered == 0) {
            throw new AssertionError(report + " None of the kernels was offered: " + provider.status());
        }
        return report;
    }

    private void check(Example example) {
        try (Scope _ = Scope.open()) {
            Stream.concat(Stream.of(example), Derived.of(example).stream()).forEach(each -> {
                if (each.op() instanceof Primitive op) {
                    Tensor[] inputs = each.inputs().get();
                    arrangements(each, op, arrays(inputs, null));
                    if (Arrays.stream(inputs).anyMatch(input -> input.dtype() == DType.FLOAT64)) {
                        arrangements(each, op, arrays(inputs, DType.FLOAT32));
                    }
                }
            });
        }
    }

    private static Array[] arrays(Tensor[] inputs, @Nullable DType floating) {
        return Arrays.stream(inputs)
                .map(input -> floating != null && input.dtype().isFloating() ? input.cast(floating) : input)
                .map(Tensor::array)
                .toArray(Array[]::new);
    }

    private void arrangements(Example example, Primitive op, Array[] inputs) {
        Expected same = new Expected(op, inputs);
        for (Arrangement arrangement : Arrangement.values()) {
            Array[] all = Arrays.stream(inputs).map(arrangement::of).toArray(Array[]::new);
            compare(example + ", inputs " + arrangement, all, arrangement.keepsValues() ? same : new Expected(op, all));
            boolean several = inputs.length > 1 && arrangement != Arrangement.CONTIGUOUS;
            for (int i = 0; several && i < inputs.length; i++) {
                Array[] one = inputs.clone();
                one[i] = arrangement.of(inputs[i]);
                compare(
                        example + ", input " + i + " " + arrangement,
                        one,
                        arrangement.keepsValues() ? same : new Expected(op, one));
            }
        }
    }

    /** What an op makes of some values, however they lie in memory: worked out when the first kernel is held against it. */
    private static final class Expected {

        private final Primitive op;
        private final Array[] inputs;
        private Array @Nullable [] outputs;
        private @Nullable Array sizes;

        Expected(Primitive op, Array[] inputs) {
            this.op = op;
            this.inputs = inputs;
        }

        Primitive op() {
            return op;
        }

        Array[] outputs(TensorType[] results) {
            Array[] known = outputs;
            if (known == null) {
                known = op instanceof Fused fused
                        ? composed(fused, inputs, results)
                        : OpContract.reference(op, inputs, Arrangement.CONTIGUOUS);
                outputs = known;
                sizes = Agreement.sizes(op, inputs, known[0].shape());
            }
            return known;
        }

        @Nullable
        Array sizes() {
            return sizes;
        }
    }

    private void compare(String label, Array[] inputs, Expected values) {
        Primitive op = values.op();
        TensorType[] types = Arrays.stream(inputs)
                .map(input -> new TensorType(input.dtype(), input.shape()))
                .toArray(TensorType[]::new);
        TensorType[] results = op.infer(types);
        asked++;
        Kernel kernel = provider.find(op, inputs, results);
        if (kernel == null) {
            return;
        }
        answered++;
        ops.add(op.name());
        String where = label + " " + Arrays.toString(types);
        try {
            Array[] expected = values.outputs(results);
            Array[] first = run(kernel, op, inputs, results, 1);
            for (int i = 0; i < results.length; i++) {
                note(op, where, Agreement.difference(op, inputs, values.sizes(), expected[i], first[i]));
            }
            for (int threads = 2; threads <= 3; threads++) {
                Array[] again = run(kernel, op, inputs, results, threads);
                for (int i = 0; i < results.length; i++) {
                    note(op, where + ", " + threads + " threads against 1", Agreement.difference(first[i], again[i]));
                }
            }
            Array[] moved = Arrays.stream(inputs).map(KernelContract::moved).toArray(Array[]::new);
            Array[] elsewhere = run(kernel, op, moved, results, 1);
            for (int i = 0; i < results.length; i++) {
                note(op, where + ", at another offset", Agreement.difference(first[i], elsewhere[i]));
            }
        } catch (RuntimeException e) {
            note(op, where, e.toString());
        }
    }

    /** What a fused op is composed of, in double whatever floats the inputs are: else it would round as often as the kernel. */
    private static Array[] composed(Fused op, Array[] inputs, TensorType[] results) {
        Tensor[] exact = Arrays.stream(inputs)
                .map(Interpreter.current()::tensor)
                .map(input -> input.dtype().isFloating() ? input.cast(DType.FLOAT64) : input)
                .toArray(Tensor[]::new);
        Tensor[] found = op.composed(exact);
        Array[] expected = new Array[found.length];
        for (int i = 0; i < found.length; i++) {
            expected[i] = found[i].cast(results[i].dtype()).contiguous().array();
        }
        return expected;
    }

    private static Array[] run(Kernel kernel, Primitive op, Array[] inputs, TensorType[] types, int threads) {
        Workers.resize(threads);
        Array[] outputs = new Array[types.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Array.allocate(types[i].dtype(), kernel.layout(i, types[i]));
            outputs[i].segment().fill((byte) 77);
        }
        kernel.run(op, inputs, outputs);
        return outputs;
    }

    /** The same elements with the same strides, five elements further on in a larger storage. */
    private static Array moved(Array x) {
        long elements = x.segment().byteSize() / x.dtype().bytes();
        Array target = Array.allocate(x.dtype(), Layout.contiguous(Shape.of(elements + 5)));
        target.segment().asSlice(5L * x.dtype().bytes(), x.segment().byteSize()).copyFrom(x.segment());
        return target.with(x.layout().withOffset(x.layout().offset() + 5));
    }

    private void note(Primitive op, String where, @Nullable String difference) {
        if (difference != null) {
            breaches.computeIfAbsent(op.name(), _ -> new ArrayList<>()).add(where + ": " + difference);
        }
    }
}
