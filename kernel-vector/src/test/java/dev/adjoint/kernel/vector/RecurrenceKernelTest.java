package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Recurrence;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch that is taken through a sequence in parts comes out as it does in one piece. */
class RecurrenceKernelTest {

    private static final VectorProvider PROVIDER = new VectorProvider(Warmth.never());
    private static final int STEPS = 3;
    private static final int HIDDEN = 5;

    private static Array[] inputs(DType dtype, long batch) {
        Generator random = Generator.seed(7);
        return IntStream.range(0, 4)
                .mapToObj(i -> switch (i) {
                    case 0 -> Tensor.normal(random, STEPS, batch, 4 * HIDDEN);
                    case 1 -> Tensor.normal(random, 4 * HIDDEN, HIDDEN);
                    default -> Tensor.normal(random, batch, HIDDEN);
                })
                .map(input -> input.cast(dtype).array())
                .toArray(Array[]::new);
    }

    private static TensorType[] types(Primitive op, Array... inputs) {
        return op.infer(Arrays.stream(inputs)
                .map(input -> new TensorType(input.dtype(), input.shape()))
                .toArray(TensorType[]::new));
    }

    private static @Nullable Kernel kernel(Primitive op, Array... inputs) {
        return PROVIDER.find(op, inputs, types(op, inputs));
    }

    private static Array[] blank(Primitive op, Array... inputs) {
        return Arrays.stream(types(op, inputs))
                .map(type -> Array.allocate(type.dtype(), type.shape()))
                .toArray(Array[]::new);
    }

    /** Checks the kernel and answers what it made. */
    private static Array[] checked(Primitive op, Array... inputs) {
        Kernel kernel = Objects.requireNonNull(kernel(op, inputs));
        assertThat(kernel).isInstanceOf(RecurrenceKernel.class);
        Array[] whole = blank(op, inputs);
        op.evaluate(inputs, whole);
        Array[] parts = blank(op, inputs);
        kernel.run(op, inputs, parts);
        for (int i = 0; i < whole.length; i++) {
            assertThat(elements(parts[i]))
                    .containsExactly(
                            elements(whole[i]), within(8 * inputs[0].dtype().epsilon()));
        }
        return parts;
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void partsOfABatchAreTheWhole(DType dtype) {
        Array[] inputs = inputs(dtype, 41);
        Array[] made = checked(new Recurrence.Lstm(), inputs);
        // Any numbers will do for the gradients of outputs and memory.
        Array dy = made[0];
        checked(new Recurrence.LstmGradient(), made[2], made[1], inputs[1], inputs[3], dy);
        checked(new Recurrence.LstmGradient(), made[2], made[1], inputs[1], inputs[3], dy, made[1]);
    }

    @Test
    void fewExamplesStayTogether() {
        assertThat(kernel(new Recurrence.Lstm(), inputs(DType.FLOAT32, 31))).isNull();
        assertThat(kernel(new Recurrence.Lstm(), inputs(DType.FLOAT32, 32))).isNotNull();
    }
}
