package dev.adjoint.io;

import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.op.ArgExtremum;
import dev.adjoint.op.BatchNorm;
import dev.adjoint.op.Cast;
import dev.adjoint.op.CausalSoftmax;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Deferred;
import dev.adjoint.op.Determinant;
import dev.adjoint.op.Factorisation;
import dev.adjoint.op.GroupNorm;
import dev.adjoint.op.Indexing;
import dev.adjoint.op.LayerNorm;
import dev.adjoint.op.Linear;
import dev.adjoint.op.LinearSystem;
import dev.adjoint.op.Matmul;
import dev.adjoint.op.MatrixExponential;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Normalisation;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.op.Pooling;
import dev.adjoint.op.PseudoInverse;
import dev.adjoint.op.Recurrence;
import dev.adjoint.op.Reduction;
import dev.adjoint.op.Sampling;
import dev.adjoint.op.Scan;
import dev.adjoint.op.SoftmaxCrossEntropy;
import dev.adjoint.op.SoftmaxGradient;
import dev.adjoint.op.Sorting;
import dev.adjoint.op.Split;
import dev.adjoint.random.Draw;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ops as text: the name and each attribute by its name. Exhaustive over the families, so that a new op is a compile error
 * here until it can be saved; that it can be read again is a test's business.
 *
 * <p>Functions and generators are shared between ops and stand in tables of the file, numbered here.
 */
final class OpText {

    private final FunctionText functions;
    private final List<Generator> generators;

    /** For writing: the tables fill while ops are written. */
    OpText() {
        this(new FunctionText(), new ArrayList<>());
    }

    /** For reading: the tables of a file. */
    OpText(FunctionText functions, List<Generator> generators) {
        this.functions = functions;
        this.generators = generators;
    }

    FunctionText functions() {
        return functions;
    }

    List<Generator> generators() {
        return generators;
    }

    private static Map<String, Object> op(String name, Object... attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("op", name);
        for (int i = 0; i < attributes.length; i += 2) {
            map.put(
                    (String) attributes[i],
                    attributes[i + 1] instanceof Shape shape ? Fields.of(shape) : attributes[i + 1]);
        }
        return map;
    }

    /**
     * An op as fields.
     *
     * @throws IllegalArgumentException if it is a user's own, whose code no file can hold
     */
    Map<String, Object> write(Op op) {
        return switch (op) {
            case PointwiseOp pointwise -> pointwise(pointwise);
            case Movement movement -> movement(movement);
            case CausalSoftmax(double scale) -> op("causal_softmax", "scale", scale);
            case SoftmaxGradient(int axis, boolean log, double scale) ->
                op(log ? "log_softmax_gradient" : "softmax_gradient", "axis", axis, "scale", scale);
            case SoftmaxCrossEntropy(double smoothing) -> op("softmax_cross_entropy", "smoothing", smoothing);
            case SoftmaxCrossEntropy.Gradient(double smoothing) ->
                op("softmax_cross_entropy_gradient", "smoothing", smoothing);
            case BatchNorm(double epsilon) -> op("batch_norm", "epsilon", epsilon);
            case BatchNorm.Gradient(double epsilon) -> op("batch_norm_gradient", "epsilon", epsilon);
            case Linear _ -> op("linear");
            case Linear.Gradient _ -> op("linear_gradient");
            case GroupNorm(int groups, double epsilon) -> op("group_norm", "groups", groups, "epsilon", epsilon);
            case GroupNorm.Gradient(int groups, double epsilon) ->
                op("group_norm_gradient", "groups", groups, "epsilon", epsilon);
            case LayerNorm(int axes, double epsilon) -> op("layer_norm", "axes", axes, "epsilon", epsilon);
            case LayerNorm.Gradient(int axes, double epsilon) ->
                op("layer_norm_gradient", "axes", axes, "epsilon", epsilon);
            case Split(int axis, List<Long> lengths) -> op("split", "axis", axis, "lengths", lengths);
            case Reduction reduction -> reduction(reduction);
            case ArgExtremum.ArgMax(int axis) -> op("argmax", "axis", axis);
            case ArgExtremum.ArgMin(int axis) -> op("argmin", "axis", axis);
            case Indexing indexing -> indexing(indexing);
            case Scan.CumSum(int axis, boolean reversed) -> op("cumsum", "axis", axis, "reversed", reversed);
            case Scan.CumArg(int axis, boolean greatest) -> op("cumarg", "axis", axis, "greatest", greatest);
            case Sorting.ArgSort(int axis, boolean descending) -> op("argsort", "axis", axis, "descending", descending);
            case Sorting.ArgTop(int axis, boolean descending, long count) ->
                op("argtop", "axis", axis, "descending", descending, "count", count);
            case Sorting.SearchSorted(boolean right) -> op("search_sorted", "right", right);
            case Cast(var dtype) -> op("cast", "dtype", dtype.toString());
            case Matmul() -> op("matmul");
            case LinearSystem.Solve() -> op("solve");
            case LinearSystem.TriangularSolve(boolean upper, boolean unit) ->
                op("triangular_solve", "upper", upper, "unit", unit);
            case Factorisation factorisation -> factorisation(factorisation);
            case Determinant determinant -> determinant(determinant);
            case PseudoInverse(double tolerance) -> op("pseudo_inverse", "tolerance", tolerance);
            case MatrixExponential() -> op("matrix_exp");
            case Convolution convolution -> convolution(convolution);
            case Pooling pooling -> pooling(pooling);
            case Normalisation.Softmax(int axis) -> op("softmax", "axis", axis);
            case Normalisation.LogSoftmax(int axis) -> op("log_softmax", "axis", axis);
            case Recurrence.Lstm() -> op("lstm");
            case Recurrence.LstmGradient() -> op("lstm_gradient");
            case Sampling sampling -> sampling(sampling);
            case Deferred deferred -> deferred(deferred);
            default ->
                throw new IllegalArgumentException("save: the op " + op.name() + " is a user's own ("
                        + op.getClass().getName() + "), and its code cannot be written to a file. Write it as a"
                        + " PointwiseFunction or of the library's ops, or save the tensors alone.");
        };
    }

    private Map<String, Object> pointwise(PointwiseOp op) {
        List<Double> parameters = new ArrayList<>();
        for (int i = 0; i < op.parameters(); i++) {
            parameters.add(op.parameter(i));
        }
        return op("pointwise", "function", functions.number(op.function()), "parameters", parameters);
    }

    private static Map<String, Object> movement(Movement op) {
        return switch (op) {
            case Movement.Reshape(Shape shape) -> op("reshape", "shape", shape);
            case Movement.Permute(List<Integer> order) -> op("permute", "order", order);
            case Movement.Expand(Shape shape) -> op("expand", "shape", shape);
            case Movement.Slice(int axis, long from, long to, long step) ->
                op("slice", "axis", axis, "from", from, "to", to, "step", step);
            case Movement.Pad(int axis, long before, long after, long between) ->
                op("pad", "axis", axis, "before", before, "after", after, "between", between);
            case Movement.Flip(List<Integer> axes) -> op("flip", "axes", axes);
            case Movement.Diagonal(long offset, int a, int b) -> op("diagonal", "offset", offset, "a", a, "b", b);
            case Movement.DiagonalMatrix(long offset, int a, int b, long rows, long columns) ->
                op("diagonal_matrix", "offset", offset, "a", a, "b", b, "rows", rows, "columns", columns);
            case Movement.Triangle(long diagonal, boolean upper) -> op(upper ? "triu" : "tril", "diagonal", diagonal);
            case Movement.Contiguous() -> op("contiguous");
            case Movement.Copy() -> op("copy");
            case Movement.Concat(int axis) -> op("concat", "axis", axis);
        };
    }

    private static Map<String, Object> reduction(Reduction op) {
        return switch (op) {
            case Reduction.Sum(List<Integer> axes) -> op("sum", "axes", axes);
            case Reduction.Max(List<Integer> axes) -> op("max", "axes", axes);
            case Reduction.Min(List<Integer> axes) -> op("min", "axes", axes);
            case Reduction.Any(List<Integer> axes) -> op("any", "axes", axes);
            case Reduction.All(List<Integer> axes) -> op("all", "axes", axes);
        };
    }

    private static Map<String, Object> indexing(Indexing op) {
        return switch (op) {
            case Indexing.Gather(int axis) -> op("gather", "axis", axis);
            case Indexing.ScatterAdd(int axis, Shape shape) -> op("scatter_add", "axis", axis, "shape", shape);
            case Indexing.Scatter(int axis) -> op("scatter", "axis", axis);
            case Indexing.Take(int axis) -> op("take", "axis", axis);
            case Indexing.AddSlices(int axis, long length) -> op("add_slices", "axis", axis, "length", length);
            case Indexing.OneHot(long classes) -> op("one_hot", "classes", classes);
        };
    }

    private static Map<String, Object> factorisation(Factorisation op) {
        return switch (op) {
            case Factorisation.Cholesky() -> op("cholesky");
            case Factorisation.Qr() -> op("qr");
            case Factorisation.Lu() -> op("lu");
            case Factorisation.SymmetricEigen() -> op("symmetric_eigen");
            case Factorisation.Svd() -> op("svd");
        };
    }

    private static Map<String, Object> determinant(Determinant op) {
        return switch (op) {
            case Determinant.Value() -> op("determinant");
            case Determinant.Cofactors() -> op("cofactors");
            case Determinant.CofactorsAlong() -> op("cofactors_along");
            case Determinant.SignLog() -> op("sign_log_determinant");
        };
    }

    private static Map<String, Object> convolution(Convolution op) {
        return switch (op) {
            case Convolution.Forward(Window window) -> windowed("convolution", window, null);
            case Convolution.InputGradient(Window window, Shape shape) ->
                windowed("convolution_input_gradient", window, shape);
            case Convolution.WeightGradient(Window window, Shape shape) ->
                windowed("convolution_weight_gradient", window, shape);
        };
    }

    private static Map<String, Object> pooling(Pooling op) {
        return switch (op) {
            case Pooling.Max(Window window) -> windowed("max_pool", window, null);
            case Pooling.Unpool(Window window, Shape shape) -> windowed("max_unpool", window, shape);
            case Pooling.Pick(Window window) -> windowed("max_pick", window, null);
            case Pooling.Average(Window window) -> windowed("average_pool", window, null);
            case Pooling.Spread(Window window, Shape shape) -> windowed("average_spread", window, shape);
        };
    }

    private static Map<String, Object> windowed(String name, Window window, @Nullable Shape shape) {
        Map<String, Object> fields = op("window");
        fields.put("op", name);
        fields.put("kernel", Fields.of(window.kernel()));
        fields.put("stride", Fields.of(window.stride()));
        fields.put("padding", Fields.of(window.padding()));
        fields.put("padding_after", Fields.of(window.paddingAfter()));
        fields.put("dilation", Fields.of(window.dilation()));
        fields.put("groups", window.groups());
        fields.put("ceil", window.ceil());
        if (shape != null) {
            fields.put("shape", Fields.of(shape));
        }
        return fields;
    }

    private static Map<String, Object> sampling(Sampling op) {
        String name = switch (op) {
            case Sampling.Uniform _ -> "uniform";
            case Sampling.Normal _ -> "normal";
        };
        TensorType type = op.type();
        Draw draw = op.draw();
        return op(
                name,
                "dtype",
                type.dtype().toString(),
                "shape",
                type.shape(),
                "key",
                draw.key(),
                "number",
                draw.number());
    }

    private Map<String, Object> deferred(Deferred op) {
        return switch (op) {
            case Deferred.Detach() -> op("detach");
            case Deferred.Redraw(Sampling sample, Generator generator) ->
                op("redraw", "sample", write(sample), "generator", number(generator));
            case Deferred.Assign(var computed, int targets) ->
                op("assign", "computed", write(computed), "targets", targets);
        };
    }

    private int number(Generator generator) {
        for (int i = 0; i < generators.size(); i++) {
            if (generators.get(i) == generator) {
                return i;
            }
        }
        generators.add(generator);
        return generators.size() - 1;
    }

    /**
     * An op from its fields.
     *
     * @throws IllegalArgumentException if there is no such op, or fields are missing or mean nothing
     */
    Op read(Fields f) {
        String name = f.text("op");
        return switch (name) {
            case "pointwise" -> functions.at(f.small("function")).with(f.reals("parameters"));
            case "reshape" -> new Movement.Reshape(f.shape("shape"));
            case "permute" -> new Movement.Permute(f.smalls("order"));
            case "expand" -> new Movement.Expand(f.shape("shape"));
            case "slice" -> new Movement.Slice(f.small("axis"), f.whole("from"), f.whole("to"), f.whole("step"));
            case "pad" -> new Movement.Pad(f.small("axis"), f.whole("before"), f.whole("after"), f.whole("between"));
            case "flip" -> new Movement.Flip(f.smalls("axes"));
            case "diagonal" -> new Movement.Diagonal(f.whole("offset"), f.small("a"), f.small("b"));
            case "diagonal_matrix" ->
                new Movement.DiagonalMatrix(
                        f.whole("offset"), f.small("a"), f.small("b"), f.whole("rows"), f.whole("columns"));
            case "tril" -> new Movement.Triangle(f.whole("diagonal"), false);
            case "triu" -> new Movement.Triangle(f.whole("diagonal"), true);
            case "contiguous" -> new Movement.Contiguous();
            case "copy" -> new Movement.Copy();
            case "concat" -> new Movement.Concat(f.small("axis"));
            case "causal_softmax" -> new CausalSoftmax(f.real("scale"));
            case "softmax_gradient" -> new SoftmaxGradient(f.small("axis"), false, f.real("scale"));
            case "log_softmax_gradient" -> new SoftmaxGradient(f.small("axis"), true, f.real("scale"));
            case "softmax_cross_entropy" -> new SoftmaxCrossEntropy(f.real("smoothing"));
            case "softmax_cross_entropy_gradient" -> new SoftmaxCrossEntropy.Gradient(f.real("smoothing"));
            case "batch_norm" -> new BatchNorm(f.real("epsilon"));
            case "batch_norm_gradient" -> new BatchNorm.Gradient(f.real("epsilon"));
            case "linear" -> new Linear();
            case "linear_gradient" -> new Linear.Gradient();
            case "group_norm" -> new GroupNorm(f.small("groups"), f.real("epsilon"));
            case "group_norm_gradient" -> new GroupNorm.Gradient(f.small("groups"), f.real("epsilon"));
            case "layer_norm" -> new LayerNorm(f.small("axes"), f.real("epsilon"));
            case "layer_norm_gradient" -> new LayerNorm.Gradient(f.small("axes"), f.real("epsilon"));
            case "split" -> new Split(f.small("axis"), f.wholes("lengths"));
            case "sum" -> new Reduction.Sum(f.smalls("axes"));
            case "max" -> new Reduction.Max(f.smalls("axes"));
            case "min" -> new Reduction.Min(f.smalls("axes"));
            case "any" -> new Reduction.Any(f.smalls("axes"));
            case "all" -> new Reduction.All(f.smalls("axes"));
            case "argmax" -> new ArgExtremum.ArgMax(f.small("axis"));
            case "argmin" -> new ArgExtremum.ArgMin(f.small("axis"));
            case "gather" -> new Indexing.Gather(f.small("axis"));
            case "scatter_add" -> new Indexing.ScatterAdd(f.small("axis"), f.shape("shape"));
            case "scatter" -> new Indexing.Scatter(f.small("axis"));
            case "take" -> new Indexing.Take(f.small("axis"));
            case "add_slices" -> new Indexing.AddSlices(f.small("axis"), f.whole("length"));
            case "one_hot" -> new Indexing.OneHot(f.whole("classes"));
            case "cumsum" -> new Scan.CumSum(f.small("axis"), f.truth("reversed"));
            case "cumarg" -> new Scan.CumArg(f.small("axis"), f.truth("greatest"));
            case "argsort" -> new Sorting.ArgSort(f.small("axis"), f.truth("descending"));
            case "argtop" -> new Sorting.ArgTop(f.small("axis"), f.truth("descending"), f.whole("count"));
            case "search_sorted" -> new Sorting.SearchSorted(f.truth("right"));
            case "cast" -> new Cast(f.dtype("dtype"));
            case "matmul" -> new Matmul();
            case "solve" -> new LinearSystem.Solve();
            case "triangular_solve" -> new LinearSystem.TriangularSolve(f.truth("upper"), f.truth("unit"));
            case "cholesky" -> new Factorisation.Cholesky();
            case "qr" -> new Factorisation.Qr();
            case "lu" -> new Factorisation.Lu();
            case "symmetric_eigen" -> new Factorisation.SymmetricEigen();
            case "svd" -> new Factorisation.Svd();
            case "determinant" -> new Determinant.Value();
            case "cofactors" -> new Determinant.Cofactors();
            case "cofactors_along" -> new Determinant.CofactorsAlong();
            case "sign_log_determinant" -> new Determinant.SignLog();
            case "pseudo_inverse" -> new PseudoInverse(f.real("tolerance"));
            case "matrix_exp" -> new MatrixExponential();
            case "convolution" -> new Convolution.Forward(window(f));
            case "convolution_input_gradient" -> new Convolution.InputGradient(window(f), f.shape("shape"));
            case "convolution_weight_gradient" -> new Convolution.WeightGradient(window(f), f.shape("shape"));
            case "max_pool" -> new Pooling.Max(window(f));
            case "max_unpool" -> new Pooling.Unpool(window(f), f.shape("shape"));
            case "max_pick" -> new Pooling.Pick(window(f));
            case "average_pool" -> new Pooling.Average(window(f));
            case "average_spread" -> new Pooling.Spread(window(f), f.shape("shape"));
            case "softmax" -> new Normalisation.Softmax(f.small("axis"));
            case "log_softmax" -> new Normalisation.LogSoftmax(f.small("axis"));
            case "lstm" -> new Recurrence.Lstm();
            case "lstm_gradient" -> new Recurrence.LstmGradient();
            case "uniform" -> new Sampling.Uniform(f.type(), draw(f));
            case "normal" -> new Sampling.Normal(f.type(), draw(f));
            case "detach" -> new Deferred.Detach();
            case "redraw" -> redraw(f);
            case "assign" -> assign(f);
            default ->
                throw new IllegalArgumentException("there is no op called " + name + " in this version of Adjoint");
        };
    }

    private static Window window(Fields f) {
        return new Window(
                f.shape("kernel"),
                f.shape("stride"),
                f.shape("padding"),
                f.shape("padding_after"),
                f.shape("dilation"),
                f.small("groups"),
                f.truth("ceil"));
    }

    private static Draw draw(Fields f) {
        return new Draw(f.whole("key"), f.whole("number"));
    }

    private Op redraw(Fields f) {
        if (read(f.fields("sample")) instanceof Sampling sample) {
            return new Deferred.Redraw(sample, generators.get(f.small("generator")));
        }
        throw new IllegalArgumentException("a redraw does not name random numbers");
    }

    private Op assign(Fields f) {
        if (read(f.fields("computed")) instanceof Primitive computed) {
            return new Deferred.Assign(computed, f.small("targets"));
        }
        throw new IllegalArgumentException("an assignment does not name an op that computes into tensors");
    }
}
