package dev.adjoint.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.TensorTree.Named;
import dev.adjoint.TensorTree.Pair;
import dev.adjoint.diff.Diff;
import dev.adjoint.expr.Expr;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.loss.SquaredError;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.random.Generator;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The examples of docs/transformations.md, but for those on vmap. */
class TransformationsPageTest {

    private final Tensor point = Tensor.of(0.3, 1.2);
    private final Tensor direction = Tensor.of(1.0, -2.0);

    @Test
    void gradVjpJvpHvp() {
        Tensor slope = Diff.grad(x -> x.sin().sum(), point);
        UnaryOperator<Tensor> derivative = Diff.grad(x -> x.sin().sum());
        Diff.ValueAndGrad<Tensor> both = Diff.valueAndGrad(x -> x.sin().sum(), point);
        Diff.Vjp<Tensor, Tensor> back = Diff.vjp(x -> x.sin(), point);
        Diff.Jvp<Tensor> along = Diff.jvp(x -> x.sin(), point, direction);
        Tensor curved = Diff.hvp(x -> x.sin().sum(), point, direction);

        assertThat(slope.doubles()).containsExactly(point.cos().doubles());
        assertThat(derivative.apply(point).doubles()).containsExactly(slope.doubles());
        assertThat(both.grad().doubles()).containsExactly(slope.doubles());
        assertThat(back.pullback().apply(direction).doubles())
                .containsExactly(along.tangent().doubles());
        assertThat(curved.doubles())
                .containsExactly(point.sin().neg().mul(direction).doubles(), within(1e-15));
    }

    private record Weights(Tensor w, Tensor b) implements TensorTree<Weights> {
        @Override
        public Weights mapTensors(UnaryOperator<Tensor> f) {
            return new Weights(f.apply(w), f.apply(b));
        }
    }

    @Test
    void severalArgumentsAndRecords() {
        Pair<Tensor, Tensor> slopes = Diff.grad((a, b) -> a.mul(b).sum(), point, direction);
        assertThat(slopes.first().doubles()).containsExactly(direction.doubles());

        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
        Weights weights = new Weights(Tensor.of(new double[] {0.5, -0.5}, 2, 1), Tensor.of(new double[] {0.1}, 1));
        Weights gradient = Diff.grad(p -> x.matmul(p.w()).add(p.b()).square().mean(), weights);
        assertThat(gradient.b().doubles()).containsExactly(new double[] {-0.8}, within(1e-12));
        assertThat(weights.withTensors(gradient.tensors())).isEqualTo(gradient);
    }

    @Test
    void modules() {
        Linear model = new Linear(2, 1, Generator.seed(1));
        SquaredError mse = new SquaredError();
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor y = Tensor.of(new float[] {1, -1}, 2, 1);

        Gradients gradients = Gradients.of(model);
        Supplier<Tensor> loss = () -> mse.of(model.forward(x), y);
        Named<Tensor> g = gradients.grad(loss);
        Named<Tensor> hg = gradients.hvp(loss, g);
        Tensor elsewhere = model.with(g.parts(), loss);

        loss.get().backward();
        model.parameters()
                .forEach((path, parameter) -> assertThat(g.at(path).floats())
                        .containsExactly(parameter.grad().floats()));
        assertThat(hg.at("bias").shape()).isEqualTo(g.at("bias").shape());
        assertThat(elsewhere.item()).isNotEqualTo(loss.get().item());
    }

    @Test
    void leavesByHand() {
        UnaryOperator<Tensor> critic = t -> t.square().mul(t);
        Tensor x = point.withGrad();
        Tensor slope = Diff.gradients(critic.apply(x).sum(), x, true);
        Tensor penalty = slope.square().sum().sqrt().sub(1).square();
        penalty.backward();

        Tensor expected =
                Diff.grad(t -> t.square().mul(3).square().sum().sqrt().sub(1).square(), point);
        assertThat(x.grad().doubles()).containsExactly(expected.doubles(), within(1e-12));
    }

    @Test
    void checkpoint() {
        List<UnaryOperator<Tensor>> blocks =
                Collections.nCopies(4, t -> t.sin().mul(2).sin());
        Tensor x = point.withGrad();
        Tensor y = x;
        Tensor plain = point.withGrad();
        Tensor z = plain;
        for (UnaryOperator<Tensor> block : blocks) {
            y = Diff.checkpoint(block, y);
            z = block.apply(z);
        }
        y.sum().backward();
        z.sum().backward();
        assertThat(x.grad().doubles()).containsExactly(plain.grad().doubles());
    }

    @Test
    void hooks() {
        DoubleAccumulator largest = new DoubleAccumulator(Math::max, 0);
        UnaryOperator<Tensor> f = h -> {
            Tensor bounded = h.onGradient(g -> g.clamp(-1, 1));
            Tensor watched =
                    bounded.onValue(v -> largest.accumulate(v.abs().max().item()));
            return watched.add(watched.round().sub(watched).stopGradient())
                    .mul(direction)
                    .sum();
        };
        assertThat(f.apply(point).item()).isEqualTo(-2);
        assertThat(Diff.grad(f, point).doubles()).containsExactly(1, -1);
        assertThat(largest.get()).isEqualTo(1.2);
    }

    @Test
    void opsOfYourOwn() {
        PointwiseFunction swish = PointwiseFunction.define("swish", x -> x.times(x.sigmoid()));
        Tensor z = swish.apply(point);
        List<Expr> formula = swish.derivative(0);

        assertThat(z.doubles()).containsExactly(point.mul(point.sigmoid()).doubles(), within(1e-15));
        assertThat(formula).hasSize(1);
        PointwiseFunction slope = PointwiseFunction.define("slope", 1, formula.getFirst());
        assertThat(slope.apply(point).doubles())
                .containsExactly(Diff.grad(x -> swish.apply(x).sum(), point).doubles(), within(1e-15));
    }
}
