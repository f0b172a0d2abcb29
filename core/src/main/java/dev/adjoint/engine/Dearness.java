package dev.adjoint.engine;

import dev.adjoint.expr.Fn;
import dev.adjoint.expr.Program;
import java.util.EnumSet;
import java.util.Set;

/** Whether to compute something once more would cost more than to write it to memory and read it. */
final class Dearness {

    /** What costs an element less than its way to memory and back. */
    private static final Set<Fn> ARITHMETIC = EnumSet.of(
            Fn.IDENTITY,
            Fn.ADD,
            Fn.SUB,
            Fn.MUL,
            Fn.CHAIN,
            Fn.DIV,
            Fn.MIN,
            Fn.MAX,
            Fn.NEG,
            Fn.ABS,
            Fn.SQRT,
            Fn.EQ,
            Fn.NE,
            Fn.LT,
            Fn.LE,
            Fn.GT,
            Fn.GE,
            Fn.AND,
            Fn.OR,
            Fn.NOT,
            Fn.SELECT,
            Fn.FLOOR,
            Fn.CEIL,
            Fn.ROUND,
            Fn.TRUNC,
            Fn.SIGN);

    /** What costs little more by vectors; powers, arcs and hyperbolic functions have them too, and cost more. */
    private static final Set<Fn> QUICK = EnumSet.of(
            Fn.EXP,
            Fn.EXPM1,
            Fn.LOG,
            Fn.LOG1P,
            Fn.SOFTPLUS,
            Fn.TANH,
            Fn.SIGMOID,
            Fn.ERF,
            Fn.ERFC,
            Fn.SIN,
            Fn.COS,
            Fn.TAN);

    private Dearness() {}

    /** Whether a function of a program is neither arithmetic nor quick. */
    static boolean isDear(Program program) {
        return program.instructions().stream()
                .map(Program.Instruction::fn)
                .anyMatch(fn -> !ARITHMETIC.contains(fn) && !QUICK.contains(fn));
    }
}
