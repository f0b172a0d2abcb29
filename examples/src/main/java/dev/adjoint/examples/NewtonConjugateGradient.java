package dev.adjoint.examples;

import dev.adjoint.Tensor;
import dev.adjoint.data.Dataset;
import dev.adjoint.data.Digits;
import dev.adjoint.diff.Diff;
import dev.adjoint.memory.Scope;
import dev.adjoint.shape.DType;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Newton's method on a real loss without ever forming its Hessian: the equation {@code H d = -g} of each step is solved
 * by conjugate gradients, which only ask for products {@code H v}. Here softmax regression on the handwritten digits: 650
 * weights, so a Hessian of 422,500 numbers, of which no one is ever written down.
 *
 * <p>Newton-CG as in Nocedal and Wright, Numerical Optimization, algorithm 7.1: an inexact solution far from the minimum,
 * an exact one near it, and a backtracking line search between.
 */
public final class NewtonConjugateGradient {

    private static final double PENALTY = 1e-3;

    private NewtonConjugateGradient() {}

    /**
     * Where an iteration stood.
     *
     * @param loss the loss before the step
     * @param gradient the norm of the gradient there
     * @param products how many Hessian-vector products the step took
     */
    public record Iteration(double loss, double gradient, int products) {}

    /**
     * Minimises the regularised cross-entropy of softmax regression over all digits.
     *
     * @param tolerance the norm of the gradient at which to stop
     * @return the iterations, the last one at the minimum
     */
    public static List<Iteration> run(double tolerance) {
        Dataset digits = Digits.load();
        Tensor pixels =
                digits.features().reshape(digits.size(), -1).cast(DType.FLOAT64).div(16);
        Tensor x = Tensor.concat(1, pixels, Tensor.ones(DType.FLOAT64, digits.size(), 1));
        Tensor labels = digits.labels().oneHot(10).cast(DType.FLOAT64);
        Tensor start = Tensor.zeros(DType.FLOAT64, x.dim(1), 10);
        return minimise(w -> loss(x, labels, w), start, tolerance);
    }

    private static Tensor loss(Tensor x, Tensor labels, Tensor w) {
        Tensor crossEntropy =
                x.matmul(w).logSoftmax(1).mul(labels).sum(1).mean().neg();
        return crossEntropy.add(w.square().sum().mul(PENALTY / 2));
    }

    private static List<Iteration> minimise(UnaryOperator<Tensor> f, Tensor start, double tolerance) {
        List<Iteration> iterations = new ArrayList<>();
        Tensor w = start;
        while (true) {
            try (Scope _ = Scope.open()) {
                var point = Diff.valueAndGrad(f).apply(w);
                Tensor gradient = point.grad();
                double norm = Math.sqrt(dot(gradient, gradient));
                if (norm < tolerance) {
                    iterations.add(new Iteration(point.value().item(), norm, 0));
                    return iterations;
                }
                Solution step = solve(f, w, gradient, Math.min(0.5, Math.sqrt(norm)) * norm);
                iterations.add(new Iteration(point.value().item(), norm, step.products));
                w = search(f, w, point.value().item(), gradient, step.direction).keep();
            }
        }
    }

    private record Solution(Tensor direction, int products) {}

    /** Conjugate gradients on {@code H d = -g}, until the residual is below a tolerance. */
    private static Solution solve(UnaryOperator<Tensor> f, Tensor w, Tensor gradient, double tolerance) {
        Tensor d = gradient.mul(0);
        Tensor residual = gradient;
        Tensor p = residual.neg();
        double square = dot(residual, residual);
        int products = 0;
        while (Math.sqrt(square) >= tolerance) {
            Tensor hp = Diff.hvp(f, w, p);
            products++;
            double curvature = dot(p, hp);
            if (curvature <= 0) {
                // Not convex here: what was found so far goes down, and the steepest way does at the first step.
                return new Solution(products == 1 ? p : d, products);
            }
            double length = square / curvature;
            d = d.add(p.mul(length));
            residual = residual.add(hp.mul(length));
            double next = dot(residual, residual);
            p = p.mul(next / square).sub(residual);
            square = next;
        }
        return new Solution(d, products);
    }

    /** Halves the step until the loss falls by a part of what the slope promises (Armijo). */
    private static Tensor search(UnaryOperator<Tensor> f, Tensor w, double loss, Tensor gradient, Tensor direction) {
        double slope = dot(gradient, direction);
        double length = 1;
        while (f.apply(w.add(direction.mul(length))).item() > loss + 1e-4 * length * slope && length > 1e-10) {
            length /= 2;
        }
        return w.add(direction.mul(length));
    }

    private static double dot(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }

    static void print(PrintStream out) {
        out.println("loss            gradient    products H v");
        for (Iteration iteration : run(1e-10)) {
            out.printf("%.12f  %.2e    %d%n", iteration.loss, iteration.gradient, iteration.products);
        }
    }
}
