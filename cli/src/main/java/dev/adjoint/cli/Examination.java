package dev.adjoint.cli;

import dev.adjoint.Tensor;
import dev.adjoint.engine.Eager;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.MemoryPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;

/** What the doctor looks at, in the order of the report; one part that cannot be examined does not hide the others. */
final class Examination {

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private Examination() {}

    static List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(Finding.fine(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version")
                        + ", " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors"));
        findings.add(Processor.instructions());
        findings.add(vectorModule());
        findings.addAll(providers());
        findings.add(check());
        findings.add(threads());
        findings.addAll(memory());
        return findings;
    }

    private static Finding java() {
        return Finding.fine(
                "java",
                Runtime.version() + " by " + System.getProperty("java.vendor") + ", "
                        + System.getProperty("java.home"));
    }

    private static Finding vectorModule() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
                ? Finding.fine("module", VECTOR_MODULE + " is there")
                : Finding.missing(
                        "module",
                        VECTOR_MODULE + " is not there, so pointwise operations and sums take"
                                + " several times as long. Start Java with --add-modules " + VECTOR_MODULE + ".");
    }

    private static List<Finding> providers() {
        List<Finding> findings = new ArrayList<>();
        try {
            for (KernelProvider provider : Kernels.providers()) {
                String topic = "kernels " + provider.name();
                findings.add(
                        provider.available()
                                ? Finding.fine(topic, provider.status())
                                : Finding.missing(topic, provider.status()));
            }
        } catch (ServiceConfigurationError error) {
            findings.add(Finding.broken(
                    "kernels",
                    "a provider cannot be loaded: " + error.getMessage()
                            + ". Build again, or take its jar off the path."));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.missing(
                    "kernels",
                    "no provider is there, so everything runs on the plain reference, a hundred times as slow."
                            + " Put adjoint-kernel-vector and adjoint-kernel-onednn on the path."));
        }
        return findings;
    }

    /** A small computation whose result and gradient are known. */
    private static Finding check() {
        try {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).withGrad();
            Tensor sum = x.matmul(x).sum();
            sum.backward();
            Tensor gradient = x.grad();
            boolean right = sum.item() == 54
                    && gradient != null
                    && Arrays.equals(gradient.floats(), new float[] {7, 11, 9, 13});
            return right
                    ? Finding.fine(
                            "check",
                            "a matrix product and its gradient are right, by "
                                    + String.join(", ", Eager.kernels().names()))
                    : Finding.broken(
                            "check",
                            "a matrix product or its gradient is wrong: " + sum.item() + " instead of 54. Try -D"
                                    + Kernels.SETTING + "=reference, and report this.");
        } catch (RuntimeException | LinkageError failure) {
            return Finding.broken(
                    "check",
                    "a matrix product fails: " + failure + ". Try -D" + Kernels.SETTING
                            + "=reference, and report this.");
        }
    }

    private static Finding threads() {
        try {
            return Finding.fine(
                    "threads", Workers.threads() + " compute; --threads or -D" + Workers.SETTING + " sets how many");
        } catch (IllegalArgumentException wrong) {
            return Finding.broken("threads", String.valueOf(wrong.getMessage()));
        }
    }

    private static List<Finding> memory() {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.fine("memory java", Sizes.format(Runtime.getRuntime().maxMemory()) + " at most; -Xmx sets it"));
        try {
            findings.add(Finding.fine(
                    "memory native",
                    Sizes.format(MemoryPool.limit()) + " at most for tensors; -Dadjoint.memory.limit sets it"));
        } catch (IllegalArgumentException wrong) {
            findings.add(Finding.broken("memory native", String.valueOf(wrong.getMessage())));
        }
        return findings;
    }
}
