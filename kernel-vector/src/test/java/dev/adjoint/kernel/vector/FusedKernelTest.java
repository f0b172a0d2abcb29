package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.elements;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.expr.Fusion;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Functions fused into one give the bits of one after the other, by plain loops and by both kinds of generated ones. */
class FusedKernelTest {

    private static final VectorProvider COLD = new VectorProvider(Warmth.never());
    private static final VectorProvider WARM = new VectorProvider(Warmth.always());
    /** In machine code where that can be. */
    private static final VectorProvider MACHINE =
            Processor.current() == null ? WARM : new VectorProvider(Warmth.always(Processor.current()));

    /** All that take and give numbers of any kind, without parameters. */
    private static final List<PointwiseFunction> FUNCTIONS = Arrays.stream(Pointwise.values())
            .map(Pointwise::function)
            .filter(f -> !f.isTruth() && f.program().parameters() == 0)
            .filter(f -> IntStream.range(0, f.inputs()).noneMatch(f::isCondition))
            .toList();

    private final Tensor wide = Tensor.normal(Generator.seed(3), 7, 173);
    private final Tensor other = Tensor.normal(Generator.seed(4), 7, 173);
    private final Tensor row = Tensor.normal(Generator.seed(5), 173).expand(7, 173);

    @Test
    void fusedOrNotTheBitsAreTheSame() {
        for (int seed = 0; seed < 200; seed++) {
            Random chance = new Random(seed);
            try (Scope _ = Scope.open()) {
                check(chance, seed % 3 == 2 ? DType.FLOAT64 : DType.FLOAT32, "seed " + seed);
            }
        }
    }

    private void check(Random chance, DType dtype, String name) {
        List<Array> values = new ArrayList<>(List.of(
                wide.cast(dtype).array(),
                row.cast(dtype).array(),
                other.cast(dtype).array()));
        int inputs = values.size();
        List<Fusion.Part> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            PointwiseFunction f = FUNCTIONS.get(chance.nextInt(FUNCTIONS.size()));
            List<Integer> sources = new ArrayList<>();
            for (int k = 0; k < f.inputs(); k++) {
                sources.add(chance.nextInt(values.size()));
            }
            parts.add(new Fusion.Part(f.program(), sources));
            values.add(run(COLD, f, sources.stream().map(values::get).toArray(Array[]::new))[0]);
        }
        List<Integer> results = List.of(inputs + 4, inputs + chance.nextInt(5));
        PointwiseFunction fused = PointwiseFunction.fused("fused", new Fusion(parts, inputs, results));
        for (VectorProvider provider : List.of(COLD, WARM, MACHINE)) {
            Array[] made = run(provider, fused, values.subList(0, inputs).toArray(Array[]::new));
            for (int k = 0; k < made.length; k++) {
                assertThat(elements(made[k]))
                        .as("%s in %s, result %s of %s", name, dtype, k, fused.program())
                        .isEqualTo(elements(values.get(results.get(k))));
            }
        }
    }

    private static Array[] run(VectorProvider provider, PointwiseFunction f, Array... inputs) {
        TensorType[] types = f.with()
                .outputs(Arrays.stream(inputs)
                        .map(input -> new TensorType(input.dtype(), input.shape()))
                        .toArray(TensorType[]::new));
        Kernel kernel = Objects.requireNonNull(provider.find(f.with(), inputs, types));
        Array[] outputs = new Array[types.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Array.allocate(types[i].dtype(), kernel.layout(i, types[i]));
        }
        kernel.run(f.with(), inputs, outputs);
        return outputs;
    }
}
