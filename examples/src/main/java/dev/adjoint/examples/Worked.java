package dev.adjoint.examples;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;

/** The examples by name. */
public enum Worked {
    /** Backward lines by hand beside the automatic ones. */
    TWO_LAYER_NET("the lectures' two-layer network, its backward lines by hand and automatic", TwoLayerNet::print),
    /** A custom op. */
    MULTIPLY_GATE("a custom op: the lectures' multiply gate, derivatives of any order", MultiplyGate::print),
    /** Forward mode through a simulation. */
    THROWN_BALL("a ball with gravity and friction, differentiated in forward mode", ThrownBall::print),
    /** Optimisation of second order. */
    NEWTON_CG("Newton's method on softmax regression by Hessian-vector products alone", NewtonConjugateGradient::print),
    /** Curvature of a trained network. */
    TOP_EIGENVALUE("the greatest curvature of a trained network, by power iteration", TopEigenvalue::print);

    private final String description;
    private final Consumer<PrintStream> body;

    Worked(String description, Consumer<PrintStream> body) {
        this.description = description;
        this.body = body;
    }

    /**
     * What it shows.
     *
     * @return one line
     */
    public String description() {
        return description;
    }

    /**
     * Runs it.
     *
     * @param out where it tells what it found
     */
    public void print(PrintStream out) {
        body.accept(out);
    }

    /** The name that people type, such as {@code thrown-ball}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
