package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.op.View;
import dev.adjoint.op.example.Example;
import dev.adjoint.op.example.Refusal;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The op contract finds what is wrong with ops that are wrong. */
class BrokenOpTest {

    private enum Fault {
        NONE,
        LAYOUT,
        RESULT_LAYOUT,
        SPOILED_INPUT,
        REVERSE,
        FORWARD,
        SECOND,
        BATCHED,
        BATCHED_REVERSE
    }

    /** Squares its input, with one fault. */
    private record Square(Fault fault) implements Primitive {

        @Override
        public String name() {
            return "broken square";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            if (inputs[0].shape().rank() == 1) {
                throw new ShapeException("a vector");
            }
            return new TensorType[] {inputs[0]};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Layout plain = Layout.contiguous(inputs[0].shape());
            Array x = fault == Fault.LAYOUT ? inputs[0].with(plain) : inputs[0];
            Array y = fault == Fault.RESULT_LAYOUT ? outputs[0].with(plain) : outputs[0];
            Strided.forEach(x.shape(), new Layout[] {x.layout(), y.layout()}, at -> {
                double value = x.doubleAt(at[0]);
                y.setDouble(at[1], value * value);
                if (fault == Fault.SPOILED_INPUT) {
                    x.setDouble(at[0], 0);
                }
            });
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return apply(fault == Fault.BATCHED ? inputs.each(0).flip(0) : inputs.each(0));
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.INPUTS;
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor x = fault == Fault.SECOND ? context.input(0).detach() : context.input(0);
            if (fault == Fault.BATCHED_REVERSE) {
                x = Tensor.of(x.doubles(), x.shape().dims());
            }
            return new Tensor[] {upstream[0].mul(x).mul(fault == Fault.REVERSE ? 2.001 : 2)};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor x = fault == Fault.SECOND ? context.input(0).detach() : context.input(0);
            return new Tensor[] {tangents[0].mul(x).mul(fault == Fault.FORWARD ? 1.999 : 2)};
        }
    }

    /** Turns a matrix, and forgets so in its shape rule. */
    private record Turn() implements View {

        @Override
        public String name() {
            return "broken turn";
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return inputs;
        }

        @Override
        public Layout view(Layout layout) {
            return layout.permute(1, 0);
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.NOTHING;
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return new Tensor[1];
        }
    }

    private static Tensor[] matrix() {
        return new Tensor[] {Tensor.of(new double[] {1, -2, 0.5, 3, 0.25, -1}, 2, 3)};
    }

    private static OpContract contract(Fault fault) {
        return OpContract.of(Example.of("a matrix", new Square(fault), BrokenOpTest::matrix));
    }

    @Test
    void aRightOpPassesWithSmallErrors() {
        OpContract.Report report = contract(Fault.NONE).check();
        assertThat(report.forward()).isLessThan(1e-10);
        assertThat(report.reverse()).isLessThan(1e-10);
        assertThat(report.second()).isLessThan(1e-10);
    }

    @Test
    void resultsOfAnotherTypeThanInferredAreFound() {
        assertThatThrownBy(() -> OpContract.of(Example.of("a matrix", new Turn(), BrokenOpTest::matrix))
                        .types())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("float64[2, 3]")
                .hasMessageContaining("float64[3, 2]");
    }

    @Test
    void readingAViewAsIfContiguousIsFound() {
        assertThatThrownBy(() -> contract(Fault.LAYOUT).layouts())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken square: a matrix")
                .hasMessageContaining("OFFSET");
    }

    @Test
    void writingIntoAnyLayoutAsIfContiguousIsFound() {
        assertThatThrownBy(() -> contract(Fault.RESULT_LAYOUT).layouts())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("by the reference");
    }

    @Test
    void changingAnInputIsFound() {
        assertThatThrownBy(() -> contract(Fault.SPOILED_INPUT).layouts()).isInstanceOf(AssertionError.class);
    }

    @Test
    void modesThatDisagreeAreFound() {
        assertThatThrownBy(() -> contract(Fault.REVERSE).modes())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("by forward mode")
                .hasMessageContaining("by reverse mode");
    }

    @Test
    void examplesThatGetMixedUpAreFound() {
        assertThatThrownBy(() -> contract(Fault.BATCHED).batched())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("vmap: mapped over inputs 1")
                .hasMessageContaining("example 0 of 3");
    }

    @Test
    void aDerivativeThatReadsValuesCannotBeMapped() {
        assertThatThrownBy(() -> contract(Fault.BATCHED_REVERSE).batched())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken square: a matrix (seed 1): vmap:")
                .hasMessageContaining("none can be read");
    }

    @Test
    void wrongDerivativesAreFoundWithSeedAndBothNumbers() {
        assertThatThrownBy(() -> contract(Fault.REVERSE).seed(5).derivatives())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 5")
                .hasMessageContaining("reverse mode")
                .hasMessageContaining("analytic")
                .hasMessageContaining("numeric");
        assertThatThrownBy(() -> contract(Fault.FORWARD).derivatives()).hasMessageContaining("forward mode");
    }

    @Test
    void aDerivativeThatCannotBeDifferentiatedIsFound() {
        assertThatThrownBy(() -> contract(Fault.SECOND).derivatives())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("over");
    }

    @Test
    void anAcceptedInputThatShouldBeRefusedIsFound() {
        Refusal refusal = new Refusal(
                "a matrix",
                new Square(Fault.NONE),
                () -> new Tensor[] {Tensor.zeros(DType.FLOAT64, 2, 2)},
                ShapeException.class,
                "[2, 2]");
        assertThatThrownBy(() -> OpContract.refuses(refusal))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("accepted");
    }

    @Test
    void aRefusalWithoutValuesOrRemedyIsFound() {
        Refusal vague = new Refusal(
                "a vector",
                new Square(Fault.NONE),
                () -> new Tensor[] {Tensor.zeros(3)},
                ShapeException.class,
                "a vector");
        assertThatThrownBy(() -> OpContract.refuses(vague)).hasMessageContaining("Say what to do instead");
        Refusal other = new Refusal(
                "a vector",
                new Square(Fault.NONE),
                () -> new Tensor[] {Tensor.zeros(3)},
                IllegalStateException.class,
                "a vector");
        assertThatThrownBy(() -> OpContract.refuses(other)).hasMessageContaining("expected IllegalStateException");
    }
}
