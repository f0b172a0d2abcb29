package dev.adjoint.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Movement;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentKernelsTest {

    private static final Array[] NOTHING = {};

    private final List<String> made = new ArrayList<>();
    private final List<String> runs = new ArrayList<>();
    private final RecentKernels kernels = new RecentKernels(2);

    @Test
    void makesAKernelOnceWhileItIsRecent() {
        Kernel a = kernel("a");
        Kernel b = kernel("b");

        run(a, b, a, b);

        assertThat(made).containsExactly("a", "b");
        assertThat(runs).containsExactly("a", "b", "a", "b");
    }

    @Test
    void makesAKernelAgainThatItHasLetGo() {
        Kernel a = kernel("a");
        Kernel b = kernel("b");
        Kernel c = kernel("c");

        run(a, a, c, b);

        assertThat(made).containsExactly("a", "b", "c", "a", "b");
        assertThat(runs).containsExactly("a", "a", "c", "b");
    }

    @Test
    void hasNoKernelWhereNoneIsMade() {
        assertThat(kernels.kernel(() -> null)).isNull();
    }

    @Test
    void computesTheSameAfterBeingMadeAgain() {
        Numbers.assumeLibrary();
        Workspaces workspaces = new Workspaces();
        Array plain = Numbers.of(1, 5, 5);
        Array x = plain.with(plain.layout().permute(1, 0));
        Array[] out = {Array.allocate(DType.FLOAT32, Shape.of(5, 5))};
        Kernel copy = kernels.kernel(() -> ReorderKernel.of(workspaces, x.layout()));
        kernel("b");
        kernel("c");

        copy.run(new Movement.Copy(), new Array[] {x}, out);

        assertThat(copy.layout(0, new TensorType(DType.FLOAT32, x.shape()))).isEqualTo(plain.layout());
        assertThat(Numbers.values(out[0])).isEqualTo(Numbers.values(Numbers.reference(new Movement.Copy(), x)[0]));
    }

    private @Nullable Kernel kernel(String name) {
        return kernels.kernel(() -> {
            made.add(name);
            return (op, inputs, outputs) -> runs.add(name);
        });
    }

    private void run(Kernel... all) {
        for (Kernel kernel : all) {
            kernel.run(new Movement.Copy(), NOTHING, NOTHING);
        }
    }
}
