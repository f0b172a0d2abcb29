package dev.adjoint;

/**
 * Activation functions of each floating element, in forms that neither overflow nor cancel. Formulas are in {@code x},
 * this tensor's element; where one has a kink, the subgradient is stated.
 */
public interface TensorActivations {

    /**
     * The rectifier {@code max(x, 0)}; its derivative at 0 is 0.
     *
     * @return a tensor of this shape
     */
    Tensor relu();

    /**
     * The leaky rectifier: {@code x} if positive, else {@code slope * x}; its derivative at 0 is the slope.
     *
     * @param slope the factor for negative elements
     * @return a tensor of this shape
     */
    Tensor leakyRelu(double slope);

    /**
     * The rectifier with a slope that is learnt: {@code x} if positive, else {@code w * x}; its derivative at 0 is
     * {@code w}.
     *
     * @param weight the slopes {@code w}, broadcast strictly: {@code [1, c, 1, 1]} beside {@code [n, c, h, w]}
     * @return a tensor of the broadcast shape
     */
    Tensor prelu(Tensor weight);

    /**
     * The rectifier with a ceiling: {@code min(max(x, 0), 6)}; its derivative at 0 and at 6 is 0.
     *
     * @return a tensor of this shape
     */
    Tensor relu6();

    /**
     * The exponential linear unit: {@code x} if positive, else {@code alpha * (e ^ x - 1)}.
     *
     * @param alpha the limit towards minus infinity, negated
     * @return a tensor of this shape
     */
    Tensor elu(double alpha);

    /**
     * The scaled exponential linear unit of Klambauer et al. (2017), which keeps mean 0 and variance 1: {@code 1.0507 *
     * x} if positive, else {@code 1.7581 * (e ^ x - 1)}; its derivative at 0 is that of the negative side.
     *
     * @return a tensor of this shape
     */
    Tensor selu();

    /**
     * The continuously differentiable exponential linear unit: {@code x} if positive, else {@code alpha * (e ^ (x /
     * alpha) - 1)}.
     *
     * @param alpha the limit towards minus infinity, negated; not 0
     * @return a tensor of this shape
     */
    Tensor celu(double alpha);

    /**
     * The Gaussian error linear unit {@code x * (1 + erf(x / sqrt 2)) / 2}, after Hendrycks and Gimpel (2016).
     *
     * @return a tensor of this shape
     */
    Tensor gelu();

    /**
     * The Gaussian error linear unit in its approximation by tanh, as GPT-2 has it: {@code x * (1 + tanh(sqrt(2 / pi) *
     * (x + 0.044715 * x ^ 3))) / 2}.
     *
     * @return a tensor of this shape
     */
    Tensor geluTanh();

    /**
     * The sigmoid linear unit {@code x * sigmoid(x)}.
     *
     * @return a tensor of this shape
     */
    Tensor silu();

    /**
     * The self-regularised unit {@code x * tanh(softplus(x))}, after Misra (2019).
     *
     * @return a tensor of this shape
     */
    Tensor mish();

    /**
     * The logistic function {@code 1 / (1 + e ^ -x)}, without overflow.
     *
     * @return a tensor of this shape
     */
    Tensor sigmoid();

    /**
     * The logarithm of the sigmoid, {@code -log(1 + e ^ -x)}, without overflow or underflow.
     *
     * @return a tensor of this shape
     */
    Tensor logSigmoid();

    /**
     * The softplus {@code log(1 + e ^ x)}, without overflow.
     *
     * @return a tensor of this shape
     */
    Tensor softplus();

    /**
     * The softsign {@code x / (1 + |x|)}.
     *
     * @return a tensor of this shape
     */
    Tensor softsign();

    /**
     * The sigmoid in three straight pieces: {@code (x + 3) / 6} from -3 to 3, 0 and 1 outside; its derivative at the
     * joints is 0.
     *
     * @return a tensor of this shape
     */
    Tensor hardSigmoid();

    /**
     * The sigmoid linear unit with the hard sigmoid: 0 up to -3, {@code x} from 3 on, {@code x * (x + 3) / 6} between;
     * at the joints the derivative is that of the outer piece.
     *
     * @return a tensor of this shape
     */
    Tensor hardSwish();

    /**
     * The element from -1 to 1, the nearer bound outside; its derivative at the bounds is 0.
     *
     * @return a tensor of this shape
     */
    Tensor hardTanh();

    /**
     * The rest that tanh leaves, {@code x - tanh(x)}.
     *
     * @return a tensor of this shape
     */
    Tensor tanhShrink();

    /**
     * Zero where {@code |x|} is at most the threshold, else {@code x}; its derivative at the threshold is 0.
     *
     * @param threshold how far zero reaches, at least 0
     * @return a tensor of this shape
     */
    Tensor hardShrink(double threshold);

    /**
     * Zero where {@code |x|} is at most the threshold, else {@code x} moved towards 0 by it; its derivative at the
     * threshold is 0.
     *
     * @param threshold how far zero reaches, at least 0
     * @return a tensor of this shape
     */
    Tensor softShrink(double threshold);

    /**
     * The gated linear unit {@code a * sigmoid(b)} of the two halves along an axis, after Dauphin et al. (2017).
     *
     * @param axis which axis, of even length
     * @return a tensor half as long along the axis
     */
    Tensor glu(int axis);
}
