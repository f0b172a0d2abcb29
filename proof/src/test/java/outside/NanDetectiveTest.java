package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adjoint.Debug;
import dev.adjoint.Interpreter;
import dev.adjoint.NonFinite;
import dev.adjoint.NonFiniteException;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.memory.Origin;
import dev.adjoint.op.Pointwise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The NaN detective as its users meet it: from a package of their own, whose lines it should name. */
class NanDetectiveTest {

    private static final Tensor POINT = Tensor.of(1.0, 0.0, 2.0);

    private static NonFinite found(Runnable body) {
        NonFiniteException thrown = catchThrowableOfType(NonFiniteException.class, () -> Debug.nan(body));
        assertThat(thrown).as("something found").isNotNull();
        return thrown.finding();
    }

    /** The lines of this file that a report names, in order. */
    private static List<Integer> lines(NonFinite finding) {
        return Stream.of(finding.toString().split("NanDetectiveTest.java:"))
                .skip(1)
                .map(rest -> Integer.valueOf(rest.substring(0, rest.indexOf(')'))))
                .toList();
    }

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }

    @Test
    void theWholeStoryOfAForwardPass() {
        assertThatThrownBy(() -> Debug.nan(() -> POINT.log().sum()))
                .isInstanceOf(NonFiniteException.class)
                .message()
                .matches("""
                        log: made 1 infinity of 3 elements, the first at \\[1], from finite inputs\\.
                          input 0: float64\\[3], from 0\\.0 to 2\\.0; at \\[1] 0\\.0
                          applied at outside\\.NanDetectiveTest\\.lambda\\$.*\\(NanDetectiveTest\\.java:\\d+\\)
                        Keep its inputs inside its domain and range: .*\\.""");
    }

    @Test
    void theWholeStoryOfABackwardPass() {
        assertThatThrownBy(() -> Debug.nan(() -> POINT.withGrad().sqrt().sum().backward()))
                .isInstanceOf(NonFiniteException.class)
                .message()
                .matches("""
                        sqrt: its backward made 1 infinity of 3 elements, the first at \\[1], from finite inputs\\.
                          input 0: float64\\[3], all 1\\.0; at \\[1] 1\\.0
                          input 1: float64\\[3], from 0\\.0 to 1\\.414\\d*; at \\[1] 0\\.0
                          applied at outside\\.NanDetectiveTest\\.lambda\\$.*\\(NanDetectiveTest\\.java:\\d+\\)
                          differentiated at outside\\.NanDetectiveTest\\.lambda\\$.*\\(NanDetectiveTest\\.java:\\d+\\)
                        The value is finite there and the derivative is not\\. .*\\.""");
    }

    @Test
    void theLineOfTheForwardOpAndThatOfTheWalkAreTwo() {
        int[] line = new int[1];
        NonFinite finding = found(() -> {
            Tensor x = POINT.withGrad();
            line[0] = line();
            Tensor root = x.sqrt();
            Tensor loss = root.mul(2).sum();
            loss.backward();
        });

        assertThat(finding.op()).isEqualTo("sqrt");
        assertThat(lines(finding)).containsExactly(line[0] + 1, line[0] + 3);
    }

    @Test
    void zeroByZeroIsNaNFromFiniteInputs() {
        Tensor zero = POINT.sub(POINT);
        NonFinite finding = found(() -> zero.div(zero));

        assertThat(finding.op()).isEqualTo("div");
        assertThat(finding.isNaN()).isTrue();
        assertThat(finding.output().nans()).isEqualTo(3);
        assertThat(finding.inputs()).hasSize(2).allMatch(input -> input.there().orElseThrow() == 0);
    }

    @Test
    void overflowIsAnInfinity() {
        NonFinite finding = found(() -> Tensor.of(800.0, 1.0).reshape(2, 1).exp());

        assertThat(finding.isNaN()).isFalse();
        assertThat(finding.toString()).contains("exp: made 1 infinity of 2 elements, the first at [0, 0]");
    }

    @Test
    void infinitiesThatAreMeantMayBeAllowed() {
        Runnable mask = () ->
                POINT.gt(0).where(POINT, Tensor.scalar(0.0).log().expand(3)).softmax(0);
        Debug.nan().allowingInfinities().run(mask);
        assertThatThrownBy(() -> Debug.nan(mask)).hasMessageContaining("log: made 1 infinity");
    }

    @Test
    void anInfinityThatComesInIsNoNews() {
        Tensor mask = Tensor.of(Double.NEGATIVE_INFINITY, 0, 0);
        double first = Debug.nan(() -> POINT.add(mask).softmax(0).at(0));
        assertThat(first).isZero();
    }

    @Test
    void infinitiesThatCancelAreTold() {
        Tensor infinite = Tensor.of(Double.POSITIVE_INFINITY);
        assertThat(found(() -> infinite.sub(infinite)).toString())
                .contains("sub: made 1 NaN of 1 element, from inputs that hold infinities, but no NaN.");
    }

    @Test
    void aNaNThatComesInIsToldAsSuch() {
        Tensor data = Tensor.of(1.0, Double.NaN);
        NonFinite finding = found(() -> Tensor.of(1.0, 2.0).mul(data));

        assertThat(finding.entered()).isEqualTo(1);
        assertThat(finding.toString())
                .startsWith(
                        "mul: input 1 came in with 1 NaN of 2 elements, the first at [1], and no op under watch made")
                .endsWith("Look where that value was made: in the data, in a parameter, or before the watch began.");
    }

    @Test
    void forwardModeAndHigherOrdersAreSeen() {
        assertThat(found(() -> Diff.jvp(Tensor::sqrt, POINT, Tensor.of(1.0, 1.0, 1.0)))
                        .toString())
                .startsWith("sqrt: its jvp made 1 infinity");
        assertThat(found(() -> Diff.hvp(x -> x.pow(1.5).sum(), POINT, Tensor.of(1.0, 1.0, 1.0)))
                        .toString())
                .contains("made 1 infinity of 3 elements, the first at [1]");
    }

    @Test
    void whatIsNotRecordedIsSeenToo() {
        assertThat(found(() -> Recording.off(() -> POINT.log())).op()).isEqualTo("log");
    }

    @Test
    void updatesInPlaceAreSeenBeforeTheyHappen() {
        Tensor parameter = Tensor.of(3.0, 0.0);
        NonFinite finding = found(() ->
                Interpreter.current().applyInto(Pointwise.LOG.function().with(), new Tensor[] {parameter}, parameter));

        assertThat(finding.inputs().getFirst().there()).hasValue(0);
        assertThat(parameter.doubles()).containsExactly(3, 0);
    }

    @Test
    void aReportGoesOnAndTellsOfEachBeginningOnce() {
        List<NonFinite> all = new ArrayList<>();
        Tensor zero = POINT.sub(POINT);
        Debug.nan().reporting(all::add).run(() -> {
            Tensor broken = zero.div(zero);
            broken.mul(2).exp().reshape(1, 3).sum();
            POINT.log().neg().sum();
        });
        assertThat(all).extracting(NonFinite::op).containsExactly("div", "log");
    }

    @Test
    void inputsOfAnotherShapeHaveNoElementThere() {
        Tensor huge = Tensor.of(new double[] {1e300, 1e300}, 1, 2);
        NonFinite finding = found(() -> huge.matmul(huge.transpose()));

        assertThat(finding.op()).isEqualTo("matmul");
        assertThat(finding.inputs()).allMatch(input -> input.there().isEmpty());
    }

    @Test
    void theResultComesThrough() {
        assertThat(Debug.nan(() -> POINT.sum().item())).isEqualTo(3);
    }

    @Test
    void afterwardsNothingIsWatchedOrRecorded() {
        found(() -> POINT.log());

        assertThat(POINT.log().at(1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Origin.recording()).isFalse();
    }

    @Test
    void otherThreadsAreLeftAlone() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Debug.nan(() -> {
            Thread other = Thread.ofVirtual().unstarted(POINT::log);
            other.setUncaughtExceptionHandler((thread, failure) -> thrown.add(failure));
            other.start();
            try {
                other.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(thrown).isEmpty();
    }
}
