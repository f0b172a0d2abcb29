package dev.adjoint.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.data.Batch;
import dev.adjoint.data.Batches;
import dev.adjoint.diff.Diff;
import dev.adjoint.lazy.Lazy;
import dev.adjoint.lazy.Staged;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.BatchNorm;
import dev.adjoint.nn.layer.Dropout;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.optim.Optimizer;
import dev.adjoint.optim.SGD;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** A model's forward pass and loss as a graph: training goes bit for bit as without. */
class StagedTrainingTest {

    private static Module model() {
        Generator generator = Generator.seed(5);
        return new Sequential(
                new Linear(2, 8, generator),
                new BatchNorm(8),
                Activation.relu(),
                new Dropout(0.3, generator),
                new Linear(8, 3, generator));
    }

    private static List<Double> train(Module model, BinaryOperator<Tensor> loss) {
        List<Double> costs = new ArrayList<>();
        Optimizer optimizer = SGD.of(0.1).momentum(0.9).build(model);
        try (Batches batches = new Blobs(12, 16, -1).epoch(0)) {
            while (batches.hasNext()) {
                try (Scope _ = Scope.open()) {
                    Batch batch = batches.next();
                    Tensor cost = loss.apply(batch.features(), batch.labels());
                    cost.backward();
                    optimizer.step();
                    optimizer.clearGradients();
                    costs.add(cost.item());
                }
            }
        }
        return costs;
    }

    private static BinaryOperator<Tensor> lossOf(Module model) {
        CrossEntropy loss = new CrossEntropy();
        return (x, labels) -> loss.of(model.forward(x), labels);
    }

    @Test
    void trainingWithAStagedLossIsTrainingBitForBit() {
        Module eager = model();
        Module lazy = model();
        Staged staged = Lazy.stage(lossOf(lazy));
        assertThat(train(lazy, staged::apply)).isEqualTo(train(eager, lossOf(eager)));
        eager.state()
                .forEach((path, tensor) ->
                        assertThat(lazy.state().get(path).floats()).as(path).isEqualTo(tensor.floats()));
        assertThat(staged.graph(
                                new TensorType(DType.FLOAT32, Shape.of(16, 2)),
                                new TensorType(DType.INT64, Shape.of(16)))
                        .steps("assign"))
                .as("running averages of batch normalisation")
                .hasSize(2);
    }

    @Test
    void aDrawnGradientOfAModelIsItsGradient() {
        Module model = model();
        model.evaluate();
        Tensor labels = Tensor.of(0L, 2L);
        Tensor x = Tensor.of(new float[] {1, 2, -1, 0.5f}, 2, 2);
        CrossEntropy loss = new CrossEntropy();
        Staged drawn = Lazy.stage(Diff.grad(each -> loss.of(model.forward(each), labels)));
        assertThat(drawn.apply(x).floats())
                .isEqualTo(Diff.grad(each -> loss.of(model.forward(each), labels))
                        .apply(x)
                        .floats());
    }
}
