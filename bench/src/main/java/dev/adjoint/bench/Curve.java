package dev.adjoint.bench;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.TensorTree.Listed;
import dev.adjoint.Window;
import dev.adjoint.random.Generator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * Scalar functions of growing size, whose derivatives should cost a small multiple of their value at every size: the
 * cheap-gradient principle (Griewank, Walther, Evaluating Derivatives, chapter 4).
 */
public enum Curve {
    /** Two hidden layers. */
    MLP("784-n-n/2-10, tanh, batch 128, cross-entropy", 128, 512, 1024) {
        @Override
        Subject subject(int n) {
            Generator random = Generator.seed(1);
            Tensor labels = Tensor.arange(128).rem(10).oneHot(10);
            Listed<Tensor> weights = TensorTree.list(
                    scaled(random, 784, n), scaled(random, n, n / 2), scaled(random, n / 2, 10), Tensor.zeros(10));
            return new Subject(weights, Tensor.normal(random, 128, 784), (w, x) -> {
                Tensor h = x.matmul(w.at(0)).tanh().matmul(w.at(1)).tanh();
                return crossEntropy(h.matmul(w.at(2)).add(w.at(3)), labels);
            });
        }
    },

    /** Two convolutions. */
    CNN("conv 3x3x16, conv 3x3x32, max-pool 2, 10 on 3 x 16 x 16, tanh, batch n, cross-entropy", 4, 16, 64) {
        @Override
        Subject subject(int n) {
            Generator random = Generator.seed(1);
            Tensor labels = Tensor.arange(n).rem(10).oneHot(10);
            Listed<Tensor> weights = TensorTree.list(
                    scaled(random, 27, 16).transpose().reshape(16, 3, 3, 3),
                    scaled(random, 144, 32).transpose().reshape(32, 16, 3, 3),
                    scaled(random, 1152, 10));
            Window plain = Window.convolution(2);
            return new Subject(weights, Tensor.normal(random, n, 3, 16, 16), (w, x) -> {
                Tensor h = x.conv2d(w.at(0), null, plain)
                        .tanh()
                        .conv2d(w.at(1), null, plain)
                        .tanh();
                return crossEntropy(h.maxPool2d(Window.of(2, 2)).flatten(1).matmul(w.at(2)), labels);
            });
        }
    },

    /** Small ops one after the other: what is paid for each op, and nothing else. */
    CHAIN(
            "n ops on 8 numbers, one after the other: times 0.999, sin, plus w, tanh",
            1_000,
            10_000,
            100_000,
            1_000_000) {
        @Override
        Subject subject(int n) {
            Listed<Tensor> weights = TensorTree.list(Tensor.linspace(0.05, 0.1, 8));
            return new Subject(weights, Tensor.linspace(0.1, 0.8, 8), (w, x) -> {
                Tensor y = x;
                for (int i = 0; i < n / 4; i++) {
                    y = y.mul(0.999).sin().add(w.at(0)).tanh();
                }
                return y.sum();
            });
        }
    };

    private final String description;
    private final List<Integer> sizes;

    Curve(String description, Integer... sizes) {
        this.description = description;
        this.sizes = List.of(sizes);
    }

    /**
     * A function and where to differentiate it.
     *
     * @param weights what its gradient is taken by
     * @param data what else it reads
     * @param function a scalar function of both
     */
    record Subject(Listed<Tensor> weights, Tensor data, BiFunction<Listed<Tensor>, Tensor, Tensor> function) {

        Tensor ofWeights(Listed<Tensor> changed) {
            return function.apply(changed, data);
        }

        Tensor ofData(Tensor changed) {
            return function.apply(weights, changed);
        }
    }

    /** The function of some size. */
    abstract Subject subject(int n);

    /**
     * What is computed.
     *
     * @return one line
     */
    public String description() {
        return description;
    }

    /**
     * The sizes to be measured.
     *
     * @return n, from small to large
     */
    public List<Integer> sizes() {
        return sizes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Tensor scaled(Generator random, long in, long out) {
        return Tensor.normal(random, in, out).mul(1 / Math.sqrt(in));
    }

    private static Tensor crossEntropy(Tensor scores, Tensor labels) {
        return scores.logSoftmax(1).mul(labels).sum(1).mean().neg();
    }
}
