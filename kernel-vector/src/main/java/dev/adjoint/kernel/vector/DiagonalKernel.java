package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.op.Movement;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;

/** Zeros, and elements on one diagonal of them. */
final class DiagonalKernel implements Kernel {

    private final Layout given;
    private final Layout diagonal;
    private final int bytes;

    DiagonalKernel(Movement.DiagonalMatrix op, Array input, TensorType result) {
        this.given = input.layout().withOffset(0);
        this.diagonal = Layout.contiguous(result.shape()).diagonal(op.offset(), op.a(), op.b());
        this.bytes = result.dtype().bytes();
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        Memory.zero(y, outputs[0].size() * bytes);
        Strided walk = Strided.over(given.shape(), given, diagonal);
        while (walk.next()) {
            for (long i = 0; i < walk.length(); i++) {
                Memory.copy(
                        bytes,
                        x + (walk.offset(0) + i * walk.stride(0)) * bytes,
                        y + (walk.offset(1) + i * walk.stride(1)) * bytes);
            }
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}
