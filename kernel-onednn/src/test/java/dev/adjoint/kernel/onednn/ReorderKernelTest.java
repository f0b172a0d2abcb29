package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Numbers.assertLikeReference;
import static dev.adjoint.kernel.onednn.Numbers.channelsLast;
import static dev.adjoint.kernel.onednn.Numbers.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Movement;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReorderKernelTest {

    @BeforeAll
    static void library() {
        Numbers.assumeLibrary();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 3, 5, 7", "5, 17, 4, 4", "61, 64, 12, 12", "1, 130, 1, 33"})
    void copiesChannelsLastImagesToRowMajorOrder(long n, long c, long h, long w) {
        Array images = channelsLast(1, n, c, h, w);

        assertLikeReference(new Movement.Copy(), images);
        assertLikeReference(new Movement.Reshape(Shape.of(n, c * h * w)), images);
    }

    @Test
    void copiesTransposedAndSlicedMatrices() {
        Array matrix = of(1, 700, 300);

        assertLikeReference(new Movement.Copy(), matrix.with(matrix.layout().permute(1, 0)));
        assertLikeReference(
                new Movement.Copy(),
                matrix.with(matrix.layout().slice(1, 3, 200, 2).permute(1, 0)));
    }

    @Test
    void leavesExpandedAndReversedAxesToOthers() {
        Array row = of(1, 1, 7);
        TensorType[] types = {new TensorType(DType.FLOAT32, Shape.of(4, 7))};
        Array expanded = row.with(row.layout().expand(Shape.of(4, 7)));
        Array reversed = of(2, 4, 7);

        assertThat(Numbers.PROVIDER.find(new Movement.Copy(), new Array[] {expanded}, types))
                .isNull();
        assertThat(Numbers.PROVIDER.find(
                        new Movement.Copy(),
                        new Array[] {reversed.with(reversed.layout().flip(0))},
                        types))
                .isNull();
    }
}
