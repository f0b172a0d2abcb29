package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Reduction;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import dev.adjoint.shape.Layout;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The kernel contract finds what is wrong with kernels that are wrong. */
class BrokenKernelTest {

    private static final List<Example> SUMS = Catalogue.sized(17).stream()
            .filter(example -> example.op() instanceof Reduction.Sum)
            .toList();

    /** A provider of one kind of kernel for sums, made for the inputs that it is asked about. */
    private record Sums(BiFunction<Array[], TensorType[], @Nullable Kernel> maker) implements KernelProvider {

        @Override
        public String name() {
            return "sums";
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public String status() {
            return "sums only.";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public @Nullable Kernel find(Primitive op, Array[] inputs, TensorType[] outputs) {
            return op instanceof Reduction.Sum ? maker.apply(inputs, outputs) : null;
        }
    }

    private static KernelContract contract(BiFunction<Array[], TensorType[], @Nullable Kernel> maker) {
        return KernelContract.of(new Sums(maker)).on(SUMS);
    }

    @Test
    void theReferenceItselfPassesAndIsCounted() {
        KernelContract.Report report =
                contract((inputs, outputs) -> Primitive::evaluate).check();
        assertThat(report.answered()).isPositive().isEqualTo(report.asked());
        assertThat(report.ops()).containsExactly("sum");
    }

    @Test
    void aProviderThatDeclinesEverythingFails() {
        assertThatThrownBy(() -> contract((inputs, outputs) -> null).check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 of")
                .hasMessageContaining("None of the kernels");
    }

    @Test
    void aKernelThatTakesEveryInputForContiguousIsFound() {
        assertThatThrownBy(() -> contract((inputs, outputs) -> (op, in, out) -> {
                            Array x = in[0];
                            long from = x.layout().lowest();
                            op.evaluate(
                                    new Array[] {
                                        x.with(Layout.contiguous(x.shape()).withOffset(from))
                                    },
                                    out);
                        })
                        .check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("TRANSPOSED");
    }

    @Test
    void aKernelThatRemembersAnOffsetIsFound() {
        assertThatThrownBy(() -> contract((inputs, outputs) -> {
                            long offset = inputs[0].layout().offset();
                            return (op, in, out) -> op.evaluate(
                                    new Array[] {in[0].with(in[0].layout().withOffset(offset))}, out);
                        })
                        .check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at another offset");
    }

    @Test
    void aKernelWhoseBitsDependOnTheThreadsIsFound() {
        assertThatThrownBy(() -> contract((inputs, outputs) -> (op, in, out) -> {
                            op.evaluate(in, out);
                            double sum = out[0].doubleAt(0);
                            out[0].setDouble(0, Workers.threads() > 1 ? Math.nextUp((float) sum) : sum);
                        })
                        .check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("threads against 1");
    }

    @Test
    void aKernelThatLeavesAnElementUnwrittenIsFound() {
        assertThatThrownBy(() -> contract((inputs, outputs) -> (op, in, out) -> {
                            double before = out[0].doubleAt(out[0].size() - 1);
                            op.evaluate(in, out);
                            out[0].setDouble(out[0].size() - 1, before);
                        })
                        .check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected");
    }
}
