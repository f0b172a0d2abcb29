package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Numbers.assertLikeReference;
import static dev.adjoint.kernel.onednn.Numbers.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.ReleasedException;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.Linear;
import dev.adjoint.op.Matmul;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {

    @BeforeAll
    static void library() {
        Numbers.assumeLibrary();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 7, 1",
        "1, 5, 9",
        "9, 5, 1",
        "2, 1, 3",
        "3, 5, 2",
        "13, 17, 19",
        "32, 32, 32",
        "17, 207, 33",
        "64, 100, 130",
        "130, 7, 70",
        "300, 64, 65",
        "5, 1023, 3",
        "257, 129, 385"
    })
    void equalsTheReferenceWhateverIsTransposed(long m, long k, long n) {
        Array a = of(1, m, k);
        Array b = of(2, k, n);
        Array aBack = of(3, k, m);
        Array bBack = of(4, n, k);

        assertLikeReference(new Matmul(), a, b);
        assertLikeReference(new Matmul(), transposed(aBack), b);
        assertLikeReference(new Matmul(), a, transposed(bBack));
        assertLikeReference(new Matmul(), transposed(aBack), transposed(bBack));
    }

    @Test
    void headsOfOneSequenceAreWrittenWhereTheyAreReadFrom() {
        Array weights = of(1, 2, 4, 5, 6);
        Array sequence = of(2, 2, 6, 4, 8);
        Array heads = sequence.with(sequence.layout().permute(0, 2, 1, 3));
        Array shared = of(3, 6, 8);
        Array expanded = shared.with(shared.layout().expand(Shape.of(2, 4, 6, 8)));

        assertLikeReference(new Matmul(), weights, heads);
        assertThat(layout(weights, heads).permute(0, 2, 1, 3).isContiguous()).isTrue();
        assertThat(layout(weights, of(4, 2, 4, 6, 8)).isContiguous()).isTrue();
        assertThat(layout(weights, expanded).isContiguous()).isTrue();
    }

    private static Layout layout(Array... factors) {
        TensorType[] types = Numbers.outputTypes(new Matmul(), factors);
        return Objects.requireNonNull(Numbers.PROVIDER.find(new Matmul(), factors, types))
                .layout(0, types[0]);
    }

    @Test
    void takesPartsOfMatricesAndLeavesThoseWithGapsInBothDirectionsToOthers() {
        Array a = of(1, 9, 14);
        Array b = of(2, 7, 22);
        Array part = a.with(a.layout().slice(0, 2, 7, 1).slice(1, 3, 10, 1));
        Array everySecondRow = a.with(a.layout().slice(0, 0, 9, 2).slice(1, 0, 7, 1));
        Array everyThirdColumn = b.with(b.layout().slice(1, 1, 22, 3));
        Array repeatedRow = b.with(b.layout().slice(0, 0, 1, 1).expand(b.shape()));

        assertLikeReference(new Matmul(), part, b);
        assertLikeReference(new Matmul(), everySecondRow, b);
        assertLikeReference(new Matmul(), transposed(b), transposed(part));
        for (Array odd :
                new Array[] {b.with(b.layout().flip(0)), b.with(b.layout().flip(1)), everyThirdColumn, repeatedRow}) {
            Array[] inputs = {part, odd};
            assertThat(Numbers.PROVIDER.find(new Matmul(), inputs, Numbers.outputTypes(new Matmul(), inputs)))
                    .isNull();
        }
    }

    @Test
    void multipliesStacksOfMatrices() {
        Array a = of(1, 3, 2, 5, 7);
        Array b = of(2, 3, 2, 7, 4);
        Array swapped = of(3, 2, 3, 7, 4);
        Array one = of(4, 7, 4);

        assertLikeReference(new Matmul(), a, b);
        assertLikeReference(new Matmul(), a, swapped.with(swapped.layout().permute(1, 0, 2, 3)));
        assertLikeReference(new Matmul(), a, one.with(one.layout().expand(Shape.of(3, 2, 7, 4))));
        assertLikeReference(
                new Matmul(),
                a.with(a.layout().permute(1, 0, 2, 3)),
                one.with(one.layout().expand(Shape.of(2, 3, 7, 4))));
        assertLikeReference(new Matmul(), of(5, 300, 8, 16), of(6, 300, 16, 8));
    }

    /** Some shapes are cut into tiles by rows, some by columns, some both ways; inputs may be part of something larger. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 3, 2", "2, 207, 33", "768, 128, 512", "512, 600, 64", "64, 300, 700"})
    void addsTheBiasAndSumsTheGradient(long vectors, long inputs, long outputs) {
        Array wide = of(1, vectors, 2, inputs + 3);
        Array x = wide.with(wide.layout().slice(2, 3, inputs + 3, 1).select(1, 1));
        Array weight = of(2, outputs, inputs);
        Array bias = of(3, outputs + 1);
        Array dy = of(4, vectors, 1, outputs);

        Array cut = bias.with(bias.layout().slice(0, 1, outputs + 1, 1));
        assertLikeReference(new Linear(), x, weight, cut);
        assertLikeReference(new Linear.Gradient(), dy.with(dy.layout().select(1, 0)), x);
        assertLikeReference(new Linear.Gradient(), dy, of(5, vectors, 1, inputs));
    }

    @Test
    void servesOtherMemoryOfTheSameLayout() {
        Array a = of(1, 12, 8);
        Array b = of(2, 8, 6);
        TensorType[] types = Numbers.outputTypes(new Matmul(), a, b);
        Kernel kernel = Numbers.PROVIDER.find(new Matmul(), new Array[] {a, b}, types);
        Array longer = of(3, 20, 8);
        Array later = longer.with(longer.layout().slice(0, 5, 17, 1));
        Array out = Array.allocate(DType.FLOAT32, types[0].shape());

        kernel.run(new Matmul(), new Array[] {later, b}, new Array[] {out});

        assertThat(Numbers.values(out)).isEqualTo(Numbers.values(Numbers.reference(new Matmul(), later, b)[0]));
    }

    @Test
    void refusesReleasedMemory() {
        Array kept = of(1, 4, 4);
        Array released;
        try (Scope _ = Scope.open()) {
            released = of(2, 4, 4);
        }
        TensorType[] types = {new TensorType(DType.FLOAT32, Shape.of(4, 4))};
        Kernel kernel = Numbers.PROVIDER.find(new Matmul(), new Array[] {kept, kept}, types);

        assertThatThrownBy(() -> kernel.run(new Matmul(), new Array[] {kept, released}, new Array[] {kept}))
                .isInstanceOf(ReleasedException.class);
    }

    private static Array transposed(Array array) {
        return array.with(array.layout().permute(1, 0));
    }
}
