package dev.adjoint.nn.init;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;

/**
 * Weights of variance {@code gain^2 / fan}, which a rectifier neither lets explode nor vanish in deep networks (He et
 * al., "Delving deep into rectifiers", 2015).
 */
public final class Kaiming implements Initialiser {

    private final Distribution distribution;
    private final Fan fan;
    private final double gain;

    private Kaiming(Distribution distribution, Fan fan, double gain) {
        this.distribution = distribution;
        this.fan = fan;
        this.gain = gain;
    }

    /**
     * Evenly drawn from {@code gain * sqrt(3 / fan)} to both sides; fan in, the gain of a rectifier.
     *
     * @return an initialiser
     */
    public static Kaiming uniform() {
        return new Kaiming(Distribution.UNIFORM, Fan.IN, Math.sqrt(2));
    }

    /**
     * Normal with standard deviation {@code gain / sqrt(fan)}; fan in, the gain of a rectifier.
     *
     * @return an initialiser
     */
    public static Kaiming normal() {
        return new Kaiming(Distribution.NORMAL, Fan.IN, Math.sqrt(2));
    }

    /**
     * The same with another fan.
     *
     * @param other which numbers meet in an element
     * @return a new initialiser
     */
    public Kaiming fan(Fan other) {
        return new Kaiming(distribution, other, gain);
    }

    /**
     * The same with another gain: {@code sqrt 2} for a rectifier, 1 for no activation.
     *
     * @param other the factor that makes up for what the activation takes away
     * @return a new initialiser
     */
    public Kaiming gain(double other) {
        return new Kaiming(distribution, fan, other);
    }

    /**
     * The same with the gain of a leaky rectifier, {@code sqrt(2 / (1 + slope^2))}.
     *
     * @param slope its slope on the negative side
     * @return a new initialiser
     */
    public Kaiming leaky(double slope) {
        return gain(Math.sqrt(2 / (1 + slope * slope)));
    }

    @Override
    public Tensor make(Generator generator, Shape shape) {
        return distribution.of(gain / Math.sqrt(fan.of(shape))).make(generator, shape);
    }
}
