package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.TensorSorting.Sorted;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Indexing and sorting as users meet them: who wins, where gradients go, and what is refused. */
class ChoosingTest {

    @Test
    void theLastOneWrittenStaysAndAloneGetsTheGradient() {
        Tensor x = Tensor.of(1.0, 2, 3).withGrad();
        Tensor source = Tensor.of(10.0, 20, 30).withGrad();
        Tensor y = x.scatter(0, Tensor.of(2, 0, 2), source);
        assertThat(y.doubles()).containsExactly(20, 2, 30);
        y.mul(Tensor.of(5.0, 6, 7)).sum().backward();
        assertThat(x.grad().doubles()).containsExactly(0, 6, 0);
        assertThat(source.grad().doubles()).containsExactly(0, 5, 7);
    }

    @Test
    void indicesOutOfRangeNameIndexAxisAndLength() {
        Tensor x = Tensor.zeros(2, 3);
        Tensor index = Tensor.of(new long[] {3}, 1, 1);
        for (Runnable call : new Runnable[] {
            () -> x.gather(1, index),
            () -> x.take(-1, index),
            () -> x.scatterAdd(1, index, Tensor.zeros(1, 1)),
            () -> x.scatter(1, index, 0),
            () -> x.indexSelect(1, index.flatten()),
            () -> x.indexAdd(1, index.flatten(), Tensor.zeros(2, 1)),
            () -> x.indexCopy(1, index.flatten(), Tensor.zeros(2, 1)),
            () -> x.takeAlong(1, index)
        }) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining(": index 3 does not lie in axis 1 of length 3. Give 0 to 2.");
        }
        assertThatThrownBy(() -> x.take(0, Tensor.of(-1))).hasMessageContaining("index -1");
        assertThatThrownBy(() -> x.take(0, Tensor.of(1f)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("take: the index is float32");
        assertThatThrownBy(() -> x.indexSelect(0, index))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("indexSelect: ");
        assertThatThrownBy(() -> x.maskedSelect(x)).isInstanceOf(DTypeException.class);
    }

    @Test
    void choicesByValuesLookAtStridedMemoryToo() {
        Tensor x = Tensor.of(new double[] {0, 1, 2, 0, Double.NaN, 5}, 2, 3);
        Tensor turned = x.transpose();
        assertThat(turned.nonzero().longs()).containsExactly(1, 0, 1, 1, 2, 0, 2, 1);
        assertThat(turned.maskedSelect(turned.gt(0)).doubles()).containsExactly(1, 2, 5);
        assertThat(x.maskedSelect(Tensor.of(false, true, false)).doubles()).containsExactly(1, Double.NaN);
        assertThat(Tensor.zeros(2, 2).nonzero().shape().dims()).containsExactly(0, 2);
    }

    @Test
    void aTieGivesItsGradientToTheFirst() {
        Tensor x = Tensor.of(2.0, 5, 5, 1).withGrad();
        Sorted top = x.topK(1, 0);
        assertThat(top.indices().longs()).containsExactly(1);
        top.values().sum().backward();
        assertThat(x.grad().doubles()).containsExactly(0, 1, 0, 0);
    }

    @Test
    void notANumberIsGreaterThanAllAndTheMiddleOfIt() {
        Tensor x = Tensor.of(1.0, Double.NaN, Double.POSITIVE_INFINITY, -3);
        assertThat(x.sort(0).values().doubles()).containsExactly(-3, 1, Double.POSITIVE_INFINITY, Double.NaN);
        assertThat(x.topK(2, 0).values().doubles()).containsExactly(Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(x.median(0).item()).isNaN();
        assertThat(Tensor.of(4.0, 1, 3, 2).median(0).item()).isEqualTo(2.5);
        assertThat(Tensor.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0)
                        .quantile(0, 0)
                        .item())
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThatThrownBy(() -> Tensor.of(1, 2).median(0)).isInstanceOf(DTypeException.class);
    }

    @Property(tries = 300)
    void sortingIsStableAndWhatTheJdkDoes(@ForAll @Size(max = 70) long[] values, @ForAll boolean few) {
        long[] x = few ? Arrays.stream(values).map(v -> v & 3).toArray() : values;
        Sorted sorted = Tensor.of(x).sort(0);
        long[] wanted = x.clone();
        Arrays.sort(wanted);
        assertThat(sorted.values().longs()).isEqualTo(wanted);
        long[] places = sorted.indices().longs();
        for (int i = 1; i < places.length; i++) {
            assertThat(wanted[i - 1] < wanted[i] || places[i - 1] < places[i]).isTrue();
        }
        Sorted down = Tensor.of(x).sort(0, true);
        assertThat(down.values().flip(0).longs()).isEqualTo(wanted);
    }

    @Property(tries = 300)
    void searchingFindsWhatCountingFinds(
            @ForAll @Size(max = 20) int[] values, @ForAll @IntRange(min = -9, max = 9) int sought) {
        int[] sorted = Arrays.stream(values).map(v -> v % 10).sorted().toArray();
        Tensor found = Tensor.of(sorted).searchSorted(Tensor.of(sought), false);
        Tensor behind = Tensor.of(sorted).searchSorted(Tensor.of(sought), true);
        assertThat(found.longs())
                .containsExactly(Arrays.stream(sorted).filter(v -> v < sought).count());
        assertThat(behind.longs())
                .containsExactly(Arrays.stream(sorted).filter(v -> v <= sought).count());
    }

    @Test
    void selectionsReadAsInNumpy() {
        Tensor x = Tensor.arange(24).reshape(2, 3, 4);
        assertThat(x.slice("1, -1, 2").item()).isEqualTo(22);
        assertThat(x.slice("..., 0").longs()).containsExactly(0, 4, 8, 12, 16, 20);
        assertThat(x.slice(":, 1, ::-2").longs()).containsExactly(7, 5, 19, 17);
        assertThat(x.slice("0, 2:0:-1, 3:").longs()).containsExactly(11, 7);
        assertThat(x.slice(" 0 , newaxis, :1").shape().dims()).containsExactly(1, 1, 4);
        assertThat(x.slice("0, 0, 2::-1").longs()).containsExactly(2, 1, 0);
        assertThatThrownBy(() -> x.slice("0,, 2")).hasMessageContaining("has a part \"\"");
        assertThatThrownBy(() -> x.slice("5")).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
