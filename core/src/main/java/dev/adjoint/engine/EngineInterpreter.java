package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Ambient;
import dev.adjoint.op.Fused;
import dev.adjoint.op.Sampling;
import dev.adjoint.random.DrawLog;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import java.util.Arrays;

/** What all interpreters of the engine share: their order, and the way from an op to the one that runs it. */
abstract class EngineInterpreter implements Interpreter {

    /**
     * Who draws all that runs here, ops on constants included, whose values may be others when the drawing is run;
     * unbound where nothing is drawn.
     */
    static final Ambient<EngineInterpreter> DRAWING = new Ambient<>();

    /**
     * The floor: an interpreter stands on those of lower level.
     *
     * @return 0 for the eager one
     */
    abstract long level();

    /** Runs an op of at least one input under the highest interpreter that any input belongs to, or that draws it all. */
    static Tensor[] route(Op op, Tensor... inputs) {
        EngineInterpreter drawing = DRAWING.orNull();
        EngineInterpreter highest = drawing != null ? drawing : of(op, 0, inputs);
        for (int i = drawing != null ? 0 : 1; i < inputs.length; i++) {
            EngineInterpreter interpreter = of(op, i, inputs);
            if (interpreter != highest && interpreter.level() > highest.level()) {
                highest = interpreter;
            }
        }
        return highest.apply(op, inputs);
    }

    /** The interpreter that an input belongs to, with the op's name in the message if the input is null. */
    private static EngineInterpreter of(Op op, int index, Tensor... inputs) {
        return inputs[index] instanceof EngineTensor own
                ? own.interpreter()
                : of(Given.input(op.name(), index, inputs[index]));
    }

    /** The interpreter that a tensor belongs to. */
    static EngineInterpreter of(Tensor tensor) {
        if (tensor instanceof EngineTensor own) {
            return own.interpreter();
        }
        throw new IllegalArgumentException(
                "tensor: " + Given.of("tensor", "the tensor", tensor).getClass().getName()
                        + " was not made by this engine. Copy its values with Tensor.of(...).");
    }

    static TensorType[] types(Tensor[] tensors) {
        TensorType[] types = new TensorType[tensors.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = tensors[i].type();
        }
        return types;
    }

    /** A fused op taken apart, after its own look at the inputs, so that an error speaks of it. */
    static Tensor[] composed(Fused op, Tensor... inputs) {
        op.outputs(types(inputs));
        return op.composed(inputs);
    }

    /** Refuses a user's forward pass that answers nothing. */
    static Tensor[] checked(Op op, Tensor[] outputs) {
        if (outputs == null || outputs.length == 0 || Arrays.asList(outputs).contains(null)) {
            throw new GradientException(MethodName.of(op.name()) + ": forward answered "
                    + (outputs == null ? "null" : Arrays.toString(outputs))
                    + ". Return at least one tensor, and no null.");
        }
        return outputs;
    }

    /**
     * What a user's forward pass made, as the interpreters below have to see it: as results of this op, with its own
     * derivative, and not of the ops that it is made of.
     *
     * @param op a user's op
     * @param draws what its forward pass drew
     * @param made the outputs of its forward pass
     * @param primals its arguments
     */
    static Tensor[] asSeenBelow(Op op, DrawLog draws, Tensor[] made, Tensor[] primals) {
        for (Tensor primal : primals) {
            if (of(primal).level() > 0) {
                return draws.replay(() -> route(op, primals));
            }
        }
        return made;
    }

    @Override
    public final Tensor[] dispatch(Op op, Tensor... inputs) {
        return inputs.length == 0 ? apply(op) : route(op, inputs);
    }

    @Override
    public Tensor uniform(Generator generator, TensorType type) {
        return apply(new Sampling.Uniform(
                type, Given.of("uniform", "the generator", generator).next()))[0];
    }

    @Override
    public Tensor normal(Generator generator, TensorType type) {
        return apply(new Sampling.Normal(
                type, Given.of("normal", "the generator", generator).next()))[0];
    }
}
