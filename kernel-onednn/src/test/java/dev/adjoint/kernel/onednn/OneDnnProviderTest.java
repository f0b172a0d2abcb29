package dev.adjoint.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.TensorType;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Matmul;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OneDnnProviderTest {

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(KernelProvider.class))
                .hasAtLeastOneElementOfType(OneDnnProvider.class)
                .anySatisfy(provider -> assertThat(provider.name()).isEqualTo("onednn"));
    }

    @Test
    void saysInOneLineWhatItIs() {
        assertThat(Numbers.PROVIDER.status()).startsWith("oneDNN").doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "FLOAT32", mode = EnumSource.Mode.EXCLUDE)
    void leavesOtherElementTypesToOthers(DType dtype) {
        Array matrix = Array.allocate(dtype, Shape.of(3, 3));

        assertThat(Numbers.PROVIDER.find(new Matmul(), new Array[] {matrix, matrix}, new TensorType[] {
                    new TensorType(dtype, matrix.shape())
                }))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 4", "2, 0, 4", "2, 3, 0"})
    void leavesMatricesWithoutElementsToOthers(long m, long k, long n) {
        Array[] inputs = {Array.allocate(DType.FLOAT32, Shape.of(m, k)), Array.allocate(DType.FLOAT32, Shape.of(k, n))};

        assertThat(Numbers.PROVIDER.find(new Matmul(), inputs, Numbers.outputTypes(new Matmul(), inputs)))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-arm64",
        "Mac OS X, aarch64, macosx-arm64",
        "Windows 11, amd64, windows-x86_64"
    })
    void knowsThePlatformsOfTheArtifact(String system, String processor, String classifier) {
        assertThat(Platform.of(system, processor))
                .isNotNull()
                .extracting(Platform::name)
                .isEqualTo(classifier);
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "FreeBSD, amd64", "Mac OS X, x86_64"})
    void knowsNoOtherPlatform(String system, String processor) {
        assertThat(Platform.of(system, processor)).isNull();
    }

    @Test
    void nativeObjectsDoNotGrowWithTheNumberOfRuns() {
        Numbers.assumeLibrary();
        Workspaces workspaces = new Workspaces();
        Array a = Numbers.of(1, 16, 16);
        Array out = Array.allocate(DType.FLOAT32, a.shape());
        NativePrimitive copy;
        try (Format from = Format.rowMajor(16, 16);
                Format to = Format.strided(new long[] {16, 16}, new long[] {1, 16})) {
            copy = new NativePrimitive(Dnnl.reorder(from.handle(), to.handle()), Dnnl.SOURCE, Dnnl.RESULT);
        }
        Runnable run = () -> {
            try (Workspace workspace = workspaces.lease();
                    Call call = copy.call()) {
                call.set(0, a.address()).set(1, out.address()).run(workspace);
            }
        };

        run.run();
        int afterOne = copy.nativeMemories();
        IntStream.range(0, 1000).forEach(_ -> run.run());

        assertThat(copy.nativeMemories()).isEqualTo(afterOne);
    }
}
