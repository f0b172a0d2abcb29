package dev.adjoint.expr;

import dev.adjoint.expr.Expr.Call;
import dev.adjoint.expr.Expr.Input;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calculus of expressions: the one table of partial derivatives, and the two ways to chain them.
 *
 * <p>Since the derivative of a formula is again a formula, derivatives of any order come from the same table. Both
 * walks visit each shared node once, so a derivative is of the order of the formula's own size.
 *
 * <p>Where a function has no derivative the table follows the field's conventions: {@code abs' = 0} at 0; where two
 * arguments of {@code min} or {@code max} are equal each has half; steps ({@code sign}, {@code floor}, comparisons)
 * have zero everywhere. Only the branch that {@code select} has chosen has a derivative: what leads into the other one
 * is masked at the end and not multiplied by zero on the way, so a NaN over there never leaks.
 *
 * <p>Gradients and tangents are multiplied with partial derivatives by {@link Fn#CHAIN}, for which zero times anything is
 * zero: so the mask holds through all formulas that follow, in whichever op they stand.
 */
public final class Derivatives {

    private static final Expr ZERO = Expr.constant(0);
    private static final Expr ONE = Expr.constant(1);
    private static final double TWO_BY_SQRT_PI = 1.1283791670955126;

    private Derivatives() {}

    /**
     * The partial derivative of a call by one of its arguments, written with the call itself where that is cheaper.
     *
     * @param y a call, other than of {@code select}
     * @param i the number of the argument
     * @return the partial derivative; null where it is zero everywhere
     */
    public static @Nullable Expr partial(Call y, int i) {
        Expr x = y.args().get(0);
        Expr z = y.args().getLast();
        return switch (y.fn()) {
            case IDENTITY, ADD -> ONE;
            case SUB -> Expr.constant(i == 0 ? 1 : -1);
            case MUL, CHAIN -> i == 0 ? z : x;
            case DIV -> i == 0 ? ONE.over(z) : y.over(z).neg();
            case POW -> i == 0 ? powerByBase(x, z) : x.eq(ZERO).and(z.ge(ZERO)).select(ZERO, y.times(x.log()));
            case MIN -> share(i == 0 ? x : z, i == 0 ? z : x, Fn.LT);
            case MAX -> share(i == 0 ? x : z, i == 0 ? z : x, Fn.GT);
            case REM -> i == 0 ? ONE : Expr.call(Fn.FLOOR_DIV, x, z).neg();
            // At the origin it has a kink like |x|.
            case HYPOT -> y.eq(ZERO).select(ZERO, (i == 0 ? x : z).over(y));
            case NEG -> Expr.constant(-1);
            case ABS -> x.sign();
            case SQRT -> Expr.constant(0.5).over(y);
            case CBRT -> ONE.over(y.times(y).times(3));
            case EXP -> y;
            // Not y + 1, which cancels where x is far below zero.
            case EXPM1 -> x.exp();
            case LOG -> ONE.over(x);
            case LOG1P -> ONE.over(x.plus(1));
            case LOG2 -> Expr.constant(1 / Math.log(2)).over(x);
            case LOG10 -> Expr.constant(1 / Math.log(10)).over(x);
            case SIN -> x.cos();
            case COS -> x.sin().neg();
            case TAN -> y.times(y).plus(1);
            case ASIN -> ONE.over(oneLessSquare(x).sqrt());
            case ACOS -> Expr.constant(-1).over(oneLessSquare(x).sqrt());
            case ATAN -> ONE.over(x.times(x).plus(1));
            case ATAN2 -> {
                Expr square = x.times(x).plus(z.times(z));
                yield square.eq(ZERO).select(ZERO, (i == 0 ? z : x.neg()).over(square));
            }
            case SINH -> Expr.call(Fn.COSH, x);
            case COSH -> Expr.call(Fn.SINH, x);
            case TANH -> oneLessSquare(y);
            case ASINH -> ONE.over(x.times(x).plus(1).sqrt());
            case ACOSH -> ONE.over(x.minus(1).sqrt().times(x.plus(1).sqrt()));
            case ATANH -> ONE.over(oneLessSquare(x));
            case ERF -> x.times(x).neg().exp().times(TWO_BY_SQRT_PI);
            case ERFC -> x.times(x).neg().exp().times(-TWO_BY_SQRT_PI);
            case LGAMMA -> Expr.call(Fn.DIGAMMA, x);
            case DIGAMMA -> Expr.call(Fn.POLYGAMMA, ONE, x);
            case POLYGAMMA -> i == 0 ? null : Expr.call(Fn.POLYGAMMA, x.plus(1), z);
            case SIGMOID -> y.times(ONE.minus(y));
            case SOFTPLUS -> x.sigmoid();
            case SIGN, FLOOR, CEIL, ROUND, TRUNC, FLOOR_DIV -> null;
            case EQ, NE, LT, LE, GT, GE, AND, OR, XOR, NOT, ISNAN, ISFINITE -> null;
            case SELECT ->
                throw new IllegalArgumentException("select: its arms have no partial. Chain it by vjp or jvp.");
        };
    }

    /** {@code z x^(z-1)}, without 0/0 where the power is the constant 1. */
    private static Expr powerByBase(Expr x, Expr z) {
        return z.eq(ZERO).select(ZERO, z.times(x.pow(z.minus(1))));
    }

    /** {@code 1 - x²} as a product, which does not cancel near the ends. */
    private static Expr oneLessSquare(Expr x) {
        return ONE.minus(x).times(ONE.plus(x));
    }

    private static Expr share(Expr mine, Expr other, Fn wins) {
        return Expr.call(wins, mine, other).select(ONE, mine.eq(other).select(Expr.constant(0.5), ZERO));
    }

    /**
     * The vector-Jacobian product by reverse accumulation: gradients of the outputs in, gradients of the inputs out.
     *
     * @param outputs the formulas
     * @param inputs the number of their inputs
     * @param upstream for each output the formula of its gradient, mostly a further input; the constant 0 where the
     *     loss does not depend on it
     * @return for each input the formula of its gradient; the constant 0 where it is zero everywhere
     */
    public static List<Expr> vjp(List<Expr> outputs, int inputs, List<Expr> upstream) {
        List<Expr> roots = Dag.share(outputs);
        Map<Expr, Adjoint> adjoints = new IdentityHashMap<>();
        for (int k = 0; k < roots.size(); k++) {
            if (!upstream.get(k).is(0)) {
                adjoints.merge(roots.get(k), new Adjoint(null, upstream.get(k)), Adjoint::plus);
            }
        }
        List<Expr> result = new ArrayList<>(Collections.nCopies(inputs, ZERO));
        for (Expr e : Dag.order(roots).reversed()) {
            Adjoint dy = adjoints.remove(e);
            if (dy == null) {
                continue;
            }
            if (e instanceof Input(int index) && index < inputs) {
                result.set(index, dy.masked());
            } else if (e instanceof Call call && call.fn() == Fn.SELECT) {
                Expr condition = call.args().get(0);
                adjoints.merge(call.args().get(1), dy.where(condition), Adjoint::plus);
                adjoints.merge(call.args().get(2), dy.where(condition.not()), Adjoint::plus);
            } else if (e instanceof Call call) {
                for (int i = 0; i < call.args().size(); i++) {
                    Expr x = call.args().get(i);
                    Expr partial = x instanceof Call || x instanceof Input ? partial(call, i) : null;
                    if (partial != null) {
                        adjoints.merge(x, dy.chain(partial), Adjoint::plus);
                    }
                }
            }
        }
        return result;
    }

    /**
     * The Jacobian-vector product: tangents of the inputs in, tangents of the outputs out.
     *
     * @param outputs the formulas
     * @param tangents for each input the formula of its tangent; the constant 0 where it does not move
     * @return for each output the formula of its tangent; the constant 0 where it is zero everywhere
     */
    public static List<Expr> jvp(List<Expr> outputs, List<Expr> tangents) {
        List<Expr> roots = Dag.share(outputs);
        Map<Expr, Expr> moves = new IdentityHashMap<>();
        for (Expr e : Dag.order(roots)) {
            Expr move = ZERO;
            if (e instanceof Input(int index) && index < tangents.size()) {
                move = tangents.get(index);
            } else if (e instanceof Call call && call.fn() == Fn.SELECT) {
                List<Expr> args = call.args();
                move = args.get(0).select(moves.getOrDefault(args.get(1), ZERO), moves.getOrDefault(args.get(2), ZERO));
            } else if (e instanceof Call call) {
                for (int i = 0; i < call.args().size(); i++) {
                    Expr dx = moves.getOrDefault(call.args().get(i), ZERO);
                    Expr partial = dx.is(0) ? null : partial(call, i);
                    move = partial == null ? move : move.plus(dx.chain(partial));
                }
            }
            moves.put(e, move);
        }
        return roots.stream().map(moves::get).toList();
    }

    /**
     * The gradient of a node on the way back: a value that counts where the guard is true.
     *
     * @param guard where a selection has let the node through; null if everywhere
     * @param value the gradient there
     */
    private record Adjoint(@Nullable Expr guard, Expr value) {

        Expr masked() {
            return guard == null ? value : guard.select(value, ZERO);
        }

        Adjoint chain(Expr partial) {
            return new Adjoint(guard, value.chain(partial));
        }

        Adjoint where(Expr condition) {
            return new Adjoint(guard == null ? condition : guard.and(condition), value);
        }

        Adjoint plus(Adjoint other) {
            if (guard == null || other.guard == null) {
                return new Adjoint(null, masked().plus(other.masked()));
            }
            if (guard.equals(other.guard)) {
                return new Adjoint(guard, value.plus(other.value));
            }
            return new Adjoint(guard.or(other.guard), masked().plus(other.masked()));
        }
    }
}
