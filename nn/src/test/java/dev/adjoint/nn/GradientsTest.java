package dev.adjoint.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree.Named;
import dev.adjoint.diff.Diff;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.BatchNorm;
import dev.adjoint.nn.layer.Dropout;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GradientsTest {

    private static final Tensor X = Tensor.of(new double[] {0.5, -1, 2, 0.1, 0.7, -0.3}, 3, 2);
    private static final Tensor Y = Tensor.of(new double[] {1, 0, -1}, 3, 1);

    private static Sequential mlp() {
        Generator generator = Generator.seed(7);
        Sequential mlp = new Sequential(new Linear(2, 4, generator), Activation.tanh(), new Linear(4, 1, generator));
        mlp.cast(DType.FLOAT64);
        return mlp;
    }

    private static Supplier<Tensor> loss(Module model) {
        return () -> model.forward(X).sub(Y).square().mean();
    }

    @Test
    void gradientsAreThoseOfABackwardWalkAndLeaveNoTrace() {
        Sequential mlp = mlp();
        Diff.ValueAndGrad<Named<Tensor>> found = Gradients.of(mlp).valueAndGrad(loss(mlp));
        mlp.parameters().values().forEach(each -> assertThat(each.grad()).isNull());

        Tensor value = loss(mlp).get();
        value.backward();

        assertThat(found.value().item()).isEqualTo(value.item());
        assertThat(found.grad().parts().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
        mlp.parameters()
                .forEach((path, parameter) -> assertThat(found.grad().at(path).doubles())
                        .containsExactly(parameter.grad().doubles()));
        assertThat(found.grad().at("0.weight").requiresGrad()).isFalse();
    }

    @Test
    void hessianVectorProductsAndTangentsAreDirectionalDerivatives() {
        Sequential mlp = mlp();
        Gradients gradients = Gradients.of(mlp);
        Named<Tensor> v = gradients.point().mapTensors(w -> w.add(0.3).sin());
        Map<String, Tensor> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(v.parts());

        Named<Tensor> product = gradients.hvp(loss(mlp), new Named<>(backwards));
        Tensor tangent = gradients.jvp(loss(mlp), v).tangent();

        double h = 1e-5;
        Named<Tensor> above = at(mlp, v, h);
        Named<Tensor> below = at(mlp, v, -h);
        for (String path : product.parts().keySet()) {
            Tensor difference = above.at(path).sub(below.at(path)).div(2 * h);
            assertThat(product.at(path).doubles()).containsExactly(difference.doubles(), within(1e-8));
        }
        double slope = 0;
        Named<Tensor> gradient = gradients.grad(loss(mlp));
        for (String path : v.parts().keySet()) {
            slope += gradient.at(path).mul(v.at(path)).sum().item();
        }
        assertThat(tangent.item()).isCloseTo(slope, within(1e-12));
        assertThat(gradients
                        .vjp(loss(mlp))
                        .pullback()
                        .apply(Tensor.scalar(1.0))
                        .at("0.bias")
                        .doubles())
                .containsExactly(gradient.at("0.bias").doubles());
    }

    private static Named<Tensor> at(Module mlp, Named<Tensor> v, double h) {
        Named<Tensor> moved = Gradients.of(mlp).point();
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < v.tensors().size(); i++) {
            tensors.add(moved.tensors().get(i).add(v.tensors().get(i).mul(h)));
        }
        Named<Tensor> there = moved.withTensors(tensors);
        return mlp.with(there.parts(), () -> Gradients.of(mlp).grad(loss(mlp)));
    }

    @Test
    void standInsHoldForTheCallAndNeedNotBeComplete() {
        Sequential mlp = mlp();
        Tensor zero = Tensor.zeros(DType.FLOAT64, 1, 4);
        Tensor bias = Tensor.of(new double[] {5}, 1);

        Tensor y = mlp.with(Map.of("2.weight", zero, "2.bias", bias), () -> mlp.forward(X));

        assertThat(y.doubles()).containsExactly(5, 5, 5);
        assertThat(mlp.forward(X).doubles()).doesNotContain(5);
        assertThatThrownBy(() -> mlp.with(Map.of("3.weight", zero), () -> mlp.forward(X)))
                .isInstanceOf(ModuleException.class)
                .hasMessageContaining("no parameter named 3.weight")
                .hasMessageContaining("2.bias");
        assertThatThrownBy(() -> mlp.with(Map.of("2.weight", bias), () -> mlp.forward(X)))
                .isInstanceOf(ModuleException.class)
                .hasMessageContaining("float64[1, 4]")
                .hasMessageContaining("float64[1]");
    }

    /** Model-agnostic meta-learning: the derivative of the loss after one step of descent, by the initial parameters. */
    @Test
    void aStepOfDescentCanBeDifferentiated() {
        Sequential mlp = mlp();
        Gradients gradients = Gradients.of(mlp);
        double rate = 0.1;
        Supplier<Tensor> adapted = () -> {
            Named<Tensor> before = gradients.point();
            Named<Tensor> slope = gradients.grad(loss(mlp));
            List<Tensor> after = new ArrayList<>();
            for (int i = 0; i < before.tensors().size(); i++) {
                after.add(before.tensors().get(i).sub(slope.tensors().get(i).mul(rate)));
            }
            return mlp.with(before.withTensors(after).parts(), loss(mlp));
        };

        Named<Tensor> meta = gradients.grad(adapted);

        // By hand: (I - rate H) g', with g' the gradient after the step.
        Named<Tensor> slope = gradients.grad(loss(mlp));
        Map<String, Tensor> stepped = new LinkedHashMap<>();
        gradients
                .point()
                .parts()
                .forEach((path, w) -> stepped.put(path, w.sub(slope.at(path).mul(rate))));
        Named<Tensor> later = mlp.with(stepped, () -> gradients.grad(loss(mlp)));
        Named<Tensor> curved = gradients.hvp(loss(mlp), later);
        meta.parts()
                .forEach((path, g) -> assertThat(g.doubles())
                        .containsExactly(
                                later.at(path).sub(curved.at(path).mul(rate)).doubles(), within(1e-12)));
    }

    @Test
    void aCheckpointedModelHasTheSameGradientsStatisticsAndDraws() {
        Sequential plain = noisy();
        Sequential held = noisy();
        Tensor x = X.cast(DType.FLOAT32);

        plain.forward(x).square().sum().backward();
        Diff.checkpoint(held::forward, x).square().sum().backward();

        plain.parameters()
                .forEach((path, parameter) -> assertThat(
                                held.parameters().get(path).grad().floats())
                        .containsExactly(parameter.grad().floats()));
        plain.buffers()
                .forEach((path, buffer) -> assertThat(
                                held.buffers().get(path).value().floats())
                        .containsExactly(buffer.value().floats()));
        assertThat(held.forward(x).floats()).containsExactly(plain.forward(x).floats());

        // The parameters that stood in during the first run stand in during the second, long after the call.
        Named<Tensor> slope = Gradients.of(held)
                .grad(() -> Diff.checkpoint(held::forward, x).square().sum());
        Named<Tensor> same =
                Gradients.of(plain).grad(() -> plain.forward(x).square().sum());
        same.parts().forEach((path, g) -> assertThat(slope.at(path).floats()).containsExactly(g.floats()));
    }

    private static Sequential noisy() {
        Generator generator = Generator.seed(3);
        return new Sequential(
                new Linear(2, 4, generator), new BatchNorm(4), Activation.relu(), new Dropout(0.5, generator));
    }

    @Test
    void threadsWithParametersOfTheirOwnShareAModule() throws Exception {
        Sequential mlp = mlp();
        Gradients gradients = Gradients.of(mlp);
        List<Callable<Named<Tensor>>> tasks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            double shift = i;
            tasks.add(() ->
                    mlp.with(gradients.point().mapTensors(w -> w.add(shift)).parts(), () -> gradients.grad(loss(mlp))));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Named<Tensor>>> found = threads.invokeAll(tasks);
            for (int i = 0; i < tasks.size(); i++) {
                Named<Tensor> alone = tasks.get(i).call();
                Named<Tensor> together = found.get(i).get();
                alone.parts()
                        .forEach((path, g) ->
                                assertThat(together.at(path).doubles()).containsExactly(g.doubles()));
            }
        }
    }
}
