package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Samples of the pointwise catalogue: each function over its domain, at its kinks, at infinities and NaN. */
final class PointwiseExamples {

    private static final double INF = Double.POSITIVE_INFINITY;

    /** Kinks of all functions, what overflows and vanishes, and what is no number. */
    private static final double[] SPECIAL = {
        0, -0.0, 1, -1, 0.5, -0.5, 2.5, -2.5, 0.8, 1e-300, -1e-300, 20, -20, 750, -750, 1e300, INF, -INF, Double.NaN
    };

    private static final double[] PAIRED = {0, -0.0, 1, -1, 2.5, -3, INF, -INF, Double.NaN};

    private PointwiseExamples() {}

    /** For each input the range where the function is smooth; the compiler asks for one for each new function. */
    private static Domain[] domains(Pointwise f) {
        Domain any = new Domain(-2, 2);
        return switch (f) {
            case ADD, SUB, MUL, CHAIN, LOG_ADD_EXP, EQ, NE, LT, LE, GT, GE -> new Domain[] {any, any};
            case DIV -> new Domain[] {any, new Domain(0.5, 2)};
            case REM, FMOD, FLOOR_DIV -> new Domain[] {new Domain(2.2, 2.8), new Domain(0.95, 1.05)};
            case POW -> new Domain[] {new Domain(0.3, 2.5), any};
            case COPY_SIGN, HYPOT, ATAN2 -> new Domain[] {new Domain(-2, 2, 0), new Domain(0.3, 2)};
            case MINIMUM, MAXIMUM -> new Domain[] {new Domain(-2, -0.1), new Domain(0.1, 2)};
            case NEG, SQUARE, EXP, EXP2, EXPM1, SIN, COS, ATAN, SINH, COSH, TANH, ASINH, SINC, ERF, ERFC ->
                new Domain[] {any};
            case SIGMOID, LOG_SIGMOID, SOFTPLUS, GELU, GELU_TANH, SILU, MISH, TANH_SHRINK -> new Domain[] {any};
            case ABS, SIGN, HEAVISIDE, RELU, LEAKY_RELU, ELU, SELU, CELU, SOFTSIGN, CBRT ->
                new Domain[] {new Domain(-2, 2, 0)};
            case PRELU -> new Domain[] {new Domain(-2, 2, 0), any};
            case RELU6 -> new Domain[] {new Domain(-2, 8, 0, 6)};
            case HARD_SIGMOID, HARD_SWISH -> new Domain[] {new Domain(-5, 5, -3, 3)};
            case HARD_TANH -> new Domain[] {new Domain(-2, 2, -1, 1)};
            case HARD_SHRINK, SOFT_SHRINK -> new Domain[] {new Domain(-2, 2, -0.5, 0.5)};
            case SQRT, RSQRT, LOG, LOG2, LOG10, LGAMMA, DIGAMMA, POLYGAMMA -> new Domain[] {new Domain(0.3, 3)};
            case ASIN, ACOS, ATANH -> new Domain[] {new Domain(-0.8, 0.8)};
            case ACOSH -> new Domain[] {new Domain(1.2, 3)};
            case LOGIT -> new Domain[] {new Domain(0.05, 0.95)};
            case XLOGY -> new Domain[] {any, new Domain(0.5, 3)};
            case RECIPROCAL -> new Domain[] {new Domain(0.5, 3)};
            case LOG1P -> new Domain[] {new Domain(-0.6, 3)};
            case TAN -> new Domain[] {new Domain(-1.1, 1.1)};
            case CLAMP_MIN, CLAMP_MAX -> new Domain[] {new Domain(-2, 2, 0.5)};
            case CLAMP_BETWEEN -> new Domain[] {new Domain(-2, 2, -1, 1), new Domain(-1, -0.9), new Domain(0.9, 1)};
            case LERP -> new Domain[] {any, any, new Domain(-1, 2)};
            case NAN_TO_NUM -> new Domain[] {any};
            case CLAMP -> new Domain[] {new Domain(-2, 2, -0.5, 0.8)};
            case FLOOR, CEIL, TRUNC, FRAC -> new Domain[] {new Domain(-2.9, 2.9, -2, -1, 0, 1, 2)};
            case ROUND -> new Domain[] {new Domain(-2.4, 2.4, -1.5, -0.5, 0.5, 1.5)};
            case IS_NAN, IS_FINITE, IS_INF -> new Domain[] {any};
            case AND, OR, XOR, NOT -> new Domain[0];
            case WHERE -> new Domain[] {any, any};
        };
    }

    private static PointwiseOp op(Pointwise f) {
        return switch (f) {
            case LEAKY_RELU -> f.function().with(0.1);
            case ELU -> f.function().with(0.7);
            case CLAMP -> f.function().with(-0.5, 0.8);
            case CELU, HARD_SHRINK, SOFT_SHRINK, CLAMP_MIN, CLAMP_MAX, HEAVISIDE ->
                f.function().with(0.5);
            case POLYGAMMA -> f.function().with(1);
            case NAN_TO_NUM -> f.function().with(0.5, 100, -100);
            default -> f.function().with();
        };
    }

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (Pointwise f : Pointwise.values()) {
            smooth(f, all);
            edges(f, all);
            integers(f, all);
        }
        powers(all);
        return all;
    }

    /** The functions over one axis of a given length. */
    static List<Example> sized(long n) {
        return Arrays.stream(Pointwise.values())
                .map(f -> Example.of("length " + n, op(f), () -> inputs(f, 11, n)))
                .toList();
    }

    private static Tensor[] inputs(Pointwise f, long seed, long... lengths) {
        Domain[] domains = domains(f);
        int conditions = f.function().inputs() - domains.length;
        return IntStream.range(0, f.function().inputs())
                .mapToObj(i -> i < conditions
                        ? Samples.truth(seed + i, lengths)
                        : domains[i - conditions].sample(seed + i, lengths))
                .toArray(Tensor[]::new);
    }

    private static void smooth(Pointwise f, List<Example> all) {
        PointwiseFunction function = f.function();
        all.add(Example.of("a matrix", op(f), () -> inputs(f, 1, 3, 4)));
        all.add(Example.of("rank 0", op(f), () -> inputs(f, 2)));
        all.add(Example.of("no elements", op(f), () -> inputs(f, 3, 2, 0)));
        all.add(Example.of("no rows", op(f), () -> inputs(f, 3, 0, 2, 3)));
        Domain[] domains = domains(f);
        if (function.inputs() == 2 && domains.length == 2) {
            double right = (domains[1].low() + 2 * domains[1].high()) / 3;
            PointwiseOp op = function.scalarRight().with(right);
            all.add(Example.of("a number on the right", op, () -> in(domains[0].sample(4, 2, 3))));
        }
    }

    private static void edges(Pointwise f, List<Example> all) {
        PointwiseFunction function = f.function();
        int floating = domains(f).length;
        if (function.inputs() == 1 && floating == 1) {
            all.add(Example.edge("kinks, infinities and NaN", op(f), () -> in(Tensor.of(SPECIAL))));
        } else if (function.inputs() == 2 && floating == 2) {
            all.add(Example.edge(
                    "pairs of special numbers",
                    op(f),
                    () -> in(paired(i -> i / PAIRED.length), paired(i -> i % PAIRED.length))));
        } else if (f == Pointwise.WHERE) {
            all.add(Example.edge(
                    "NaN and infinity in the arm not taken",
                    op(f),
                    () -> in(Tensor.of(true, false), Tensor.of(1, Double.NaN), Tensor.of(INF, 2))));
            all.add(Example.edge(
                    "bool arms",
                    op(f),
                    () -> in(Samples.truth(5, 2, 3), Samples.truth(6, 2, 3), Samples.truth(7, 2, 3))));
        }
    }

    private static Tensor paired(IntUnaryOperator which) {
        return Tensor.of(IntStream.range(0, PAIRED.length * PAIRED.length)
                .mapToDouble(i -> PAIRED[which.applyAsInt(i)])
                .toArray());
    }

    private static void integers(Pointwise f, List<Example> all) {
        PointwiseFunction function = f.function();
        boolean parameters = function.program().parameters() > 0;
        if (!function.program().isIntegral() || domains(f).length == 0 || parameters) {
            return;
        }
        // No zero on the right, which has no remainder; beyond 2^53, where a double would round.
        long[] left = {-7, 7, 0, 3, (1L << 53) + 1, -1};
        long[] right = {3, -3, 5, 3, 2, 4};
        for (DType dtype : List.of(DType.INT64, DType.INT32, DType.UINT8)) {
            all.add(Example.edge(dtype.toString(), op(f), () -> {
                Tensor x = Tensor.of(left).cast(dtype);
                Tensor y = Tensor.of(right).abs().cast(dtype);
                return switch (function.inputs()) {
                    case 1 -> in(x);
                    case 2 ->
                        in(
                                x,
                                dtype == DType.UINT8 || f == Pointwise.POW
                                        ? y
                                        : Tensor.of(right).cast(dtype));
                    default -> in(f == Pointwise.WHERE ? Samples.truth(8, left.length) : x, x, y);
                };
            }));
        }
    }

    /** A negative base has a power where the exponent is whole, and its derivative by the base is finite there. */
    private static void powers(List<Example> all) {
        PointwiseFunction power = Pointwise.POW.function().scalarRight();
        for (double exponent : new double[] {2, 3, 1, 0, -1, -2}) {
            Domain base = new Domain(0.4, 2);
            all.add(Example.of(
                    "to the power " + exponent,
                    power.with(exponent),
                    () -> in(Tensor.concat(
                            0, base.sample(9, 5), base.sample(10, 5).neg()))));
        }
        all.add(Example.edge(
                "of zero and of negative numbers", power.with(0.5), () -> in(Tensor.of(0, -0.0, -1, INF, -INF))));
        all.add(Example.edge("zero squared", power.with(2), () -> in(Tensor.of(0, -0.0, -1, INF, -INF))));
        all.add(Example.edge("zero to the power 1", power.with(1), () -> in(Tensor.of(0, -0.0))));
    }
}
