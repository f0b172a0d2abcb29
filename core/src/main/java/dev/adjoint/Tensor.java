package dev.adjoint;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value: numbers of one type in a shape of any rank, 0 included. The language of this library: users' code and the
 * derivative rules of the ops speak it alike.
 *
 * <p>Whether an operation is computed at once, recorded, differentiated or only drawn is decided by the
 * {@link Interpreter} that its operands belong to. Views ({@link #reshape}, {@link #permute}, {@link #slice},
 * {@link #expand} and what is made of them) share memory and cost constant time.
 *
 * <p>Broadcasting is strict: axes of length 1 stretch, and a tensor of lower rank may join if its shape equals the
 * trailing axes exactly. Element types are never mixed silently: {@link #cast} says it. Axes count from 0, or from
 * the end if negative.
 */
public interface Tensor
        extends TensorTree<Tensor>,
                TensorValues,
                TensorArithmetic,
                TensorFunctions,
                TensorActivations,
                TensorReductions,
                TensorStatistics,
                TensorNormalisation,
                TensorAttention,
                TensorScans,
                TensorMovement,
                TensorIndexing,
                TensorArrangement,
                TensorSorting,
                TensorSampling,
                TensorProducts,
                TensorWindows,
                TensorLinearAlgebra {

    /**
     * A vector of float32 elements.
     *
     * @param values the elements, copied
     * @return a tensor of rank 1
     */
    static Tensor of(float... values) {
        return of(values, Given.of("tensor", "the array of values", values).length);
    }

    /**
     * A tensor of float32 elements.
     *
     * @param values the elements in row-major order, copied
     * @param lengths the length of each axis
     * @return a tensor of that shape
     * @throws dev.adjoint.shape.ShapeException if the shape does not have as many elements
     */
    static Tensor of(float[] values, long... lengths) {
        return Creation.of(
                DType.FLOAT32,
                MemorySegment.ofArray(Given.of("tensor", "the array of values", values)),
                Shape.of(lengths));
    }

    /**
     * A single float32 element.
     *
     * @param value the element
     * @return a tensor of rank 0
     */
    static Tensor scalar(float value) {
        return of(new float[] {value}, new long[0]);
    }

    /**
     * A vector of float64 elements.
     *
     * @param values the elements, copied
     * @return a tensor of rank 1
     */
    static Tensor of(double... values) {
        return of(values, Given.of("tensor", "the array of values", values).length);
    }

    /**
     * A tensor of float64 elements.
     *
     * @param values the elements in row-major order, copied
     * @param lengths the length of each axis
     * @return a tensor of that shape
     * @throws dev.adjoint.shape.ShapeException if the shape does not have as many elements
     */
    static Tensor of(double[] values, long... lengths) {
        return Creation.of(
                DType.FLOAT64,
                MemorySegment.ofArray(Given.of("tensor", "the array of values", values)),
                Shape.of(lengths));
    }

    /**
     * A single float64 element.
     *
     * @param value the element
     * @return a tensor of rank 0
     */
    static Tensor scalar(double value) {
        return of(new double[] {value}, new long[0]);
    }

    /**
     * A vector of int32 elements.
     *
     * @param values the elements, copied
     * @return a tensor of rank 1
     */
    static Tensor of(int... values) {
        return of(values, Given.of("tensor", "the array of values", values).length);
    }

    /**
     * A tensor of int32 elements.
     *
     * @param values the elements in row-major order, copied
     * @param lengths the length of each axis
     * @return a tensor of that shape
     * @throws dev.adjoint.shape.ShapeException if the shape does not have as many elements
     */
    static Tensor of(int[] values, long... lengths) {
        return Creation.of(
                DType.INT32,
                MemorySegment.ofArray(Given.of("tensor", "the array of values", values)),
                Shape.of(lengths));
    }

    /**
     * A single int32 element.
     *
     * @param value the element
     * @return a tensor of rank 0
     */
    static Tensor scalar(int value) {
        return of(new int[] {value}, new long[0]);
    }

    /**
     * A vector of int64 elements.
     *
     * @param values the elements, copied
     * @return a tensor of rank 1
     */
    static Tensor of(long... values) {
        return of(values, Given.of("tensor", "the array of values", values).length);
    }

    /**
     * A tensor of int64 elements.
     *
     * @param values the elements in row-major order, copied
     * @param lengths the length of each axis
     * @return a tensor of that shape
     * @throws dev.adjoint.shape.ShapeException if the shape does not have as many elements
     */
    static Tensor of(long[] values, long... lengths) {
        return Creation.of(
                DType.INT64,
                MemorySegment.ofArray(Given.of("tensor", "the array of values", values)),
                Shape.of(lengths));
    }

    /**
     * A single int64 element.
     *
     * @param value the element
     * @return a tensor of rank 0
     */
    static Tensor scalar(long value) {
        return of(new long[] {value}, new long[0]);
    }

    /**
     * A vector of truth values.
     *
     * @param values the elements, copied
     * @return a bool tensor of rank 1
     */
    static Tensor of(boolean... values) {
        byte[] bytes = new byte[Given.of("tensor", "the array of values", values).length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return Creation.of(DType.BOOL, MemorySegment.ofArray(bytes), Shape.of(values.length));
    }

    /**
     * A tensor of bytes without sign.
     *
     * @param values the elements in row-major order, copied; -1 stands for 255
     * @param lengths the length of each axis
     * @return a uint8 tensor of that shape
     */
    static Tensor ofBytes(byte[] values, long... lengths) {
        return Creation.of(
                DType.UINT8,
                MemorySegment.ofArray(Given.of("tensor", "the array of values", values)),
                Shape.of(lengths));
    }

    /**
     * All zeros, float32.
     *
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor zeros(long... lengths) {
        return full(0, DType.FLOAT32, lengths);
    }

    /**
     * All zeros, of a given type.
     *
     * @param dtype the element type
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor zeros(DType dtype, long... lengths) {
        return full(0, dtype, lengths);
    }

    /**
     * All ones, float32.
     *
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor ones(long... lengths) {
        return full(1, DType.FLOAT32, lengths);
    }

    /**
     * All ones, of a given type.
     *
     * @param dtype the element type
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor ones(DType dtype, long... lengths) {
        return full(1, dtype, lengths);
    }

    /**
     * The same number everywhere.
     *
     * @param value the number
     * @param dtype the element type
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor full(double value, DType dtype, long... lengths) {
        return Creation.full(value, new TensorType(dtype, Shape.of(lengths)));
    }

    /**
     * The whole numbers 0, 1, 2, ...
     *
     * @param count how many
     * @return an int64 tensor of rank 1
     */
    static Tensor arange(long count) {
        return Creation.arange(count);
    }

    /**
     * Whole numbers one after the other.
     *
     * @param from the first
     * @param to the number after the last; none at all if it is not greater
     * @return an int64 tensor of rank 1
     */
    static Tensor arange(long from, long to) {
        return arange(from, to, 1);
    }

    /**
     * Whole numbers at even distances.
     *
     * @param from the first
     * @param to where to stop before
     * @param step from one to the next; not 0
     * @return an int64 tensor of rank 1
     */
    static Tensor arange(long from, long to, long step) {
        return Creation.arange(from, to, step);
    }

    /**
     * Numbers at even distances. Since the step is rounded, so may be whether the last one still fits:
     * {@link #linspace} says how many.
     *
     * @param from the first
     * @param to where to stop before
     * @param step from one to the next; not 0
     * @param dtype the element type
     * @return a tensor of rank 1
     */
    static Tensor arange(double from, double to, double step, DType dtype) {
        return Creation.arange(from, to, step, dtype);
    }

    /**
     * Evenly spaced numbers, both ends included, float32.
     *
     * @param from the first
     * @param to the last
     * @param count how many, at least 2
     * @return a float32 tensor of rank 1
     */
    static Tensor linspace(double from, double to, int count) {
        return linspace(from, to, count, DType.FLOAT32);
    }

    /**
     * Evenly spaced numbers, both ends included, of a given type.
     *
     * @param from the first
     * @param to the last
     * @param count how many, at least 2
     * @param dtype the element type, floating
     * @return a tensor of rank 1
     */
    static Tensor linspace(double from, double to, int count, DType dtype) {
        return Creation.linspace(from, to, count, dtype);
    }

    /**
     * The identity matrix, float32.
     *
     * @param n the number of rows and columns
     * @return a float32 tensor {@code [n, n]}
     */
    static Tensor eye(long n) {
        return eye(DType.FLOAT32, n, n);
    }

    /**
     * Ones on the main diagonal of a matrix, and zeros elsewhere, of a given type.
     *
     * @param dtype the element type
     * @param rows the number of rows
     * @param columns the number of columns
     * @return a tensor {@code [rows, columns]}
     */
    static Tensor eye(DType dtype, long rows, long columns) {
        return Creation.eye(dtype, rows, columns);
    }

    /**
     * The coordinates of a grid: each vector along an axis of its own, expanded to the shape that their lengths make.
     *
     * @param axes vectors; the first runs along axis 0
     * @return for each vector a tensor of the grid's shape, as a view
     */
    static List<Tensor> meshgrid(Tensor... axes) {
        return Creation.meshgrid(axes);
    }

    /**
     * Numbers drawn evenly from [0, 1), float32.
     *
     * @param generator where randomness comes from; it moves on
     * @param lengths the length of each axis
     * @return a float32 tensor of that shape
     */
    static Tensor uniform(Generator generator, long... lengths) {
        return uniform(0, 1, DType.FLOAT32, generator, lengths);
    }

    /**
     * Numbers drawn evenly from a range.
     *
     * @param low the lower end
     * @param high the upper end, which only rounding can reach
     * @param dtype the element type, floating
     * @param generator where randomness comes from; it moves on
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor uniform(double low, double high, DType dtype, Generator generator, long... lengths) {
        return Randomness.uniform(low, high, dtype, generator, lengths);
    }

    /**
     * Numbers drawn from the normal distribution of mean 0 and variance 1, float32.
     *
     * @param generator where randomness comes from; it moves on
     * @param lengths the length of each axis
     * @return a float32 tensor of that shape
     */
    static Tensor normal(Generator generator, long... lengths) {
        return normal(0, 1, DType.FLOAT32, generator, lengths);
    }

    /**
     * Numbers drawn from a normal distribution.
     *
     * @param mean its mean
     * @param deviation its standard deviation, 0 or more
     * @param dtype the element type, floating
     * @param generator where randomness comes from; it moves on
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor normal(double mean, double deviation, DType dtype, Generator generator, long... lengths) {
        return Randomness.normal(mean, deviation, dtype, generator, lengths);
    }

    /**
     * Numbers drawn from an exponential distribution, of mean {@code 1 / rate}.
     *
     * @param rate its rate, above 0
     * @param dtype the element type, floating
     * @param generator where randomness comes from; it moves on
     * @param lengths the length of each axis
     * @return a tensor of that shape
     */
    static Tensor exponential(double rate, DType dtype, Generator generator, long... lengths) {
        return Randomness.exponential(rate, dtype, generator, lengths);
    }

    /**
     * Truth values, each true with the same probability.
     *
     * @param probability from 0 to 1
     * @param generator where randomness comes from; it moves on
     * @param lengths the length of each axis
     * @return a bool tensor of that shape
     */
    static Tensor bernoulli(double probability, Generator generator, long... lengths) {
        return Randomness.bernoulli(probability, generator, lengths);
    }

    /**
     * Whole numbers drawn evenly from a range.
     *
     * @param low the least
     * @param high the number after the greatest, at most 2^53 from the least
     * @param generator where randomness comes from; it moves on
     * @param lengths the length of each axis
     * @return an int64 tensor of that shape
     */
    static Tensor randint(long low, long high, Generator generator, long... lengths) {
        return Randomness.randint(low, high, generator, lengths);
    }

    /**
     * The whole numbers 0, 1, 2, ... in random order, every order with the same probability.
     *
     * @param count how many
     * @param generator where randomness comes from; it moves on
     * @return an int64 tensor of rank 1
     */
    static Tensor permutation(long count, Generator generator) {
        return Randomness.permutation(count, generator);
    }

    /**
     * Tensors of equal shape, but for one axis, one after the other along that axis.
     *
     * @param axis which axis
     * @param first the first part
     * @param others the other parts, of the same element type
     * @return a tensor that is as long along the axis as its parts together
     */
    static Tensor concat(int axis, Tensor first, Tensor... others) {
        return Given.input("concat", 0, first).append(axis, others);
    }

    /**
     * Tensors of equal shape, but for one axis, one after the other along that axis.
     *
     * @param axis which axis
     * @param parts one tensor at least
     * @return a tensor that is as long along the axis as its parts together
     */
    static Tensor concat(int axis, List<Tensor> parts) {
        return Creation.first("concat", parts).append(axis, Creation.others(parts));
    }

    /**
     * Tensors of equal shape, one after the other along a new axis.
     *
     * @param axis where the new axis stands in the result
     * @param parts one tensor at least
     * @return a tensor of one rank more
     */
    static Tensor stack(int axis, List<Tensor> parts) {
        return stack(axis, Creation.first("stack", parts), Creation.others(parts));
    }

    /**
     * Tensors of equal shape, one after the other along a new axis.
     *
     * @param axis where the new axis stands in the result
     * @param first the first part
     * @param others the other parts, of the same type
     * @return a tensor of one rank more
     */
    static Tensor stack(int axis, Tensor first, Tensor... others) {
        Tensor[] slices = new Tensor[Given.of("stack", "the array of tensors", others).length];
        for (int i = 0; i < others.length; i++) {
            slices[i] = Given.input("stack", i + 1, others[i]).unsqueeze(axis);
        }
        return Given.input("stack", 0, first).unsqueeze(axis).append(axis, slices);
    }

    /** A tensor is the smallest tree: itself. */
    @Override
    default Tensor mapTensors(UnaryOperator<Tensor> f) {
        return Given.of("mapTensors", "the function", f).apply(this);
    }

    /**
     * An Einstein summation: axes of one label are multiplied with each other, and summed over if the result does not
     * name them. {@code "ij,jk->ik"} is the product of matrices, {@code "ii"} a trace, {@code "ii->i"} a diagonal,
     * {@code "...ij->...ji"} a transpose of each of a stack.
     *
     * <p>Labels are letters; {@code ...} covers the axes that a term does not name, and broadcasts strictly. An axis of
     * length 1 stretches to the length that its label has elsewhere. Without {@code ->} the result has the axes of
     * {@code ...}, then the labels that stand once in all terms together, by alphabet, capitals first. The result of
     * whole numbers is int64. Several operands are multiplied in the order of fewest multiplications.
     *
     * @param formula the labels of each operand, with commas between them, and of the result
     * @param first the first operand
     * @param others the other operands, of the same element type
     * @return the sums of products
     * @throws dev.adjoint.shape.ShapeException if the formula cannot be read, or does not fit the operands
     */
    static Tensor einsum(String formula, Tensor first, Tensor... others) {
        return Given.input("einsum", 0, first).contract(formula, others);
    }

    /**
     * Element type and shape.
     *
     * @return the type of this tensor
     */
    TensorType type();

    /**
     * The element type.
     *
     * @return the type of each element
     */
    default DType dtype() {
        return type().dtype();
    }

    /**
     * The length of each axis.
     *
     * @return the shape
     */
    @Override
    default Shape shape() {
        return type().shape();
    }

    /**
     * The number of axes.
     *
     * @return 0 for a scalar
     */
    default int rank() {
        return shape().rank();
    }

    /**
     * The number of elements.
     *
     * @return the product of all lengths
     */
    default long size() {
        return shape().size();
    }

    /**
     * The length of an axis.
     *
     * @param axis which axis
     * @return its length
     */
    default long dim(int axis) {
        return shape().dim("dim", axis);
    }

    /**
     * Zeros of this type and shape.
     *
     * @return a new tensor
     */
    default Tensor zerosLike() {
        return fullLike(0);
    }

    /**
     * Ones of this type and shape.
     *
     * @return a new tensor
     */
    default Tensor onesLike() {
        return fullLike(1);
    }

    /**
     * The same number everywhere, in this type and shape.
     *
     * @param value the number
     * @return a new tensor
     */
    default Tensor fullLike(double value) {
        return Creation.full(value, type());
    }

    /**
     * Whether the elements stand in memory in row-major order without gaps.
     *
     * @return true if so
     */
    default boolean isContiguous() {
        return array().isContiguous();
    }

    /**
     * A leaf of a recorded graph that shares this tensor's values: {@link #backward} will leave its gradient in
     * {@link #grad}.
     *
     * @return a new leaf
     * @throws DTypeException if the elements are not floating
     */
    default Tensor withGrad() {
        if (!dtype().isFloating()) {
            throw new DTypeException("withGrad: " + type() + " has no derivative: only floating elements have."
                    + " Cast first: x.cast(DType.FLOAT32).");
        }
        return InForce.ENGINE.leaf(this);
    }

    /**
     * Whether a gradient flows through this tensor.
     *
     * @return true for a leaf made by {@link #withGrad} and for what was computed from one
     */
    boolean requiresGrad();

    /**
     * The gradient that backward passes have summed here so far.
     *
     * @return a tensor of this shape; null before the first backward pass that reaches this leaf
     * @throws GradientException if this is not a leaf
     */
    @Nullable
    Tensor grad();

    /** Forgets the gradient of this leaf. */
    void clearGrad();

    /**
     * Sums into every leaf that this scalar was computed from the gradient of this scalar.
     *
     * @throws GradientException if this is not a scalar, has no graph, or its graph was walked before
     */
    default void backward() {
        if (rank() != 0) {
            throw new GradientException("backward: " + type() + " is not a scalar, so there is no one gradient of it."
                    + " Reduce it first (sum, mean), or give an upstream gradient of its shape.");
        }
        backward(Tensor.ones(dtype()));
    }

    /**
     * Sums into every leaf the vector-Jacobian product with a given upstream gradient.
     *
     * @param upstream the gradient of some loss with respect to this tensor, of its shape
     */
    default void backward(Tensor upstream) {
        backward(upstream, false);
    }

    /**
     * Sums into every leaf the vector-Jacobian product with a given upstream gradient, and keeps the graph: it can be
     * walked again, and the gradients have a history of their own, so that they can be differentiated.
     *
     * @param upstream the gradient of some loss with respect to this tensor, of its shape
     * @param retain whether to keep the graph; if not, what the forward pass kept is freed on the way
     * @throws GradientException if this tensor has no graph, or its graph was walked before and not kept
     */
    void backward(Tensor upstream, boolean retain);

    /**
     * The same values without a graph: a constant to every derivative. See {@link #stopGradient}.
     *
     * @return a tensor that shares memory with this one
     */
    Tensor detach();

    /**
     * The same values as a constant to every derivative, of both modes and of all that enclose the code: what
     * {@link #detach} does, under the name by which formulas call it. A straight-through estimator rounds on the way
     * forth and passes the gradient on the way back:
     *
     * <pre>{@code
     * Tensor rounded = x.add(x.round().sub(x).stopGradient());
     * }</pre>
     *
     * @return a tensor that shares memory with this one
     */
    default Tensor stopGradient() {
        return detach();
    }

    /**
     * This value, whose gradient passes through a function on its way back: to bound it, to turn it round, or only to
     * look at it. The tangents of forward mode pass unchanged.
     *
     * <pre>{@code
     * Tensor h = layer.forward(x).onGradient(g -> g.clamp(-1, 1));
     * }</pre>
     *
     * @param hook from the gradient of the result to the gradient of this tensor, of the same type; called once in each
     *     backward walk that reaches it, with a sum over all uses of the result
     * @return the same value; a leaf's own gradient is not touched by what is not computed from the result
     */
    default Tensor onGradient(UnaryOperator<Tensor> hook) {
        return new GradientHook(Given.of("onGradient", "the hook", hook)).apply(this)[0];
    }

    /**
     * This value, shown to an observer whenever it is computed: at once, and again where it is computed again (a
     * checkpoint's second run, each run of a staged graph).
     *
     * @param observer what looks at the value, a constant without history
     * @return the same value, with the same derivatives
     */
    default Tensor onValue(Consumer<Tensor> observer) {
        return new ValueHook(Given.of("onValue", "the observer", observer)).apply(this)[0];
    }

    /**
     * Keeps the values beyond the end of the {@link dev.adjoint.memory.Scope} that they were made in.
     *
     * @return this tensor
     */
    Tensor keep();

    /**
     * Overwrites the elements in place, as every view of the same memory will see; the version of the memory goes up.
     *
     * @param source values of the same type; it may be a view of the memory that is written to
     * @throws GradientException if this is part of a recorded graph and recording is on
     * @throws dev.adjoint.shape.ShapeException if this is expanded, so that several elements share one place
     */
    void assign(Tensor source);

    /**
     * Overwrites every element in place with one number.
     *
     * @param value the number
     * @throws GradientException if this is part of a recorded graph and recording is on
     */
    default void fill(double value) {
        assign(Tensor.full(value, dtype()).expand(shape().dims()));
    }

    /**
     * Overwrites the elements in place with a function of themselves, as in {@code x.update(v -> v.mul(0.9))}.
     *
     * @param function what to compute; its result is of this type
     * @throws GradientException if this is part of a recorded graph and recording is on
     */
    default void update(UnaryOperator<Tensor> function) {
        assign(Given.of("update", "the function", function).apply(this));
    }
}
