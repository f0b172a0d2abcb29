package dev.adjoint.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.adjoint.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null in place of what has to be given is refused in words. */
class NothingGivenTest {

    static Stream<Arguments> calls() {
        Tensor x = Tensor.ones(2);
        return Stream.of(
                call("a loader without data", () -> DataLoader.of(null)),
                call(
                        "no transformation",
                        () -> DataLoader.of(new Dataset("d", x, x, List.of())).transform(null)),
                call("a data set without name", () -> new Dataset(null, x, x, List.of())),
                call("without features", () -> new Dataset("d", null, x, List.of())),
                call("without labels", () -> new Dataset("d", x, null, List.of())),
                call("without classes", () -> new Dataset("d", x, x, null)),
                call("a split of nothing", () -> Split.of(null, 0.5, 1)),
                call("statistics of nothing", () -> Normalisation.over(null)),
                call("by channel", () -> Normalisation.byChannel(null)),
                call("no table", () -> Csv.plain().read((Path) null)),
                call("no array", () -> Idx.read(null)));
    }

    private static Arguments call(String name, ThrowingCallable call) {
        return arguments(name, call);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatHasToBeGivenIsAskedFor(String name, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".+: .+ is null\\. Give a value\\.");
    }
}
