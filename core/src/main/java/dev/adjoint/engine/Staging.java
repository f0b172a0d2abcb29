package dev.adjoint.engine;

import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.Graph;
import dev.adjoint.graph.OpNode;
import dev.adjoint.graph.Origins;
import dev.adjoint.graph.Step;
import dev.adjoint.graph.TensorNode;
import dev.adjoint.graph.Value;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.memory.Scope;
import dev.adjoint.op.Deferred;
import dev.adjoint.op.Sampling;
import dev.adjoint.op.View;
import dev.adjoint.random.Draw;
import dev.adjoint.random.DrawLog;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Draws what it is asked to compute: ops become steps of a {@link Graph}, tensors have a type and no values.
 *
 * <p>Transformations inside a drawn function stand above this interpreter, so what they compute is drawn too. Everything
 * else below it is a constant of the graph, held by reference. Random numbers, in-place updates and {@code detach} are
 * steps like any other, done anew at each run.
 */
public final class Staging extends EngineInterpreter {

    /** Which draw stands in a step that takes a new one at each run. */
    private static final Draw ANY = new Draw(0, 0);

    private final long level;
    private final List<Value.Input> inputs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<Tensor, Value.Constant> constants = new IdentityHashMap<>();
    private int numbered;
    private boolean finished;

    private Staging(long level) {
        this.level = level;
    }

    /**
     * A drawing without an end: inputs are declared and tensors computed from them in any code of this thread.
     *
     * @return an interpreter above the eager one and above leaves made by hand
     */
    public static Staging open() {
        return new Staging(Depth.drawing());
    }

    /**
     * Draws a function.
     *
     * @param names a name for each input
     * @param types a type for each input
     * @param function what to draw
     * @return the graph
     * @throws RuntimeException what the function throws; errors of this library name the line that drew what is wrong
     */
    public static Graph draw(List<String> names, List<TensorType> types, Function<Tensor[], Tensor[]> function) {
        Staging staging = new Staging(Depth.transformation());
        Tensor[] arguments = new Tensor[types.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = staging.input(names.get(i), types.get(i));
        }
        try {
            return staging.graph(
                    staging.inside(() -> Recording.on(() -> Given.answer("stage", function.apply(arguments)))));
        } catch (RuntimeException e) {
            throw Origins.named(e);
        } finally {
            staging.finished = true;
        }
    }

    private <R> R inside(Supplier<R> body) {
        return DRAWING.during(
                this, () -> Interpreter.during(this, () -> Depth.inside(level, () -> Scope.outside(body))));
    }

    /**
     * Declares an input.
     *
     * @param name what feeds and errors call it
     * @param type its type
     * @return a tensor without values
     */
    public Tensor input(String name, TensorType type) {
        Value.Input input = new Value.Input(numbered++, type, name);
        inputs.add(input);
        return new StagedTensor(this, input, new StagedTensor.Memory(null));
    }

    /**
     * What was drawn so far.
     *
     * @param outputs what a run shall answer
     * @return the graph
     */
    public Graph graph(Tensor... outputs) {
        return new Graph(inputs, steps, Arrays.stream(outputs).map(this::value).toList());
    }

    /**
     * Where a tensor stands in the graph.
     *
     * @param tensor drawn here, or a constant
     * @return its value
     */
    public Value value(Tensor tensor) {
        if (Given.answer("stage", tensor) instanceof StagedTensor own && own.interpreter() == this) {
            return own.value();
        }
        EngineInterpreter owner = of(tensor);
        boolean isStaged = tensor instanceof StagedTensor;
        boolean isOver = !isStaged || tensor instanceof StagedTensor other && other.interpreter().finished;
        if (owner.level() >= level || isStaged && isOver) {
            throw new IllegalStateException("graph: " + tensor + " belongs to "
                    + (isStaged ? "another drawing" : "a derivative inside this drawing")
                    + (isOver ? ", which is over" : "")
                    + ". Hand values on as arguments and results of the staged function.");
        }
        return constants.computeIfAbsent(tensor, constant -> new Value.Constant(numbered++, constant.type(), constant));
    }

    @Override
    long level() {
        return level;
    }

    @Override
    public Tensor lower(Tensor tensor) {
        return tensor;
    }

    @Override
    public Tensor[] apply(Op op, Tensor... arguments) {
        String origin = Origin.now().toString();
        try {
            TensorType[] types = op instanceof Primitive primitive
                    ? primitive.outputs(Eager.types(arguments))
                    : tried(op, Eager.types(arguments));
            boolean view = op instanceof View;
            return draw(op, arguments, types, view ? StagedTensor.Memory.of(arguments[0]) : null, origin);
        } catch (RuntimeException e) {
            throw Origins.named(e, origin);
        }
    }

    private Tensor[] draw(
            Op op, Tensor[] arguments, TensorType[] types, StagedTensor.@Nullable Memory memory, String origin) {
        if (finished) {
            throw new IllegalStateException(
                    MethodName.of(op.name()) + ": an argument was drawn in a graph that is finished."
                            + " Hand values on as results of the staged function, and use what a run answers.");
        }
        List<Value> from = Arrays.stream(arguments).map(this::value).toList();
        List<Value.Result> results = new ArrayList<>();
        Tensor[] outputs = new Tensor[types.length];
        for (int i = 0; i < types.length; i++) {
            Value.Result result = new Value.Result(numbered++, types[i]);
            results.add(result);
            outputs[i] = new StagedTensor(this, result, memory != null ? memory : new StagedTensor.Memory(null));
        }
        steps.add(new Step(op, from, results, Recording.isOn(), origin));
        return outputs;
    }

    /** The types of a user's op, found by running it forward on a drawing that is thrown away. */
    private TensorType[] tried(Op op, TensorType[] types) {
        Staging scratch = new Staging(level);
        Tensor[] arguments = new Tensor[types.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = scratch.input("x" + i, types[i]);
        }
        OpNode context = new OpNode(op, scratch, new @Nullable TensorNode[types.length], types);
        return Eager.types(scratch.inside(() -> op.forward(context, arguments)));
    }

    /** A step that draws at each run; a second run of the code that asks for it means the same step. */
    private Tensor drawn(Sampling sample, Generator generator) {
        return DrawLog.take(
                List.of(this, generator, sample),
                () -> drawn(new Deferred.Redraw(sample, generator), sample.outputs()[0]));
    }

    /** A step that has no arguments to find its memory by. */
    private Tensor drawn(Op op, TensorType type) {
        return draw(
                op, new Tensor[0], new TensorType[] {type}, null, Origin.now().toString())[0];
    }

    /** The same values, constant to every derivative. */
    Tensor detached(StagedTensor tensor) {
        return draw(
                new Deferred.Detach(),
                new Tensor[] {tensor},
                new TensorType[] {tensor.type()},
                tensor.memory(),
                Origin.now().toString())[0];
    }

    /** Drawn as a step without outputs; who kept the overwritten values for a derivative is told as in eager execution. */
    @Override
    public void applyInto(Primitive op, Tensor[] sources, Tensor... targets) {
        Origin where = Origin.now();
        String origin = where.toString();
        try {
            TensorType[] types = op.outputs(Eager.types(sources));
            for (int i = 0; i < targets.length; i++) {
                Eager.requireFits(op, targets[i], types[i]);
            }
            Tensor[] all = Arrays.copyOf(sources, sources.length + targets.length);
            System.arraycopy(targets, 0, all, sources.length, targets.length);
            draw(new Deferred.Assign(op, targets.length), all, new TensorType[0], null, origin);
        } catch (RuntimeException e) {
            throw Origins.named(e, origin);
        }
        for (Tensor target : targets) {
            StagedTensor.Memory.of(target).changed(where);
        }
    }

    @Override
    public Tensor tensor(Array array) {
        return Eager.INSTANCE.tensor(array);
    }

    @Override
    public Tensor uniform(Generator generator, TensorType type) {
        Sampling sample = new Sampling.Uniform(type, ANY);
        return drawn(sample, generator);
    }

    @Override
    public Tensor normal(Generator generator, TensorType type) {
        Sampling sample = new Sampling.Normal(type, ANY);
        return drawn(sample, generator);
    }
}
