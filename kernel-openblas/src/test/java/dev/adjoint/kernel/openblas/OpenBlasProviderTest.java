package dev.adjoint.kernel.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.LinearAlgebraException;
import dev.adjoint.Tensor;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.NativeArtifact;
import dev.adjoint.kernel.NativeFiles;
import dev.adjoint.kernel.Workers;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
