package dev.adjoint.engine;

import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.op.Sampling;
import dev.adjoint.random.Generator;

/** What all interpreters of the engine share: their order, and the way from an op to the one that runs it. */
abstract class EngineInterpreter implements Interpreter {

    /**
     * Who draws all that runs here, ops on constants included, whose values may be others when the drawing is run;
     * unbound where nothing is drawn.
     */
    static final ScopedValue<EngineInterpreter> DRAWING = ScopedValue.newInstance();

    /**
     * The floor: an interpreter stands on those of lower level.
     *
     * @return 0 for the eager one
     */
    abstract int level();

    /** Runs an op of at least one input under the highest interpreter that any input belongs to, or that draws it all. */
    static Tensor[] route(Op op, Tensor... inputs) {
        boolean drawn = DRAWING.isBound();
        EngineInterpreter highest = drawn ? DRAWING.get() : of(inputs[0]);
        for (int i = drawn ? 0 : 1; i < inputs.length; i++) {
            EngineInterpreter interpreter = of(inputs[i]);
            if (interpreter.level() > highest.level()) {
                highest = interpreter;
            }
        }
        return highest.apply(op, inputs);
    }

    /** The interpreter that a tensor belongs to. */
    static EngineInterpreter of(Tensor tensor) {
        if (tensor instanceof EngineTensor own) {
            return own.interpreter();
        }
        throw new IllegalArgumentException("tensor: " + tensor.getClass().getName()
                + " was not made by this engine. Copy its values with Tensor.of(...).");
    }

    @Override
    public final Tensor[] dispatch(Op op, Tensor... inputs) {
        return inputs.length == 0 ? apply(op) : route(op, inputs);
    }

    @Override
    public Tensor uniform(Generator generator, TensorType type) {
        return apply(new Sampling.Uniform(type, generator.next()))[0];
    }

    @Override
    public Tensor normal(Generator generator, TensorType type) {
        return apply(new Sampling.Normal(type, generator.next()))[0];
    }
}
