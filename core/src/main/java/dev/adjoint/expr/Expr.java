package dev.adjoint.expr;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scalar formula over numbered inputs: an immutable graph of calls of {@link Fn}s.
 *
 * <p>Nodes are made by {@link #call} and the fluent methods, which simplify where the value stays the same (up to the
 * sign of zero): neutral elements, constants of constants, double negation, selection between equals. {@code 0 * x}
 * stays, since it is NaN where x is not finite. Constants are folded in double.
 *
 * <p>Sub-expressions are shared, so a formula that is a small graph may be a huge tree; each call therefore carries its
 * hash and its size as a tree, and no method here walks it as a tree or recurses to its depth.
 */
public sealed interface Expr {

    /**
     * An argument of the formula: one element of a tensor.
     *
     * @param index its number, from 0
     */
    record Input(int index) implements Expr {
        @Override
        public String toString() {
            return "x" + index;
        }
    }

    /**
     * A number that is fixed for a run but not for the formula, such as a slope or an exponent: a new value needs no
     * new kernel.
     *
     * @param index its number, from 0
     */
    record Parameter(int index) implements Expr {
        @Override
        public String toString() {
            return "p" + index;
        }
    }

    /**
     * A number that is part of the formula.
     *
     * @param value the number
     */
    record Constant(double value) implements Expr {
        @Override
        public String toString() {
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value)
                    : Double.toString(value);
        }
    }

    /** A primitive applied to expressions; made by {@link Expr#call}. */
    final class Call implements Expr {

        private static final int PRINTED = 2_000;

        private final Fn fn;
        private final List<Expr> args;
        private final long fingerprint;
        private final int treeSize;
        private final boolean fixed;

        private Call(Fn fn, List<Expr> args) {
            this.fn = fn;
            this.args = args;
            long hash = fn.ordinal() + 1L;
            long size = 1;
            for (Expr arg : args) {
                hash = mix(hash * 0x9E3779B97F4A7C15L + fingerprint(arg));
                size += arg instanceof Call call ? call.treeSize : 1;
            }
            this.fingerprint = hash;
            this.treeSize = (int) Math.min(size, Integer.MAX_VALUE);
            this.fixed = args.stream().allMatch(Expr::isFixed);
        }

        /** {@return the primitive} */
        public Fn fn() {
            return fn;
        }

        /** {@return its arguments} */
        public List<Expr> args() {
            return args;
        }

        /**
         * Structural equality, linear in the number of shared nodes: unequal graphs are told apart by their 64-bit
         * fingerprints, equal ones compare each pair of nodes once.
         */
        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            if (!(other instanceof Call call) || fingerprint != call.fingerprint) {
                return false;
            }
            Map<Call, Call> seen = new IdentityHashMap<>();
            Deque<Call> left = new ArrayDeque<>(List.of(this));
            Deque<Call> right = new ArrayDeque<>(List.of(call));
            while (!left.isEmpty()) {
                Call a = left.pop();
                Call b = right.pop();
                if (a == b || seen.put(a, b) == b) {
                    continue;
                }
                if (a.fingerprint != b.fingerprint || a.fn != b.fn) {
                    return false;
                }
                for (int i = 0; i < a.args.size(); i++) {
                    if (a.args.get(i) instanceof Call x && b.args.get(i) instanceof Call y) {
                        left.push(x);
                        right.push(y);
                    } else if (!a.args.get(i).equals(b.args.get(i))) {
                        return false;
                    }
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(fingerprint);
        }

        /** The formula with no more parentheses than it needs; only an outline of those too long to read. */
        @Override
        public String toString() {
            if (treeSize > PRINTED) {
                return fn.name().toLowerCase(Locale.ROOT) + "(... " + treeSize + " terms)";
            }
            return fn.print(
                    args.stream().map(Expr::toString).toList(),
                    args.stream().mapToInt(Call::binding).toArray());
        }

        private static int binding(Expr e) {
            return switch (e) {
                case Call call -> call.fn.binding();
                case Constant(double value) when value < 0 -> Fn.NEG.binding();
                case Constant c -> Fn.ATOM;
                case Input x -> Fn.ATOM;
                case Parameter p -> Fn.ATOM;
            };
        }

        private static long fingerprint(Expr e) {
            return switch (e) {
                case Call call -> call.fingerprint;
                case Constant(double value) -> mix(Double.doubleToLongBits(value) ^ 0x2545F4914F6CDD1DL);
                case Input(int index) -> mix(0x51ED270B000L + index);
                case Parameter(int index) -> mix(0x7A5C3D91000L + index);
            };
        }

        /** The finaliser of SplitMix64: every bit of the result depends on every bit of the word. */
        private static long mix(long word) {
            long z = word;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }

    /**
     * {@return the input of a number}
     *
     * @param index the number, from 0
     */
    static Expr input(int index) {
        return new Input(index);
    }

    /**
     * {@return the parameter of a number}
     *
     * @param index the number, from 0
     */
    static Expr parameter(int index) {
        return new Parameter(index);
    }

    /**
     * {@return a constant}
     *
     * @param value its value
     */
    static Expr constant(double value) {
        return new Constant(value);
    }

    /**
     * A primitive applied to arguments, simplified where that changes no value.
     *
     * @param fn the primitive
     * @param args as many arguments as it takes
     * @return an expression of that value
     * @throws IllegalArgumentException if the number of arguments is wrong
     */
    static Expr call(Fn fn, Expr... args) {
        if (args.length != fn.arity()) {
            throw new IllegalArgumentException(fn.name().toLowerCase(Locale.ROOT) + ": takes " + fn.arity()
                    + " arguments, not " + args.length + ". Pass as many as Fn.arity() says.");
        }
        return switch (fn.arity()) {
            case 1 -> unary(fn, args[0]);
            case 2 -> binary(fn, args[0], args[1]);
            default -> choice(args[0], args[1], args[2]);
        };
    }

    private static Expr unary(Fn fn, Expr x) {
        if (fn == Fn.IDENTITY) {
            return x;
        }
        if (x instanceof Constant(double value)) {
            return constant(fn.apply(value, 0, 0));
        }
        if (x instanceof Call call) {
            Expr inner = call.args.get(0);
            if (fn == Fn.NEG && call.fn == Fn.NEG || fn == Fn.ABS && (call.fn == Fn.ABS || call.fn == Fn.NEG)) {
                return fn == Fn.NEG ? inner : call.fn == Fn.ABS ? x : call(Fn.ABS, inner);
            }
            if (fn == Fn.NOT) {
                return switch (call.fn) {
                    case NOT -> inner.isTruth() ? inner : new Call(fn, List.of(x));
                    case EQ -> new Call(Fn.NE, call.args);
                    case NE -> new Call(Fn.EQ, call.args);
                    // not(x < y) is no x >= y: NaN makes both comparisons false.
                    default -> new Call(fn, List.of(x));
                };
            }
        }
        return new Call(fn, List.of(x));
    }

    private static Expr binary(Fn fn, Expr x, Expr y) {
        if (x instanceof Constant(double a) && y instanceof Constant(double b)) {
            return constant(fn.apply(a, b, 0));
        }
        Expr simpler = switch (fn) {
            case ADD ->
                x.is(0) ? y : y.is(0) ? x : negated(y) ? x.minus(y.neg()) : negated(x) ? y.minus(x.neg()) : null;
            case SUB -> y.is(0) ? x : x.is(0) ? y.neg() : negated(y) ? x.plus(y.neg()) : null;
            case MUL -> product(x, y);
            case CHAIN -> chained(x, y);
            case DIV -> quotient(x, y);
            case POW -> power(x, y);
            case MIN, MAX -> x.equals(y) ? x : null;
            case AND -> x.is(0) || y.is(0) ? constant(0) : null;
            default -> null;
        };
        return simpler != null ? simpler : new Call(fn, List.of(x, y));
    }

    private static @Nullable Expr product(Expr x, Expr y) {
        if (x.is(1) || x.is(-1)) {
            return x.is(1) ? y : y.neg();
        }
        if (y.is(1) || y.is(-1)) {
            return y.is(1) ? x : x.neg();
        }
        if (negated(x) || negated(y)) {
            return negated(x) ? x.neg().times(y).neg() : x.times(y.neg()).neg();
        }
        // One rounding instead of two: derivatives are full of such products.
        if (y instanceof Call call && call.fn == Fn.DIV && call.args.get(0).is(1)) {
            return x.over(call.args.get(1));
        }
        return null;
    }

    /** Where a factor is the same for all elements, taken as finite and other than zero, any product will do. */
    private static @Nullable Expr chained(Expr x, Expr y) {
        if (x.is(0) || y.is(0)) {
            return constant(0);
        }
        if (x.isFixed() || y.isFixed()) {
            return x.times(y);
        }
        if (negated(x) || negated(y)) {
            return negated(x) ? x.neg().chain(y).neg() : x.chain(y.neg()).neg();
        }
        return null;
    }

    private static @Nullable Expr quotient(Expr x, Expr y) {
        if (y.is(1) || y.is(-1)) {
            return y.is(1) ? x : x.neg();
        }
        if (negated(x) || negated(y)) {
            return negated(x) ? x.neg().over(y).neg() : x.over(y.neg()).neg();
        }
        // The reciprocal of a power of two is exact, and products are quicker.
        if (y instanceof Constant(double c)
                && Math.abs(Math.getExponent(c)) < 100
                && c == Math.scalb(Math.signum(c), Math.getExponent(c))) {
            return x.times(1 / c);
        }
        return null;
    }

    private static @Nullable Expr power(Expr x, Expr y) {
        if (!(y instanceof Constant(double n))) {
            return null;
        }
        return switch ((int) n == n ? (int) n : Integer.MIN_VALUE) {
            case 0 -> constant(1);
            case 1 -> x;
            case 2 -> x.times(x);
            case 3 -> x.times(x).times(x);
            default -> null;
        };
    }

    private static Expr choice(Expr condition, Expr x, Expr y) {
        if (condition instanceof Constant(double value)) {
            return value != 0 ? x : y;
        }
        if (x.equals(y)) {
            return x;
        }
        if (condition instanceof Call call && call.fn == Fn.NOT) {
            return choice(call.args.get(0), y, x);
        }
        if (condition.isTruth() && x.is(1) && y.is(0)) {
            return condition;
        }
        return condition.isTruth() && x.is(0) && y.is(1)
                ? condition.not()
                : new Call(Fn.SELECT, List.of(condition, x, y));
    }

    private static boolean negated(Expr e) {
        return e instanceof Call call && call.fn == Fn.NEG;
    }

    /**
     * {@return whether this is the constant of that value; zero is equal to its negative}
     *
     * @param value the value
     */
    default boolean is(double value) {
        return this instanceof Constant(double c) && c == value;
    }

    /** {@return whether this can be nothing but 1 or 0} */
    default boolean isTruth() {
        return this instanceof Call call ? call.fn.isTruth() : is(0) || is(1);
    }

    /** Whether this is the same for all elements: made of constants and parameters alone. */
    private boolean isFixed() {
        return switch (this) {
            case Call call -> call.fixed;
            case Constant c -> true;
            case Parameter p -> true;
            case Input x -> false;
        };
    }

    /**
     * {@return the first where this is true, else the second}
     *
     * @param x the value where this is true
     * @param y the value where it is false; what is not chosen may be NaN
     */
    default Expr select(Expr x, Expr y) {
        return call(Fn.SELECT, this, x, y);
    }

    /** {@return {@code -x}} */
    default Expr neg() {
        return call(Fn.NEG, this);
    }

    /** {@return the absolute value} */
    default Expr abs() {
        return call(Fn.ABS, this);
    }

    /** {@return -1, 0 or 1} */
    default Expr sign() {
        return call(Fn.SIGN, this);
    }

    /** {@return the square root} */
    default Expr sqrt() {
        return call(Fn.SQRT, this);
    }

    /** {@return the exponential} */
    default Expr exp() {
        return call(Fn.EXP, this);
    }

    /** {@return {@code e^x - 1}} */
    default Expr expm1() {
        return call(Fn.EXPM1, this);
    }

    /** {@return the natural logarithm} */
    default Expr log() {
        return call(Fn.LOG, this);
    }

    /** {@return {@code log(1 + x)}} */
    default Expr log1p() {
        return call(Fn.LOG1P, this);
    }

    /** {@return the sine} */
    default Expr sin() {
        return call(Fn.SIN, this);
    }

    /** {@return the cosine} */
    default Expr cos() {
        return call(Fn.COS, this);
    }

    /** {@return the tangent} */
    default Expr tan() {
        return call(Fn.TAN, this);
    }

    /** {@return the hyperbolic tangent} */
    default Expr tanh() {
        return call(Fn.TANH, this);
    }

    /** {@return the error function} */
    default Expr erf() {
        return call(Fn.ERF, this);
    }

    /** {@return its complement {@code 1 - erf(x)}} */
    default Expr erfc() {
        return call(Fn.ERFC, this);
    }

    /** {@return {@code 1 / (1 + e^-x)}} */
    default Expr sigmoid() {
        return call(Fn.SIGMOID, this);
    }

    /** {@return {@code log(1 + e^x)}} */
    default Expr softplus() {
        return call(Fn.SOFTPLUS, this);
    }

    /** {@return the largest whole number not above} */
    default Expr floor() {
        return call(Fn.FLOOR, this);
    }

    /** {@return the smallest whole number not below} */
    default Expr ceil() {
        return call(Fn.CEIL, this);
    }

    /** {@return whether this is false} */
    default Expr not() {
        return call(Fn.NOT, this);
    }

    /**
     * {@return the sum of this and the other}
     *
     * @param y the other
     */
    default Expr plus(Expr y) {
        return call(Fn.ADD, this, y);
    }

    /**
     * {@return the sum of this and a constant}
     *
     * @param y the constant
     */
    default Expr plus(double y) {
        return call(Fn.ADD, this, constant(y));
    }

    /**
     * {@return the difference of this and the other}
     *
     * @param y the other
     */
    default Expr minus(Expr y) {
        return call(Fn.SUB, this, y);
    }

    /**
     * {@return the difference of this and a constant}
     *
     * @param y the constant
     */
    default Expr minus(double y) {
        return call(Fn.SUB, this, constant(y));
    }

    /**
     * {@return the product of this and the other}
     *
     * @param y the other
     */
    default Expr times(Expr y) {
        return call(Fn.MUL, this, y);
    }

    /**
     * {@return the product of this gradient and a partial derivative: 0 wherever either is 0, see {@link Fn#CHAIN}}
     *
     * @param partial the partial derivative
     */
    default Expr chain(Expr partial) {
        return call(Fn.CHAIN, this, partial);
    }

    /**
     * {@return the product of this and a constant}
     *
     * @param y the constant
     */
    default Expr times(double y) {
        return call(Fn.MUL, this, constant(y));
    }

    /**
     * {@return the quotient of this and the other}
     *
     * @param y the other
     */
    default Expr over(Expr y) {
        return call(Fn.DIV, this, y);
    }

    /**
     * {@return the quotient of this and a constant}
     *
     * @param y the constant
     */
    default Expr over(double y) {
        return call(Fn.DIV, this, constant(y));
    }

    /**
     * {@return the power of this and the other}
     *
     * @param y the other
     */
    default Expr pow(Expr y) {
        return call(Fn.POW, this, y);
    }

    /**
     * {@return the power of this and a constant}
     *
     * @param y the constant
     */
    default Expr pow(double y) {
        return call(Fn.POW, this, constant(y));
    }

    /**
     * {@return the smaller of this and the other}
     *
     * @param y the other
     */
    default Expr min(Expr y) {
        return call(Fn.MIN, this, y);
    }

    /**
     * {@return the smaller of this and a constant}
     *
     * @param y the constant
     */
    default Expr min(double y) {
        return call(Fn.MIN, this, constant(y));
    }

    /**
     * {@return the larger of this and the other}
     *
     * @param y the other
     */
    default Expr max(Expr y) {
        return call(Fn.MAX, this, y);
    }

    /**
     * {@return the larger of this and a constant}
     *
     * @param y the constant
     */
    default Expr max(double y) {
        return call(Fn.MAX, this, constant(y));
    }

    /**
     * {@return whether both are equal}
     *
     * @param y the other side
     */
    default Expr eq(Expr y) {
        return call(Fn.EQ, this, y);
    }

    /**
     * {@return whether they differ}
     *
     * @param y the other side
     */
    default Expr ne(Expr y) {
        return call(Fn.NE, this, y);
    }

    /**
     * {@return whether this is less}
     *
     * @param y the other side
     */
    default Expr lt(Expr y) {
        return call(Fn.LT, this, y);
    }

    /**
     * {@return whether this is less or equal}
     *
     * @param y the other side
     */
    default Expr le(Expr y) {
        return call(Fn.LE, this, y);
    }

    /**
     * {@return whether this is greater}
     *
     * @param y the other side
     */
    default Expr gt(Expr y) {
        return call(Fn.GT, this, y);
    }

    /**
     * {@return whether this is greater or equal}
     *
     * @param y the other side
     */
    default Expr ge(Expr y) {
        return call(Fn.GE, this, y);
    }

    /**
     * {@return whether both are true}
     *
     * @param y the other side
     */
    default Expr and(Expr y) {
        return call(Fn.AND, this, y);
    }

    /**
     * {@return whether one is true}
     *
     * @param y the other side
     */
    default Expr or(Expr y) {
        return call(Fn.OR, this, y);
    }
}
