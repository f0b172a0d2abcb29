package dev.adjoint.graph;

import dev.adjoint.Context;
import dev.adjoint.GradientException;
import dev.adjoint.Interpreter;
import dev.adjoint.Keeps;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Origin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One application of an op in a graph: it knows the values that went in and keeps what the derivative will need, until
 * a backward walk has used it.
 *
 * <p>It is the op's {@link Context} too, since a context belongs to exactly one application.
 */
public final class OpNode implements Context {

    private static final Tensor[] NOTHING = {};

    /** All versions zero, as nearly always: most values are never written to again. */
    private static final int[] NEVER_CHANGED = {};

    private static final VarHandle WALK;

    static {
        try {
            WALK = MethodHandles.lookup().findVarHandle(OpNode.class, "walk", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Op op;
    private final Interpreter interpreter;
    private final @Nullable TensorNode[] inputs;
    private final TensorType @Nullable [] inputTypes;
    private final @Nullable Origin origin = Origin.here();
    private int outputs;

    private Tensor[] arguments = NOTHING;
    private @Nullable Tensor[] kept = NOTHING;
    private int[] versions = NEVER_CHANGED;
    private boolean freed;

    /** The walk that is under way over this node, if any; it alone uses the four fields below. */
    @Nullable
    Object walk;

    /** Consumers that reach the loss and have not yet sent their gradient. */
    int pending;

    /** The gradient of each output, summed so far. */
    @Nullable
    Tensor @Nullable [] upstream;

    /** Whether the walk records itself, so that kept values must be seen with their own history. */
    boolean differentiable;

    /**
     * An application whose outputs are not known yet.
     *
     * @param op what is computed
     * @param interpreter whose graph this is
     * @param inputs where the arguments stand in the graph; null for constants
     * @param inputTypes the types of the arguments; null if all of them stand in the graph, where their types are known
     */
    public OpNode(Op op, Interpreter interpreter, @Nullable TensorNode[] inputs, TensorType @Nullable [] inputTypes) {
        this.op = op;
        this.interpreter = interpreter;
        this.inputs = inputs;
        this.inputTypes = inputTypes;
    }

    /**
     * Keeps of a primitive's arguments and results what its derivative reads.
     *
     * @param primitive the op of this node
     * @param arguments the inputs as this graph's interpreter sees them
     * @param results the outputs as this graph's interpreter sees them
     */
    public void keep(Primitive primitive, Tensor[] arguments, Tensor[] results) {
        outputs = results.length;
        Keeps keeps = primitive.keeps(needed());
        if (keeps.inputs() == 0 && keeps.outputs() == 0) {
            return;
        }
        @Nullable
        Tensor[] wanted = new Tensor[keeps.outputs() == 0 ? arguments.length : arguments.length + results.length];
        for (int i = 0; i < arguments.length; i++) {
            wanted[i] = keeps.input(i) ? arguments[i] : null;
        }
        for (int i = arguments.length; i < wanted.length; i++) {
            int result = i - arguments.length;
            wanted[i] = keeps.output(result) ? results[result] : null;
        }
        kept = wanted;
        versions = versionsOf(wanted);
    }

    /**
     * Notes what a user's op, which keeps by hand, was applied to.
     *
     * @param inputs the inputs as this graph's interpreter sees them
     * @param count the number of outputs
     */
    public void applied(Tensor[] inputs, int count) {
        arguments = inputs;
        outputs = count;
    }

    /**
     * What the derivative reads. Where the walk is itself recorded, a user's op is run forward once more on values that
     * know their history: what it kept the first time does not.
     */
    Context context() {
        if (!differentiable || op instanceof Primitive) {
            return this;
        }
        OpNode again = new OpNode(op, interpreter, inputs, inputTypes);
        again.differentiable = true;
        op.forward(again, arguments);
        return again;
    }

    private static int[] versionsOf(@Nullable Tensor[] tensors) {
        int[] versions = NEVER_CHANGED;
        for (int i = 0; i < tensors.length; i++) {
            Tensor tensor = tensors[i];
            int version = tensor == null ? 0 : tensor.version();
            if (version != 0) {
                versions = versions.length == 0 ? new int[tensors.length] : versions;
                versions[i] = version;
            }
        }
        return versions;
    }

    private int keptVersion(int index) {
        return versions.length == 0 ? 0 : versions[index];
    }

    /**
     * What is computed.
     *
     * @return the op
     */
    public Op op() {
        return op;
    }

    /**
     * The line of the user's program that applied the op.
     *
     * @return a stack trace's line; null outside debug mode
     */
    public @Nullable String origin() {
        return origin == null ? null : origin.toString();
    }

    /**
     * Where an argument stands in the graph.
     *
     * @param index which input
     * @return its node, or null for a constant
     */
    public @Nullable TensorNode inputNode(int index) {
        return inputs[index];
    }

    /**
     * How many outputs the op has.
     *
     * @return the number of outputs
     */
    public int outputs() {
        return outputs;
    }

    @Override
    public int inputs() {
        return inputs.length;
    }

    @Override
    public void keep(Tensor... tensors) {
        int before = kept.length;
        kept = Arrays.copyOf(kept, before + tensors.length);
        System.arraycopy(tensors, 0, kept, before, tensors.length);
        versions = versionsOf(kept);
    }

    @Override
    public Tensor kept(int index) {
        if (freed) {
            throw new GradientException(
                    op.name() + ": what the forward pass kept was freed by an earlier backward walk."
                            + " Compute the value again, or walk once from the sum of the losses.");
        }
        Tensor tensor = index < kept.length ? kept[index] : null;
        if (tensor == null) {
            throw new GradientException(op.name() + ": nothing was kept in place " + index
                    + ". Keep it in forward (keep, or keeps of a primitive).");
        }
        if (tensor.version() != keptVersion(index)) {
            throw overwritten(tensor, keptVersion(index));
        }
        return differentiable ? tensor : interpreter.lower(tensor);
    }

    private GradientException overwritten(Tensor tensor, int version) {
        Origin change = tensor.lastChange();
        return new GradientException(op.name() + ": kept " + tensor.type() + " of " + Arrays.toString(inputTypes)
                + " for its derivative, but it was overwritten in place before the backward walk: version " + version
                + " then, " + tensor.version() + " now. Kept "
                + (origin == null ? "by this " + op.name() + " (its line with -Dadjoint.debug=true)" : "at " + origin)
                + ", overwritten at " + change + ". Walk first and update afterwards, or update a copy().");
    }

    @Override
    public Tensor input(int index) {
        return kept(index);
    }

    @Override
    public Tensor output(int index) {
        return kept(inputs.length + index);
    }

    @Override
    public TensorType inputType(int index) {
        TensorNode node = inputs[index];
        return node != null ? node.type() : Objects.requireNonNull(inputTypes, "inputTypes")[index];
    }

    @Override
    public boolean needs(int index) {
        return inputs[index] != null;
    }

    private long needed() {
        long bits = 0;
        for (int i = 0; i < inputs.length; i++) {
            bits |= inputs[i] == null ? 0 : 1L << i;
        }
        return bits;
    }

    /** Whether a walk has this node for itself now; false if another one has. */
    boolean claim(Object walker) {
        return WALK.compareAndSet(this, null, walker);
    }

    /** Leaves the node to other walks. */
    void release() {
        upstream = null;
        WALK.setRelease(this, null);
    }

    /** Lets go of what was kept. */
    void free() {
        arguments = NOTHING;
        kept = NOTHING;
        versions = NEVER_CHANGED;
        freed = true;
    }

    boolean isFreed() {
        return freed;
    }

    @Override
    public String toString() {
        TensorType[] types = new TensorType[inputs.length];
        Arrays.setAll(types, this::inputType);
        return op.name() + Arrays.toString(types);
    }
}
