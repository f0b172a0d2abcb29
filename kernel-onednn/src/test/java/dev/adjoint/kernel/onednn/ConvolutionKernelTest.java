package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Numbers.assertLikeReference;
import static dev.adjoint.kernel.onednn.Numbers.channelsLast;
import static dev.adjoint.kernel.onednn.Numbers.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionKernelTest {

    @BeforeAll
    static void library() {
        Numbers.assumeLibrary();
    }

    @ParameterizedTest(
            name = "n={0} c={1} h={2} w={3} o={4} kernel={5}x{6} stride={7} padding={8} dilation={9} groups={10}")
    @CsvSource({
        "1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1",
        "2, 1, 5, 5, 1, 3, 3, 1, 0, 1, 1",
        "3, 2, 7, 5, 3, 3, 2, 1, 1, 1, 1",
        "2, 3, 8, 8, 16, 3, 3, 2, 1, 1, 1",
        "5, 16, 9, 7, 17, 3, 3, 1, 1, 1, 1",
        "2, 4, 11, 11, 6, 3, 3, 1, 2, 2, 1",
        "2, 6, 10, 9, 4, 5, 5, 3, 2, 1, 2",
        "3, 8, 6, 6, 8, 3, 3, 1, 1, 1, 8",
        "2, 32, 5, 5, 48, 1, 1, 1, 0, 1, 1",
        "1, 5, 4, 4, 7, 4, 4, 1, 0, 1, 1",
        "2, 3, 7, 7, 4, 2, 2, 2, 0, 1, 1",
        "17, 1, 28, 28, 32, 3, 3, 1, 0, 1, 1",
        "5, 40, 7, 6, 200, 3, 3, 1, 1, 1, 1",
        "3, 32, 8, 9, 48, 3, 2, 2, 1, 1, 1",
        "2, 16, 3, 2, 24, 5, 5, 1, 2, 1, 1",
        "2, 64, 5, 5, 96, 1, 1, 1, 0, 1, 1",
        "2, 64, 6, 6, 33, 1, 1, 2, 0, 1, 1"
    })
    void equalsTheReferenceInEveryLayout(
            long n,
            long c,
            long h,
            long w,
            long o,
            long kh,
            long kw,
            long stride,
            long padding,
            long dilation,
            int groups) {
        Window window = Window.convolution(2)
                .over(Shape.of(kh, kw))
                .stride(stride)
                .padding(padding)
                .dilation(dilation)
                .groups(groups);
        Shape images = Shape.of(n, c, h, w);
        Shape filters = Shape.of(o, c / groups, kh, kw);
        Shape results = window.over(images, o);
        Array bias = of(1, o);
        Array filter = of(2, filters.dims());
        Array x = of(3, images.dims());
        Array dy = of(4, results.dims());
        Array xLast = channelsLast(3, images.dims());
        Array dyLast = channelsLast(4, results.dims());

        for (Array image : new Array[] {x, xLast}) {
            assertLikeReference(new Convolution.Forward(window), image, filter);
            assertLikeReference(new Convolution.Forward(window), image, filter, bias);
            assertLikeReference(new Convolution.WeightGradient(window, filters), image, dy);
            assertLikeReference(new Convolution.WeightGradient(window, filters), image, dyLast);
        }
        assertLikeReference(new Convolution.InputGradient(window, images), dy, filter);
        assertLikeReference(new Convolution.InputGradient(window, images), dyLast, filter);
    }

    @Test
    void cutsALargeBatchIntoPartsOfUnequalSize() {
        Window window = Window.convolution(2).over(Shape.of(2, 2));
        Shape images = Shape.of(29, 1, 28, 28);
        Shape filters = Shape.of(64, 1, 2, 2);
        Shape results = window.over(images, 64);
        Partition partition = new ConvolutionShape(images, filters, results, window).partition();
        Array x = channelsLast(1, images.dims());
        Array filter = of(2, filters.dims());
        Array dy = channelsLast(3, results.dims());

        assertThat(partition.parts()).isGreaterThan(1);
        assertThat(partition.last()).isNotEqualTo(partition.each());
        assertLikeReference(new Convolution.Forward(window), x, filter);
        assertLikeReference(new Convolution.InputGradient(window, images), dy, filter);
        assertLikeReference(new Convolution.WeightGradient(window, filters), x, dy);
    }

    @Test
    void largeFiltersAreCutInsteadOfTheBatch() {
        Window window = Window.convolution(2).over(Shape.of(3, 3)).padding(1);
        ConvolutionShape late =
                new ConvolutionShape(Shape.of(8, 192, 7, 7), Shape.of(200, 192, 3, 3), Shape.of(8, 200, 7, 7), window);
        ConvolutionShape early =
                new ConvolutionShape(Shape.of(8, 16, 56, 56), Shape.of(32, 16, 3, 3), Shape.of(8, 32, 56, 56), window);

        assertThat(late.suitsPatches()).isTrue();
        assertThat(late.partitionOfFilters()).isEqualTo(new Partition(200, 112));
        assertThat(early.suitsPatches()).isFalse();
    }

    @Test
    void filtersOfManyMegabytesAreBroughtIntoFormInSlices() {
        Window window = Window.convolution(2).over(Shape.of(3, 3)).padding(1);
        Shape images = Shape.of(2, 256, 3, 3);
        Shape filters = Shape.of(328, 256, 3, 3);
        Shape results = window.over(images, 328);
        Array x = of(1, images.dims());
        Array filter = of(2, filters.dims());
        Array turned = of(2, 256, 328, 3, 3);
        Array otherOrder = turned.with(turned.layout().permute(1, 0, 2, 3));
        Array dy = of(3, results.dims());

        try (Format from = Format.rowMajor(filters.dims());
                Format to = Format.channelsLast(filters.dims())) {
            assertThat(FilterPacking.between(from.handle(), to.handle(), filters.dims()))
                    .isInstanceOfSatisfying(
                            Packing.Reorder.class,
                            reorder -> assertThat(reorder.slices()).hasSizeGreaterThan(1));
        }
        assertLikeReference(new Convolution.Forward(window), x, filter);
        assertLikeReference(new Convolution.Forward(window), x, otherOrder);
        assertLikeReference(new Convolution.InputGradient(window, images), dy, filter);
        assertLikeReference(new Convolution.InputGradient(window, images), dy, otherOrder);
    }

    @Test
    void partialSumsAreAddedInStretches() {
        int length = 250_001;
        int count = 3;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arrays = arena.allocate(count * length * 4L, 64);
            MemorySegment sum = arena.allocate(length * 4L, 64);
            for (int i = 0; i < count * length; i++) {
                arrays.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 1_000);
            }

            new PartialSums(new Workspaces(), length * 4L, count).add(arrays.address(), sum.address());

            for (int i = 0; i < length; i++) {
                float expected = i % 1_000 + (i + length) % 1_000 + (i + 2 * length) % 1_000;
                assertThat(sum.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(expected);
            }
        }
    }

    @Test
    void takesViewsThatTheLibraryCannotDescribe() {
        Window window = Window.convolution(2).over(Shape.of(3, 3)).padding(1);
        Shape images = Shape.of(2, 3, 6, 5);
        Shape filters = Shape.of(4, 3, 3, 3);
        Shape results = window.over(images, 4);
        Array one = of(1, 1);
        Array sameGradient = one.with(Layout.of(results, new long[4], 0));
        Array wide = of(2, 2, 3, 6, 10);
        Array everySecond = wide.with(wide.layout().slice(3, 0, 10, 2));
        Array mirrored = everySecond.with(everySecond.layout().flip(3));
        Array batches = of(3, 4, 3, 6, 5);
        Array everySecondImage = batches.with(batches.layout().slice(0, 0, 4, 2));
        Array turned = of(4, 3, 4, 3, 3);
        Array filter = turned.with(turned.layout().permute(1, 0, 2, 3));
        Array mirroredFilter = filter.with(filter.layout().flip(2).flip(3));

        for (Array image : new Array[] {everySecond, mirrored, everySecondImage}) {
            assertLikeReference(new Convolution.Forward(window), image, filter);
            assertLikeReference(new Convolution.Forward(window), image, mirroredFilter);
            assertLikeReference(new Convolution.WeightGradient(window, filters), image, sameGradient);
        }
        assertLikeReference(new Convolution.InputGradient(window, images), sameGradient, mirroredFilter);
    }

    @Test
    void groupsTakeFiltersOfAnyLayout() {
        Window window = Window.convolution(2).over(Shape.of(3, 3)).groups(2);
        Array x = channelsLast(1, 2, 6, 7, 7);
        Array turned = of(2, 3, 8, 3, 3);
        Array filter = turned.with(turned.layout().permute(1, 0, 2, 3).flip(0));

        assertLikeReference(new Convolution.Forward(window), x, filter);
    }

    @Test
    void answersImagesWithTheChannelsLastInMemory() {
        Window window = Window.convolution(2).over(Shape.of(3, 3));
        Array x = of(1, 2, 3, 6, 6);
        Array filter = of(2, 4, 3, 3, 3);

        Layout layout = Numbers.run(new Convolution.Forward(window), x, filter)[0].layout();

        assertThat(layout.strides()).containsExactly(4 * 4 * 4, 1, 4 * 4, 4);
        assertThat(layout.isDense()).isTrue();
    }

    @Test
    void leavesMoreThanTwoSpatialAxesToOthers() {
        Window window = Window.convolution(3).over(Shape.of(3, 1, 1));
        Array[] inputs = {of(1, 2, 3, 6, 2, 2), of(2, 4, 3, 3, 1, 1)};
        Convolution op = new Convolution.Forward(window);
        TensorType[] types = Numbers.outputTypes(op, inputs);

        assertThat(Numbers.PROVIDER.find(op, inputs, types)).isNull();
    }
}
