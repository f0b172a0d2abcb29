package dev.adjoint.expr;

import dev.adjoint.expr.Expr.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * Expressions as a list of instructions over a few registers: what kernels read.
 *
 * <p>Common sub-expressions are computed once. The registers 0 to {@code outputs - 1} are the results and are written
 * once; the others hold intermediate values and are used again as soon as their value is no longer read, also by the
 * instruction that reads it last. A result register may be read again by later instructions, so who lets results
 * overwrite inputs in place must have read those inputs before.
 *
 * @param instructions what is computed, in order
 * @param outputs the number of results
 * @param inputs one more than the highest index of an input that is read
 * @param parameters one more than the highest index of a parameter that is read
 * @param registers the number of registers, results included
 */
public record Program(List<Instruction> instructions, int outputs, int inputs, int parameters, int registers) {

    /**
     * One call of a primitive.
     *
     * @param fn the primitive
     * @param target the register that takes the value
     * @param operands its arguments
     */
    public record Instruction(Fn fn, int target, List<Operand> operands) {

        @Override
        public String toString() {
            List<String> names = operands.stream().map(Operand::toString).toList();
            return "r" + target + " = " + fn.print(names, new int[] {Fn.ATOM, Fn.ATOM, Fn.ATOM});
        }
    }

    /**
     * The program of formulas.
     *
     * @param outputs the formulas
     * @return a program whose results are their values, in order
     */
    public static Program of(List<Expr> outputs) {
        List<Expr> roots = Dag.share(outputs);
        List<Expr> order = Dag.order(roots);
        Map<Expr, Integer> lastUse = new IdentityHashMap<>();
        for (int at = 0; at < order.size(); at++) {
            if (order.get(at) instanceof Call call) {
                for (Expr arg : call.args()) {
                    lastUse.put(arg, at);
                }
            }
        }
        Map<Expr, Integer> register = new IdentityHashMap<>();
        for (int k = roots.size() - 1; k >= 0; k--) {
            if (roots.get(k) instanceof Call) {
                register.put(roots.get(k), k);
            }
        }
        List<Instruction> instructions = new ArrayList<>();
        Deque<Integer> free = new ArrayDeque<>();
        int registers = roots.size();
        for (int at = 0; at < order.size(); at++) {
            if (!(order.get(at) instanceof Call call)) {
                continue;
            }
            List<Operand> operands = new ArrayList<>();
            for (Expr arg : call.args()) {
                operands.add(operand(arg, register));
            }
            for (Expr arg : call.args()) {
                // An argument used twice is given back once; results are never given back.
                int held = register.getOrDefault(arg, -1);
                if (arg instanceof Call && lastUse.getOrDefault(arg, -1) == at && held >= roots.size()) {
                    free.push(held);
                    lastUse.put(arg, -1);
                }
            }
            Integer target = register.get(call);
            if (target == null) {
                target = free.isEmpty() ? Integer.valueOf(registers++) : free.pop();
                register.put(call, target);
            }
            instructions.add(new Instruction(call.fn(), target, List.copyOf(operands)));
        }
        for (int k = 0; k < roots.size(); k++) {
            if (!Integer.valueOf(k).equals(register.get(roots.get(k)))) {
                instructions.add(new Instruction(Fn.IDENTITY, k, List.of(operand(roots.get(k), register))));
            }
        }
        return new Program(
                List.copyOf(instructions), roots.size(), Dag.inputs(roots), Dag.parameters(roots), registers);
    }

    private static Operand operand(Expr e, Map<Expr, Integer> register) {
        return switch (e) {
            case Call call -> new Operand.Register(Objects.requireNonNull(register.get(call)));
            case Expr.Input(int index) -> new Operand.Input(index);
            case Expr.Parameter(int index) -> new Operand.Parameter(index);
            case Expr.Constant(double value) -> new Operand.Constant(value);
        };
    }

    /**
     * Whether every instruction is defined on integers, and every constant is one.
     *
     * @return true if {@link #evaluate(long[], double[], long[])} can run it
     */
    public boolean isIntegral() {
        return instructions.stream()
                .allMatch(instruction -> instruction.fn().isIntegral()
                        && instruction.operands().stream().allMatch(Program::isWhole));
    }

    private static boolean isWhole(Operand operand) {
        return !(operand instanceof Operand.Constant(double value))
                || value == Math.rint(value) && Double.isFinite(value);
    }

    /**
     * The reference values at one point.
     *
     * @param inputs the inputs, at least as many as are read
     * @param parameters the parameters, at least as many as are read
     * @return the results
     */
    public double[] evaluate(double[] inputs, double[] parameters) {
        double[] r = new double[registers];
        evaluate(inputs, parameters, r);
        return Arrays.copyOf(r, outputs);
    }

    /**
     * The reference values at one point, without an allocation.
     *
     * @param inputs the inputs, at least as many as are read
     * @param parameters the parameters, at least as many as are read
     * @param r as many numbers as there are registers; the results come first
     */
    public void evaluate(double[] inputs, double[] parameters, double[] r) {
        for (Instruction step : instructions) {
            List<Operand> args = step.operands;
            double x = value(args.get(0), inputs, parameters, r);
            double y = args.size() > 1 ? value(args.get(1), inputs, parameters, r) : 0;
            double z = args.size() > 2 ? value(args.get(2), inputs, parameters, r) : 0;
            r[step.target] = step.fn.apply(x, y, z);
        }
    }

    /**
     * The reference values at one point on integers.
     *
     * @param inputs the inputs, at least as many as are read
     * @param parameters the parameters, at least as many as are read, truncated to whole numbers as constants are
     * @param r as many numbers as there are registers; the results come first
     * @throws IllegalArgumentException if an instruction is not defined on integers
     */
    public void evaluate(long[] inputs, double[] parameters, long[] r) {
        for (Instruction step : instructions) {
            List<Operand> args = step.operands;
            long x = value(args.get(0), inputs, parameters, r);
            long y = args.size() > 1 ? value(args.get(1), inputs, parameters, r) : 0;
            long z = args.size() > 2 ? value(args.get(2), inputs, parameters, r) : 0;
            r[step.target] = step.fn.applyLong(x, y, z);
        }
    }

    private static double value(Operand operand, double[] inputs, double[] parameters, double[] r) {
        return switch (operand) {
            case Operand.Register(int index) -> r[index];
            case Operand.Input(int index) -> inputs[index];
            case Operand.Parameter(int index) -> parameters[index];
            case Operand.Constant(double value) -> value;
        };
    }

    private static long value(Operand operand, long[] inputs, double[] parameters, long[] r) {
        return switch (operand) {
            case Operand.Register(int index) -> r[index];
            case Operand.Input(int index) -> inputs[index];
            case Operand.Parameter(int index) -> (long) parameters[index];
            case Operand.Constant(double value) -> (long) value;
        };
    }

    /** One line for each instruction: {@code r0 = x0 * x1}. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n");
        instructions.forEach(instruction -> lines.add(instruction.toString()));
        return lines.toString();
    }
}
