package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.models.Gpt;
import dev.adjoint.models.ResNet;
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
import dev.adjoint.optim.AdamW;
import dev.adjoint.optim.Optimizer;
import dev.adjoint.optim.SGD;
import dev.adjoint.random.Generator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whole training steps: gradients cleared, forward, loss, backward, update, and the loss read as a number. */
final class Training {

    /** As many characters as the collected plays of Shakespeare, the usual text of this size, are written with. */
    private static final long VOCABULARY = 65;

    private Training() {}

    static Subject mlp() {
        Generator random = Generator.seed(1);
        Module model = new Sequential(
                new Linear(784, 512, random),
                Activation.relu(),
                new Linear(512, 256, random),
                Activation.relu(),
                new Linear(256, 10, random));
        return subject(model, new Adam(model, 1e-3), Tensor.uniform(random, 128, 784));
    }

    static Subject cnn() {
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
        return subject(model, SGD.of(0.01).momentum(0.9).build(model), Tensor.uniform(random, 64, 1, 28, 28));
    }

    static Subject resnet18() {
        Generator random = Generator.seed(1);
        Module model = ResNet.resNet18(10, random);
        return subject(model, SGD.of(0.01).momentum(0.9).build(model), Tensor.normal(random, 32, 3, 32, 32));
    }

    static Subject gpt() {
        Generator random = Generator.seed(1);
        Module model = Gpt.of(VOCABULARY, 64).size(4, 4, 128).build(random);
        Tensor text = Tensor.randint(0, VOCABULARY, random, 12, 65);
        Tensor next = text.slice(1, 1, 65).reshape(12 * 64);
        return subject(model, AdamW.of(1e-3).build(model), text.slice(1, 0, 64).contiguous(), next.contiguous());
    }

    private static Subject subject(Module model, Optimizer optimizer, Tensor x) {
        return subject(model, optimizer, x, Tensor.arange(x.dim(0)).rem(10));
    }

    private static Subject subject(Module model, Optimizer optimizer, Tensor x, Tensor labels) {
        Loss loss = new CrossEntropy();
        return new Subject(state(model, Map.of("x", x, "labels", labels)), () -> {
            optimizer.clearGradients();
            Tensor scores = model.forward(x);
            Tensor value = loss.of(scores.rank() == 2 ? scores : scores.flatten(0, -2), labels);
            value.backward();
            optimizer.step();
            if (!Double.isFinite(value.item())) {
                throw new IllegalStateException("bench: the loss is " + value.item() + ". Nothing to be timed.");
            }
            return List.of(value);
        });
    }

    /** A model's parameters as a peer is to load them, and inputs. */
    static Map<String, Tensor> state(Module model, Map<String, Tensor> inputs) {
        Map<String, Tensor> state = new LinkedHashMap<>(inputs);
        model.state().forEach((path, tensor) -> state.put("model." + path, tensor));
        return state;
    }
}
