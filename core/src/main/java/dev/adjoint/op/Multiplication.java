package dev.adjoint.op;

import dev.adjoint.Primitive;
import dev.adjoint.shape.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An op whose work is one product of matrices, or of stacks of them: what a library with a gemm can compute. The factors
 * are its first two inputs, looked at as matrices.
 *
 * <p>A third input is a vector that is added to every row of the product; a second output has the sum of each row of the
 * left factor.
 */
public sealed interface Multiplication extends Primitive permits Matmul, Linear, Linear.Gradient {

    /**
     * The factors, {@code [.., m, k]} and {@code [.., k, n]}.
     *
     * @param inputs how the arguments lie in memory
     * @return how both factors do; null if one is no matrix there without a copy
     */
    @Nullable
    List<Layout> factors(List<Layout> inputs);
}
