package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Products of square matrices. */
final class Products {

    private static final List<Integer> SIZES = List.of(32, 64, 128, 256, 512, 1024, 2048);

    private Products() {}

    static List<Case> cases() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(dtype -> SIZES.stream().map(n -> square(n, dtype)))
                .toList();
    }

    private static Case square(int n, DType dtype) {
        String type = dtype.name().toLowerCase(Locale.ROOT);
        Work work = Work.flops(2.0 * n * n * n, 3.0 * n * n * dtype.bytes());
        return new Case("matmul/" + n + "/" + type, n + " " + type, work, () -> {
            Generator random = Generator.seed(1);
            Tensor a = Tensor.normal(random, n, n).cast(dtype);
            Tensor b = Tensor.normal(random, n, n).cast(dtype);
            return new Subject(Map.of("a", a, "b", b), () -> List.of(a.matmul(b)));
        });
    }
}
