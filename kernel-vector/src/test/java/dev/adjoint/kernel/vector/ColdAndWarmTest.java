package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import dev.adjoint.shape.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever the provider has a kernel for gives the same bits by plain loops, which each program begins with, and by the
 * generated loops that take over in the middle of it.
 */
class ColdAndWarmTest {

    private static final VectorProvider COLD = new VectorProvider(Warmth.never());
    /** By the Vector API, and in machine code. */
    private static final List<VectorProvider> WARM = Stream.concat(
                    Stream.of(Warmth.always()), MachineLoops.all().stream())
            .map(VectorProvider::new)
            .toList();

    @TestFactory
    Stream<DynamicTest> allOpsOfTheCatalogue() {
        Map<String, List<Example>> byName = Stream.of(
                        Catalogue.examples(), Catalogue.sized(1), Catalogue.sized(17), Catalogue.sized(70))
                .flatMap(List::stream)
                .filter(example -> example.op() instanceof Primitive)
                .collect(Collectors.groupingBy(example -> example.op().name()));
        return byName.entrySet().stream()
                .map(op -> dynamicTest(op.getKey(), () -> op.getValue().forEach(ColdAndWarmTest::check)));
    }

    private static void check(Example example) {
        try (Scope _ = Scope.open()) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Array[] inputs = Arrays.stream(example.inputs().get())
                        .map(input -> input.dtype().isFloating() ? input.cast(dtype) : input)
                        .map(Tensor::array)
                        .toArray(Array[]::new);
                Primitive op = (Primitive) example.op();
                Array[] cold = run(COLD, op, inputs);
                for (VectorProvider provider : cold == null ? List.<VectorProvider>of() : WARM) {
                    Array[] warm = run(provider, op, inputs);
                    for (int i = 0; i < cold.length; i++) {
                        assertThat(elements(warm[i]))
                                .as("%s in %s, result %s", example, dtype, i)
                                .isEqualTo(elements(cold[i]));
                    }
                }
            }
        }
    }

    private static Array @Nullable [] run(VectorProvider provider, Primitive op, Array[] inputs) {
        TensorType[] types = op.infer(Arrays.stream(inputs)
                .map(input -> new TensorType(input.dtype(), input.shape()))
                .toArray(TensorType[]::new));
        Kernel kernel = provider.find(op, inputs, types);
        if (kernel == null) {
            return null;
        }
        Array[] outputs = new Array[types.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Array.allocate(types[i].dtype(), kernel.layout(i, types[i]));
        }
        kernel.run(op, inputs, outputs);
        return outputs;
    }
}
