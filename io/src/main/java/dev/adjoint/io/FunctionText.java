package dev.adjoint.io;

import dev.adjoint.expr.Dag;
import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Fn;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseFunction;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pointwise functions as text: their formulas as a list of terms, each of which names earlier ones by their numbers, so
 * that what formulas share is written once. Users' functions need nothing else and survive.
 *
 * <pre>
 * "terms": ["x0", 0.5, ["mul", 0, 1]], "results": [2]
 * </pre>
 */
final class FunctionText {

    private final List<PointwiseFunction> functions = new ArrayList<>();

    int number(PointwiseFunction function) {
        int known = functions.indexOf(function);
        if (known >= 0) {
            return known;
        }
        functions.add(function);
        return functions.size() - 1;
    }

    PointwiseFunction at(int number) {
        return functions.get(number);
    }

    List<Map<String, Object>> write() {
        return functions.stream().map(FunctionText::write).toList();
    }

    private static Map<String, Object> write(PointwiseFunction function) {
        Map<Expr, Integer> numbers = new IdentityHashMap<>();
        List<Object> terms = new ArrayList<>();
        for (Expr e : Dag.order(function.outputs())) {
            numbers.put(e, terms.size());
            terms.add(
                    switch (e) {
                        case Expr.Input x -> x.toString();
                        case Expr.Parameter p -> p.toString();
                        case Expr.Constant(double value) -> value;
                        case Expr.Call call -> {
                            List<Object> term = new ArrayList<>();
                            term.add(call.fn().name().toLowerCase(Locale.ROOT));
                            call.args().forEach(arg -> term.add(numbers.get(arg)));
                            yield term;
                        }
                    });
        }
        List<Integer> conditions = new ArrayList<>();
        for (int i = 0; i < function.inputs(); i++) {
            if (function.isCondition(i)) {
                conditions.add(i);
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", function.name());
        fields.put("inputs", function.inputs());
        fields.put("conditions", conditions);
        fields.put("truth", function.isTruth());
        fields.put("terms", terms);
        fields.put("results", function.outputs().stream().map(numbers::get).toList());
        return fields;
    }

    void read(Fields fields) {
        List<Expr> terms = new ArrayList<>();
        for (Object term : fields.list("terms")) {
            terms.add(
                    switch (term) {
                        case List<?> call -> call(call, terms);
                        case String name
                        when name.matches("[xp]\\d{1,3}") -> {
                            int number = Integer.parseInt(name.substring(1));
                            yield name.charAt(0) == 'x' ? Expr.input(number) : Expr.parameter(number);
                        }
                        default -> Expr.constant(Fields.real("terms", term));
                    });
        }
        List<Expr> results = fields.smalls("results").stream().map(terms::get).toList();
        long conditions = 0;
        for (int input : fields.smalls("conditions")) {
            conditions |= 1L << input;
        }
        int inputs = fields.small("inputs");
        if (results.isEmpty() || inputs < 1 || inputs > 64 || Dag.inputs(results) > inputs) {
            throw new IllegalArgumentException("a function of " + inputs + " inputs has formulas " + results);
        }
        functions.add(
                known(new PointwiseFunction(fields.text("name"), inputs, conditions, fields.truth("truth"), results)));
    }

    private static Expr call(List<?> term, List<Expr> terms) {
        if (term.isEmpty() || !(term.getFirst() instanceof String name)) {
            throw new IllegalArgumentException("a term names no function: " + term);
        }
        Expr[] arguments = new Expr[term.size() - 1];
        for (int i = 0; i < arguments.length; i++) {
            if (!(term.get(i + 1) instanceof Long number)) {
                throw new IllegalArgumentException("a term names no earlier one: " + term);
            }
            arguments[i] = terms.get(Math.toIntExact(number));
        }
        return Expr.call(Fn.valueOf(name.toUpperCase(Locale.ROOT)), arguments);
    }

    /** The library's own function of the same formulas, whose kernels are there already. */
    private static PointwiseFunction known(PointwiseFunction read) {
        for (Pointwise each : Pointwise.values()) {
            PointwiseFunction own = each.function();
            if (isSame(own, read)) {
                return own;
            }
            if (own.inputs() == 2 && read.inputs() == 1 && isSame(own.scalarRight(), read)) {
                return own.scalarRight();
            }
        }
        return read;
    }

    private static boolean isSame(PointwiseFunction a, PointwiseFunction b) {
        boolean same = a.name().equals(b.name())
                && a.inputs() == b.inputs()
                && a.isTruth() == b.isTruth()
                && a.outputs().equals(b.outputs());
        for (int i = 0; same && i < a.inputs(); i++) {
            same = a.isCondition(i) == b.isCondition(i);
        }
        return same;
    }
}
