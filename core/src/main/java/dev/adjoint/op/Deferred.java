package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a drawn graph does anew at every run besides computing: steps that the language does by a method of the tensor or
 * of the interpreter, not by an op. Applying one calls that method, so that every interpreter answers as it would have
 * answered the user.
 */
public sealed interface Deferred extends Op {

    /** {@link Tensor#detach}: a constant to every derivative. */
    record Detach() implements Deferred {
        @Override
        public String name() {
            return "detach";
        }

        @Override
        public Tensor[] apply(Tensor... inputs) {
            return new Tensor[] {inputs[0].detach()};
        }
    }

    /**
     * Random numbers, drawn from the generator at each run: the sequence is the one that eager execution would see.
     *
     * @param sample which numbers; its own draw is not used
     * @param generator where randomness comes from; each run moves it on
     */
    record Redraw(Sampling sample, Generator generator) implements Deferred {
        @Override
        public String name() {
            return sample.name();
        }

        @Override
        public Tensor[] apply(Tensor... inputs) {
            Interpreter interpreter = Interpreter.current();
            return new Tensor[] {
                switch (sample) {
                    case Sampling.Uniform uniform -> interpreter.uniform(generator, uniform.type());
                    case Sampling.Normal normal -> interpreter.normal(generator, normal.type());
                }
            };
        }

        @Override
        public String toString() {
            return name() + "[" + generator + "]";
        }
    }

    /**
     * {@link Interpreter#applyInto}: the results overwrite existing tensors, which are the last inputs; no outputs.
     *
     * @param op what is computed
     * @param targets how many of the inputs are overwritten
     */
    record Assign(Primitive op, int targets) implements Deferred {
        @Override
        public String name() {
            return "assign";
        }

        @Override
        public Tensor[] apply(Tensor... inputs) {
            int arguments = inputs.length - targets;
            Tensor[] overwritten = Arrays.copyOfRange(inputs, arguments, inputs.length);
            Interpreter.current().applyInto(op, Arrays.copyOf(inputs, arguments), overwritten);
            return new Tensor[0];
        }
    }

    @Override
    default Tensor[] forward(Context context, Tensor... inputs) {
        return apply(inputs);
    }

    @Override
    default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        throw new IllegalStateException(name() + ": a deferred step has no rule of its own. Apply it with apply.");
    }
}
