package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Kernels;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every installed kernel provider meets the kernel contract. */
class KernelContractTest {

    @TestFactory
    Stream<DynamicTest> everyProviderAgreesWithTheReference() {
        return Kernels.providers().stream()
                .map(provider -> dynamicTest(provider.name(), () -> {
                    assumeTrue(provider.available(), provider.status());
                    System.out.println(KernelContract.of(provider).check());
                }));
    }

    @Test
    void allProvidersAreInstalled() {
        assertThat(Kernels.providers())
                .extracting(KernelProvider::name)
                .contains("vector", "gemm", "onednn", "openblas");
    }
}
