package dev.adjoint.engine;

import dev.adjoint.Assignment;
import dev.adjoint.GradientException;
import dev.adjoint.NanDetective;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.OpNode;
import dev.adjoint.graph.TensorNode;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Launch;
import dev.adjoint.memory.Ambient;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.op.Reduction;
import dev.adjoint.op.View;
import dev.adjoint.op.Views;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.ShapeException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The lowest interpreter: computes at once, by a kernel where there is one, else by the op's own reference. */
public final class Eager extends EngineInterpreter {

    /** The only one: it has no state but the kernels that it found. */
    static final Eager INSTANCE = new Eager(Kernels.installed());

    private static final Movement.Copy COPY = new Movement.Copy();
    private static final Primitive ADD = Pointwise.ADD.function().with();

    private static final Ambient<Observer> OBSERVER = new Ambient<>();

    /** For programs that cannot be changed: {@code -Dadjoint.debug=nan} watches over all of it. */
    private static final Observer USUAL =
            System.getProperty("adjoint.debug", "").equals("nan")
                    ? new NonFiniteWatch(new NanDetective())
                    : Observer.NONE;

    private final Kernels kernels;
    private final Deferrals deferrals;

    private Eager(Kernels kernels) {
        this.kernels = kernels;
        this.deferrals = new Deferrals(kernels);
    }

    /**
     * The kernels in use, for reports and tests.
     *
     * @return the look-up of kernels
     */
    public static Kernels kernels() {
        return INSTANCE.kernels;
    }

    /**
     * How many passes over memory were made of pointwise ops on large tensors, which wait until their results are asked for
     * and then run together.
     *
     * @return a count that only grows
     */
    public static long fusedPasses() {
        return INSTANCE.deferrals.passes();
    }

    /**
     * Tells an observer of everything that is computed during a call, in this thread.
     *
     * @param observer who is told, instead of who was told so far
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T observed(Observer observer, Supplier<T> body) {
        return OBSERVER.during(observer, body);
    }

    @Override
    long level() {
        return 0;
    }

    @Override
    public Tensor lower(Tensor tensor) {
        return tensor;
    }

    @Override
    public Tensor[] apply(Op op, Tensor... inputs) {
        if (!(op instanceof Primitive primitive)) {
            return checked(op, op.forward(new OpNode(op, this, new TensorNode[inputs.length], types(inputs)), inputs));
        }
        if (op instanceof View view && inputs.length == 1) {
            Array array = inputs[0].array();
            Layout layout = view.view(array.layout());
            if (layout != null) {
                return new Tensor[] {
                    new EagerTensor(array.with(layout), inputs[0].type().with(layout.shape()))
                };
            }
        }
        if (op instanceof Views views) {
            return shown(views, inputs);
        }
        Array[] arguments = arrays(inputs);
        Launch launch = kernels.find(primitive, arguments);
        Array[] results = new Array[launch.results()];
        for (int i = 0; i < results.length; i++) {
            results[i] = launch.allocate(i);
        }
        if (results[0].storage().bytes() < Deferrals.LEAST_BYTES || !defers(primitive, launch, arguments, results)) {
            if (!(primitive instanceof Reduction.Sum sum) || !sums(sum, arguments[0], results[0])) {
                launch.run(primitive, arguments, results);
                OBSERVER.orElse(USUAL).computed(primitive, arguments, results);
            }
            Reference.reachabilityFence(inputs);
        }
        Tensor[] tensors = new Tensor[results.length];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = new EagerTensor(results[i], launch.type(i));
        }
        return tensors;
    }

    /** Leaves a pointwise op for later, unless an observer wants to see its results. */
    private boolean defers(Primitive primitive, Launch launch, Array[] arguments, Array[] results) {
        return primitive instanceof PointwiseOp op
                && OBSERVER.orElse(USUAL) == Observer.NONE
                && deferrals.defers(op, launch, arguments, results);
    }

    /** Sums all that has been left for later of a tensor without writing it, unless an observer wants to see it. */
    private boolean sums(Reduction.Sum op, Array array, Array result) {
        return array.storage().pending() != null
                && op.axes().size() == array.shape().rank()
                && OBSERVER.orElse(USUAL) == Observer.NONE
                && deferrals.sums(array, result);
    }

    /** Computes what has been left for later of some tensors, in as few passes as can be. */
    void settle(List<Tensor> tensors) {
        List<Array> arrays = new ArrayList<>();
        for (Tensor tensor : tensors) {
            if (tensor instanceof EagerTensor && tensor.array().storage().pending() != null) {
                arrays.add(tensor.array());
            }
        }
        deferrals.settle(Deferrals.deferrals(arrays.toArray(Array[]::new)));
    }

    private static Tensor[] shown(Views op, Tensor... inputs) {
        TensorType[] types = op.outputs(types(inputs));
        Array array = inputs[0].array();
        List<Layout> layouts = op.views(array.layout());
        Tensor[] tensors = new Tensor[types.length];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = new EagerTensor(array.with(layouts.get(i)), types[i]);
        }
        return tensors;
    }

    @Override
    public Tensor tensor(Array array) {
        return new EagerTensor(array);
    }

    /** Computes into the memory of existing tensors, whatever interpreter those belong to; draws it if one is drawn. */
    @Override
    public void applyInto(Primitive op, Tensor[] inputs, Tensor... targets) {
        EngineInterpreter source = EngineTensor.drawing(inputs);
        EngineInterpreter drawing = source != null ? source : EngineTensor.drawing(targets);
        if (drawing != null) {
            drawing.applyInto(op, inputs, targets);
            return;
        }
        Tensor[] values = detached(op, inputs);
        Array[] arguments = arrays(values);
        Launch launch = kernels.find(op, arguments);
        Observer observer = OBSERVER.orElse(USUAL);
        Array[] written = new Array[launch.results()];
        Array[] results = new Array[written.length];
        for (int i = 0; i < results.length; i++) {
            Array target = writable(op, targets[i], launch.type(i));
            written[i] = target;
            // An observer compares arguments with results, so those must not have been overwritten.
            boolean direct = observer == Observer.NONE && launch.fits(i, target) && !overlaps(target, arguments);
            results[i] = direct ? target : launch.allocate(i);
        }
        launch.run(op, arguments, results);
        observer.computed(op, arguments, results);
        Origin where = Origin.now();
        for (int i = 0; i < results.length; i++) {
            if (results[i] != written[i]) {
                copy(results[i], written[i]);
            }
            written[i].storage().changed(where);
        }
        Reference.reachabilityFence(values);
        Reference.reachabilityFence(targets);
    }

    /** Gathers what can be written straight into its targets, unless somebody looks on or draws. */
    @Override
    public void assign(List<Assignment> assignments) {
        if (OBSERVER.orElse(USUAL) != Observer.NONE) {
            super.assign(assignments);
            return;
        }
        JointPass pass = new JointPass(kernels, assignments.size());
        for (Assignment each : assignments) {
            if (!gathers(pass, each)) {
                pass.run();
                applyInto(each.op(), each.inputs(), each.targets());
            }
        }
        pass.run();
        Reference.reachabilityFence(assignments);
    }

    private boolean gathers(JointPass pass, Assignment assignment) {
        if (!(assignment.op() instanceof PointwiseOp op)
                || EngineTensor.drawing(assignment.inputs()) != null
                || EngineTensor.drawing(assignment.targets()) != null) {
            return false;
        }
        Array[] arguments = arrays(detached(op, assignment.inputs()));
        Launch launch = kernels.find(op, arguments);
        Array[] results = new Array[launch.results()];
        for (int i = 0; i < results.length; i++) {
            results[i] = writable(op, assignment.targets()[i], launch.type(i));
            if (!launch.fits(i, results[i]) || overlaps(results[i], arguments)) {
                return false;
            }
        }
        pass.add(op, launch, arguments, results);
        return true;
    }

    /** By a kernel if that can write where the target stands. */
    private void copy(Array from, Array to) {
        Launch launch = kernels.find(COPY, from);
        Array[] source = {from};
        Array[] target = {to};
        if (launch.fits(0, to)) {
            launch.run(COPY, source, target);
        } else {
            COPY.evaluate(source, target);
        }
    }

    /** Adds to a sum that nobody else holds; anew where it is not plain memory, or where somebody looks on. */
    Tensor accumulated(Tensor sum, Tensor more) {
        if (sum instanceof EagerTensor
                && more instanceof EagerTensor
                && !DRAWING.isBound()
                && OBSERVER.orElse(USUAL) == Observer.NONE) {
            Array[] arguments = {sum.array(), more.array()};
            arguments[0].storage().aboutToChange();
            Launch launch = kernels.find(ADD, arguments);
            if (launch.fits(0, arguments[0])) {
                launch.run(ADD, arguments, new Array[] {arguments[0]});
                Reference.reachabilityFence(more);
                return sum;
            }
        }
        return sum.add(more);
    }

    private static Array writable(Op op, Tensor target, TensorType type) {
        requireFits(op, target, type);
        Array array = target.array();
        if (array.layout().mayOverlap()) {
            throw new ShapeException(
                    MethodName.of(op.name()) + ": several elements of the target share one place in memory: "
                            + array.layout() + ". Write to a copy(), or to what was expanded.");
        }
        array.storage().aboutToChange();
        return array;
    }

    /** Refuses to write where a recorded graph would not notice, or what does not fit. */
    static void requireFits(Op op, Tensor target, TensorType type) {
        if (target.requiresGrad() && Recording.isOn()) {
            throw new GradientException(MethodName.of(op.name()) + ": " + target.type()
                    + " is part of a recorded graph, so writing to it in place would make its gradient wrong."
                    + " Update parameters inside Recording.off(...), or compute a new tensor.");
        }
        if (target.dtype() != type.dtype()) {
            throw new DTypeException(MethodName.of(op.name()) + ": the result is " + type + ", the target "
                    + target.type() + ". Cast the source first: x.cast(DType."
                    + target.dtype().name() + ").");
        }
        if (!target.shape().equals(type.shape())) {
            throw new ShapeException(MethodName.of(op.name()) + ": the result is " + type + ", the target "
                    + target.type() + ". Reshape or expand the source first.");
        }
    }

    /** Whether a target shares memory with an argument that stands otherwise in it. */
    private static boolean overlaps(Array target, Array[] arguments) {
        for (Array argument : arguments) {
            if (argument.storage() == target.storage()
                    && !argument.layout().equals(target.layout())
                    && end(argument) > start(target)
                    && end(target) > start(argument)) {
                return true;
            }
        }
        return false;
    }

    /** The first byte of a storage that an array touches. */
    private static long start(Array array) {
        return array.layout().lowest() * array.dtype().bytes();
    }

    /** The byte after the last that it touches. */
    private static long end(Array array) {
        return (array.layout().highest() + 1) * array.dtype().bytes();
    }

    private static Array[] arrays(Tensor[] tensors) {
        Array[] arrays = new Array[tensors.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = tensors[i].array();
        }
        return arrays;
    }

    private static Tensor[] detached(Op op, Tensor[] tensors) {
        Tensor[] values = new Tensor[tensors.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Given.input(op.name(), i, tensors[i]).detach();
        }
        return values;
    }
}
