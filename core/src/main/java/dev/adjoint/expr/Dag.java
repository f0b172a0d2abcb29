package dev.adjoint.expr;

import dev.adjoint.expr.Expr.Call;
import dev.adjoint.expr.Expr.Input;
import dev.adjoint.expr.Expr.Parameter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks over expressions as graphs: each shared node once, without recursion, so that neither a chain of a million
 * calls nor a formula that is huge as a tree is a burden.
 */
public final class Dag {

    private Dag() {}

    /**
     * All nodes, arguments before the calls that use them, in an order that depends on the formulas only.
     *
     * @param roots the formulas
     * @return each node (by identity) once
     */
    public static List<Expr> order(List<Expr> roots) {
        List<Expr> order = new ArrayList<>();
        // Absent: not met; FALSE: its arguments are being visited; TRUE: in the list.
        Map<Expr, Boolean> done = new IdentityHashMap<>();
        Deque<Expr> stack = new ArrayDeque<>();
        for (Expr root : roots) {
            stack.push(root);
            while (!stack.isEmpty()) {
                Expr e = stack.peek();
                if (done.putIfAbsent(e, false) == null && e instanceof Call call) {
                    for (Expr arg : call.args().reversed()) {
                        if (!done.containsKey(arg)) {
                            stack.push(arg);
                        }
                    }
                } else {
                    stack.pop();
                    if (!done.put(e, true)) {
                        order.add(e);
                    }
                }
            }
        }
        return order;
    }

    /**
     * Makes equal sub-expressions of several formulas one and the same node; so are {@code a * b} and {@code b * a}.
     *
     * @param roots the formulas
     * @return formulas of the same values, in which equal nodes are identical
     */
    public static List<Expr> share(List<Expr> roots) {
        Map<Expr, Expr> shared = new IdentityHashMap<>();
        Map<Expr, Integer> numbers = new IdentityHashMap<>();
        Map<Object, Expr> known = new HashMap<>();
        for (Expr e : order(roots)) {
            // A call's key is made of numbers of shared arguments, so that comparing keys never walks a formula.
            Object key = e;
            if (e instanceof Call call) {
                List<Integer> args = new ArrayList<>();
                call.args().forEach(arg -> args.add(numbers.get(shared.get(arg))));
                if (call.fn().isCommutative()) {
                    args.sort(null);
                }
                key = List.of(call.fn(), args);
            }
            Expr node = known.get(key);
            if (node == null) {
                node = withArguments(e, shared);
                known.put(key, node);
                numbers.putIfAbsent(node, numbers.size());
            }
            shared.put(e, node);
        }
        return roots.stream().map(shared::get).toList();
    }

    /**
     * Replaces sub-expressions, the largest ones first.
     *
     * @param roots the formulas
     * @param replacements what stands for which sub-expression
     * @return the formulas, simplified anew where something was replaced
     */
    public static List<Expr> substitute(List<Expr> roots, Map<Expr, Expr> replacements) {
        Map<Expr, Expr> results = new IdentityHashMap<>();
        for (Expr e : order(roots)) {
            Expr replacement = replacements.get(e);
            results.put(e, replacement != null ? replacement : withArguments(e, results));
        }
        return roots.stream().map(results::get).toList();
    }

    /**
     * Replaces one sub-expression.
     *
     * @param root the formula
     * @param target what is replaced
     * @param replacement what stands for it
     * @return the formula, simplified anew where something was replaced
     */
    public static Expr substitute(Expr root, Expr target, Expr replacement) {
        return substitute(List.of(root), Map.of(target, replacement)).get(0);
    }

    private static Expr withArguments(Expr e, Map<Expr, Expr> arguments) {
        if (!(e instanceof Call call)) {
            return e;
        }
        Expr[] args = call.args().stream().map(arguments::get).toArray(Expr[]::new);
        for (int i = 0; i < args.length; i++) {
            if (args[i] != call.args().get(i)) {
                return Expr.call(call.fn(), args);
            }
        }
        return e;
    }

    /**
     * How many inputs the formulas read at most.
     *
     * @param roots the formulas
     * @return one more than the highest index of an input, 0 if there is none
     */
    public static int inputs(List<Expr> roots) {
        return order(roots).stream()
                .mapToInt(e -> e instanceof Input(int index) ? index + 1 : 0)
                .max()
                .orElse(0);
    }

    /**
     * How many parameters the formulas read at most.
     *
     * @param roots the formulas
     * @return one more than the highest index of a parameter, 0 if there is none
     */
    public static int parameters(List<Expr> roots) {
        return order(roots).stream()
                .mapToInt(e -> e instanceof Parameter(int index) ? index + 1 : 0)
                .max()
                .orElse(0);
    }

    /**
     * Whether a formula reads an input.
     *
     * @param root the formula
     * @param index the number of the input
     * @return true if the input occurs in it
     */
    public static boolean reads(Expr root, int index) {
        return order(List.of(root)).contains(Expr.input(index));
    }
}
