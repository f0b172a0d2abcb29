package dev.adjoint;

import dev.adjoint.shape.Shape;

/**
 * The inputs of an op that is applied to many examples at once ({@code vmap}): those that differ between the examples
 * have one axis more, in front, which counts them; the others are the same for all examples and have no such axis.
 *
 * <p>The op itself is written for one example. Its rule, {@link Primitive#batched}, says how it does all of them in one
 * go, and most rules are one line: the same op with its axes moved up by one.
 */
public final class Mapped {

    private final long count;
    private final Tensor[] inputs;
    private final boolean[] mapped;

    /**
     * The inputs of one application.
     *
     * @param count how many examples there are, at least 1
     * @param inputs the arguments of the op
     * @param mapped for each of them, whether it has the axis of the examples in front
     */
    public Mapped(long count, Tensor[] inputs, boolean[] mapped) {
        this.count = count;
        this.inputs = inputs;
        this.mapped = mapped;
    }

    /**
     * How many examples there are.
     *
     * @return the length of the axis in front, at least 1: of no examples, the result types are all there is to know
     */
    public long count() {
        return count;
    }

    /**
     * How many inputs the op has.
     *
     * @return the number of inputs
     */
    public int inputs() {
        return inputs.length;
    }

    /**
     * Whether an input differs between the examples.
     *
     * @param index which input
     * @return true if it has the axis of the examples in front
     */
    public boolean isMapped(int index) {
        return mapped[index];
    }

    /**
     * An input as it is.
     *
     * @param index which input
     * @return the tensor, with the axis of the examples in front if {@link #isMapped}
     */
    public Tensor input(int index) {
        return inputs[index];
    }

    /**
     * The shape of an input as one example sees it.
     *
     * @param index which input
     * @return its shape without the axis of the examples
     */
    public Shape shape(int index) {
        Shape shape = inputs[index].shape();
        return mapped[index] ? shape.remove(0) : shape;
    }

    /**
     * An input with the axis of the examples in front, repeated along it as a view if it is the same for all.
     *
     * @param index which input
     * @return a tensor {@code [count, ..]}
     */
    public Tensor each(int index) {
        return each(inputs[index], mapped[index]);
    }

    private Tensor each(Tensor x, boolean isMapped) {
        return isMapped ? x : x.expand(x.shape().insert(0, count).dims());
    }

    /**
     * All inputs with the axis of the examples in front.
     *
     * @return tensors {@code [count, ..]}
     */
    public Tensor[] each() {
        Tensor[] all = new Tensor[inputs.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = each(i);
        }
        return all;
    }

    /**
     * An input with the axis of the examples merged into another: for axis 0, {@code [count, n, ..]} becomes
     * {@code [count * n, ..]}; for axis 1, {@code [count, n, c, ..]} becomes {@code [n, count * c, ..]}.
     *
     * @param index which input
     * @param axis an axis of one example
     * @return a tensor of the rank of one example
     */
    public Tensor folded(int index, int axis) {
        Shape shape = shape(index);
        return each(index)
                .moveAxis(0, axis)
                .reshape(shape.with(axis, count * shape.dim(axis)).dims());
    }

    /**
     * The way back from {@link #folded}.
     *
     * @param y a result whose axis holds all examples
     * @param axis that axis
     * @return a tensor with the axis of the examples in front
     */
    public Tensor unfolded(Tensor y, int axis) {
        Shape apart = y.shape().with(axis, y.dim(axis) / count).insert(axis, count);
        return y.reshape(apart.dims()).moveAxis(axis, 0);
    }

    /**
     * Applies an op to one example after the other and stacks what it answers: right for every op, and slow.
     *
     * @param op what to compute for each example
     * @return its outputs, with the axis of the examples in front
     */
    public Tensor[] oneByOne(Primitive op) {
        Tensor[][] answers = new Tensor[Math.toIntExact(count)][];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = op.apply(example(i));
        }
        Tensor[] outputs = new Tensor[answers[0].length];
        Tensor[] others = new Tensor[answers.length - 1];
        for (int k = 0; k < outputs.length; k++) {
            for (int i = 0; i < others.length; i++) {
                others[i] = answers[i + 1][k];
            }
            outputs[k] = Tensor.stack(0, answers[0][k], others);
        }
        return outputs;
    }

    private Tensor[] example(int index) {
        Tensor[] arguments = inputs.clone();
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = mapped[i] ? inputs[i].select(0, index) : inputs[i];
        }
        return arguments;
    }
}
