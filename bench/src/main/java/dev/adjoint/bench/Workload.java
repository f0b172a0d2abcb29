package dev.adjoint.bench;

import dev.adjoint.Tensor;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.Conv2d;
import dev.adjoint.nn.layer.Flatten;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.MaxPool2d;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.nn.loss.Loss;
import dev.adjoint.optim.Adam;
import dev.adjoint.optim.Optimizer;
import dev.adjoint.optim.SGD;
import dev.adjoint.random.Generator;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** What is timed: one training step each, with the same shapes, batch and optimiser as in {@code torch_peer.py}. */
public enum Workload {
    /** 784-512-256-10, ReLU, batch 128, Adam. */
    MLP("784-512-256-10, ReLU, batch 128, Adam: a training step") {
        @Override
        public DoubleSupplier start() {
            Generator random = Generator.seed(1);
            Module model = new Sequential(
                    new Linear(784, 512, random),
                    Activation.relu(),
                    new Linear(512, 256, random),
                    Activation.relu(),
                    new Linear(256, 10, random));
            return step(model, new Adam(model, 1e-3), Tensor.uniform(random, 128, 784));
        }
    },

    /** The MNIST net that everybody knows, batch 64, SGD with momentum. */
    CNN("conv 3x3x32, conv 3x3x64, max-pool 2, 128, 10 on 28x28, batch 64, SGD with momentum: a training step") {
        @Override
        public DoubleSupplier start() {
            Generator random = Generator.seed(1);
            Module model = new Sequential(
                    new Conv2d(1, 32, 3, random),
                    Activation.relu(),
                    new Conv2d(32, 64, 3, random),
                    Activation.relu(),
                    new MaxPool2d(2),
                    new Flatten(),
                    new Linear(9216, 128, random),
                    Activation.relu(),
                    new Linear(128, 10, random));
            return step(model, SGD.of(0.01).momentum(0.9).build(model), Tensor.uniform(random, 64, 1, 28, 28));
        }
    };

    private final String description;

    Workload(String description) {
        this.description = description;
    }

    /**
     * What is computed.
     *
     * @return one line
     */
    public String description() {
        return description;
    }

    /**
     * The name on the command line.
     *
     * @return a lower-case word
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return word();
    }

    /**
     * Prepares the workload.
     *
     * @return one step; its value is the loss
     */
    public abstract DoubleSupplier start();

    private static DoubleSupplier step(Module model, Optimizer optimizer, Tensor x) {
        Tensor labels = Tensor.arange(x.dim(0)).rem(10);
        Loss loss = new CrossEntropy();
        return () -> {
            try (Scope step = Scope.open()) {
                optimizer.clearGradients();
                Tensor value = loss.of(model.forward(x), labels);
                value.backward();
                optimizer.step();
                return value.item();
            }
        };
    }
}
