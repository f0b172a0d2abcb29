package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Context;
import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.diff.GradientCheck;
import dev.adjoint.expr.Expr;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Ops of users, in the lectures' form. */
class UsersOpTest {

    private static final Tensor ONE = Tensor.scalar(1.0);

    /** Powers and a mask: attributes, an input and an output without derivative, several outputs, no jvp. */
    private record Powers(int n) implements Op {
        @Override
        public String name() {
            return "powers";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            Tensor x = inputs[0];
            Tensor chosen = inputs[1];
            Tensor power = x.pow(n);
            Tensor root = x.sqrt();
            context.keep(x, chosen, root);
            return new Tensor[] {power.mul(chosen.cast(x.dtype())), root, x.gt(1)};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... upstream) {
            Tensor x = context.kept(0);
            Tensor byPower = x.pow(n - 1).mul(n).mul(context.kept(1).cast(x.dtype()));
            Tensor byRoot = context.kept(2).mul(2).reciprocal();
            return new Tensor[] {upstream[0].mul(byPower).add(upstream[1].mul(byRoot)), null};
        }
    }

    private static final Tensor CHOSEN = Tensor.of(true, false, true);
    private static final Tensor POINT = Tensor.of(1.5, 0.5, 2.0);

    private static Tensor used(Tensor x) {
        Tensor[] y = new Powers(3).apply(x, CHOSEN);
        return y[0].mul(y[1]).sin();
    }

    @Test
    void severalOutputsAttributesAndInputsWithoutDerivative() {
        Tensor[] y = new Powers(3).apply(POINT, CHOSEN);
        assertThat(y[0].doubles()).containsExactly(3.375, 0, 8);
        assertThat(y[2].booleans()).containsExactly(true, false, true);
        GradientCheck.of(UsersOpTest::used).at(POINT);
        GradientCheck.of(x -> new Powers(3).apply(x, CHOSEN)[0]).at(POINT);
        GradientCheck.of(x -> new Powers(3).apply(x, CHOSEN)[1]).at(POINT);
    }

    @Test
    void theRuleOfForwardModeIsDerivedToAnyOrder() {
        UnaryOperator<Tensor> f = x -> new Powers(4).apply(x, Tensor.of(true).reshape())[0];
        Tensor x = Tensor.scalar(2.0);

        assertThat(Diff.jvp(f, x, ONE).tangent().item()).isEqualTo(32);
        UnaryOperator<Tensor> first = t -> Diff.jvp(f, t, ONE).tangent();
        UnaryOperator<Tensor> second = t -> Diff.jvp(first, t, ONE).tangent();
        assertThat(second.apply(x).item()).isEqualTo(48);
        assertThat(Diff.jvp(second, x, ONE).tangent().item()).isEqualTo(48);
        assertThat(Diff.grad(second, x).item()).isEqualTo(48);
        assertThat(Diff.grad(t -> Diff.hvp(f::apply, t, ONE), x).item()).isEqualTo(48);
        assertThat(Diff.grad(Diff.grad(Diff.grad(f))).apply(x).item()).isEqualTo(48);
    }

    /** One that lies about its derivative, so that it shows which rule was used. */
    private record Reversed(boolean keepsResult) implements Op {
        @Override
        public String name() {
            return "reversed";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            Tensor y = inputs[0].mul(1);
            context.keep(keepsResult ? y : inputs[0]);
            return new Tensor[] {y};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... upstream) {
            return new Tensor[] {upstream[0].mul(context.kept(0)).neg()};
        }
    }

    @Test
    void derivativesAroundSeeTheOpAndNotWhatItIsMadeOf() {
        // Backward says -x: as if y were -x^2/2. Whoever differentiates through the forward pass finds 1.
        UnaryOperator<Tensor> f = x -> new Reversed(false).apply(x)[0];
        Tensor w = Tensor.scalar(3.0).withGrad();

        Diff.grad(x -> f.apply(x.mul(w)), Tensor.scalar(2.0)).backward();
        // d/dx = -(x w) w = -x w^2, and d/dw of that = -2 x w
        assertThat(w.grad().item()).isEqualTo(-12);

        w.clearGrad();
        Diff.jvp(x -> f.apply(w).mul(x), ONE, ONE).tangent().backward();
        assertThat(w.grad().item()).isEqualTo(-3);
        w.clearGrad();
        Diff.jvp(x -> f.apply(w.mul(x)), ONE, ONE).value().backward();
        assertThat(w.grad().item()).isEqualTo(-3);

        // Kept is the result: -y, whose own derivative is -1 by the rule, so the second derivative is -y' = y.
        UnaryOperator<Tensor> g = x -> new Reversed(true).apply(x)[0];
        assertThat(Diff.grad(Diff.grad(g)).apply(Tensor.scalar(2.0)).item()).isEqualTo(2);
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor slope = Diff.gradients(g.apply(x), x, true);
        assertThat(Diff.gradients(slope, x).item()).isEqualTo(2);
    }

    private record Custom(Function<Tensor[], Tensor[]> forward, BiFunction<Context, Tensor[], Tensor[]> backward)
            implements Op {
        @Override
        public String name() {
            return "custom";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            return forward.apply(inputs);
        }

        @Override
        public Tensor[] backward(Context context, Tensor... upstream) {
            return backward.apply(context, upstream);
        }
    }

    @Test
    void anOpMayReturnItsInput() {
        Op same = new Custom(inputs -> inputs, (context, upstream) -> upstream);
        Tensor x = Tensor.of(1.0, 2.0).withGrad();

        Tensor y = same.apply(x)[0];
        y.mul(x).add(y).sum().backward();

        assertThat(x.grad().doubles()).containsExactly(3, 5);
        assertThat(Diff.grad(Diff.grad(t -> same.apply(t)[0].pow(3))).apply(ONE).item())
                .isEqualTo(6);
        assertThat(Diff.jvp(t -> same.apply(t)[0].pow(3), ONE, ONE).tangent().item())
                .isEqualTo(3);
    }

    @Test
    void randomnessInForwardIsDrawnOnce() {
        Generator generator = Generator.seed(1);
        Op noise = new Op() {
            @Override
            public String name() {
                return "noise";
            }

            @Override
            public Tensor[] forward(Context context, Tensor... inputs) {
                Tensor mask = Tensor.uniform(generator, 3).cast(DType.FLOAT64);
                context.keep(mask);
                return new Tensor[] {inputs[0].mul(mask)};
            }

            @Override
            public Tensor[] backward(Context context, Tensor... upstream) {
                return new Tensor[] {upstream[0].mul(context.kept(0))};
            }
        };
        Tensor x = Tensor.of(1.0, 1.0, 1.0).withGrad();
        Tensor y = noise.apply(x)[0];
        Tensor slope = Diff.gradients(y.sum(), x, true);
        assertThat(slope.doubles()).containsExactly(y.doubles());

        long before = generator.position();
        Diff.Jvp<Tensor> hvp =
                Diff.jvp(t -> Diff.grad(u -> noise.apply(u)[0].square().sum(), t), x.detach(), x.detach());
        assertThat(hvp.tangent().doubles()).containsExactly(hvp.value().doubles(), within(1e-15));
        assertThat(generator.position()).isEqualTo(before + 1);
    }

    @Test
    void wrongAnswersNameTheOp() {
        Tensor x = Tensor.of(1.0, 2.0).withGrad();
        BiFunction<Context, Tensor[], Tensor[]> passes = (context, upstream) -> upstream;

        refuses(inputs -> null, passes, "custom: forward answered null");
        refuses(inputs -> new Tensor[0], passes, "custom: forward answered []");
        refuses(inputs -> new Tensor[1], passes, "custom: forward answered [null]");
        refuses(inputs -> inputs, (context, upstream) -> null, "custom: backward answered null for 1 inputs");
        refuses(inputs -> inputs, (context, upstream) -> new Tensor[2], "custom: backward answered 2 gradients");
        refuses(inputs -> inputs, (context, u) -> new Tensor[] {u[0].sum()}, "custom: backward answered float64[] for");
        refuses(
                inputs -> inputs,
                (context, u) -> new Tensor[] {u[0].cast(DType.FLOAT32)},
                "custom: backward answered float32[2] for input 0, which is float64[2]");
        Op outside = new Custom(inputs -> inputs, (context, u) -> new Tensor[] {Tensor.of(u[0].doubles())});
        assertThatThrownBy(() -> Diff.jvp(t -> outside.apply(t)[0], x.detach(), x.detach()))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("custom: no forward-mode rule, and none can be derived");
    }

    private static void refuses(
            Function<Tensor[], Tensor[]> forward, BiFunction<Context, Tensor[], Tensor[]> backward, String message) {
        Tensor x = Tensor.of(1.0, 2.0);
        Op op = new Custom(forward, backward);
        assertThatThrownBy(() -> Diff.grad(t -> op.apply(t)[0].sum(), x))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> Diff.jvp(t -> op.apply(t)[0].sum(), x, x))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("custom: ");
    }

    @Test
    void aPointwiseFunctionOfOnesOwn() {
        PointwiseFunction swish = PointwiseFunction.define("swish", x -> x.times(x.sigmoid()));
        PointwiseFunction mix = PointwiseFunction.define(
                "mix",
                2,
                Expr.input(0).times(Expr.input(1)).times(Expr.parameter(0)),
                Expr.input(0).sin());

        GradientCheck.of(x -> swish.apply(x)).at(POINT);
        GradientCheck.of(x -> mix.with(0.5).apply(x, x.square())[0]).at(POINT);
        GradientCheck.of(x -> mix.with(0.5).apply(x, x.square())[1].mul(x)).at(POINT);
        assertThat(swish.toString()).contains("swish").contains("sigmoid");

        PointwiseFunction product = PointwiseFunction.define(
                "product", 2, Expr.input(0).times(Expr.input(1)).exp());
        Tensor row = Tensor.of(1.0, 2.0);
        Tensor column = Tensor.of(new double[] {1, 2}, 2, 1);
        assertThat(product.apply(column, row.unsqueeze(0)).doubles())
                .containsExactly(column.mul(row.unsqueeze(0)).exp().doubles(), within(1e-12));
        PointwiseFunction slope =
                PointwiseFunction.define("slope", 2, product.derivative(0).getFirst());
        assertThat(product.derivative(0)).hasToString("[x1 · exp(x0 * x1)]");
        assertThat(slope.apply(row, row).doubles())
                .containsExactly(
                        Diff.grad((a, b) -> product.apply(a, b).sum(), row, row)
                                .first()
                                .doubles(),
                        within(1e-12));
    }
}
