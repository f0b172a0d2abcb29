package dev.adjoint.nn.init;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;

/**
 * Weights of variance {@code 2 gain^2 / (fan in + fan out)}, a compromise between values and gradients for activations
 * that are linear near 0 (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks", 2010).
 */
public final class Xavier implements Initialiser {

    private final Distribution distribution;
    private final double gain;

    private Xavier(Distribution distribution, double gain) {
        this.distribution = distribution;
        this.gain = gain;
    }

    /**
     * Evenly drawn from {@code gain * sqrt(6 / (fan in + fan out))} to both sides; gain 1.
     *
     * @return an initialiser
     */
    public static Xavier uniform() {
        return new Xavier(Distribution.UNIFORM, 1);
    }

    /**
     * Normal with standard deviation {@code gain * sqrt(2 / (fan in + fan out))}; gain 1.
     *
     * @return an initialiser
     */
    public static Xavier normal() {
        return new Xavier(Distribution.NORMAL, 1);
    }

    /**
     * The same with another gain, such as 5/3 for tanh.
     *
     * @param other the factor that makes up for what the activation takes away
     * @return a new initialiser
     */
    public Xavier gain(double other) {
        return new Xavier(distribution, other);
    }

    @Override
    public Tensor make(Generator generator, Shape shape) {
        double fans = Fan.IN.of(shape) + Fan.OUT.of(shape);
        return distribution.of(gain * Math.sqrt(2 / fans)).make(generator, shape);
    }
}
