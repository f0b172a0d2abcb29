package dev.adjoint.kernel.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.LinearAlgebraException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.NativeArtifact;
import dev.adjoint.kernel.NativeFiles;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Matmul;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel contract does not say: the service, the platforms, what is missing, many callers at once. */
class OpenBlasProviderTest {

    private static final OpenBlasProvider PROVIDER = new OpenBlasProvider();

    @TempDir
    private Path folder;

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(KernelProvider.class))
                .hasAtLeastOneElementOfType(OpenBlasProvider.class)
                .anySatisfy(provider -> assertThat(provider.name()).isEqualTo("openblas"));
    }

    @Test
    void saysInOneLineWhatItIs() {
        assertThat(PROVIDER.status()).startsWith("OpenBLAS").doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "linux-x86_64, libopenblas.so.0",
        "linux-arm64, libopenblas.so.0",
        "macosx-arm64, libopenblas.0.dylib",
        "windows-x86_64, libopenblas.dll"
    })
    void knowsTheFilesOfTheArtifact(String platform, String library) {
        NativeArtifact artifact = NativeLibrary.artifact(platform);

        assertThat(artifact.resource(artifact.library()))
                .isEqualTo("org/bytedeco/openblas/" + platform + "/" + library);
    }

    @Test
    void aMissingLibraryIsAReasonAndNoException() {
        NativeLibrary library =
                NativeLibrary.load(NativeLibrary.artifact("linux-riscv64"), new NativeFiles(folder, (_, _) -> null));

        assertThat(library)
                .isInstanceOfSatisfying(
                        NativeLibrary.Missing.class,
                        missing -> assertThat(missing.reason())
                                .contains("org.bytedeco:openblas", "linux-riscv64", "class path"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 70, 2", "130, 64, 257", "400, 30, 90", "257, 129, 385"})
    void productsAreTheReferencesWhateverIsTransposedAndHoweverManyThreadsThereAre(long m, long k, long n) {
        assumeTrue(PROVIDER.available(), PROVIDER.status());
        int threads = Workers.threads();
        try {
            for (int form = 0; form < 4; form++) {
                Array a = matrix(m, k, (form & 1) != 0);
                Array b = matrix(k, n, (form & 2) != 0);
                Array expected = Array.allocate(DType.FLOAT64, Shape.of(m, n));
                new Matmul().evaluate(new Array[] {a, b}, new Array[] {expected});
                Workers.resize(1);
                double[] alone = product(a, b);
                Workers.resize(3);

                assertThat(product(a, b)).isEqualTo(alone);
                for (int i = 0; i < alone.length; i++) {
                    assertThat(alone[i]).isCloseTo(expected.doubleAt(i), within(1e-14 * k));
                }
            }
        } finally {
            Workers.resize(threads);
        }
    }

    @Test
    void largeProductsInFloat32AreLeftToOneDnnWhereThatHasCodeForTheProcessor() {
        assumeTrue(NativeArtifact.classifier().endsWith("x86_64"));
        Array large = Array.allocate(DType.FLOAT32, Shape.of(128, 128));

        assertThat(find(large, large)).isNull();
    }

    private static @Nullable Kernel find(Array a, Array b) {
        TensorType result =
                new TensorType(a.dtype(), a.shape().with(-1, b.shape().dim(-1)));
        return PROVIDER.find(new Matmul(), new Array[] {a, b}, new TensorType[] {result});
    }

    private static double[] product(Array a, Array b) {
        Array y = Array.allocate(
                DType.FLOAT64, Shape.of(a.shape().dim(0), b.shape().dim(1)));
        Objects.requireNonNull(find(a, b)).run(new Matmul(), new Array[] {a, b}, new Array[] {y});
        double[] values = new double[Math.toIntExact(y.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = y.doubleAt(i);
        }
        return values;
    }

    private static Array matrix(long rows, long columns, boolean transposed) {
        Array plain = Array.allocate(DType.FLOAT64, transposed ? Shape.of(columns, rows) : Shape.of(rows, columns));
        for (long i = 0; i < plain.size(); i++) {
            plain.setDouble(i, Math.sin(i * 0.7 + rows));
        }
        return transposed ? plain.with(plain.layout().permute(1, 0)) : plain;
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void factorsOfALargeMatrixMakeThatMatrix(DType dtype) {
        assumeTrue(PROVIDER.available(), PROVIDER.status());
        Tensor a = Tensor.normal(Generator.seed(1), 120, 80).cast(dtype);
        double rounding = dtype == DType.FLOAT32 ? 1e-4 : 1e-12;
        Tensor.Svd svd = a.svd();
        Tensor.Qr qr = a.qr();
        Tensor gram = a.transpose().matmul(a);
        Tensor.Eigen eigen = gram.symmetricEigen();
        Tensor cholesky = gram.cholesky();

        near(svd.u().mul(svd.s().unsqueeze(0)).matmul(svd.vt()), a, rounding);
        near(qr.q().matmul(qr.r()), a, rounding);
        near(cholesky.matmul(cholesky.transpose()), gram, 100 * rounding);
        near(
                eigen.vectors()
                        .mul(eigen.values().unsqueeze(0))
                        .matmul(eigen.vectors().transpose()),
                gram,
                100 * rounding);
        near(gram.matmul(gram.inverse()), Tensor.eye(dtype, 80, 80), 100 * rounding);
    }

    private static void near(Tensor found, Tensor expected, double tolerance) {
        assertThat(found.sub(expected).abs().max().item()).isLessThan(tolerance);
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() {
        Tensor stack = Tensor.normal(Generator.seed(2), 64, 20, 20);
        int threads = Workers.threads();
        try {
            Workers.resize(1);
            float[] one = stack.inverse().floats();
            Workers.resize(3);
            assertThat(stack.inverse().floats()).isEqualTo(one);
        } finally {
            Workers.resize(threads);
        }
    }

    @Test
    void manyThreadsSolveAtTheSameTime() throws Exception {
        Tensor a = Tensor.normal(Generator.seed(3), 40, 40).cast(DType.FLOAT64);
        double[] expected = a.inverse().doubles();
        try (ExecutorService threads = Executors.newFixedThreadPool(200)) {
            List<Callable<double[]>> tasks = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                tasks.add(() -> a.inverse().doubles());
            }
            for (Future<double[]> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void namesTheMatrixThatIsSingular() {
        Tensor stack = Tensor.of(new float[] {1, 0, 0, 1, 1, 2, 2, 4}, 2, 2, 2);

        assertThat(catchThrowable(stack::inverse))
                .isInstanceOf(LinearAlgebraException.class)
                .hasMessageContaining("matrix 1 of the batch is singular (pivot 1 is 0)");
    }
}
