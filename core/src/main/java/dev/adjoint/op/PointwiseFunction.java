package dev.adjoint.op;

import dev.adjoint.Assignment;
import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.expr.Dag;
import dev.adjoint.expr.Derivatives;
import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Fn;
import dev.adjoint.expr.Fusion;
import dev.adjoint.expr.Program;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A function of each element, given as scalar expressions: all that kernels, derivatives and shape rules are made from.
 *
 * <p>One exists for each formula, and its derivatives are made once and remembered in it, so that kernels can be looked
 * up by identity. Numbers that vary from call to call are parameters of the formula, held by a {@link PointwiseOp}.
 */
public final class PointwiseFunction {

    private static final int USUAL = 8;

    /** Inputs and results are chosen by the bits of a long, of which the sign is left alone. */
    private static final int MOST = 63;

    private final String name;
    private final int inputs;
    private final long conditions;
    private final List<Expr> formulas;
    private final int count;
    private final boolean truth;
    private final ConcurrentHashMap<Long, PointwiseDerivative> vjps = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, PointwiseDerivative> jvps = new ConcurrentHashMap<>();
    /** The gradients of the one result with respect to few inputs, as nearly every backward pass wants them. */
    private final @Nullable PointwiseDerivative[] usual = new PointwiseDerivative[USUAL];

    private @Nullable Compiled compiled;
    private @Nullable PointwiseFunction scalarRight;
    private @Nullable PointwiseOp plain;

    /** What follows from the formulas: worked out on first use, as of the many functions most programs use few. */
    private record Compiled(List<Expr> outputs, Program program, boolean integral) {

        static Compiled of(List<Expr> formulas) {
            List<Expr> outputs = Dag.share(formulas);
            Program program = Program.of(outputs);
            return new Compiled(outputs, program, program.isIntegral());
        }
    }

    /**
     * A function by its formulas.
     *
     * @param name the name in graphs and messages
     * @param inputs the number of tensors it takes
     * @param conditions bit {@code i} is set if input {@code i} is a truth value and must be bool
     * @param truth whether the results are truth values
     * @param outputs one formula for each result, over the inputs
     * @throws IllegalArgumentException if there are more than 63 inputs or results
     */
    public PointwiseFunction(String name, int inputs, long conditions, boolean truth, List<Expr> outputs) {
        if (inputs > MOST || outputs.size() > MOST) {
            throw new IllegalArgumentException(
                    MethodName.of(name) + ": a formula of " + inputs + " inputs with " + outputs.size()
                            + " results, and " + MOST + " of each are the most. Make it of several functions.");
        }
        this.name = name;
        this.inputs = inputs;
        this.conditions = conditions;
        this.truth = truth;
        this.formulas = List.copyOf(outputs);
        this.count = outputs.size();
    }

    /** A program without formulas. */
    private PointwiseFunction(String name, Program program) {
        this.name = name;
        this.inputs = program.inputs();
        this.conditions = 0;
        this.truth = false;
        this.formulas = List.of();
        this.count = program.outputs();
        this.compiled = new Compiled(List.of(), program, program.isIntegral());
    }

    /**
     * Functions run as one: made of their instructions, not of their formulas, which would be simplified anew and round
     * otherwise. So it has no formulas, and no derivatives: it runs, and is never recorded.
     *
     * @param name the name in messages
     * @param fusion the programs of the functions
     * @return a function of the fusion's inputs, with its results
     */
    public static PointwiseFunction fused(String name, Fusion fusion) {
        return new PointwiseFunction(name, fusion.program());
    }

    private Compiled compiled() {
        Compiled known = compiled;
        if (known == null) {
            known = Compiled.of(formulas);
            compiled = known;
        }
        return known;
    }

    /**
     * A user's function of one tensor: its derivatives and kernels follow from the formula.
     *
     * @param name the name in graphs and messages
     * @param formula the value as an expression over the element, such as {@code x -> x.times(x.sigmoid())}
     * @return the function
     */
    public static PointwiseFunction define(String name, UnaryOperator<Expr> formula) {
        return new PointwiseFunction(name, 1, 0, false, List.of(formula.apply(Expr.input(0))));
    }

    /**
     * A user's function of several tensors with several results, computed in one pass.
     *
     * @param name the name in graphs and messages
     * @param inputs the number of tensors it takes
     * @param formulas one formula for each result, over {@code Expr.input(i)} and {@code Expr.parameter(i)}
     * @return the function
     */
    public static PointwiseFunction define(String name, int inputs, Expr... formulas) {
        return new PointwiseFunction(name, inputs, 0, false, List.of(formulas));
    }

    /**
     * Applies the function; the tensors are broadcast to one shape, as those of any operation of the language.
     *
     * @param tensors as many as the function has inputs
     * @return the first result
     * @throws ShapeException if the shapes do not fit
     */
    public Tensor apply(Tensor... tensors) {
        Shape common = Shape.SCALAR;
        for (Tensor tensor : tensors) {
            common = Shape.broadcast(common, tensor.shape());
        }
        Tensor[] stretched = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            boolean fits = tensors[i].shape().equals(common);
            stretched[i] = fits ? tensors[i] : tensors[i].expand(common.dims());
        }
        return with().apply(stretched)[0];
    }

    /**
     * The partial derivatives by one input, to be printed or computed with; those of a derivative are its own.
     *
     * @param input which input
     * @return one formula for each result, over the same inputs and parameters
     */
    public List<Expr> derivative(int input) {
        List<Expr> unit = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            unit.add(Expr.constant(i == input ? 1 : 0));
        }
        return Derivatives.jvp(outputs(), unit);
    }

    /**
     * The op with given parameters.
     *
     * @param parameters one number for each parameter of the formulas
     * @return an op that all kernels of this function can run
     */
    public PointwiseOp with(double... parameters) {
        return program().parameters() == 0 ? with() : new PointwiseOp(this, parameters);
    }

    /**
     * The op of a function without parameters: always the same.
     *
     * @return an op that all kernels of this function can run
     * @throws IllegalArgumentException if the formulas read a parameter
     */
    public PointwiseOp with() {
        PointwiseOp op = plain;
        if (op == null) {
            op = new PointwiseOp(this);
            plain = op;
        }
        return op;
    }

    /**
     * What {@link #into} does, to be done with others of its kind by {@link Interpreter#assign}.
     *
     * @param parameters one number for each parameter of the formulas
     * @param tensors the arguments
     * @param targets what is to be overwritten; may be among the arguments
     * @return the function with where its results go
     */
    public Assignment assignment(double[] parameters, Tensor[] tensors, Tensor... targets) {
        return new Assignment(with(parameters), tensors, targets);
    }

    /**
     * Computes into existing tensors.
     *
     * @param parameters one number for each parameter of the formulas
     * @param tensors the arguments
     * @param targets what is overwritten; may be among the arguments
     */
    public void into(double[] parameters, Tensor[] tensors, Tensor... targets) {
        Interpreter.current().applyInto(with(parameters), tensors, targets);
    }

    /**
     * The name in graphs and messages.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * How many tensors it takes.
     *
     * @return the number of inputs
     */
    public int inputs() {
        return inputs;
    }

    /**
     * The formulas.
     *
     * @return one expression for each result; none of a {@link #fused} function
     */
    public List<Expr> outputs() {
        return compiled().outputs();
    }

    /**
     * The formulas as instructions: what kernels read.
     *
     * @return the program
     */
    public Program program() {
        return compiled().program();
    }

    /**
     * Whether an input is a truth value.
     *
     * @param input which input
     * @return true if it must be bool
     */
    public boolean isCondition(int input) {
        return (conditions >>> input & 1) != 0;
    }

    /**
     * Whether the results are truth values.
     *
     * @return true if they are bool
     */
    public boolean isTruth() {
        return truth;
    }

    /**
     * This function with its second input as its last parameter: an operand that is the same for every element.
     *
     * @return a function of one input less
     */
    public synchronized PointwiseFunction scalarRight() {
        PointwiseFunction known = scalarRight;
        if (known == null) {
            Map<Expr, Expr> scalar =
                    Map.of(Expr.input(1), Expr.parameter(program().parameters()));
            known = new PointwiseFunction(name, inputs - 1, conditions, truth, Dag.substitute(outputs(), scalar));
            scalarRight = known;
        }
        return known;
    }

    /** The gradients of the inputs in {@code needed}, given those of the outputs in {@code present}. */
    PointwiseDerivative vjp(long needed, long present) {
        if (present != 1 || needed >= USUAL) {
            return vjps.computeIfAbsent(needed << 8 | present, key -> PointwiseDerivative.vjp(this, needed, present));
        }
        PointwiseDerivative known = usual[(int) needed];
        if (known == null) {
            known = vjps.computeIfAbsent(needed << 8 | 1, key -> PointwiseDerivative.vjp(this, needed, 1));
            usual[(int) needed] = known;
        }
        return known;
    }

    /** The tangents of the outputs, given those of the inputs in {@code present}. */
    PointwiseDerivative jvp(long present) {
        return jvps.computeIfAbsent(present, key -> PointwiseDerivative.jvp(this, present));
    }

    /** The types of the results; refuses inputs that do not fit. */
    TensorType[] infer(TensorType... types) {
        DType computed = null;
        for (int i = 0; i < inputs; i++) {
            if (i > 0 && !types[i].shape().equals(types[0].shape())) {
                throw new ShapeException(MethodName.of(name) + ": shapes differ: " + types[0].shape() + " and "
                        + types[i].shape() + ". Expand them to one shape first.");
            }
            if (isCondition(i)) {
                requireBool(types[i].dtype());
            } else if (computed == null) {
                computed = types[i].dtype();
            } else if (computed != types[i].dtype()) {
                throw new DTypeException(MethodName.of(name) + ": element types differ: " + computed + " and "
                        + types[i].dtype() + ". Cast one of them: x.cast(DType." + computed.name() + ").");
            }
        }
        DType result = computed == null ? DType.BOOL : requireSupported(computed);
        TensorType[] results = new TensorType[count];
        for (int i = 0; i < results.length; i++) {
            results[i] = types[0].with(truth ? DType.BOOL : result);
        }
        return results;
    }

    private void requireBool(DType dtype) {
        if (dtype != DType.BOOL) {
            throw new DTypeException(MethodName.of(name) + ": needs a bool tensor, not " + dtype
                    + ". Compare first (x.gt(0), x.eq(y)), or cast it: x.cast(DType.BOOL).");
        }
    }

    private DType requireSupported(DType dtype) {
        if (!dtype.isFloating() && !compiled().integral()) {
            throw new DTypeException(MethodName.of(name) + ": needs floating elements, not " + dtype
                    + ". Cast first: x.cast(DType.FLOAT32).");
        }
        if (dtype == DType.BOOL && !isLogical()) {
            throw new DTypeException(
                    MethodName.of(name) + ": bool has no arithmetic. Cast first: x.cast(DType.FLOAT32) or INT64.");
        }
        return dtype;
    }

    private boolean isLogical() {
        return program().instructions().stream()
                .map(Program.Instruction::fn)
                .allMatch(fn -> fn == Fn.SELECT || fn == Fn.IDENTITY || fn.isTruth());
    }

    @Override
    public String toString() {
        return name + outputs();
    }
}
