package dev.adjoint.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.GradientException;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.TensorTree.Listed;
import dev.adjoint.TensorTree.Named;
import dev.adjoint.TensorTree.Pair;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TransformationsTest {

    private static final Tensor ONE = Tensor.scalar(1.0);
    private static final Tensor TWO = Tensor.scalar(2.0);
    private static final Tensor THREE = Tensor.scalar(3.0);

    private record Weights(Tensor w, Tensor b) implements TensorTree<Weights> {
        @Override
        public Weights mapTensors(UnaryOperator<Tensor> f) {
            return new Weights(f.apply(w), f.apply(b));
        }
    }

    private record Network(Weights first, Listed<Weights> rest) implements TensorTree<Network> {
        @Override
        public Network mapTensors(UnaryOperator<Tensor> f) {
            return new Network(first.mapTensors(f), rest.mapTensors(f));
        }
    }

    private static Tensor apply(Network n, Tensor x) {
        Tensor h = x.mul(n.first().w()).add(n.first().b());
        for (Weights each : n.rest().parts()) {
            h = h.sin().mul(each.w()).add(each.b());
        }
        return h;
    }

    private static final Network NETWORK = new Network(
            new Weights(Tensor.scalar(0.5), Tensor.scalar(0.1)),
            new Listed<>(List.of(new Weights(TWO, ONE), new Weights(THREE, Tensor.scalar(-1.0)))));

    @Test
    void aGradientWithRespectToARecordIsARecord() {
        Network gradient = Diff.grad(n -> apply(n, TWO), NETWORK);

        // By hand: a = 0.5 x + 0.1, c = 2 sin a + 1, y = 3 sin c - 1.
        double a = 1.1;
        double c = 2 * Math.sin(a) + 1;
        double da = 3 * Math.cos(c) * 2 * Math.cos(a);
        assertThat(gradient.first().w().item()).isCloseTo(2 * da, within(1e-12));
        assertThat(gradient.first().b().item()).isCloseTo(da, within(1e-12));
        assertThat(gradient.rest().at(0).w().item()).isCloseTo(3 * Math.cos(c) * Math.sin(a), within(1e-12));
        assertThat(gradient.rest().at(1).w().item()).isCloseTo(Math.sin(c), within(1e-12));
        assertThat(gradient.rest().at(1).b().item()).isEqualTo(1);
    }

    @Test
    void allTransformationsTakeRecordsAndAgree() {
        Network v = NETWORK.mapTensors(w -> w.add(0.3).cos());
        Network gradient = Diff.grad(n -> apply(n, TWO), NETWORK);

        double along = dot(gradient, v);
        assertThat(Diff.jvp(n -> apply(n, TWO), NETWORK, v).tangent().item()).isCloseTo(along, within(1e-12));
        Network pulled =
                Diff.vjp((Network n) -> apply(n, TWO), NETWORK).pullback().apply(TWO);
        assertThat(dot(pulled, v)).isCloseTo(2 * along, within(1e-12));
        Network product = Diff.hvp(n -> apply(n, TWO), NETWORK, v);
        Network slope = Diff.grad(n -> Diff.jvp(m -> apply(m, TWO), n, v).tangent(), NETWORK);
        for (int i = 0; i < 6; i++) {
            assertThat(product.tensors().get(i).item())
                    .isCloseTo(slope.tensors().get(i).item(), within(1e-12));
        }
    }

    private static double dot(Network a, Network b) {
        double sum = 0;
        for (int i = 0; i < a.tensors().size(); i++) {
            sum += a.tensors().get(i).mul(b.tensors().get(i)).sum().item();
        }
        return sum;
    }

    @Test
    void twoAndThreeArguments() {
        Pair<Tensor, Tensor> both = Diff.grad((w, b) -> w.mul(w).mul(b), TWO, THREE);
        assertThat(both.first().item()).isEqualTo(12);
        assertThat(both.second().item()).isEqualTo(4);
        assertThat(Diff.grad((a, b, c) -> a.mul(b).mul(c), ONE, TWO, THREE)
                        .third()
                        .item())
                .isEqualTo(2);
        assertThat(Diff.jvp((a, b) -> a.mul(b), TWO, THREE, ONE, ONE).tangent().item())
                .isEqualTo(5);
        assertThat(Diff.vjp((Tensor a, Tensor b) -> a.mul(b), TWO, THREE)
                        .pullback()
                        .apply(ONE)
                        .first()
                        .item())
                .isEqualTo(3);
        assertThat(Diff.valueAndGrad((a, b) -> a.mul(b), TWO, THREE).value().item())
                .isEqualTo(6);
    }

    @Test
    void listsMapsAndSeveralResults() {
        Listed<Tensor> list = Diff.grad(p -> p.at(0).mul(p.at(1)), TensorTree.list(TWO, THREE, ONE));
        assertThat(list.tensors().stream().mapToDouble(Tensor::item)).containsExactly(3.0, 2.0, 0.0);

        Named<Tensor> map = Diff.grad(p -> p.at("a").pow(3), new Named<>(Map.of("a", TWO)));
        assertThat(map.at("a").item()).isEqualTo(12);

        Diff.Vjp<Tensor, Listed<Tensor>> vjp = Diff.vjp(x -> TensorTree.list(x.square(), x.gt(0), x.mul(5)), TWO);
        Listed<Tensor> upstream = TensorTree.list(ONE, Tensor.of(true).reshape(), THREE);
        assertThat(vjp.pullback().apply(upstream).item()).isEqualTo(4 + 15);
        Diff.Jvp<Listed<Tensor>> jvp = Diff.jvp(x -> TensorTree.list(x.square(), x.gt(0)), TWO, THREE);
        assertThat(jvp.tangent().at(0).item()).isEqualTo(12);
        assertThat(jvp.tangent().at(1).item()).isZero();
    }

    @Test
    void whatIsMetOnTheWayComesBesideTheGradient() {
        Diff.WithAux<Diff.ValueAndGrad<Tensor>, Tensor> found =
                Diff.valueAndGradWithAux(x -> new Diff.WithAux<>(x.square(), x.mul(7)), THREE);

        assertThat(found.value().value().item()).isEqualTo(9);
        assertThat(found.value().grad().item()).isEqualTo(6);
        assertThat(found.aux().item()).isEqualTo(21);
        assertThat(found.aux().requiresGrad()).isFalse();
    }

    @Test
    void wrongArgumentsSayWhatIsWrong() {
        assertThatThrownBy(() -> Diff.grad(x -> x.sum(), Tensor.of(1, 2)))
                .isInstanceOf(DTypeException.class)
                .hasMessageStartingWith("grad: an argument is int32[2]");
        assertThatThrownBy(() -> Diff.grad(x -> x.gt(0).any(), Tensor.of(1.0)))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("bool[]");
        assertThatThrownBy(() -> Diff.jvp(x -> x, Tensor.of(1.0), Tensor.of(1.0, 2.0)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Diff.vjp(x -> x, Tensor.of(1.0)).pullback().apply(ONE))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("vjp: the upstream gradient is float64[]");
        assertThatThrownBy(() -> TensorTree.list(ONE, TWO).withTensors(List.of(ONE)))
                .hasMessageContaining("1 tensors for a tree of at least 2");
        assertThatThrownBy(() -> TensorTree.list(ONE).withTensors(List.of(ONE, TWO)))
                .hasMessageContaining("2 tensors for a tree of 1");
    }

    @Test
    void gradientsOfHandMadeLeavesAndOfValuesInBetween() {
        Tensor x = Tensor.scalar(2.0).withGrad();
        Tensor unused = Tensor.scalar(5.0).withGrad();
        Tensor h = x.square();
        Tensor y = h.mul(x).add(h);

        Listed<Tensor> found = Diff.gradients(y, TensorTree.list(x, h, unused, y), true);

        assertThat(found.tensors().stream().mapToDouble(Tensor::item)).containsExactly(16.0, 3.0, 0.0, 1.0);
        assertThat(x.grad()).isNull();
        assertThat(Diff.gradients(found.at(0), x).item()).isEqualTo(14);
        assertThatThrownBy(() -> Diff.gradients(y, ONE)).hasMessageContaining("tensor 0, float64[], is a constant");
        assertThatThrownBy(() -> Diff.gradients(ONE, x)).hasMessageContaining("not computed from any leaf");
    }

    /** WGAN-GP: the gradient, by the critic's weights, of how far the norm of its input gradient is from 1. */
    @Test
    void gradientPenaltyByHand() {
        Tensor x = Tensor.of(0.5, -1.0, 2.0).withGrad();
        Tensor w = Tensor.of(0.3, 0.8, -0.5).withGrad();

        Tensor slope = Diff.gradients(x.mul(w).tanh().sum(), x, true);
        slope.square().sum().sqrt().sub(1).square().backward();

        UnaryOperator<Tensor> penalty = u -> Diff.grad(t -> t.mul(u).tanh().sum(), x.detach())
                .square()
                .sum()
                .sqrt()
                .sub(1)
                .square();
        Tensor expected = Diff.grad(penalty, w.detach());
        assertThat(w.grad().doubles()).containsExactly(expected.doubles(), within(1e-13));
        GradientCheck.of(penalty).at(w.detach());
    }

    @Test
    void perturbationsAreNotConfusedInAnyNesting() {
        UnaryOperator<Tensor> inner = x -> x.mul(Diff.grad(y -> x.add(y), ONE));
        assertThat(Diff.grad(inner, ONE).item()).isEqualTo(1);

        // f = x^2 y; d/dx (d/dy f) = 2x, at y = x: d/dx (x^2) = 2x.
        UnaryOperator<Tensor> mixed =
                x -> Diff.jvp(y -> x.square().mul(y), x, ONE).tangent();
        assertThat(Diff.grad(mixed, THREE).item()).isEqualTo(6);
        assertThat(Diff.jvp(mixed, THREE, ONE).tangent().item()).isEqualTo(6);

        // x^5: jvp of grad of jvp is the third derivative, 60 x^2.
        UnaryOperator<Tensor> first = x -> Diff.jvp(t -> t.pow(5), x, ONE).tangent();
        UnaryOperator<Tensor> second = x -> Diff.grad(first, x);
        assertThat(Diff.jvp(second, TWO, ONE).tangent().item()).isEqualTo(240);
        // The gradient of an hvp likewise.
        assertThat(Diff.grad(x -> Diff.hvp(t -> t.pow(5), x, ONE), TWO).item()).isEqualTo(240);
        // d3/dx3 sin = -cos; d4 exp(2x) = 16 exp(2x).
        UnaryOperator<Tensor> third = Diff.grad(Diff.grad(Diff.grad(t -> t.sin())));
        assertThat(third.apply(TWO).item()).isCloseTo(-Math.cos(2), within(1e-14));
        UnaryOperator<Tensor> fourth =
                Diff.grad(Diff.grad(Diff.grad(Diff.grad(t -> t.mul(2).exp()))));
        assertThat(fourth.apply(ONE).item()).isCloseTo(16 * Math.exp(2), within(1e-10));
    }

    @Test
    void aDerivativeInsideRecordingOffIsComputedAndIsAConstantOutside() {
        Tensor w = Tensor.scalar(3.0).withGrad();

        Tensor slope = Recording.off(() -> Diff.grad(x -> x.square().mul(w), TWO));
        assertThat(slope.item()).isEqualTo(12);
        assertThat(slope.requiresGrad()).isFalse();
        assertThat(Recording.off(() -> Diff.hvp(x -> x.pow(3), TWO, ONE)).item())
                .isEqualTo(12);
        assertThat(Diff.grad(x -> Recording.off(() -> x.square()).add(x), TWO).item())
                .isEqualTo(1);
    }

    @Test
    void threadsDoNotSeeEachOther() throws Exception {
        Tensor shared = Tensor.scalar(2.0).withGrad();
        for (ExecutorService threads :
                List.of(Executors.newFixedThreadPool(8), Executors.newVirtualThreadPerTaskExecutor())) {
            try (threads) {
                List<Callable<Double>> tasks = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    Tensor x = Tensor.scalar(1.0 + i);
                    tasks.add(() -> Diff.hvp(t -> t.pow(3).mul(shared), x, ONE).item());
                }
                List<Future<Double>> found = threads.invokeAll(tasks);
                for (int i = 0; i < 64; i++) {
                    assertThat(found.get(i).get()).isEqualTo(12.0 * (1 + i));
                }
            }
        }
    }

    /** A thread started inside a derivative does not inherit how deep it stands, and need not. */
    @Test
    void aDerivativeInAThreadInsideADerivative() {
        UnaryOperator<Tensor> elsewhere = x -> CompletableFuture.supplyAsync(
                        () -> Diff.grad(y -> x.square().mul(y.square()), THREE),
                        task -> Thread.ofVirtual().start(task))
                .join();

        // d/dx (x^2 2y) = 2x 2y
        assertThat(Diff.grad(elsewhere, TWO).item()).isEqualTo(24);
        assertThat(Diff.jvp(elsewhere, TWO, ONE).tangent().item()).isEqualTo(24);
    }

    @Test
    void stopGradientIsAConstantToAllDerivativesAround() {
        UnaryOperator<Tensor> f = x -> x.mul(x.stopGradient());
        assertThat(Diff.grad(f, THREE).item()).isEqualTo(3);
        assertThat(Diff.jvp(f, THREE, ONE).tangent().item()).isEqualTo(3);
        assertThat(Diff.grad(x -> Diff.grad(y -> y.mul(Diff.stopGradient(x)).mul(x), ONE), THREE)
                        .item())
                .isEqualTo(3);
    }

    @Test
    void straightThroughEstimator() {
        UnaryOperator<Tensor> quantised =
                x -> x.add(x.round().sub(x).stopGradient()).square().sum();
        assertThat(quantised.apply(Tensor.of(1.2, 2.7)).item()).isEqualTo(1 + 9);
        assertThat(Diff.grad(quantised, Tensor.of(1.2, 2.7)).doubles()).containsExactly(2, 6);
    }
}
