package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;

/** All axes but the batch as one: {@code [n, a, b, ..] -> [n, a * b * ..]}, what stands between images and vectors. */
public final class Flatten extends Module {

    /** A module without state. */
    public Flatten() {}

    @Override
    public Tensor forward(Tensor x) {
        Given.input("flatten", 0, x);
        if (x.rank() < 2) {
            throw misfit("[batch, ..]", x, "Give examples side by side along the first axis: x.unsqueeze(0) for one.");
        }
        return x.flatten(1);
    }
}
