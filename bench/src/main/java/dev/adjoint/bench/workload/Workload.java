package dev.adjoint.bench.workload;

import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is timed, with the ratio to PyTorch that is asked of it. */
public enum Workload {
    /** Dense layers. */
    MLP(0.85, "784-512-256-10, ReLU, batch 128, Adam: a training step", Training::mlp),

    /** The MNIST net that everybody knows. */
    CNN(
            1.00,
            "conv 3x3x32, conv 3x3x64, max-pool 2, 128, 10 on 28x28, batch 64, SGD with momentum: a training step",
            Training::cnn),

    /** Deep convolutions. */
    RESNET18(1.00, "ResNet-18 in CIFAR form, 32x32, batch 32, SGD with momentum: a training step", Training::resnet18),

    /** Attention. */
    GPT(0.85, "4 layers, 4 heads, width 128, 64 characters, batch 12, AdamW: a training step", Training::gpt),

    /** Gates through time. */
    LSTM(0.85, "1 layer, 128 wide, 64 steps, batch 32: forward and backward", Recurrent::lstm),

    /** Small matrices, step after step. */
    RNN_SMALL(0.15, "64 steps of tanh(x U + h W), width 32, batch 8, unrolled: forward and backward", Recurrent::small),

    /** What is paid for each op. */
    CHAIN(
            0.15,
            "1,000 element-wise ops on 8 numbers: forward and backward",
            List.of(new Case("chain", "chain", Work.ops(Elementwise.CHAIN_OPS), Elementwise::chain))),

    /** What is paid for each element. */
    POINTWISE(
            0.40,
            "mean(gelu(x w + b)), 4 M elements: forward, and backward to w and b; 8 passes over 16 MiB are needed",
            List.of(new Case(
                    "pointwise", "pointwise", Work.passes(8, Elementwise.ELEMENTS, 22), Elementwise::pointwise))),

    /** Rows of a matrix. */
    REDUCE(
            1.00,
            "softmax and layer norm over [4096, 1024]: forward and backward; 5 passes over 16 MiB are needed",
            List.of(
                    new Case(
                            "reduce/softmax",
                            "softmax",
                            Work.passes(5, Reductions.ROWS * Reductions.COLUMNS, 9),
                            Reductions::softmax),
                    new Case(
                            "reduce/layer_norm",
                            "layer norm",
                            Work.passes(5, Reductions.ROWS * Reductions.COLUMNS, 21),
                            Reductions::layerNorm))),

    /** Products from small to large. */
    MATMUL(1.00, "products of square matrices, 32 to 2048, float32 and float64", Products.cases()),

    /** Convolutions of known networks. */
    CONV(1.00, "the convolutions of AlexNet and GoogLeNet, batch 8: forward, and both gradients", Convolutions.cases()),

    /** Second derivatives. */
    HVP(1.00, "Hessian-vector product of the mlp's loss by all its parameters", Curvature::hvp);

    private final double asked;
    private final String description;
    private final List<Case> cases;

    Workload(double asked, String description, Supplier<Subject> maker) {
        this.asked = asked;
        this.description = description;
        this.cases = List.of(new Case(word(), word(), Work.step(), maker));
    }

    Workload(double asked, String description, List<Case> cases) {
        this.asked = asked;
        this.description = description;
        this.cases = cases;
    }

    /**
     * The ratio to PyTorch eager that is asked: our time divided by theirs, at most this.
     *
     * @return a ratio
     */
    public double asked() {
        return asked;
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
     * What it consists of.
     *
     * @return one case or several
     */
    public List<Case> cases() {
        return cases;
    }

    /**
     * The name on the command line.
     *
     * @return lower-case words with hyphens
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return word();
    }

    /**
     * A case of any workload.
     *
     * @param name its name between us and the peers
     * @return the case
     * @throws NoSuchElementException if there is none
     */
    public static Case named(String name) {
        return Stream.of(values())
                .flatMap(workload -> workload.cases.stream())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("bench: there is no case " + name + "."));
    }
}
