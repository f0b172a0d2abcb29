package dev.adjoint.examples;

import static java.util.Objects.requireNonNull;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import java.io.PrintStream;

/**
 * The lectures' two-layer network in a flat row of lines: sigmoid units, squared error, gradient descent. Once with the
 * backward lines written by hand, once with {@code backward()}: the same numbers.
 */
public final class TwoLayerNet {

    private static final double RATE = 1e-4;

    private TwoLayerNet() {}

    /**
     * How the two runs compare.
     *
     * @param firstLoss the loss before the first step
     * @param lastLoss the loss after the last step, with the gradients by hand
     * @param difference the greatest distance between the weights of both runs, of all weights
     */
    public record Result(double firstLoss, double lastLoss, double difference) {}

    /** The weights of both layers. */
    private record Weights(Tensor w1, Tensor w2) {

        Weights step(Tensor dw1, Tensor dw2) {
            return new Weights(w1.sub(dw1.mul(RATE)), w2.sub(dw2.mul(RATE)));
        }
    }

    /**
     * Trains the network twice.
     *
     * @param steps how many steps of gradient descent
     * @return how the two runs compare
     */
    public static Result run(int steps) {
        Generator random = Generator.seed(0);
        Tensor x = normal(random, 64, 1000);
        Tensor y = normal(random, 64, 10);
        Weights byHand = new Weights(normal(random, 1000, 100), normal(random, 100, 10));
        Weights automatic = byHand;
        double firstLoss = loss(x, y, byHand).item();
        for (int step = 0; step < steps; step++) {
            byHand = byHand(x, y, byHand);
            automatic = automatic(x, y, automatic);
        }
        double difference = Math.max(distance(byHand.w1, automatic.w1), distance(byHand.w2, automatic.w2));
        return new Result(firstLoss, loss(x, y, byHand).item(), difference);
    }

    private static Tensor loss(Tensor x, Tensor y, Weights weights) {
        Tensor h = x.matmul(weights.w1).sigmoid();
        Tensor prediction = h.matmul(weights.w2);
        return prediction.sub(y).square().sum();
    }

    /** Each forward line has its backward line, in the opposite order. */
    private static Weights byHand(Tensor x, Tensor y, Weights weights) {
        Tensor h = x.matmul(weights.w1).sigmoid();
        Tensor prediction = h.matmul(weights.w2);

        Tensor dPrediction = prediction.sub(y).mul(2);
        Tensor dw2 = h.transpose().matmul(dPrediction);
        Tensor dh = dPrediction.matmul(weights.w2.transpose());
        Tensor dw1 = x.transpose().matmul(dh.mul(h).mul(h.neg().add(1)));
        return weights.step(dw1, dw2);
    }

    private static Weights automatic(Tensor x, Tensor y, Weights weights) {
        Tensor w1 = weights.w1.withGrad();
        Tensor w2 = weights.w2.withGrad();
        loss(x, y, new Weights(w1, w2)).backward();
        return weights.step(requireNonNull(w1.grad()), requireNonNull(w2.grad()));
    }

    private static Tensor normal(Generator random, long... lengths) {
        return Tensor.normal(random, lengths).cast(DType.FLOAT64);
    }

    private static double distance(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item();
    }

    static void print(PrintStream out) {
        Result result = run(50);
        out.printf("loss %.1f before, %.1f after 50 steps%n", result.firstLoss, result.lastLoss);
        out.printf("weights by hand and automatic differ by %.1e at most%n", result.difference);
    }
}
