package dev.adjoint.engine;

import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Scope;
import dev.adjoint.memory.Storage;
import dev.adjoint.op.ArgExtremum;
import dev.adjoint.op.Cast;
import dev.adjoint.op.Matmul;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Normalisation;
import dev.adjoint.op.Reduction;
import dev.adjoint.op.Split;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The language, spoken by the engine: each method is one op applied to this tensor, after the face's own duties (strict
 * broadcasting, axes from the end, lengths of -1). What applying means is up to the interpreter that the operands
 * belong to.
 */
abstract class EngineTensor
        implements ArithmeticFace,
                FunctionFace,
                ActivationFace,
                ScanFace,
                IndexingFace,
                SamplingFace,
                ProductsFace,
                WindowsFace,
                NormalisationFace,
                LinearAlgebraFace {

    /**
     * The interpreter that this tensor belongs to.
     *
     * @return who runs ops on it
     */
    abstract EngineInterpreter interpreter();

    /** Who draws this tensor, or what it stands on; null if it has memory to look at. */
    abstract @Nullable EngineInterpreter drawing();

    static @Nullable EngineInterpreter drawing(Tensor tensor) {
        return tensor instanceof EngineTensor own ? own.drawing() : null;
    }

    static @Nullable EngineInterpreter drawing(Tensor[] tensors) {
        for (Tensor tensor : tensors) {
            EngineInterpreter drawing = drawing(tensor);
            if (drawing != null) {
                return drawing;
            }
        }
        return null;
    }

    final boolean isDrawn() {
        return drawing() != null;
    }

    /** Who draws random numbers that this tensor meets: in a drawing, each run its own. */
    @Override
    public final Interpreter lots() {
        EngineInterpreter drawing = drawing();
        Interpreter current = Interpreter.current();
        return drawing != null && current instanceof EngineInterpreter own && own.level() == 0 ? drawing : current;
    }

    /**
     * How the elements stand in memory.
     *
     * @return the layout, of this tensor's shape
     */
    Layout layout() {
        return array().layout();
    }

    @Override
    public final boolean isContiguous() {
        return layout().isContiguous();
    }

    /**
     * This tensor with what it is made of one floor below replaced: its primal, and its tangent if it has one.
     *
     * @param f from each part to what takes its place
     * @return the tensor; itself if it stands on the lowest floor
     */
    EngineTensor mapBelow(UnaryOperator<Tensor> f) {
        return this;
    }

    private static final Matmul MATMUL = new Matmul();

    private static Tensor run(Op op, Tensor... inputs) {
        return EngineInterpreter.route(op, inputs)[0];
    }

    @Override
    public final Tensor cast(DType dtype) {
        return dtype == dtype() ? this : run(new Cast(dtype), this);
    }

    private List<Integer> chosen(String op, int... axes) {
        int[] distinct = shape().axes(op, axes);
        if (axes.length == 0) {
            distinct = new int[rank()];
            Arrays.setAll(distinct, i -> i);
        }
        return list(distinct);
    }

    private static List<Integer> list(int... axes) {
        Integer[] list = new Integer[axes.length];
        for (int i = 0; i < list.length; i++) {
            list[i] = axes[i];
        }
        return List.of(list);
    }

    @Override
    public final Tensor sum(int... axes) {
        return run(new Reduction.Sum(chosen("sum", axes)), this);
    }

    @Override
    public final Tensor mean(int... axes) {
        long count = 1;
        for (int axis : chosen("mean", axes)) {
            count *= dim(axis);
        }
        if (!dtype().isFloating()) {
            throw new DTypeException(
                    "mean: needs floating elements, not " + dtype() + ". Cast first: x.cast(DType.FLOAT32).");
        }
        return sum(axes).div(count);
    }

    @Override
    public final Tensor max(int... axes) {
        return run(new Reduction.Max(chosen("max", axes)), this);
    }

    @Override
    public final Tensor min(int... axes) {
        return run(new Reduction.Min(chosen("min", axes)), this);
    }

    @Override
    public final Tensor any(int... axes) {
        return run(new Reduction.Any(chosen("any", axes)), this);
    }

    @Override
    public final Tensor all(int... axes) {
        return run(new Reduction.All(chosen("all", axes)), this);
    }

    @Override
    public final Tensor variance(int... axes) {
        int[] reduced = shape().axes("variance", axes);
        return sub(meanKeep(reduced)).square().mean(reduced);
    }

    /** Shifted by the greatest element, except where that is infinite and would leave {@code inf - inf}. */
    @Override
    public final Tensor logSumExp(int... axes) {
        shape().axes("logSumExp", axes);
        Tensor greatest = maxKeep(axes).detach();
        Tensor shift = greatest.isFinite().where(greatest, Tensor.zeros(dtype()));
        Tensor sum = sub(shift).exp().sum(axes).log();
        return sum.add(shift.reshape(sum.shape().dims()));
    }

    @Override
    public final Tensor argmax(int axis) {
        return run(new ArgExtremum.ArgMax(shape().axis("argmax", axis)), this);
    }

    @Override
    public final Tensor argmin(int axis) {
        return run(new ArgExtremum.ArgMin(shape().axis("argmin", axis)), this);
    }

    /** There are values to look at but in a drawing, and but where each example has its own. */
    @Override
    public final void requireNone(String method, String fact, Tensor wrong) {
        if (!isDrawn()
                && EngineInterpreter.of(wrong.detach()).level() == 0
                && wrong.any().item() != 0) {
            throw new IllegalArgumentException(
                    method + ": " + type() + " holds " + fact + ". Give numbers that chances can be made of.");
        }
    }

    @Override
    public final Tensor softmax(int axis) {
        return run(new Normalisation.Softmax(shape().axis("softmax", axis)), this);
    }

    @Override
    public final Tensor logSoftmax(int axis) {
        return run(new Normalisation.LogSoftmax(shape().axis("logSoftmax", axis)), this);
    }

    @Override
    public final Tensor reshape(long... lengths) {
        return reshape(shape().reshaped(lengths));
    }

    private Tensor reshape(Shape target) {
        return target.equals(shape()) ? this : run(new Movement.Reshape(target), this);
    }

    @Override
    public final Tensor view(long... lengths) {
        Shape target = shape().reshaped(lengths);
        Layout layout = isDrawn() ? Layout.contiguous(shape()) : layout();
        if (layout.reshape(target) == null) {
            throw new ShapeException("view: " + layout + " cannot be seen as " + target
                    + " without moving elements. Use reshape, which copies, or contiguous() first.");
        }
        return reshape(lengths);
    }

    @Override
    public final Tensor permute(int... axes) {
        return run(new Movement.Permute(list(shape().permutation(axes))), this);
    }

    @Override
    public final Tensor diagonal(long offset, int a, int b) {
        return run(new Movement.Diagonal(offset, shape().axis("diagonal", a), shape().axis("diagonal", b)), this);
    }

    @Override
    public final Tensor diagonalMatrix(long offset) {
        long length = dim(-1) + Math.abs(offset);
        return run(new Movement.DiagonalMatrix(offset, rank() - 1, rank(), length, length), this);
    }

    @Override
    public final Tensor slice(int axis, long from, long to, long step) {
        int at = shape().axis("slice", axis);
        long length = dim(at);
        return run(new Movement.Slice(at, fromEnd(from, length), fromEnd(to, length), step), this);
    }

    private static long fromEnd(long index, long length) {
        return index < 0 ? index + length : index;
    }

    @Override
    public final Tensor select(int axis, long index) {
        int at = shape().axis("select", axis);
        long place = fromEnd(index, dim(at));
        if (place < 0 || place >= dim(at)) {
            throw new IndexOutOfBoundsException("select: index " + index + " does not lie in axis " + at + " of "
                    + shape() + ". Indices go from 0 to " + (dim(at) - 1) + ", or from the end from -1.");
        }
        return slice(at, place, place + 1, 1).squeeze(at);
    }

    @Override
    public final Tensor squeeze(int axis) {
        int at = shape().axis("squeeze", axis);
        if (dim(at) != 1) {
            throw new ShapeException("squeeze: axis " + at + " of " + shape() + " has length " + dim(at)
                    + ", not 1. Reduce it (sum, max) or select one position.");
        }
        return reshape(shape().remove(at));
    }

    @Override
    public final Tensor unsqueeze(int axis) {
        return reshape(shape().insert(shape().place("unsqueeze", axis), 1));
    }

    @Override
    public final Tensor expand(long... lengths) {
        return Elementwise.stretch(this, Shape.of(lengths));
    }

    @Override
    public final Tensor flip(int... axes) {
        return run(new Movement.Flip(chosen("flip", axes)), this);
    }

    @Override
    public final Tensor pad(int axis, long before, long after) {
        return run(new Movement.Pad(shape().axis("pad", axis), before, after, 0), this);
    }

    @Override
    public final List<Tensor> split(int axis, long[] lengths) {
        int place = shape().axis("split", axis);
        List<Long> all = Arrays.stream(Given.of("split", "the array of lengths", lengths))
                .boxed()
                .toList();
        // A List of no pieces is all that can be made of an axis of length 0 when no length is given.
        return all.isEmpty() && dim(place) == 0
                ? List.of()
                : List.of(EngineInterpreter.route(new Split(place, all), this));
    }

    @Override
    public final Tensor append(int axis, Tensor... others) {
        Tensor[] parts = new Tensor[Given.of("append", "the array of tensors", others).length + 1];
        parts[0] = this;
        System.arraycopy(others, 0, parts, 1, others.length);
        return run(new Movement.Concat(shape().axis("append", axis)), parts);
    }

    @Override
    public final Tensor tril(long diagonal) {
        return run(new Movement.Triangle(diagonal, false), this);
    }

    @Override
    public final Tensor triu(long diagonal) {
        return run(new Movement.Triangle(diagonal, true), this);
    }

    @Override
    public final Tensor contiguous() {
        return !isDrawn() && isContiguous() ? this : run(new Movement.Contiguous(), this);
    }

    @Override
    public final Tensor copy() {
        return run(new Movement.Copy(), this);
    }

    @Override
    public final Tensor matmul(Tensor right) {
        if (rank() == 0 || Given.input("matmul", 1, right).rank() == 0) {
            throw new ShapeException(
                    "matmul: a scalar has no inner axis: " + shape() + " x " + right.shape() + ". Did you mean mul?");
        }
        if (rank() == 2 && right.rank() == 2) {
            return run(MATMUL, this, right);
        }
        if (rank() == 1) {
            return unsqueeze(0).matmul(right).squeeze(right.rank() == 1 ? 0 : -2);
        }
        if (right.rank() == 1) {
            return matmul(right.unsqueeze(1)).squeeze(-1);
        }
        if (right.rank() == 2 && rank() > 2) {
            // One large product instead of a stack of small ones.
            return reshape(shape().remove(-1).size(), dim(-1))
                    .matmul(right)
                    .reshape(shape().with(-1, right.dim(-1)).dims());
        }
        Shape batch = Elementwise.common(
                "matmul", shape().remove(-1, -2), right.shape().remove(-1, -2));
        return run(MATMUL, stack(this, batch), stack(right, batch));
    }

    private static Tensor stack(Tensor matrices, Shape batch) {
        Shape shape = batch.insert(batch.rank(), matrices.dim(-2));
        return Elementwise.stretch(matrices, shape.insert(shape.rank(), matrices.dim(-1)));
    }

    @Override
    public Tensor keep() {
        Storage storage = array().storage();
        Scope scope = Scope.innermost();
        if (scope != null) {
            scope.keep(storage);
        }
        return this;
    }

    @Override
    public final void assign(Tensor source) {
        Given.of("assign", "the source", source);
        Interpreter.current().applyInto(new Movement.Copy(), new Tensor[] {source}, this);
    }
}
