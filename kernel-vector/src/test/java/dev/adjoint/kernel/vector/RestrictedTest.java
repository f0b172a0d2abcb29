package dev.adjoint.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.Tensor;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that may not do all that this one may: each computes, and none computes anything else. */
class RestrictedTest {

    private static final String ALLOWED = "--enable-native-access=ALL-UNNAMED";

    /** Java's own code has its memory from the start, since it could not have any later either. */
    private static final String OWN_CODE =
            "-XX:InitialCodeCacheSize=64m -XX:ReservedCodeCacheSize=64m -XX:-SegmentedCodeCache ";

    private static List<String> usual = List.of();

    @BeforeAll
    static void computeAsUsual() throws Exception {
        usual = results("never", ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--add-modules=jdk.incubator.vector",
                "--add-modules=jdk.incubator.vector -Dadjoint.vector=api",
                "-Dadjoint.vector=off",
                "-Dadjoint.vector=256",
                "-Dadjoint.threads=1",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseZGC",
                "-Djava.io.tmpdir=/none -Dadjoint.cache=/dev/null/none"
            })
    void anyJavaComputesTheSame(String options) throws Exception {
        assertThat(results("never", ALLOWED + " " + options)).isEqualTo(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "later"})
    void memoryThatMayNotBecomeCodeIsDoneWithout(String when) throws Exception {
        assumeTrue(Processor.current() != null, "no machine code on this machine");
        assertThat(results(when, OWN_CODE + ALLOWED)).isEqualTo(usual);
    }

    @Test
    void withoutNativeAccessTheReferenceComputesAndTheProviderSaysWhy() throws Exception {
        List<String> lines = output("never", "--illegal-native-access=deny");
        assertThat(lines)
                .anyMatch(line -> line.contains("vector: native access is denied. Start Java with " + ALLOWED));
        assertThat(lines).contains(usual.getLast());
    }

    /** What does not depend on who computes it. */
    private static List<String> results(String forbid, String options) throws Exception {
        return output(forbid, options).stream()
                .filter(line -> line.startsWith("="))
                .toList();
    }

    private static List<String> output(String forbid, String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Dadjoint.kernels=gemm,vector"));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), forbid));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assumeTrue(!output.contains(Program.UNKNOWN), "this system cannot forbid it");
        return output.lines().toList();
    }

    /** What the processes run. */
    static final class Program {

        static final String UNKNOWN = "no such restriction";

        /** {@code prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN)}: what can be written can never be executed. */
        private static final int RESTRICT = 65;

        private Program() {}

        public static void main(String[] arguments) throws Throwable {
            Tensor factor = Tensor.normal(Generator.seed(1), 120, 130).cast(DType.FLOAT64);
            if (arguments[0].equals("later")) {
                Tensor product = factor.matmul(factor.transpose());
                System.out.println("some code is there: " + product.exp().sum().item());
            }
            if (!arguments[0].equals("never")) {
                forbidCode();
            }
            for (KernelProvider provider : Kernels.providers()) {
                System.out.println(provider.name() + ": " + provider.status());
            }
            Tensor x = Tensor.normal(Generator.seed(2), 64, 300).withGrad();
            Tensor weight = Tensor.normal(Generator.seed(3), 300).withGrad();
            Tensor y = x.layerNorm(weight, Tensor.ones(300), 1e-5, -1)
                    .gelu()
                    .softmax(-1)
                    .tanh();
            y.mul(x.detach()).mean().backward();
            for (Tensor tensor : new Tensor[] {y, x.grad(), weight.grad(), x.sum(0), x.max(1)}) {
                System.out.println("= " + Arrays.hashCode(tensor.floats()));
            }
            // Sums of products may be rounded otherwise: by the reference, where no code is left.
            Tensor product = factor.transpose().matmul(factor).cast(DType.FLOAT32);
            System.out.println("= " + Arrays.hashCode(product.floats()));
        }

        private static void forbidCode() throws Throwable {
            Linker linker = Linker.nativeLinker();
            ValueLayout.OfLong number = ValueLayout.JAVA_LONG;
            MethodHandle prctl = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("prctl"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, number, number, number, number));
            if ((int) prctl.invokeExact(RESTRICT, 1L, 0L, 0L, 0L) != 0) {
                System.out.println(UNKNOWN);
            }
        }
    }
}
