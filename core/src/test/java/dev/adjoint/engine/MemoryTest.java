package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.GradientException;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.ShapeException;
import example.UserProgram;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A tensor as memory: what is a view and what a copy, what writing does, and who notices. */
class MemoryTest {

    /** Elements numbered in row-major order. */
    private static Tensor numbered(long... lengths) {
        long size = Arrays.stream(lengths).reduce(1, (a, b) -> a * b);
        return Tensor.arange(size).cast(DType.FLOAT32).reshape(lengths);
    }

    private static boolean shareMemory(Tensor a, Tensor b) {
        return a.array().storage() == b.array().storage();
    }

    private static final Map<String, UnaryOperator<Tensor>> VIEWS = Map.ofEntries(
            Map.entry("reshape", x -> x.reshape(4, 3, 4)),
            Map.entry("view", x -> x.view(12, -1)),
            Map.entry("permute", x -> x.permute(2, 0, 1)),
            Map.entry("transpose", Tensor::transpose),
            Map.entry("moveAxis", x -> x.moveAxis(0, 2)),
            Map.entry("slice", x -> x.slice(1, 1, 4, 2)),
            Map.entry("slice by text", x -> x.slice("1, ..., ::-1")),
            Map.entry("select", x -> x.select(2, -1)),
            Map.entry("unsqueeze", x -> x.unsqueeze(1)),
            Map.entry("squeeze", x -> x.unsqueeze(0).squeeze()),
            Map.entry("expand", x -> x.expand(2, 3, 4, 4)),
            Map.entry("flip", x -> x.flip(0, 2)),
            Map.entry("diagonal", Tensor::diagonal),
            Map.entry("flatten", Tensor::flatten),
            Map.entry("unflatten", x -> x.unflatten(2, 2, 2)),
            Map.entry("split", x -> x.split(1, 3).getLast()),
            Map.entry("chunk", x -> x.chunk(0, 2).getLast()),
            Map.entry("unstack", x -> x.unstack(1).getLast()),
            Map.entry("rot90", x -> x.rot90(1, 1, 2)),
            Map.entry("channelsLast", Tensor::channelsLast),
            Map.entry("channelsFirst", Tensor::channelsFirst),
            Map.entry(
                    "meshgrid",
                    x -> Tensor.meshgrid(x.select(0, 0).select(0, 0), Tensor.zeros(2))
                            .getFirst()),
            Map.entry("detach", Tensor::detach),
            Map.entry("contiguous", Tensor::contiguous));

    @Test
    void viewsShareTheBufferAndSeeWhatIsWrittenToIt() {
        VIEWS.forEach((name, view) -> {
            Tensor x = numbered(3, 4, 4);
            Tensor seen = view.apply(x);
            assertThat(shareMemory(x, seen)).as("%s shares the storage", name).isTrue();
            long first = seen.array().address() - x.array().address();
            assertThat(first / Float.BYTES).as("address of %s", name).isEqualTo((long)
                    seen.flatten().at(0));
            int version = seen.version();
            x.fill(7);
            assertThat(seen.floats()).as(name).containsOnly(7);
            assertThat(seen.version()).as("version of %s", name).isEqualTo(version + 1);
        });
    }

    @Test
    void layoutsAreThoseOfTheDocumentation() {
        Tensor x = numbered(2, 3);
        assertThat(List.of(
                                x,
                                x.transpose(),
                                x.slice(1, 1, 3),
                                x.flip(1),
                                x.select(0, 1).expand(4, 3),
                                x.slice(1, 0, 2).diagonal())
                        .stream()
                        .map(view -> view.array().layout().toString()))
                .containsExactly(
                        "[2, 3] strides [3, 1] offset 0",
                        "[3, 2] strides [1, 3] offset 0",
                        "[2, 2] strides [3, 1] offset 1",
                        "[2, 3] strides [3, -1] offset 2",
                        "[4, 3] strides [0, 1] offset 3",
                        "[2] strides [4] offset 0");
    }

    @Test
    void copiesShareNothing() {
        Tensor x = numbered(3, 4, 4);
        Map<String, UnaryOperator<Tensor>> copies = Map.of(
                "copy", Tensor::copy,
                "contiguous of a transpose", v -> v.transpose().contiguous(),
                "reshape of a transpose", v -> v.transpose().reshape(48),
                "roll", v -> v.roll(0, 1),
                "tile", v -> v.tile(2),
                "pad", v -> v.pad(0, 1, 1),
                "cast", v -> v.cast(DType.FLOAT64));
        copies.forEach((name, copy) ->
                assertThat(shareMemory(x, copy.apply(x))).as(name).isFalse());
    }

    @Test
    void aViewThatCannotBeSaysSo() {
        Tensor turned = numbered(2, 3).transpose();
        assertThatThrownBy(() -> turned.view(6))
                .isInstanceOf(ShapeException.class)
                .hasMessage("view: [3, 2] strides [1, 3] offset 0 cannot be seen as [6] without moving elements."
                        + " Use reshape, which copies, or contiguous() first.");
        assertThat(turned.reshape(6).floats()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(shareMemory(turned, turned.view(3, 2, 1))).isTrue();
        assertThat(turned.isContiguous()).isFalse();
        assertThat(turned.contiguous().isContiguous()).isTrue();
        assertThat(turned.contiguous().contiguous()).isNotSameAs(turned);
    }

    @Test
    void writingThroughAViewWritesTheWhole() {
        Tensor x = numbered(3, 3);
        x.diagonal().assign(Tensor.of(10f, 11, 12));
        x.slice("0, 1:").fill(-1);
        x.transpose().select(0, 0).update(column -> column.add(100));
        assertThat(x.floats()).containsExactly(110, -1, -1, 103, 11, 5, 106, 7, 12);
        assertThat(x.version()).isEqualTo(3);
    }

    @Test
    void sourcesMayOverlapTheTarget() {
        Tensor x = numbered(2, 2);
        x.assign(x.transpose());
        assertThat(x.floats()).containsExactly(0, 2, 1, 3);
        x.slice(0, 0, 1).assign(x.slice(0, 1, 2));
        assertThat(x.floats()).containsExactly(1, 3, 1, 3);
    }

    @Test
    void aPartlyOverlappingSourceIsReadBeforeTheTargetIsWritten() {
        Tensor x = numbered(4, 1);
        x.slice(0, 1, 4).assign(x.slice(0, 0, 3));
        assertThat(x.floats()).containsExactly(0, 0, 1, 2);
        x.slice(0, 0, 3).assign(x.slice(0, 1, 4));
        assertThat(x.floats()).containsExactly(0, 1, 2, 2);
    }

    @Test
    void aSourceBesideTheTargetNeedsNoMemoryInBetween() {
        Tensor x = numbered(4, 3);
        long before = MemoryPool.statistics().allocations();
        x.slice(0, 2, 4).assign(x.slice(0, 0, 2));
        assertThat(MemoryPool.statistics().allocations()).isEqualTo(before);
        assertThat(x.floats()).containsExactly(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
    }

    @Test
    void expandedTargetsAreRefused() {
        Tensor x = Tensor.of(1f, 2f);
        assertThatThrownBy(() -> x.expand(3, 2).fill(0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("several elements of the target share one place in memory")
                .hasMessageContaining("[3, 2] strides [0, 1]");
        assertThat(x.floats()).containsExactly(1, 2);
        x.expand(1, 2).fill(5);
        assertThat(x.floats()).containsExactly(5, 5);
    }

    @Test
    void targetsMustFit() {
        Tensor x = Tensor.zeros(2, 3);
        assertThatThrownBy(() -> x.assign(Tensor.zeros(3))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> x.assign(Tensor.zeros(DType.FLOAT64, 2, 3)))
                .hasMessageContaining("Cast the source first");
        assertThatThrownBy(() -> Tensor.of(1, 2).fill(0.5)).hasMessageContaining("0.5");
    }

    @Test
    void leavesAndWhatFollowsThemAreNotWrittenWhileRecording() {
        Tensor leaf = Tensor.of(1f, 2f).withGrad();
        for (Tensor target : List.of(leaf, leaf.mul(2), leaf.slice(0, 0, 1))) {
            assertThatThrownBy(() -> target.fill(0))
                    .isInstanceOf(GradientException.class)
                    .hasMessageContaining("Recording.off");
        }
        Recording.off(() -> leaf.update(v -> v.add(1)));
        assertThat(leaf.floats()).containsExactly(2, 3);
    }

    @Test
    void overwritingWhatBackwardNeedsNamesBothPlaces() {
        Tensor factor = numbered(2, 2);
        Tensor loss = Tensor.ones(2, 2).withGrad().mul(factor).sum();
        UserProgram.overwrite(factor.transpose().select(0, 1));
        assertThatThrownBy(loss::backward)
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("mul: kept float32[2, 2] of [float32[2, 2], float32[2, 2]]")
                .hasMessageContaining("version 0 then, 1 now")
                .hasMessageContaining(
                        "Kept by this mul (its line with -Dadjoint.debug=true), overwritten at example.UserProgram.overwrite(")
                .hasMessageEndingWith("Walk first and update afterwards, or update a copy().");
        assertThat(factor.lastChange()).isNotNull();
        assertThat(Tensor.zeros(2).lastChange()).isNull();
    }

    @Test
    void overwritingWhatBackwardDoesNotNeedIsFine() {
        Tensor leaf = Tensor.of(1f, 2f).withGrad();
        Tensor sum = leaf.add(1);
        Tensor constant = Tensor.ones(2);
        Tensor loss = sum.add(constant).sum();
        constant.fill(9);
        loss.backward();
        assertThat(leaf.grad().floats()).containsExactly(1, 1);
    }

    @Provide
    Arbitrary<long[]> images() {
        return Arbitraries.longs().between(0, 4).array(long[].class).ofSize(4);
    }

    @Property(tries = 200)
    void channelsGoLastAndFirstAgainWithoutMoving(@ForAll("images") long[] lengths) {
        Tensor x = numbered(lengths);
        Tensor last = x.channelsLast();
        assertThat(last.shape().dims()).containsExactly(lengths[0], lengths[2], lengths[3], lengths[1]);
        assertThat(last.channelsFirst().array().layout()).isEqualTo(x.array().layout());
        assertThat(last.contiguous().channelsFirst().floats()).isEqualTo(x.floats());
    }

    @Property(tries = 200)
    void whatIsCollapsedIsUncollapsed(
            @ForAll("images") long[] lengths, @ForAll @IntRange(max = 3) int from, @ForAll @IntRange(max = 3) int to) {
        Tensor x = numbered(lengths);
        int first = Math.min(from, to);
        int last = Math.max(from, to);
        Tensor collapsed = x.flatten(first, last);
        assertThat(collapsed.floats()).isEqualTo(x.floats());
        Tensor again = collapsed.unflatten(first, Arrays.copyOfRange(lengths, first, last + 1));
        assertThat(again.array().layout()).isEqualTo(x.array().layout());
        assertThat(shareMemory(x, again)).isTrue();
        Tensor turned = x.transpose(first, last);
        assertThat(turned.flatten().reshape(turned.shape().dims()).floats()).isEqualTo(turned.floats());
    }

    @Property(tries = 200)
    void piecesJoinToTheWhole(@ForAll("images") long[] lengths, @ForAll @IntRange(max = 3) int axis) {
        Tensor x = numbered(lengths);
        assertThat(Tensor.concat(axis, x.split(axis, 2)).floats()).isEqualTo(x.floats());
        assertThat(Tensor.concat(axis, x.chunk(axis, 3)).floats()).isEqualTo(x.floats());
        if (lengths[axis] > 0) {
            assertThat(Tensor.stack(axis, x.unstack(axis)).floats()).isEqualTo(x.floats());
            assertThat(x.roll(axis, 3).roll(axis, -3).floats()).isEqualTo(x.floats());
        }
    }

    @Property(tries = 200)
    void whatIsWrittenThroughAnyViewIsWhereTheViewShowsIt(
            @ForAll @IntRange(max = 3) int a, @ForAll @IntRange(max = 3) int b, @ForAll @IntRange(max = 6) int shift) {
        Tensor x = numbered(2, 3, 4, 3);
        if (a == b) {
            return;
        }
        Tensor view = x.diagonal(shift - 3, a, b).flip(0).transpose(0, 1);
        long[] places = view.longs();
        view.assign(view.neg().sub(1));
        long[] found = x.longs();
        boolean[] written = new boolean[found.length];
        for (long place : places) {
            written[(int) place] = true;
        }
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isEqualTo(written[i] ? -i - 1 : i);
        }
    }
}
