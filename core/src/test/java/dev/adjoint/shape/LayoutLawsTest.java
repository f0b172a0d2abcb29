package dev.adjoint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Compositions of views against a list of element offsets that is moved about by brute force. */
class LayoutLawsTest {
    /** A view without strides: the offset of every element, in row-major order. */
    private record Listed(long[] dims, long[] offsets) {
        static Listed contiguous(long[] dims) {
            long[] offsets = new long[(int) product(dims)];
            Arrays.setAll(offsets, i -> i);
            return new Listed(dims, offsets);
        }

        /** The view of these dims whose element at an index is this one's at the mapped index. */
        Listed mapped(long[] newDims, IndexMap map) {
            long[] result = new long[(int) product(newDims)];
            for (int i = 0; i < result.length; i++) {
                result[i] = offsets[position(map.apply(index(i, newDims)))];
            }
            return new Listed(newDims, result);
        }

        private int position(long[] index) {
            long position = 0;
            for (int axis = 0; axis < dims.length; axis++) {
                position = position * dims[axis] + index[axis];
            }
            return (int) position;
        }
    }

    private interface IndexMap {
        long[] apply(long[] index);
    }

    private static long product(long[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    private static long[] index(long position, long[] dims) {
        long[] index = new long[dims.length];
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            index[axis] = position % dims[axis];
            position /= dims[axis];
        }
        return index;
    }

    @Provide
    Arbitrary<long[]> lengths() {
        return Arbitraries.longs()
                .between(0, 4)
                .withDistribution(RandomDistribution.uniform())
                .array(long[].class)
                .ofMaxSize(4);
    }

    @Property(tries = 3000)
    void viewsOfViewsStandWhereBruteForceSays(
            @ForAll("lengths") long[] dims,
            @ForAll @Size(max = 7) List<@IntRange(min = 0, max = 1 << 24) Integer> choices) {
        Layout layout = Layout.contiguous(Shape.of(dims));
        Listed listed = Listed.contiguous(dims);
        for (int choice : choices) {
            int pick = choice >>> 3;
            int rank = listed.dims.length;
            switch (choice & 7) {
                case 0 -> {
                    int[] order = permutation(rank, pick);
                    layout = layout.permute(order);
                    listed = permuted(listed, order);
                }
                case 1 -> {
                    if (rank > 0) {
                        int axis = pick % rank;
                        long length = listed.dims[axis];
                        long from = pick / 7 % (length + 1);
                        long to = from + pick / 31 % (length - from + 1);
                        long step = 1 + pick / 61 % 3;
                        layout = layout.slice(axis, from, to, step);
                        listed = sliced(listed, axis, from, to, step);
                    }
                }
                case 2 -> {
                    if (rank > 0) {
                        int axis = pick % rank;
                        layout = layout.flip(axis - rank);
                        listed = flipped(listed, axis);
                    }
                }
                case 3 -> {
                    long[] wider = stretched(listed.dims, pick);
                    layout = layout.expand(Shape.of(wider));
                    listed = expanded(listed, wider);
                }
                case 4 -> {
                    int axis = pick % (rank + 1);
                    layout = layout.unsqueeze(axis);
                    listed = new Listed(layout.shape().dims(), listed.offsets);
                }
                case 5 -> {
                    if (rank > 0 && listed.dims[pick % rank] > 0) {
                        int axis = pick % rank;
                        long chosen = pick / 7 % listed.dims[axis];
                        layout = layout.select(axis, chosen);
                        listed = new Listed(layout.shape().dims(), sliced(listed, axis, chosen, chosen + 1, 1).offsets);
                    }
                }
                case 6 -> {
                    if (rank > 1) {
                        int a = pick % rank;
                        int b = (a + 1 + pick / 5 % (rank - 1)) % rank;
                        long shift = pick / 31 % 11 - 5;
                        layout = layout.diagonal(shift, a, b - rank);
                        listed = diagonal(listed, shift, a, b);
                    }
                }
                default -> {
                    long[] target = regrouped(listed.dims, pick);
                    Layout view = layout.reshape(Shape.of(target));
                    Listed wanted = new Listed(target, listed.offsets);
                    assertThat(view != null).isEqualTo(hasStrides(wanted));
                    if (view != null) {
                        layout = view;
                        listed = wanted;
                    }
                }
            }
            check(layout, listed);
        }
    }

    private static void check(Layout layout, Listed listed) {
        assertThat(layout.shape().dims()).isEqualTo(listed.dims);
        long[] offsets = new long[listed.offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = layout.offsetOf(index(i, listed.dims));
        }
        assertThat(offsets).isEqualTo(listed.offsets);
        boolean inOrder = true;
        for (int i = 1; i < offsets.length; i++) {
            inOrder &= offsets[i] == offsets[i - 1] + 1;
        }
        assertThat(layout.isContiguous()).isEqualTo(inOrder);
        if (offsets.length > 0) {
            assertThat(layout.lowest()).isEqualTo(Arrays.stream(offsets).min().orElseThrow());
            assertThat(layout.highest()).isEqualTo(Arrays.stream(offsets).max().orElseThrow());
        }
        if (!layout.mayOverlap()) {
            assertThat(Arrays.stream(offsets).distinct().count()).isEqualTo(offsets.length);
        }
        if (layout.isDense()) {
            assertThat(layout.mayOverlap()).isFalse();
            assertThat(Arrays.stream(offsets).distinct().count()).isEqualTo(offsets.length);
            assertThat(layout.highest() - layout.lowest() + 1).isEqualTo(offsets.length);
        }
    }

    /** Whether any strides at all describe the offsets: the only candidates are the differences along each axis. */
    private static boolean hasStrides(Listed listed) {
        int rank = listed.dims.length;
        long[] strides = new long[rank];
        for (int axis = 0; axis < rank && listed.offsets.length > 0; axis++) {
            if (listed.dims[axis] > 1) {
                long[] second = new long[rank];
                second[axis] = 1;
                strides[axis] = listed.offsets[listed.position(second)] - listed.offsets[0];
            }
        }
        for (int i = 0; i < listed.offsets.length; i++) {
            long[] index = index(i, listed.dims);
            long offset = listed.offsets[0];
            for (int axis = 0; axis < rank; axis++) {
                offset += index[axis] * strides[axis];
            }
            if (offset != listed.offsets[i]) {
                return false;
            }
        }
        return true;
    }

    private static int[] permutation(int rank, int pick) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i);
        for (int i = rank - 1; i > 0; i--) {
            int other = pick % (i + 1);
            pick /= i + 1;
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    private static Listed diagonal(Listed listed, long shift, int a, int b) {
        long row = Math.max(0, -shift);
        long column = Math.max(0, shift);
        long length = Math.max(0, Math.min(listed.dims[a] - row, listed.dims[b] - column));
        int[] others = IntStream.range(0, listed.dims.length)
                .filter(axis -> axis != a && axis != b)
                .toArray();
        long[] dims = new long[others.length + 1];
        Arrays.setAll(dims, i -> i == others.length ? length : listed.dims[others[i]]);
        return listed.mapped(dims, index -> {
            long[] original = new long[listed.dims.length];
            for (int i = 0; i < others.length; i++) {
                original[others[i]] = index[i];
            }
            original[a] = row + index[others.length];
            original[b] = column + index[others.length];
            return original;
        });
    }

    private static Listed permuted(Listed listed, int[] order) {
        long[] dims = new long[order.length];
        Arrays.setAll(dims, i -> listed.dims[order[i]]);
        return listed.mapped(dims, index -> {
            long[] original = new long[order.length];
            for (int i = 0; i < order.length; i++) {
                original[order[i]] = index[i];
            }
            return original;
        });
    }

    private static Listed sliced(Listed listed, int axis, long from, long to, long step) {
        long[] dims = listed.dims.clone();
        dims[axis] = 0;
        for (long i = from; i < to; i += step) {
            dims[axis]++;
        }
        return listed.mapped(dims, index -> {
            long[] original = index.clone();
            original[axis] = from + index[axis] * step;
            return original;
        });
    }

    private static Listed flipped(Listed listed, int axis) {
        return listed.mapped(listed.dims, index -> {
            long[] original = index.clone();
            original[axis] = listed.dims[axis] - 1 - index[axis];
            return original;
        });
    }

    /** Either the axes of length 1 grow, or one axis joins in front; never beyond what brute force can list. */
    private static long[] stretched(long[] dims, int pick) {
        long[] wider = dims.clone();
        if (product(dims) > 200) {
            return wider;
        }
        if (pick % 3 == 0) {
            wider = new long[dims.length + 1];
            System.arraycopy(dims, 0, wider, 1, dims.length);
            wider[0] = pick / 3 % 4;
            return wider;
        }
        for (int axis = 0; axis < wider.length; axis++) {
            wider[axis] = wider[axis] == 1 ? pick / 3 % 4 : wider[axis];
        }
        return wider;
    }

    private static Listed expanded(Listed listed, long[] wider) {
        int lead = wider.length - listed.dims.length;
        return listed.mapped(wider, index -> {
            long[] original = Arrays.copyOfRange(index, lead, index.length);
            for (int axis = 0; axis < original.length; axis++) {
                original[axis] = listed.dims[axis] == 1 ? 0 : original[axis];
            }
            return original;
        });
    }

    /** Joins two neighbours, or splits an axis in two. */
    private static long[] regrouped(long[] dims, int pick) {
        int rank = dims.length;
        if (rank >= 2 && pick % 2 == 0) {
            int axis = pick / 2 % (rank - 1);
            long[] joined = new long[rank - 1];
            for (int i = 0; i < joined.length; i++) {
                joined[i] = i < axis ? dims[i] : i == axis ? dims[i] * dims[i + 1] : dims[i + 1];
            }
            return joined;
        }
        if (rank == 0) {
            return new long[] {1};
        }
        int axis = pick / 2 % rank;
        long divisor = 1 + pick / 17 % 4;
        divisor = dims[axis] % divisor == 0 ? divisor : 1;
        long[] split = new long[rank + 1];
        for (int i = 0; i < split.length; i++) {
            split[i] = i < axis ? dims[i] : i == axis ? divisor : i == axis + 1 ? dims[axis] / divisor : dims[i - 1];
        }
        return split;
    }
}
