package dev.adjoint.nn;

import dev.adjoint.Recording;
import dev.adjoint.StandIns;
import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function of a tensor with state: named parameters, named buffers and named modules inside it.
 *
 * <p>A subclass registers what it is made of in its constructor, in plain sight and without reflection, and computes in
 * {@link #forward}. Names join with dots on the way down: {@code features.0.weight}.
 *
 * <pre>{@code
 * final class Residual extends Module {
 *     private final Module inner;
 *
 *     Residual(Module inner) {
 *         this.inner = child("inner", inner);
 *     }
 *
 *     public Tensor forward(Tensor x) {
 *         return x.add(inner.forward(x));
 *     }
 * }
 * }</pre>
 */
public abstract class Module {

    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private @Nullable Module parent;
    private String name = "";
    private boolean training = true;

    /** A module without parts; a constructor adds them. */
    protected Module() {}

    /**
     * Computes the result for a batch of inputs.
     *
     * @param x the inputs
     * @return the outputs
     * @throws ShapeException if this module cannot take inputs of that shape
     */
    public abstract Tensor forward(Tensor x);

    /**
     * Registers a parameter with a copy of initial values.
     *
     * @param name its name in this module
     * @param initial the values to begin with
     * @return the parameter
     */
    protected final Parameter parameter(String name, Tensor initial) {
        Parameter parameter = new Parameter(initial);
        parameters.put(free(name), parameter);
        return parameter;
    }

    /**
     * Registers a buffer with a copy of initial values.
     *
     * @param name its name in this module
     * @param initial the values to begin with
     * @return the buffer
     */
    protected final Buffer buffer(String name, Tensor initial) {
        Buffer buffer = new Buffer(initial);
        buffers.put(free(name), buffer);
        return buffer;
    }

    /**
     * Registers a module inside this one.
     *
     * @param name its name in this module
     * @param module a module that belongs nowhere yet
     * @param <M> its class
     * @return the module
     */
    protected final <M extends Module> M child(String name, M module) {
        Module inner = module;
        if (inner.parent != null || inner == this) {
            throw new ModuleException("child: " + inner.label() + " already has a place in a tree, so it cannot be "
                    + (path().isEmpty() ? name : path() + "." + name)
                    + " too. Make another module, or call the one that is there twice.");
        }
        children.put(free(name), module);
        inner.parent = this;
        inner.name = name;
        inner.mode(training);
        return module;
    }

    private String free(String name) {
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new ModuleException("module: \"" + name + "\" cannot name a part of " + label()
                    + ". Give a name that is not empty and has no dot, which separates names on a path.");
        }
        if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
            throw new ModuleException(
                    "module: " + label() + " already has a part named " + name + ". Give each part its own name.");
        }
        return name;
    }

    /**
     * All parameters of this tree, in the order of registration, children after a module's own.
     *
     * @return an ordered map from paths such as {@code conv1.weight}
     */
    public final Map<String, Parameter> parameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        walk("", (prefix, module) -> module.parameters.forEach((name, each) -> all.put(prefix + name, each)));
        return Collections.unmodifiableMap(all);
    }

    /**
     * All buffers of this tree, in the order of registration, children after a module's own.
     *
     * @return an ordered map from paths such as {@code norm1.running_mean}
     */
    public final Map<String, Buffer> buffers() {
        Map<String, Buffer> all = new LinkedHashMap<>();
        walk("", (prefix, module) -> module.buffers.forEach((name, each) -> all.put(prefix + name, each)));
        return Collections.unmodifiableMap(all);
    }

    /**
     * The modules right inside this one.
     *
     * @return an ordered map from their names
     */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    private interface Visitor {
        void visit(String prefix, Module module);
    }

    private void walk(String prefix, Visitor visitor) {
        visitor.visit(prefix, this);
        children.forEach((name, child) -> child.walk(prefix + name + ".", visitor));
    }

    /**
     * The number of numbers to be trained.
     *
     * @return the sizes of all parameters, added up
     */
    public final long parameterCount() {
        return parameters().values().stream().mapToLong(p -> p.value().size()).sum();
    }

    /** Switches this tree to training: dropout drops, batch normalisation uses the batch. The mode to begin with. */
    public final void train() {
        mode(true);
    }

    /** Switches this tree to evaluation: the same input always gives the same output. */
    public final void evaluate() {
        mode(false);
    }

    private void mode(boolean train) {
        walk("", (prefix, module) -> module.training = train);
    }

    /**
     * Whether this module is in training mode.
     *
     * @return true until {@link #evaluate} is called
     */
    public final boolean isTraining() {
        return training;
    }

    /**
     * Computes in evaluation mode and without recording, and goes back to the mode of before.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public final <T> T evaluating(Supplier<T> body) {
        Given.of("evaluating", "the body", body);
        boolean before = training;
        mode(false);
        try {
            return Recording.off(body);
        } finally {
            mode(before);
        }
    }

    /**
     * Computes with other tensors in the place of parameters of this tree, as a function of them; the parameters
     * themselves stay as they are, and other threads do not notice. Buffers are not replaced.
     *
     * <pre>{@code
     * Tensor y = model.with(weights, () -> model.forward(x));
     * }</pre>
     *
     * @param tensors by path, such as {@code conv1.weight}, what stands in for parameters; those not named are used as
     *     they are
     * @param body what to compute
     * @param <R> the type of its result
     * @return the result of {@code body}
     * @throws ModuleException if there is no parameter of a name, or its type is another one
     */
    public final <R> R with(Map<String, Tensor> tensors, Supplier<R> body) {
        Map<String, Parameter> own = parameters();
        Map<Tensor, Tensor> standIns = new IdentityHashMap<>();
        Given.of("with", "the body", body);
        Given.of("with", "the map of tensors", tensors).forEach((path, tensor) -> {
            Parameter parameter = own.get(path);
            if (parameter == null) {
                throw new ModuleException(
                        "with: " + label() + " has no parameter named " + path + ". There are " + own.keySet() + ".");
            }
            if (!parameter
                    .leaf()
                    .type()
                    .equals(Given.of("with", "the tensor for " + path, tensor).type())) {
                throw new ModuleException("with: parameter " + path + " is "
                        + parameter.leaf().type() + ", and " + tensor.type()
                        + " cannot stand in for it. Give one of the same type.");
            }
            standIns.put(parameter.leaf(), tensor);
        });
        return StandIns.during(standIns, body);
    }

    /** Forgets the gradients of all parameters of this tree. */
    public final void clearGradients() {
        parameters().values().forEach(Parameter::clearGrad);
    }

    /**
     * Changes the element type of all parameters and floating buffers. To be called before an optimiser is made.
     *
     * @param dtype a floating type
     */
    public final void cast(DType dtype) {
        Given.of("cast", "the element type", dtype);
        parameters().values().forEach(each -> each.cast(dtype));
        buffers().values().forEach(each -> each.cast(dtype));
    }

    /**
     * Copies of all parameters and buffers.
     *
     * @return an ordered map from paths to constants that later training does not change
     */
    public final Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        parameters()
                .forEach((path, each) -> state.put(path, each.value().detach().copy()));
        buffers().forEach((path, each) -> state.put(path, each.value().copy()));
        return state;
    }

    /**
     * Takes over a state, all of it or, if anything does not fit, nothing.
     *
     * @param state what {@link #state} of a module of the same structure gave
     * @throws ModuleException if names are missing or unknown, or a shape or type differs; all of them are named
     */
    public final void load(Map<String, Tensor> state) {
        Given.of("load", "the state", state);
        Map<String, Tensor> mine = new LinkedHashMap<>();
        Map<String, Consumer<Tensor>> targets = new LinkedHashMap<>();
        parameters().forEach((path, each) -> {
            mine.put(path, each.value());
            targets.put(path, each::assign);
        });
        buffers().forEach((path, each) -> {
            mine.put(path, each.value());
            targets.put(path, each::assign);
        });
        StateMismatch.check(label(), mine, state);
        state.forEach((path, tensor) -> targets.getOrDefault(path, unused -> {}).accept(tensor));
    }

    /**
     * Where this module stands in its tree.
     *
     * @return the names from the root down, joined by dots; empty for the root
     */
    public final String path() {
        if (parent == null) {
            return name;
        }
        String above = parent.path();
        return above.isEmpty() ? name : above + "." + name;
    }

    /** Path and description, for messages: {@code features.0 (Linear 784 -> 128)}. */
    private String label() {
        return path().isEmpty() ? describe() : path() + " (" + describe() + ")";
    }

    /**
     * What this module is, in a few words for trees and messages, such as {@code Linear 784 -> 128}.
     *
     * @return the name of its class unless overridden
     */
    protected String describe() {
        return getClass().getSimpleName();
    }

    /**
     * An error for inputs that this module cannot take; names the path, so that the layer is found in a large network.
     *
     * @param expected what it takes, such as {@code [batch, 784]}
     * @param x what came
     * @param remedy what to do about it
     * @return the exception, to be thrown
     */
    protected final ShapeException misfit(String expected, Tensor x, String remedy) {
        return new ShapeException(label() + ": expects " + expected + ", got " + x.type() + ". " + remedy);
    }

    /**
     * An error that an op found, with the path of this module before it.
     *
     * @param cause what the op said
     * @return the exception, to be thrown
     */
    protected final ShapeException misfit(ShapeException cause) {
        ShapeException located = new ShapeException(label() + ": " + cause.getMessage());
        located.initCause(cause);
        return located;
    }

    /**
     * Refuses inputs whose elements are not those of a parameter.
     *
     * @param x the inputs
     * @param parameter a parameter that they will meet
     * @throws DTypeException if the element types differ
     */
    protected final void requireType(Tensor x, Parameter parameter) {
        DType dtype = parameter.value().dtype();
        if (x.dtype() != dtype) {
            throw new DTypeException(label() + ": expects " + dtype + " elements, got " + x.type()
                    + ". Cast the input: x.cast(DType." + dtype.name() + ")"
                    + (x.dtype().isFloating()
                            ? ", or the model: model.cast(DType." + x.dtype().name() + ")."
                            : "."));
        }
    }

    /** The tree, a line for each module. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder();
        print("", "", text);
        return text.toString();
    }

    private void print(String indent, String name, StringBuilder text) {
        text.append(indent).append(name.isEmpty() ? "" : name + ": ").append(describe());
        children.forEach((child, module) -> module.print(indent + "  ", child, text.append('\n')));
    }
}
