package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.Fused;
import dev.adjoint.op.View;
import dev.adjoint.op.Views;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import dev.adjoint.shape.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No op is left at the speed of its reference, which visits elements one by one and takes ten to a hundred times as long as a
 * kernel: of all examples of the catalogue none is computed so, but for the ops that are listed here with the reason.
 */
class KernelCoverageTest {

    private static final Map<String, String> WITHOUT = Map.of(
            "cofactors", "two singular value decompositions in plain Java, only met by derivatives of determinants",
            "cofactors_along", "likewise, only met by their second derivatives",
            "matrix_exp", "a dozen products of matrices, in rows that the compiler makes vectors of");

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void everyOpHasAKernel(DType dtype) {
        for (KernelProvider provider : Kernels.providers()) {
            assumeTrue(provider.available(), provider.status());
        }
        Kernels kernels = Kernels.installed();
        Set<String> found = new TreeSet<>();
        try (Scope _ = Scope.open()) {
            Stream.concat(Catalogue.examples().stream(), Catalogue.sized(207).stream())
                    .forEach(example -> {
                        if (isComputedByReference(kernels, example, dtype)) {
                            found.add(example.op().name());
                        }
                    });
        }
        assertThat(found).isEqualTo(new TreeSet<>(WITHOUT.keySet()));
    }

    /** Views compute nothing where they are views, and fused ops without a kernel are run part by part. */
    private static boolean isComputedByReference(Kernels kernels, Example example, DType dtype) {
        if (!(example.op() instanceof Primitive op)
                || op instanceof View
                || op instanceof Views
                || op instanceof Fused) {
            return false;
        }
        Array[] inputs = Arrays.stream(example.inputs().get())
                .map(input -> input.dtype().isFloating() ? input.cast(dtype) : input)
                .map(Tensor::array)
                .toArray(Array[]::new);
        TensorType[] types = Arrays.stream(inputs)
                .map(input -> new TensorType(input.dtype(), input.shape()))
                .toArray(TensorType[]::new);
        boolean hasElements = Stream.of(types, op.infer(types))
                .flatMap(Arrays::stream)
                .allMatch(type -> type.shape().size() > 0);
        return hasElements && kernels.find(op, inputs).isReference();
    }
}
