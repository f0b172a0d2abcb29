package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Tensor;
import dev.adjoint.expr.Dag;
import dev.adjoint.expr.Derivatives;
import dev.adjoint.expr.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a pointwise function as one more pointwise function, with the wiring around it: which of the
 * original inputs, outputs and given gradients it reads, and where its results go. A gradient that passes through
 * unchanged costs nothing; one that is zero everywhere is left out.
 *
 * <p>Formulas number their inputs {@code [inputs, given, outputs]}: what the function took, the gradients or tangents,
 * and what it made, so that {@code exp' = y} need not compute or even keep {@code x}.
 */
final class PointwiseDerivative {

    private static final int ZERO = -1;
    private static final int PASS = -2;

    private final @Nullable PointwiseFunction function;
    private final int inputs;
    private final int given;

    /** For each input of {@link #function}, which of {@code [inputs, given, outputs]} it is. */
    private final int[] sources;

    /** For each result, which output of {@link #function} it is; ZERO; or PASS - i if it is the given tensor i. */
    private final int[] results;

    private final Keeps keeps;

    private PointwiseDerivative(PointwiseFunction primal, String name, int given, List<Expr> formulas) {
        this.inputs = primal.inputs();
        this.given = given;
        List<Expr> reused = Dag.substitute(formulas, outputsOf(primal, inputs + given));
        List<Expr> computed = new ArrayList<>();
        this.results = new int[reused.size()];
        for (int i = 0; i < results.length; i++) {
            Expr formula = reused.get(i);
            if (formula.is(0)) {
                results[i] = ZERO;
            } else if (formula instanceof Expr.Input(int index) && index >= inputs && index < inputs + given) {
                results[i] = PASS - (index - inputs);
            } else {
                results[i] = computed.size();
                computed.add(formula);
            }
        }
        TreeSet<Integer> read = Dag.order(computed).stream()
                .flatMap(e -> e instanceof Expr.Input(int index) ? Stream.of(index) : Stream.empty())
                .collect(Collectors.toCollection(TreeSet::new));
        this.sources = read.stream().mapToInt(Integer::intValue).toArray();
        this.keeps = keeps(sources, inputs, given);
        this.function = computed.isEmpty() ? null : renumbered(primal, name, computed);
    }

    static PointwiseDerivative vjp(PointwiseFunction f, long needed, long present) {
        int outputs = f.outputs().size();
        List<Expr> upstream = new ArrayList<>();
        for (int k = 0; k < outputs; k++) {
            boolean there = !f.isTruth() && (present >>> k & 1) != 0;
            upstream.add(there ? Expr.input(f.inputs() + k) : Expr.constant(0));
        }
        List<Expr> gradients = new ArrayList<>(Derivatives.vjp(f.outputs(), f.inputs(), upstream));
        for (int i = 0; i < f.inputs(); i++) {
            if (f.isCondition(i) || (needed >>> i & 1) == 0) {
                gradients.set(i, Expr.constant(0));
            }
        }
        return new PointwiseDerivative(f, f.name() + ".vjp", outputs, gradients);
    }

    static PointwiseDerivative jvp(PointwiseFunction f, long present) {
        List<Expr> tangents = new ArrayList<>();
        for (int i = 0; i < f.inputs(); i++) {
            boolean there = !f.isCondition(i) && (present >>> i & 1) != 0;
            tangents.add(there ? Expr.input(f.inputs() + i) : Expr.constant(0));
        }
        List<Expr> moves = f.isTruth()
                ? f.outputs().stream().map(y -> Expr.constant(0)).toList()
                : Derivatives.jvp(f.outputs(), tangents);
        return new PointwiseDerivative(f, f.name() + ".jvp", f.inputs(), moves);
    }

    private static Map<Expr, Expr> outputsOf(PointwiseFunction primal, int from) {
        Map<Expr, Expr> outputs = new HashMap<>();
        for (int k = 0; k < primal.outputs().size(); k++) {
            if (primal.outputs().get(k) instanceof Expr.Call call && !primal.isTruth()) {
                outputs.put(call, Expr.input(from + k));
            }
        }
        return outputs;
    }

    private PointwiseFunction renumbered(PointwiseFunction primal, String name, List<Expr> computed) {
        Map<Expr, Expr> numbers = new TreeMap<>((a, b) -> Integer.compare(number(a), number(b)));
        long conditions = 0;
        for (int i = 0; i < sources.length; i++) {
            numbers.put(Expr.input(sources[i]), Expr.input(i));
            if (sources[i] < inputs && primal.isCondition(sources[i])) {
                conditions |= 1L << i;
            }
        }
        return new PointwiseFunction(name, sources.length, conditions, false, renumber(computed, numbers));
    }

    private static int number(Expr e) {
        return e instanceof Expr.Input(int index) ? index : -1;
    }

    private static List<Expr> renumber(List<Expr> formulas, Map<Expr, Expr> numbers) {
        return Dag.substitute(formulas, Map.copyOf(numbers));
    }

    /** What is read of the original op's inputs and outputs. */
    Keeps keeps() {
        return keeps;
    }

    private static Keeps keeps(int[] sources, int inputs, int given) {
        long in = 0;
        long out = 0;
        for (int source : sources) {
            if (source < inputs) {
                in |= 1L << source;
            } else if (source >= inputs + given) {
                out |= 1L << (source - inputs - given);
            }
        }
        return new Keeps(in, out);
    }

    @Nullable
    Tensor[] apply(double[] parameters, Context context, @Nullable Tensor... gradients) {
        Tensor[] computed = function == null ? new Tensor[0] : run(function, parameters, context, gradients);
        if (results.length == 1 && results[0] == 0) {
            return computed;
        }
        @Nullable Tensor[] answers = new Tensor[results.length];
        for (int i = 0; i < answers.length; i++) {
            int result = results[i];
            answers[i] = result >= 0 ? computed[result] : result == ZERO ? null : gradients[PASS - result];
        }
        return answers;
    }

    private Tensor[] run(PointwiseFunction f, double[] parameters, Context context, @Nullable Tensor[] gradients) {
        Tensor[] arguments = new Tensor[sources.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = source(sources[i], context, gradients);
        }
        return f.with(parameters).apply(arguments);
    }

    private Tensor source(int source, Context context, @Nullable Tensor[] gradients) {
        if (source < inputs) {
            return context.input(source);
        }
        return source < inputs + given
                ? Objects.requireNonNull(gradients[source - inputs])
                : context.output(source - inputs - given);
    }
}
