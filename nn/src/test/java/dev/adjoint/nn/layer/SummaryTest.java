package dev.adjoint.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.TensorType;
import dev.adjoint.nn.Module;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void aRowForEachLayerWithItsShapeAndParameters() {
        Generator generator = Generator.seed(1);
        Module model = new Sequential()
                .then("features", new Sequential(new Conv2d(1, 4, 3, generator), new MaxPool2d(2), new Flatten()))
                .then("head", new Linear(676, 10, generator));
        Summary summary = Summary.of(model, new TensorType(DType.FLOAT32, Shape.of(2, 1, 28, 28)));
        assertThat(summary.rows())
                .extracting(Summary.Row::path)
                .containsExactly("features.0", "features.1", "features.2", "head");
        assertThat(summary.rows())
                .extracting(row -> row.output().shape())
                .containsExactly(Shape.of(2, 4, 26, 26), Shape.of(2, 4, 13, 13), Shape.of(2, 676), Shape.of(2, 10));
        assertThat(summary.rows()).extracting(Summary.Row::parameters).containsExactly(40L, 0L, 0L, 6770L);
        assertThat(summary.parameters()).isEqualTo(6810);
        assertThat(summary.toString().lines().toList())
                .contains("head        Linear 676 -> 10    [2, 10]                6,770")
                .endsWith("6,810 parameters");
        assertThat(model.isTraining()).isTrue();
    }
}
