package dev.adjoint.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.engine.Eager;
import dev.adjoint.memory.Array;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JacobianTest {

    private static Tensor random(long seed, long... lengths) {
        return Tensor.normal(Generator.seed(seed), lengths).cast(DType.FLOAT64);
    }

    /** A layer whose Jacobian in closed form is {@code diag(1 - y^2) W}. */
    private static UnaryOperator<Tensor> layer(Tensor weight) {
        return x -> weight.matmul(x).tanh();
    }

    private static double[] closed(Tensor weight, Tensor x) {
        Tensor y = weight.matmul(x).tanh();
        return y.square().neg().add(1).unsqueeze(1).mul(weight).doubles();
    }

    @Test
    void knownJacobiansByBothModes() {
        Tensor weight = random(1, 3, 4);
        Tensor x = random(2, 4);

        for (Jacobian jacobian : new Jacobian[] {
            Jacobian.of(layer(weight)).forward(), Jacobian.of(layer(weight)).reverse()
        }) {
            Tensor found = jacobian.at(x);
            assertThat(found.shape().dims()).containsExactly(3, 4);
            assertThat(found.doubles()).containsExactly(closed(weight, x), within(1e-14));
            for (long chunk = 1; chunk <= 5; chunk++) {
                assertThat(jacobian.chunk(chunk).at(x).doubles()).containsExactly(closed(weight, x), within(1e-14));
            }
        }
        assertThat(Diff.jacobian(layer(weight), x).doubles()).containsExactly(closed(weight, x), within(1e-14));
        assertThat(Diff.jacobian(Tensor::sin, x).diagonal().doubles())
                .containsExactly(x.cos().doubles(), within(1e-15));
    }

    @Test
    void theShapeIsThatOfTheValueAndThatOfThePoint() {
        Tensor x = random(3, 2, 3);
        UnaryOperator<Tensor> f = t -> t.matmul(t.transpose()).unsqueeze(0);

        Tensor forward = Jacobian.of(f).forward().at(x);
        Tensor reverse = Jacobian.of(f).reverse().at(x);

        assertThat(forward.shape().dims()).containsExactly(1, 2, 2, 2, 3);
        assertThat(reverse.shape().dims()).containsExactly(1, 2, 2, 2, 3);
        assertThat(forward.doubles()).containsExactly(reverse.doubles(), within(1e-15));
        // d (x xT)[0, 1] / d x[1, 2] = x[0, 2]
        assertThat(forward.at(0, 0, 1, 1, 2)).isCloseTo(x.at(0, 2), within(1e-15));
        Tensor scalar = Diff.jacobian(t -> t.square(), Tensor.scalar(3.0));
        assertThat(scalar.rank()).isZero();
        assertThat(scalar.item()).isEqualTo(6);
        assertThat(Diff.jacobian(t -> t.slice(0, 0, 0), x).shape().dims()).containsExactly(0, 3, 2, 3);
        assertThat(Diff.jacobian(t -> t.sum(1), Tensor.zeros(DType.FLOAT64, 2, 0))
                        .shape()
                        .dims())
                .containsExactly(2, 2, 0);
        assertThat(Diff.jacobian(t -> Tensor.of(1.0, 2.0), x).doubles()).containsOnly(0);
    }

    @Test
    void eachArgumentHasAJacobianOfItsOwn() {
        Tensor weight = random(20, 3, 4);
        Tensor x = random(21, 4);

        TensorTree.Pair<Tensor, Tensor> both = Diff.jacobian((w, at) -> w.matmul(at), weight, x);

        assertThat(both.first().shape().dims()).containsExactly(3, 3, 4);
        assertThat(both.first().select(0, 1).select(0, 1).doubles()).containsExactly(x.doubles());
        assertThat(both.first().select(0, 1).select(0, 2).doubles()).containsOnly(0);
        assertThat(both.second().doubles()).containsExactly(weight.doubles());
    }

    /** Elements computed in all, as a measure of work. */
    private static long work(Runnable body) {
        long[] elements = {0};
        Eager.observed(
                (op, inputs, outputs) -> {
                    for (Array output : outputs) {
                        elements[0] += output.size();
                    }
                },
                () -> {
                    body.run();
                    return 0;
                });
        return elements[0];
    }

    @Test
    void theCheaperModeIsTaken() {
        Tensor wide = random(4, 2, 300);
        Tensor tall = random(5, 300, 2);
        Tensor many = random(6, 300);
        Tensor few = random(7, 2);

        long cheapWide = work(() -> Diff.jacobian(layer(wide), many));
        long cheapTall = work(() -> Diff.jacobian(layer(tall), few));

        assertThat(cheapWide)
                .isEqualTo(work(() -> Jacobian.of(layer(wide)).reverse().at(many)));
        // Beside the forward mode itself, one pass to see how many outputs there are.
        assertThat(cheapTall)
                .isEqualTo(work(() -> Jacobian.of(layer(tall)).forward().at(few))
                        + work(() -> layer(tall).apply(few)));
        // The results alone have 600 elements; the unit vectors of the other mode would be 300 x 300.
        assertThat(cheapWide).isLessThan(3000);
        assertThat(cheapTall).isLessThan(6000);
        assertThat(work(() -> Jacobian.of(layer(wide)).forward().at(many))).isGreaterThan(90_000);
        assertThat(work(() -> Jacobian.of(layer(tall)).reverse().at(few))).isGreaterThan(90_000);
    }

    @Test
    void aBatchOfColumnsIsOnePass() {
        Tensor weight = random(8, 6, 6);
        Tensor x = random(9, 6);
        int[] calls = {0};
        UnaryOperator<Tensor> counted = t -> {
            calls[0]++;
            return layer(weight).apply(t);
        };

        Jacobian.of(counted).reverse().at(x);
        assertThat(calls[0]).isEqualTo(1);
        Jacobian.of(counted).reverse().chunk(2).at(x);
        assertThat(calls[0]).isEqualTo(2);
        Jacobian.of(counted).forward().at(x);
        assertThat(calls[0]).isEqualTo(3);
        Jacobian.of(counted).forward().chunk(2).at(x);
        assertThat(calls[0]).isEqualTo(6);
    }

    /** Of x^T A x / 2 + sum of x^4 / 12 the Hessian is (A + A^T) / 2 + diag(x^2). */
    @Test
    void knownHessian() {
        Tensor a = random(10, 4, 4);
        Tensor x = random(11, 4);
        UnaryOperator<Tensor> f =
                t -> t.matmul(a).matmul(t).mul(0.5).add(t.pow(4).sum().mul(1.0 / 12));

        Tensor hessian = Diff.hessian(f, x);

        Tensor expected = a.add(a.transpose())
                .mul(0.5)
                .add(Tensor.eye(DType.FLOAT64, 4, 4).mul(x.square()));
        assertThat(hessian.doubles()).containsExactly(expected.doubles(), within(1e-14));
        assertThat(Jacobian.of(Diff.grad(f)).reverse().at(x).doubles())
                .containsExactly(expected.doubles(), within(1e-14));
        assertThat(Jacobian.of(Diff.grad(f)).forward().chunk(3).at(x).doubles())
                .containsExactly(expected.doubles(), within(1e-14));
    }

    @Test
    void allOfThemNest() {
        Tensor x = random(12, 3);
        UnaryOperator<Tensor> f = t -> t.mul(t.sum()).sin().sum();

        // The trace of the Hessian, its gradient, and the same for many points at once.
        UnaryOperator<Tensor> trace = t -> Diff.hessian(f, t).diagonal().sum();
        assertThat(GradientCheck.of(trace).at(x).second()).isLessThan(1e-7);
        assertThat(GradientCheck.of(t ->
                                Diff.jacobian(u -> u.mul(u.sum()), t).square().sum())
                        .at(x)
                        .second())
                .isLessThan(1e-7);
        Tensor points = random(13, 5, 3);
        Tensor all = Diff.vmap(t -> Diff.hessian(f, t)).apply(points);
        for (int i = 0; i < 5; i++) {
            assertThat(all.select(0, i).doubles())
                    .containsExactly(Diff.hessian(f, points.select(0, i)).doubles(), within(1e-13));
        }
        // Third derivatives: the Jacobian of the Hessian is symmetric in all three axes.
        Tensor third = Diff.jacobian(t -> Diff.hessian(f, t), x);
        assertThat(third.doubles())
                .containsExactly(third.permute(1, 2, 0).doubles(), within(1e-12))
                .containsExactly(third.permute(2, 1, 0).doubles(), within(1e-12));
    }

    @Test
    void onlyFloatingNumbersHaveDerivatives() {
        assertThatThrownBy(() -> Diff.jacobian(x -> x, Tensor.of(1, 2)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("the point is int32[2]");
        for (Jacobian jacobian : new Jacobian[] {
            Jacobian.of(x -> x.gt(0)), Jacobian.of((Tensor x) -> x.gt(0)).forward()
        }) {
            assertThatThrownBy(() -> jacobian.at(Tensor.of(1.0, 2.0)))
                    .isInstanceOf(DTypeException.class)
                    .hasMessageContaining("the value is bool[2]");
        }
        assertThatThrownBy(() -> Diff.hessian(x -> x, Tensor.of(1.0, 2.0)))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("not a scalar");
        assertThatThrownBy(() -> Jacobian.of(x -> x).chunk(-1)).hasMessageContaining("chunks of -1");
    }
}
