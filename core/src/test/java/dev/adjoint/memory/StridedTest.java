package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StridedTest {
    /** One of several layouts of a shape, from tame to wild. */
    private static Layout layout(Shape shape, int kind) {
        Layout result = Layout.contiguous(shape);
        int rank = shape.rank();
        return switch (kind) {
            case 1 -> {
                int[] reverse = new int[rank];
                long[] dims = new long[rank];
                for (int i = 0; i < rank; i++) {
                    reverse[i] = rank - 1 - i;
                    dims[i] = shape.dim(rank - 1 - i);
                }
                yield Layout.contiguous(Shape.of(dims)).permute(reverse);
            }
            case 2 -> Layout.contiguous(Shape.of(1)).select(0, 0).withOffset(5).expand(shape);
            case 3 -> {
                for (int axis = 0; axis < rank; axis += 2) {
                    result = result.flip(axis);
                }
                yield result;
            }
            case 4 -> {
                long[] dims = shape.dims();
                for (int i = 0; i < rank; i++) {
                    dims[i] = 2 * dims[i] + 1;
                }
                result = Layout.contiguous(Shape.of(dims));
                for (int axis = 0; axis < rank; axis++) {
                    result = result.slice(axis, 1, dims[axis], 2);
                }
                yield result;
            }
            default -> result.withOffset(3);
        };
    }

    private static List<List<Long>> expected(Shape shape, Layout[] layouts) {
        List<List<Long>> all = new ArrayList<>();
        for (long position = 0; position < shape.size(); position++) {
            long[] index = new long[shape.rank()];
            long rest = position;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis] = rest % shape.dim(axis);
                rest /= shape.dim(axis);
            }
            List<Long> offsets = new ArrayList<>();
            for (Layout layout : layouts) {
                offsets.add(layout.offsetOf(index));
            }
            all.add(offsets);
        }
        return all;
    }

    private static List<List<Long>> walked(Strided walk, int operands) {
        List<List<Long>> all = new ArrayList<>();
        while (walk.next()) {
            for (long i = 0; i < walk.length(); i++) {
                List<Long> offsets = new ArrayList<>();
                for (int k = 0; k < operands; k++) {
                    offsets.add(walk.offset(k) + i * walk.stride(k));
                }
                all.add(offsets);
            }
        }
        return all;
    }

    @Property
    void everyElementIsVisitedInRowMajorOrder(
            @ForAll @Size(max = 4) List<@IntRange(min = 0, max = 4) Integer> dims,
            @ForAll @Size(max = 3) List<@IntRange(min = 0, max = 4) Integer> kinds) {
        Shape shape = Shape.of(dims.stream().mapToLong(Integer::longValue).toArray());
        Layout[] layouts = kinds.stream().map(kind -> layout(shape, kind)).toArray(Layout[]::new);
        List<List<Long>> expected = expected(shape, layouts);
        assertThat(walked(Strided.over(shape, layouts), layouts.length)).isEqualTo(expected);

        List<List<Long>> visited = new ArrayList<>();
        Strided.forEach(shape, layouts, offsets -> {
            List<Long> copy = new ArrayList<>();
            for (long offset : offsets) {
                copy.add(offset);
            }
            visited.add(copy);
        });
        assertThat(visited).isEqualTo(expected);
    }

    @Property
    void partsTogetherAreTheWhole(
            @ForAll @Size(max = 4) List<@IntRange(min = 1, max = 4) Integer> dims,
            @ForAll @IntRange(min = 0, max = 4) int kind,
            @ForAll @IntRange(min = 1, max = 7) int part) {
        Shape shape = Shape.of(dims.stream().mapToLong(Integer::longValue).toArray());
        Layout[] layouts = {layout(shape, 0), layout(shape, kind)};
        List<List<Long>> joined = new ArrayList<>();
        for (long from = 0; from < shape.size(); from += part) {
            long to = Math.min(shape.size(), from + part);
            joined.addAll(walked(Strided.over(from, to, shape, layouts), 2));
        }
        assertThat(joined).isEqualTo(expected(shape, layouts));
    }

    @Test
    void contiguousOperandsAreOneRun() {
        Shape shape = Shape.of(3, 4, 5);
        Layout contiguous = Layout.contiguous(shape);
        Strided walk = Strided.over(shape, contiguous, contiguous.withOffset(9), contiguous);
        assertThat(walk.next()).isTrue();
        assertThat(walk.length()).isEqualTo(60);
        assertThat(walk.offset(1)).isEqualTo(9);
        assertThat(walk.stride(1)).isEqualTo(1);
        assertThat(walk.next()).isFalse();
    }

    @Test
    void aBiasIsOneRunPerRow() {
        Shape shape = Shape.of(2, 3, 4);
        Strided walk = Strided.over(
                shape, Layout.contiguous(shape), Layout.contiguous(Shape.of(4)).expand(shape));
        int runs = 0;
        while (walk.next()) {
            assertThat(walk.length()).isEqualTo(4);
            assertThat(walk.offset(1)).isZero();
            runs++;
        }
        assertThat(runs).isEqualTo(6);
    }

    @Test
    void operandsMustHaveTheShape() {
        Shape shape = Shape.of(2, 3);
        assertThatThrownBy(() -> Strided.over(shape, Layout.contiguous(Shape.of(3))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3], not [2, 3]");
        assertThatThrownBy(() -> Strided.over(4, 7, shape)).isInstanceOf(ShapeException.class);
    }
}
