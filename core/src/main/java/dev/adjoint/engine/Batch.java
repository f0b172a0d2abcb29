package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Interpreter;
import dev.adjoint.Mapped;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Fused;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import java.util.function.Supplier;

/**
 * Runs a function that was written for one example on many at once: each op does all examples in one go, by the rule
 * that it brings ({@link Primitive#batched}), on tensors of the interpreters below whose axis 0 counts the examples.
 *
 * <p>What does not depend on an example stays as it is: it is computed once.
 */
public final class Batch extends EngineInterpreter {

    private final long level;
    private final long count;

    /** Who was in force outside: it makes the tensors that no input decides the interpreter of. */
    private final Interpreter outside = Interpreter.current();

    /** Whether the mapped function has ended: what is left of it stands for examples that nobody knows any more. */
    private volatile boolean over;

    private Batch(long level, long count) {
        this.level = level;
        this.count = count;
    }

    /**
     * An interpreter above all those in force.
     *
     * @param count how many examples there are, 0 or more
     * @return a new floor
     */
    public static Batch next(long count) {
        return new Batch(Depth.transformation(), count);
    }

    /**
     * Runs code in which this is the highest interpreter, once; what it draws at random differs between the examples.
     *
     * @param body what to compute
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public <R> R inside(Supplier<R> body) {
        try {
            return Depth.inside(level, () -> Interpreter.during(this, body));
        } finally {
            over = true;
        }
    }

    /**
     * A tensor as the function sees it that is written for one example.
     *
     * @param all the examples along axis 0
     * @return one of them, whichever
     */
    public Tensor example(Tensor all) {
        return new BatchTensor(this, all);
    }

    /**
     * All examples of a result.
     *
     * @param tensor a result of code that ran inside
     * @return a tensor of the interpreters below, with the examples along axis 0; repeated there if it is one for all
     */
    public Tensor all(Tensor tensor) {
        Tensor below = lower(tensor);
        return isMapped(tensor)
                ? below
                : below.expand(below.shape().insert(0, count).dims());
    }

    /**
     * Whether a tensor depends on the example.
     *
     * @param tensor a result of code that ran inside
     * @return false if it is the same for all
     */
    public boolean isMapped(Tensor tensor) {
        return tensor instanceof BatchTensor own && own.interpreter() == this;
    }

    long count() {
        return count;
    }

    @Override
    long level() {
        return level;
    }

    @Override
    public Tensor lower(Tensor tensor) {
        return tensor instanceof BatchTensor own && own.interpreter() == this ? own.all() : tensor;
    }

    @Override
    public Tensor[] apply(Op op, Tensor... inputs) {
        if (over) {
            throw new IllegalStateException(MethodName.of(op.name()) + ": an argument stands for the " + count
                    + " examples of a function mapped by vmap, which has ended. Return it from that function: its"
                    + " results hold all examples.");
        }
        if (op instanceof Fused fused) {
            return composed(fused, inputs);
        }
        Tensor[] below = new Tensor[inputs.length];
        boolean[] mapped = new boolean[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            below[i] = lower(inputs[i]);
            mapped[i] = isMapped(inputs[i]);
        }
        // What the examples have in common is done where they are not seen: one floor below.
        return examples(Interpreter.during(
                outside,
                () -> op instanceof Primitive primitive
                        ? batched(primitive, Eager.types(inputs), new Mapped(count, below, mapped))
                        : outside.dispatch(new BatchedOp(op, count, mapped), below)));
    }

    private Tensor[] batched(Primitive op, TensorType[] types, Mapped inputs) {
        // Asked of one example first, so that an error speaks of what the user sees.
        TensorType[] results = op.outputs(types);
        return count == 0 ? none(results) : op.batched(inputs);
    }

    private static Tensor[] none(TensorType[] types) {
        Tensor[] outputs = new Tensor[types.length];
        for (int i = 0; i < outputs.length; i++) {
            Shape shape = types[i].shape().insert(0, 0);
            outputs[i] = Tensor.zeros(types[i].dtype(), shape.dims());
        }
        return outputs;
    }

    private Tensor[] examples(Tensor[] all) {
        Tensor[] examples = new Tensor[all.length];
        for (int i = 0; i < examples.length; i++) {
            examples[i] = example(all[i]);
        }
        return examples;
    }

    @Override
    public void applyInto(Primitive op, Tensor[] inputs, Tensor... targets) {
        for (Tensor input : inputs) {
            requireShared(op, input);
        }
        for (Tensor target : targets) {
            requireShared(op, target);
        }
        outside.applyInto(op, inputs, targets);
    }

    private void requireShared(Op op, Tensor tensor) {
        Tensor seen = tensor;
        for (EngineInterpreter above = of(seen); above.level() > level; above = of(seen)) {
            seen = above.lower(seen);
        }
        if (isMapped(seen)) {
            throw new GradientException(MethodName.of(op.name()) + ": " + tensor.type() + " stands for " + count
                    + " examples inside vmap, and nothing is written in place there. Return the new value from the"
                    + " function, and assign it outside.");
        }
    }

    /** Each example draws numbers of its own. */
    @Override
    public Tensor uniform(Generator generator, TensorType type) {
        return example(outside.uniform(generator, all(type)));
    }

    /** Each example draws numbers of its own. */
    @Override
    public Tensor normal(Generator generator, TensorType type) {
        return example(outside.normal(generator, all(type)));
    }

    private TensorType all(TensorType one) {
        return one.with(one.shape().insert(0, count));
    }

    @Override
    public Tensor tensor(Array array) {
        return outside.tensor(array);
    }
}
