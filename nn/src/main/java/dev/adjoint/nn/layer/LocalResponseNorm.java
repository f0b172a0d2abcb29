package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.shape.Given;

/**
 * Local response normalisation (Krizhevsky et al., 2012) of {@code [n, c, ..]}: {@code y = x / (k + alpha * s) ^ beta},
 * where {@code s} is the mean square over neighbouring channels. No parameters.
 */
public final class LocalResponseNorm extends Module {

    private final int size;
    private final double alpha;
    private final double beta;
    private final double k;

    /**
     * A layer with alpha 1e-4, beta 0.75 and k 1.
     *
     * @param size over how many channels
     */
    public LocalResponseNorm(int size) {
        this(size, 1e-4, 0.75, 1);
    }

    /**
     * A layer with other numbers.
     *
     * @param size over how many channels
     * @param alpha the factor of the mean square
     * @param beta the power
     * @param k what is added, positive
     */
    public LocalResponseNorm(int size, double alpha, double beta, double k) {
        Defaults.atLeast(1, "local-response-norm", "channels", size);
        if (!(k > 0)) {
            throw new ModuleException("local-response-norm: k is " + k
                    + ", and may be divided by alone. Give a positive number, such as 1.");
        }
        this.size = size;
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("local_response_norm", 0, x);
        if (x.rank() < 2) {
            throw misfit("[batch, channels, ..]", x, "Add the missing axis with x.unsqueeze(0).");
        }
        return x.localResponseNorm(size, alpha, beta, k);
    }

    @Override
    protected String describe() {
        return "LocalResponseNorm " + size;
    }
}
