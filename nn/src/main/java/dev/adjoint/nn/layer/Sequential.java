package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;

/**
 * Modules one after the other, each fed with what the one before gives.
 *
 * <pre>{@code
 * Module mlp = new Sequential(
 *         new Flatten(), new Linear(784, 128, generator), Activation.relu(), new Linear(128, 10, generator));
 * }</pre>
 */
public final class Sequential extends Module {

    /**
     * A chain whose parts are named 0, 1, 2, ...
     *
     * @param modules the parts, first to last
     */
    public Sequential(Module... modules) {
        for (Module module : Given.of("sequential", "the array of modules", modules)) {
            then(module);
        }
    }

    /**
     * Adds a part at the end, named by its position.
     *
     * @param module the next part
     * @return this chain
     */
    public Sequential then(Module module) {
        return then(String.valueOf(children().size()), module);
    }

    /**
     * Adds a part at the end under a name of its own.
     *
     * @param name its name, such as {@code conv1}
     * @param module the next part
     * @return this chain
     */
    public Sequential then(String name, Module module) {
        child(name, module);
        return this;
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("sequential", 0, x);
        Tensor y = x;
        for (Module module : children().values()) {
            y = module.forward(y);
        }
        return y;
    }
}
