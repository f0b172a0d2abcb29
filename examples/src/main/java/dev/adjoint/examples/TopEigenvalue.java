package dev.adjoint.examples;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree.Named;
import dev.adjoint.data.DataLoader;
import dev.adjoint.data.Dataset;
import dev.adjoint.data.Digits;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.Gradients;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.Flatten;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.nn.loss.Loss;
import dev.adjoint.optim.Adam;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.train.Trainer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * How sharply the loss of a trained network bends: the greatest eigenvalue of its Hessian by power iteration, {@code v <-
 * H v / |H v|}, which needs nothing of the Hessian but its products. Gradient descent with a rate above 2 over this value
 * runs away.
 */
public final class TopEigenvalue {

    private TopEigenvalue() {}

    /**
     * What was found.
     *
     * @param estimates the estimate after each product, {@code vᵀ H v}
     * @param residual how far from an eigenvector the last direction is, {@code |H v - λ v| / λ}
     * @param accuracy of the trained network on the test images
     */
    public record Result(List<Double> estimates, double residual, double accuracy) {

        /**
         * The eigenvalue.
         *
         * @return the last estimate
         */
        public double eigenvalue() {
            return estimates.getLast();
        }
    }

    /**
     * Trains a network on the handwritten digits and looks at the curvature where it ended.
     *
     * @param epochs how long to train
     * @param products how many Hessian-vector products to spend
     * @return the greatest eigenvalue
     */
    public static Result run(int epochs, int products) {
        Generator random = Generator.seed(1);
        Module model = new Sequential(
                new Flatten(), new Linear(64, 32, random), Activation.tanh(), new Linear(32, 10, random));
        Dataset digits = scaled(Digits.split().train());
        Loss loss = new CrossEntropy();
        Trainer trainer = new Trainer(model, loss, new Adam(model, 0.01));
        trainer.train(DataLoader.of(digits).batchSize(64).shuffle(1), epochs);
        double accuracy =
                trainer.evaluate(DataLoader.of(scaled(Digits.split().test()))).accuracy();

        model.evaluate();
        Tensor x = digits.features();
        Gradients gradients = Gradients.of(model);
        Named<Tensor> v = unit(gradients
                .point()
                .mapTensors(part -> Tensor.normal(random, part.shape().dims())));
        List<Double> estimates = new ArrayList<>();
        double residual = Double.NaN;
        for (int i = 0; i < products; i++) {
            try (Scope _ = Scope.open()) {
                Named<Tensor> hv = gradients.hvp(() -> loss.of(model.forward(x), digits.labels()), v);
                double eigenvalue = dot(v, hv);
                estimates.add(eigenvalue);
                double square = dot(hv, hv);
                residual = Math.sqrt(Math.max(0, square - eigenvalue * eigenvalue)) / Math.abs(eigenvalue);
                v = unit(hv).mapTensors(Tensor::keep);
            }
        }
        return new Result(List.copyOf(estimates), residual, accuracy);
    }

    /** Pixels from 0 to 1. */
    private static Dataset scaled(Dataset digits) {
        Tensor pixels = digits.features().cast(DType.FLOAT32).div(16);
        return new Dataset(digits.name(), pixels, digits.labels(), digits.classes());
    }

    private static Named<Tensor> unit(Named<Tensor> v) {
        double length = Math.sqrt(dot(v, v));
        return v.mapTensors(part -> part.div(length));
    }

    private static double dot(Named<Tensor> a, Named<Tensor> b) {
        double sum = 0;
        for (String path : a.parts().keySet()) {
            sum += a.at(path).mul(b.at(path)).sum().item();
        }
        return sum;
    }

    static void print(PrintStream out) {
        Result result = run(10, 60);
        out.printf("test accuracy %.4f%n", result.accuracy);
        for (int i = 9; i < result.estimates.size(); i += 10) {
            out.printf("after %2d products   %.5f%n", i + 1, result.estimates.get(i));
        }
        out.printf("greatest eigenvalue of the Hessian %.4f, residual %.1e%n", result.eigenvalue(), result.residual);
        out.printf("gradient descent is stable below a rate of %.4f%n", 2 / result.eigenvalue());
    }
}
