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
import dev.adjoint.shape.MethodName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One application of an op in a graph: it knows the values that went in and keeps what the derivative will need, until
 * a backward walk has used it.
 *
 * <p>It is the op's {@link Context} too, since a context belongs to exactly one application, and stands for the first of
 * its results. There are as many of these as small ops: what few nodes need is kept apart.
 */
public final class OpNode implements Context, TensorNode {

    private static final Tensor[] NOTHING = {};

    /** All versions zero, as nearly always: most values are never written to again. */
    private static final int[] NEVER_CHANGED = {};

    private static final Rare USUAL = new Rare(null, null);

    private static final VarHandle WALK;

    static {
        try {
            WALK = MethodHandles.lookup().findVarHandle(OpNode.class, "walk", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** What is known of nodes that are not of a primitive, which have rules of their own for all this. */
    private record Special(
            TensorType[] results,
            @Nullable Supplier<OpNode> history,
            @Nullable Again again) {}

    /** What most nodes do without: a line in debug mode, a segment under a checkpoint. */
    private record Rare(@Nullable Origin origin, @Nullable Segment segment) {

        static Rare here() {
            Origin origin = Origin.here();
            Segment segment = Segment.current();
            return origin == null && segment == null ? USUAL : new Rare(origin, segment);
        }
    }

    /** What a node does that keeps no values of its own: it makes the gradients of its inputs from a second run. */
    public interface Again {

        /**
         * The gradients of the node's inputs.
         *
         * @param differentiable whether the walk is itself recorded
         * @param upstream the gradient of each output; null where it is zero
         * @return the gradient of each input; null where it is zero
         */
        @Nullable
        Tensor[] gradients(boolean differentiable, @Nullable Tensor[] upstream);
    }

    private final Op op;
    private final Interpreter interpreter;
    private final @Nullable TensorNode[] inputs;
    private final TensorType @Nullable [] inputTypes;
    private final Rare rare = Rare.here();
    private @Nullable TensorType type;
    private int outputs;

    private @Nullable Special special;
    private @Nullable Tensor[] kept = NOTHING;
    private int[] versions = NEVER_CHANGED;
    private boolean freed;

    /** The walk that is under way over this node, if any; it alone uses the fields below. */
    @Nullable
    Object walk;

    /** Consumers that reach the loss and have not yet sent their gradient. */
    int pending;

    /** Whether the walk records itself, so that kept values must be seen with their own history. */
    boolean differentiable;

    /** The gradient of the first output, summed so far. */
    private @Nullable Tensor upstream;

    /** Those of the other outputs. */
    private @Nullable Tensor @Nullable [] others;

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
     * Keeps of a primitive's arguments and results what its derivative reads. Only the values: where they stand in the
     * graph is known, so a walk that is itself recorded can tell.
     *
     * @param primitive the op of this node
     * @param arguments the inputs as the interpreter below sees them; the array is this node's from now on
     * @param results the outputs as the interpreter below sees them
     */
    public void keep(Primitive primitive, Tensor[] arguments, Tensor[] results) {
        note(arguments);
        made(results.length, results[0].type());
        Keeps keeps = primitive.keeps(needed());
        if (keeps.inputs() == 0 && keeps.outputs() == 0) {
            return;
        }
        kept = keeps.outputs() == 0 && arguments.length == 1 ? arguments : wanted(keeps, arguments, results);
        versions = versionsOf(kept);
    }

    private static @Nullable Tensor[] wanted(Keeps keeps, Tensor[] arguments, Tensor[] results) {
        @Nullable
        Tensor[] wanted = new Tensor[keeps.outputs() == 0 ? arguments.length : arguments.length + results.length];
        for (int i = 0; i < arguments.length; i++) {
            wanted[i] = keeps.input(i) ? arguments[i] : null;
        }
        for (int i = arguments.length; i < wanted.length; i++) {
            int result = i - arguments.length;
            wanted[i] = keeps.output(result) ? results[result] : null;
        }
        return wanted;
    }

    private void made(int count, TensorType first) {
        outputs = count;
        type = first;
    }

    private void note(Tensor[] arguments) {
        if (rare.segment() != null) {
            rare.segment().note(op, arguments);
        }
    }

    /**
     * Notes what a user's op was applied to, and how to run it once more.
     *
     * @param arguments the inputs as this graph's interpreter sees them
     * @param results the types of the outputs
     * @param run applies the op again, to a node that keeps what this interpreter sees
     */
    public void applied(Tensor[] arguments, TensorType[] results, Supplier<OpNode> run) {
        note(arguments);
        made(results.length, results[0]);
        int[] before = versionsOf(arguments);
        special = new Special(
                results,
                () -> {
                    for (int i = 0; i < arguments.length; i++) {
                        int version = before.length == 0 ? 0 : before[i];
                        if (arguments[i].version() != version) {
                            throw overwritten(arguments[i], version);
                        }
                    }
                    return run.get();
                },
                null);
    }

    /**
     * Notes how the gradients of this node are made, in the place of the op's own rule.
     *
     * @param results the types of the outputs
     * @param way how they are made; forgotten when the node is freed
     */
    public void applied(TensorType[] results, Again way) {
        note(NOTHING);
        made(results.length, results[0]);
        special = new Special(results, null, way);
    }

    /**
     * Keeps, where forward kept its own results, what others see of them; arguments that it only passed on stay.
     *
     * @param made what forward made
     * @param seen the same as others see it
     * @param arguments what it was made from
     */
    public void replaceKept(Tensor[] made, Tensor[] seen, Tensor[] arguments) {
        replace(kept, made, seen, arguments);
        versions = versionsOf(kept);
    }

    /**
     * The same for tensors kept elsewhere.
     *
     * @param kept what forward kept, changed
     * @param made what forward made
     * @param seen the same as others see it
     * @param arguments what it was made from
     */
    public static void replace(@Nullable Tensor[] kept, Tensor[] made, Tensor[] seen, Tensor[] arguments) {
        List<Tensor> given = Arrays.asList(arguments);
        for (int i = 0; i < kept.length; i++) {
            for (int k = 0; k < made.length; k++) {
                if (kept[i] == made[k] && !given.contains(made[k])) {
                    kept[i] = seen[k];
                }
            }
        }
    }

    /**
     * Adds to the gradient of an output.
     *
     * @param output which output
     * @param more what a consumer sent
     */
    void receive(int output, Tensor more) {
        if (output == 0) {
            upstream = upstream == null ? more : upstream.add(more);
            return;
        }
        @Nullable Tensor[] sums = others == null ? new Tensor[outputs] : others;
        Tensor sum = sums[output];
        sums[output] = sum == null ? more : sum.add(more);
        others = sums;
    }

    /** Adds to a sum that only the walk holds. */
    Tensor accumulated(Tensor sum, Tensor more) {
        return interpreter instanceof Recorder recorder ? recorder.accumulated(sum, more) : sum.add(more);
    }

    /** Computes what a walk has found and left for later. */
    void settle(List<Tensor> gradients) {
        if (interpreter instanceof Recorder recorder) {
            recorder.settle(gradients);
        }
    }

    /** The gradient of an output, summed so far; null if no consumer has sent one. */
    @Nullable
    Tensor received(int output) {
        return output == 0 ? upstream : others == null ? null : others[output];
    }

    /** The gradients of the inputs, given those of the outputs; null if nobody has sent any. */
    @Nullable
    Tensor @Nullable [] gradients() {
        if (upstream == null && others == null) {
            return null;
        }
        @Nullable Tensor[] received = others == null ? new Tensor[outputs] : others;
        received[0] = upstream;
        if (special == null) {
            return checked(op, this, op.backward(this, received));
        }
        if (special.again() != null) {
            return special.again().gradients(differentiable, received);
        }
        return checked(op, this, op.backward(context(special), filled(special, received)));
    }

    /**
     * Refuses an answer of an op's {@code backward} that is no gradient of its inputs.
     *
     * @param op what was asked
     * @param context the application that it was asked about
     * @param gradients what it answered
     * @return the same
     * @throws GradientException if their number or a type is wrong
     */
    public static @Nullable Tensor[] checked(Op op, Context context, @Nullable Tensor @Nullable [] gradients) {
        if (gradients == null || gradients.length != context.inputs()) {
            throw new GradientException(MethodName.of(op.name()) + ": backward answered "
                    + (gradients == null ? "null" : gradients.length + " gradients") + " for " + context.inputs()
                    + " inputs. Answer one for each, null where it is zero.");
        }
        for (int i = 0; i < gradients.length; i++) {
            Tensor gradient = gradients[i];
            if (gradient != null && context.needs(i) && !gradient.type().equals(context.inputType(i))) {
                throw new GradientException(
                        MethodName.of(op.name()) + ": backward answered " + gradient.type() + " for input " + i
                                + ", which is " + context.inputType(i) + ". A gradient has the type of its value.");
            }
        }
        return gradients;
    }

    /**
     * What the derivative reads. Where the walk is itself recorded, a user's op is run forward once more on values that
     * know their history: what it kept the first time does not.
     */
    private Context context(Special user) {
        if (!differentiable || user.history() == null) {
            return this;
        }
        OpNode again = user.history().get();
        again.differentiable = true;
        return again;
    }

    /** Users' rules see zeros, not null, where the loss does not depend on an output. */
    private static @Nullable Tensor[] filled(Special user, @Nullable Tensor[] upstream) {
        @Nullable Tensor[] all = upstream.clone();
        for (int i = 0; i < all.length; i++) {
            TensorType type = user.results()[i];
            if (all[i] == null && type.dtype().isFloating()) {
                all[i] = Tensor.zeros(type.dtype(), type.shape().dims());
            }
        }
        return all;
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
        return rare.origin() == null ? null : rare.origin().toString();
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

    /**
     * The segment that was under way when the op was applied.
     *
     * @return the segment, or null outside all
     */
    public @Nullable Segment segment() {
        return rare.segment();
    }

    @Override
    public TensorType type() {
        return Objects.requireNonNull(type, "type");
    }

    @Override
    public OpNode producer() {
        return this;
    }

    @Override
    public int output() {
        return 0;
    }

    /**
     * Where a result stands in the graph.
     *
     * @param output which output it is
     * @param result its element type and shape
     * @return this node itself for the first
     */
    public TensorNode result(int output, TensorType result) {
        return output == 0 ? this : new TensorNode.Result(result, this, output);
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
                    MethodName.of(op.name()) + ": what the forward pass kept was freed by an earlier backward walk."
                            + " Compute the value again, or walk once from the sum of the losses.");
        }
        Tensor tensor = index < kept.length ? kept[index] : null;
        if (tensor == null) {
            throw new GradientException(MethodName.of(op.name()) + ": nothing was kept in place " + index
                    + ". Keep it in forward (keep, or keeps of a primitive).");
        }
        if (tensor.version() != keptVersion(index)) {
            throw overwritten(tensor, keptVersion(index));
        }
        if (op instanceof Primitive) {
            return differentiable ? recorded(index, tensor) : tensor;
        }
        return differentiable ? tensor : interpreter.lower(tensor);
    }

    /** A primitive's kept value with its history. */
    private Tensor recorded(int index, Tensor value) {
        TensorNode node = index < inputs.length
                ? inputs[index]
                : value.dtype().isFloating() ? result(index - inputs.length, value.type()) : null;
        return node != null && interpreter instanceof Recorder recorder ? recorder.recorded(value, node) : value;
    }

    private TensorType[] inputTypes() {
        TensorType[] types = new TensorType[inputs.length];
        Arrays.setAll(types, this::inputType);
        return types;
    }

    private GradientException overwritten(Tensor tensor, int version) {
        Origin change = tensor.lastChange();
        return new GradientException(MethodName.of(op.name()) + ": kept " + tensor.type() + " of "
                + Arrays.toString(inputTypes())
                + " for its derivative, but it was overwritten in place before the backward walk: version " + version
                + " then, " + tensor.version() + " now. Kept "
                + (rare.origin() == null
                        ? "by this " + MethodName.of(op.name()) + " (its line with -Dadjoint.debug=true)"
                        : "at " + rare.origin())
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

    @Override
    public @Nullable Op producer(int index) {
        TensorNode input = inputs[index];
        OpNode producer = input == null ? null : input.producer();
        return producer == null ? null : producer.op;
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
        others = null;
        WALK.setRelease(this, null);
    }

    /** Lets go of what was kept. */
    void free() {
        special = null;
        kept = NOTHING;
        versions = NEVER_CHANGED;
        freed = true;
    }

    boolean isFreed() {
        return freed;
    }

    @Override
    public String toString() {
        return op.name() + Arrays.toString(inputTypes());
    }
}
