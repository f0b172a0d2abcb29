package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.init.Initialiser;
import dev.adjoint.op.Recurrence;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997), with forget gates: sequences {@code [time, batch, in]} to
 * {@code [time, batch, hidden]}. At each step, with {@code i, f, o = sigmoid} and {@code g = tanh} of the four parts of
 * {@code z = W_ih x + b_ih + W_hh h + b_hh} in the order i, f, g, o:
 *
 * <pre>
 * c = f * c + i * g
 * h = o * tanh(c)
 * </pre>
 *
 * <p>Order of the gates and names of the parameters are PyTorch's: {@code weight_ih_l0 [4 hidden, in]}, {@code
 * weight_hh_l0 [4 hidden, hidden]}, {@code bias_ih_l0}, {@code bias_hh_l0}, and so on for each layer; all begin evenly
 * drawn from {@code 1 / sqrt(hidden)} to both sides. The inputs' products of all steps are one product.
 */
public final class LSTM extends Module {

    private final Options options;
    private final List<Layer> layers = new ArrayList<>();

    private record Layer(
            Parameter input,
            Parameter hidden,
            @Nullable Parameter inputBias,
            @Nullable Parameter hiddenBias) {}

    /**
     * What is carried from one step to the next, and may be carried on from one sequence to another.
     *
     * @param hidden the outputs of the last step, {@code [layers, batch, hidden]}
     * @param cell the memory after it, of the same shape
     */
    public record State(Tensor hidden, Tensor cell) {}

    /**
     * What becomes of a sequence.
     *
     * @param outputs the last layer's output of each step
     * @param state what is carried on
     */
    public record Result(Tensor outputs, State state) {}

    /**
     * One layer with biases; time is the first axis.
     *
     * @param in the length of an input vector
     * @param hidden the length of an output vector
     * @param generator where the first weights come from; it moves on
     */
    public LSTM(long in, long hidden, Generator generator) {
        this(of(in, hidden), generator);
    }

    private LSTM(Options options, Generator generator) {
        Given.of("lstm", "the generator", generator);
        this.options = options;
        long hidden = options.hidden;
        Initialiser first = Initialiser.uniform(1 / Math.sqrt(hidden));
        for (int i = 0; i < options.layers; i++) {
            Shape input = Shape.of(4 * hidden, i == 0 ? options.in : hidden);
            String place = "_l" + i;
            Parameter ofInput = parameter("weight_ih" + place, first.make(generator, input));
            Parameter ofHidden = parameter("weight_hh" + place, first.make(generator, Shape.of(4 * hidden, hidden)));
            layers.add(new Layer(
                    ofInput, ofHidden, bias("bias_ih" + place, generator), bias("bias_hh" + place, generator)));
        }
    }

    private @Nullable Parameter bias(String name, Generator generator) {
        Initialiser first = Initialiser.uniform(1 / Math.sqrt(options.hidden));
        return options.bias ? parameter(name, first.make(generator, Shape.of(4 * options.hidden))) : null;
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the length of an input vector
     * @param hidden the length of an output vector
     * @return options, to be changed and built
     */
    public static Options of(long in, long hidden) {
        return new Options(in, hidden, 1, true, false);
    }

    /**
     * The choices of a long short-term memory, immutable.
     *
     * @param in the length of an input vector
     * @param hidden the length of an output vector
     * @param layers how many stand on each other
     * @param bias whether vectors are added
     * @param batchFirst whether sequences are {@code [batch, time, ..]}
     */
    public record Options(long in, long hidden, int layers, boolean bias, boolean batchFirst) {

        /** Refuses lengths that cannot be. */
        public Options {
            Defaults.atLeast(1, "lstm", "inputs", in);
            Defaults.atLeast(1, "lstm", "hidden units", hidden);
            Defaults.atLeast(1, "lstm", "layers", layers);
        }

        /**
         * The same with several layers, each fed with what the one below gives.
         *
         * @param count how many
         * @return new options
         */
        public Options layers(int count) {
            return new Options(in, hidden, count, bias, batchFirst);
        }

        /**
         * The same with or without biases.
         *
         * @param whether whether vectors are added
         * @return new options
         */
        public Options bias(boolean whether) {
            return new Options(in, hidden, layers, whether, batchFirst);
        }

        /**
         * The same with or without the batch as first axis of inputs and outputs; states stay as they are.
         *
         * @param whether whether sequences are {@code [batch, time, ..]}
         * @return new options
         */
        public Options batchFirst(boolean whether) {
            return new Options(in, hidden, layers, bias, whether);
        }

        /**
         * The layer.
         *
         * @param generator where the first weights come from; it moves on
         * @return a layer with these options
         */
        public LSTM build(Generator generator) {
            return new LSTM(this, generator);
        }
    }

    /** The outputs of a sequence that begins with an empty memory. */
    @Override
    public Tensor forward(Tensor x) {
        Given.input("lstm", 0, x);
        return run(x).outputs();
    }

    /**
     * A sequence that begins with an empty memory.
     *
     * @param x {@code [time, batch, in]}, or with the batch first if that was chosen
     * @return its outputs and what is carried on
     */
    public Result run(Tensor x) {
        requireSequence(x);
        Tensor empty = Tensor.zeros(x.dtype(), options.layers, x.dim(options.batchFirst ? 0 : 1), options.hidden);
        return run(x, new State(empty, empty));
    }

    /**
     * A sequence that begins with what another one left.
     *
     * @param x {@code [time, batch, in]}, or with the batch first if that was chosen
     * @param state what is carried over
     * @return its outputs and what is carried on
     * @throws ShapeException if the state is not {@code [layers, batch, hidden]} twice
     */
    public Result run(Tensor x, State state) {
        requireSequence(x);
        Shape expected = Shape.of(options.layers, x.dim(options.batchFirst ? 0 : 1), options.hidden);
        for (Tensor part : new Tensor[] {state.hidden, state.cell}) {
            if (!part.shape().equals(expected)) {
                throw misfit("a state of " + expected + " twice", part, "Carry on what this layer's run answered.");
            }
        }
        Tensor y = options.batchFirst ? x.transpose(0, 1) : x;
        List<Tensor> hidden = new ArrayList<>();
        List<Tensor> cells = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Result result = run(layers.get(i), y, state.hidden.select(0, i), state.cell.select(0, i));
            y = result.outputs;
            hidden.add(result.state.hidden);
            cells.add(result.state.cell);
        }
        State last = new State(Tensor.stack(0, hidden), Tensor.stack(0, cells));
        return new Result(options.batchFirst ? y.transpose(0, 1) : y, last);
    }

    private Result run(Layer layer, Tensor x, Tensor h0, Tensor c0) {
        Tensor products = x.linear(layer.input.value(), bias(layer));
        Tensor[] all = new Recurrence.Lstm().apply(products, layer.hidden.value(), h0, c0);
        return new Result(all[0], new State(all[0].select(0, -1), all[1].select(0, -1)));
    }

    private static @Nullable Tensor bias(Layer layer) {
        return layer.inputBias == null || layer.hiddenBias == null
                ? null
                : layer.inputBias.value().add(layer.hiddenBias.value());
    }

    private void requireSequence(Tensor x) {
        if (x.rank() != 3 || x.dim(-1) != options.in || x.dim(options.batchFirst ? 1 : 0) == 0) {
            throw misfit(
                    (options.batchFirst ? "[batch, time, " : "[time, batch, ") + options.in + "]",
                    x,
                    "Give sequences of at least one step, of vectors as long as the layer's inputs.");
        }
        requireType(x, layers.getFirst().input);
    }

    @Override
    protected String describe() {
        return "LSTM " + options.in + " -> " + options.hidden + (options.layers == 1 ? "" : " x " + options.layers);
    }
}
