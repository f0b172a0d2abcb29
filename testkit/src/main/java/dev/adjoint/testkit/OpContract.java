package dev.adjoint.testkit;

import dev.adjoint.GradientException;
import dev.adjoint.LinearAlgebraException;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.diff.Diff;
import dev.adjoint.diff.GradientCheck;
import dev.adjoint.lazy.Lazy;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Matmul;
import dev.adjoint.op.example.Example;
import dev.adjoint.op.example.Refusal;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What every op must meet, on one of its examples. A breach is an {@link AssertionError} that names the op, the example,
 * the seed, what was found and expected, and what to do next.
 *
 * <p>Write {@code OpContract.of(example).check()} for all of it; a test for each of the {@link #promises} reads better
 * where many run.
 */
public final class OpContract {

    private final Example example;
    private final int order;
    private final long seed;

    private OpContract(Example example, int order, long seed) {
        this.example = example;
        this.order = order;
        this.seed = seed;
    }

    /**
     * The contract for one example.
     *
     * @param example the op and its inputs
     * @return the contract, to be checked
     */
    public static OpContract of(Example example) {
        return new OpContract(example, 2, 1);
    }

    /**
     * The same for derivatives of another order.
     *
     * @param wanted 1, or 2 for the second derivatives as well
     * @return a new contract
     */
    public OpContract order(int wanted) {
        return new OpContract(example, wanted, seed);
    }

    /**
     * The same with other random directions.
     *
     * @param wanted any number
     * @return a new contract
     */
    public OpContract seed(long wanted) {
        return new OpContract(example, order, wanted);
    }

    /**
     * The greatest relative errors of the derivatives found.
     *
     * @param compared how many functions were compared with central differences; without any, all errors are 0
     * @param forward of Jacobian-vector products
     * @param reverse of vector-Jacobian products
     * @param second of second derivatives
     */
    public record Report(int compared, double forward, double reverse, double second) {

        /** Nothing to differentiate. */
        public static final Report NONE = new Report(0, 0, 0, 0);

        /**
         * The worst of both.
         *
         * @param other another report
         * @return the greater error in each column
         */
        public Report worst(Report other) {
            return new Report(
                    compared + other.compared,
                    Math.max(forward, other.forward),
                    Math.max(reverse, other.reverse),
                    Math.max(second, other.second));
        }
    }

    /**
     * One part of the contract.
     *
     * @param text what is promised
     * @param check throws an {@link AssertionError} if the promise is broken; answers the errors of the derivatives
     */
    public record Promise(String text, Supplier<Report> check) {}

    /**
     * All that is promised for the example.
     *
     * @return each promise, to be checked by itself
     */
    public List<Promise> promises() {
        return List.of(
                promise("types as inferred", this::types),
                promise("any layout gives the same", this::layouts),
                promise("both modes have one Jacobian", this::modes),
                promise("a branch not taken has no gradient", this::deadBranches),
                promise("drawn and run is computed at once", this::staged),
                promise("vmap is the loop", this::batched),
                new Promise("derivatives are central differences", this::derivatives));
    }

    private static Promise promise(String text, Runnable check) {
        return new Promise(text, () -> {
            check.run();
            return Report.NONE;
        });
    }

    /**
     * Checks everything.
     *
     * @return the errors of the derivatives
     */
    public Report check() {
        return promises().stream().map(promise -> promise.check().get()).reduce(Report.NONE, Report::worst);
    }

    /** The types that the shape rule foretells are those of the results. */
    public void types() {
        if (!(example.op() instanceof Primitive primitive)) {
            return;
        }
        try (Scope _ = Scope.open()) {
            Tensor[] inputs = example.inputs().get();
            TensorType[] types = Arrays.stream(inputs).map(Tensor::type).toArray(TensorType[]::new);
            TensorType[] foretold = primitive.infer(types);
            // What the memory holds, not what the tensor says of itself: that may come from infer.
            TensorType[] found = Arrays.stream(arrays(example.op().apply(inputs)))
                    .map(array -> new TensorType(array.dtype(), array.shape()))
                    .toArray(TensorType[]::new);
            if (!Arrays.equals(foretold, found)) {
                throw breach("infer says " + Arrays.toString(foretold) + ", the results are " + Arrays.toString(found)
                        + ". Mend infer, or the layout that a kernel asks for.");
            }
        }
    }

    /** Views of any kind give what contiguous inputs give, results may stand anyhow, and inputs are left alone. */
    public void layouts() {
        for (Arrangement arrangement : Arrangement.values()) {
            try (Scope _ = Scope.open()) {
                Tensor[] inputs = example.inputs().get();
                Tensor[] arranged = Arrays.stream(inputs).map(arrangement::of).toArray(Tensor[]::new);
                Tensor[] plain =
                        Arrays.stream(arranged).map(Arrangement.CONTIGUOUS::of).toArray(Tensor[]::new);
                Array[] expected;
                try {
                    expected = example.op() instanceof Primitive primitive
                            ? reference(primitive, arrays(plain), Arrangement.CONTIGUOUS)
                            : arrays(example.op().apply(plain));
                } catch (LinearAlgebraException refused) {
                    refuses(arranged, arrangement, refused);
                    continue;
                }
                Array[] found = arrays(example.op().apply(arranged));
                for (int i = 0; i < expected.length; i++) {
                    require(
                            Agreement.difference(example.op(), arrays(plain), expected[i], found[i]),
                            "output " + i + " of " + arrangement + " inputs, as the engine computes it");
                }
                if (example.op() instanceof Primitive primitive) {
                    Array[] again = reference(primitive, arrays(arranged), Arrangement.TRANSPOSED);
                    for (int i = 0; i < expected.length; i++) {
                        require(
                                Agreement.difference(expected[i], again[i]),
                                "output " + i + " of " + arrangement + " inputs, by the reference");
                    }
                }
                for (int i = 0; i < plain.length; i++) {
                    require(
                            Agreement.difference(plain[i].array(), arranged[i].array()),
                            "input " + i + " after the op, which must not change it");
                }
            }
        }
    }

    /** Repeated rows make a matrix that has no answer: it has none in this layout either. */
    private void refuses(Tensor[] arranged, Arrangement arrangement, LinearAlgebraException refused) {
        try {
            example.op().apply(arranged);
        } catch (LinearAlgebraException likewise) {
            return;
        }
        throw breach(
                arrangement + " inputs are accepted, but when contiguous they are refused: " + refused.getMessage());
    }

    /** The reference forward pass into results that stand in memory as asked. */
    static Array[] reference(Primitive op, Array[] inputs, Arrangement results) {
        TensorType[] types = Arrays.stream(inputs)
                .map(input -> new TensorType(input.dtype(), input.shape()))
                .toArray(TensorType[]::new);
        Array[] outputs = Arrays.stream(op.infer(types))
                .map(type -> results.of(blank(type)))
                .toArray(Array[]::new);
        op.evaluate(inputs, outputs);
        return outputs;
    }

    /** Results are undefined before the op: what it forgets to write shows. */
    private static Array blank(TensorType type) {
        Array array = Array.allocate(type.dtype(), Layout.contiguous(type.shape()));
        array.segment().fill((byte) 77);
        return array;
    }

    /**
     * Forward and reverse mode have one Jacobian: each column of it by the one equals what the rows by the other say,
     * at kinks and infinities too. What is not finite by the one must not be finite by the other, or zero.
     */
    public void modes() {
        for (Packed packed : Packed.of(example)) {
            try (Scope _ = Scope.open()) {
                require(Jacobians.difference(packed), packed.toString());
            }
        }
    }

    /** Many examples at once give what one after the other gives, whichever inputs differ between them; so in both modes. */
    public void batched() {
        try (Scope _ = Scope.open()) {
            require(Mapping.difference(example), "vmap");
            for (Packed packed : Packed.of(example)) {
                require(Mapping.difference(packed), "vmap of the derivative of " + packed);
            }
        } catch (RuntimeException e) {
            throw new AssertionError(example + " (seed " + seed + "): vmap: " + e.getMessage(), e);
        }
    }

    /**
     * Where a selection does not choose the op's value, no derivative comes from it: no NaN, whatever its inputs are. Sums
     * of products are excepted: their kernels multiply zeros by whatever the other operand holds.
     */
    public void deadBranches() {
        if (example.op() instanceof Matmul || example.op() instanceof Convolution) {
            return;
        }
        for (Packed packed : Packed.of(example)) {
            try (Scope _ = Scope.open()) {
                require(DeadBranch.leak(packed), packed.toString());
            }
        }
    }

    /**
     * Derivatives of order 1 and 2 equal central differences, where the example is smooth; and a graph walked by hand
     * says the same.
     *
     * @return the greatest errors
     */
    public Report derivatives() {
        Report report = Report.NONE;
        for (Packed packed : example.smooth() ? Packed.of(example) : List.<Packed>of()) {
            try (Scope _ = Scope.open()) {
                if (packed.point().size() > 0 && !packed.isCoarse()) {
                    report = report.worst(compareDifferences(packed));
                }
                byHand(packed);
            }
        }
        return report;
    }

    private Report compareDifferences(Packed packed) {
        try {
            GradientCheck.Report found =
                    GradientCheck.of(packed.function()).order(order).seed(seed).at(packed.point());
            return new Report(1, found.forward(), found.reverse(), found.second());
        } catch (GradientException e) {
            throw breach(packed + ": " + e.getMessage());
        }
    }

    /**
     * Drawn as a graph and run, the op gives bit for bit what it gives at once; so do its derivatives in both modes,
     * whether they are drawn themselves or taken of the graph's run.
     */
    public void staged() {
        try (Scope _ = Scope.open()) {
            Tensor[] inputs = example.inputs().get();
            Tensor[] expected = example.op().apply(inputs);
            Tensor[] found = Lazy.stageAll(example.op()::apply).applyAll(inputs);
            for (int i = 0; i < expected.length; i++) {
                requireSame(expected[i], found[i], "output " + i + " of the staged op");
            }
            for (Packed packed : Packed.of(example)) {
                UnaryOperator<Tensor> drawn = Lazy.stage(packed.function())::apply;
                UnaryOperator<Tensor> gradient = derivative(packed.function(), true);
                UnaryOperator<Tensor> tangent = derivative(packed.function(), false);
                Tensor x = packed.point();
                requireSame(gradient.apply(x), Lazy.stage(gradient).apply(x), packed + ": the drawn gradient");
                requireSame(
                        gradient.apply(x), derivative(drawn, true).apply(x), packed + ": the gradient of the graph");
                requireSame(tangent.apply(x), Lazy.stage(tangent).apply(x), packed + ": the drawn tangent");
                requireSame(tangent.apply(x), derivative(drawn, false).apply(x), packed + ": the tangent of the graph");
            }
        }
    }

    /** By the upstream gradient of ones, or along the direction of ones. */
    private static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> function, boolean reverse) {
        return x -> {
            if (!reverse) {
                return Diff.jvp(function, x, Tensor.ones(DType.FLOAT64, x.size()))
                        .tangent();
            }
            Diff.Vjp<Tensor, Tensor> vjp = Diff.vjp(function, x);
            return vjp.pullback().apply(Tensor.ones(DType.FLOAT64, vjp.value().size()));
        };
    }

    private void requireSame(Tensor expected, Tensor found, String what) {
        if (!expected.type().equals(found.type())) {
            throw breach(what + " is " + found.type() + ", eager " + expected.type());
        }
        require(Agreement.difference(expected.array(), found.array()), what + ", against eager");
    }

    private void byHand(Packed packed) {
        Tensor leaf = packed.point().withGrad();
        Tensor y = packed.function().apply(leaf);
        Tensor upstream = Tensor.ones(DType.FLOAT64, y.size());
        if (!y.requiresGrad()) {
            throw breach(packed + ": no graph was recorded. Check the types of the outputs.");
        }
        y.backward(upstream, true);
        Tensor grad = leaf.grad();
        UnaryOperator<Tensor> gradient =
                x -> Diff.vjp(packed.function(), x).pullback().apply(upstream);
        compareLeaf(packed + ": the gradient", gradient.apply(packed.point()), grad);
        if (order == 1) {
            return;
        }
        leaf.clearGrad();
        if (grad != null && grad.requiresGrad()) {
            grad.sum().backward();
        }
        Tensor twice = Diff.grad(x -> gradient.apply(x).sum()).apply(packed.point());
        compareLeaf(packed + ": the gradient of the gradient", twice, leaf.grad());
    }

    private void compareLeaf(String what, Tensor expected, @Nullable Tensor found) {
        if (found != null) {
            require(Agreement.difference(expected.array(), found.array()), what + " left in a leaf");
        } else if (expected.ne(0).any().item() != 0) {
            throw breach(what + ": the leaf got none, but it is not zero. Keep the graph where the walk is recorded.");
        }
    }

    /**
     * An op refuses what it must: with the declared exception, naming what is wrong.
     *
     * @param refusal the op, its inputs, and how it answers
     */
    public static void refuses(Refusal refusal) {
        RuntimeException thrown = thrown(refusal);
        if (thrown == null) {
            throw new AssertionError(refusal + ": it was accepted. Check it in infer, before memory is touched.");
        }
        String message = String.valueOf(thrown.getMessage());
        if (thrown.getClass() != refusal.error() || !message.contains(refusal.text())) {
            throw new AssertionError(
                    refusal + ": expected " + refusal.error().getSimpleName() + " with \"" + refusal.text()
                            + "\", found " + thrown + ". Name fact, values and remedy.",
                    thrown);
        }
        if (message.split(":", 2)[0].contains("_")) {
            throw new AssertionError(refusal + ": \"" + message + "\" does not name the method as it is written."
                    + " Ask MethodName for it.");
        }
        if (!message.matches("(?s)[a-z].+[:.] .+[.?!]")) {
            throw new AssertionError(refusal + ": \"" + message
                    + "\" is not of the form \"fact with values. Remedy.\" Say what to do instead.");
        }
    }

    private static @Nullable RuntimeException thrown(Refusal refusal) {
        try (Scope _ = Scope.open()) {
            refusal.op().apply(refusal.inputs().get());
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static Array[] arrays(Tensor[] tensors) {
        return Arrays.stream(tensors).map(Tensor::array).toArray(Array[]::new);
    }

    private void require(@Nullable String difference, String where) {
        if (difference != null) {
            throw breach(where + ": " + difference);
        }
    }

    private AssertionError breach(String text) {
        return new AssertionError(example + " (seed " + seed + "): " + text);
    }
}
