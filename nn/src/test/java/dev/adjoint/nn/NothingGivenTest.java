package dev.adjoint.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.adjoint.Tensor;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.AdaptiveAvgPool;
import dev.adjoint.nn.layer.AdaptiveMaxPool;
import dev.adjoint.nn.layer.AvgPool1d;
import dev.adjoint.nn.layer.AvgPool2d;
import dev.adjoint.nn.layer.AvgPool3d;
import dev.adjoint.nn.layer.BatchNorm;
import dev.adjoint.nn.layer.Conv1d;
import dev.adjoint.nn.layer.Conv2d;
import dev.adjoint.nn.layer.Conv3d;
import dev.adjoint.nn.layer.ConvTranspose1d;
import dev.adjoint.nn.layer.ConvTranspose2d;
import dev.adjoint.nn.layer.ConvTranspose3d;
import dev.adjoint.nn.layer.Dropout;
import dev.adjoint.nn.layer.Embedding;
import dev.adjoint.nn.layer.Flatten;
import dev.adjoint.nn.layer.GroupNorm;
import dev.adjoint.nn.layer.LSTM;
import dev.adjoint.nn.layer.LayerNorm;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.LocalResponseNorm;
import dev.adjoint.nn.layer.MaxPool1d;
import dev.adjoint.nn.layer.MaxPool2d;
import dev.adjoint.nn.layer.MaxPool3d;
import dev.adjoint.nn.layer.MultiHeadAttention;
import dev.adjoint.nn.layer.RMSNorm;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.BinaryCrossEntropy;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.nn.loss.Hinge;
import dev.adjoint.nn.loss.Loss;
import dev.adjoint.nn.loss.SquaredError;
import dev.adjoint.optim.Adam;
import dev.adjoint.optim.AdamW;
import dev.adjoint.optim.SGD;
import dev.adjoint.random.Generator;
import dev.adjoint.train.Trainer;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null in place of what has to be given is refused in words: by every layer, loss and optimiser, and by the trainer. */
class NothingGivenTest {

    private static final Generator RANDOM = Generator.seed(1);
    private static final Linear MODEL = new Linear(2, 2, RANDOM);
    private static final SGD OPTIMISER = new SGD(MODEL, 0.1);
    private static final Loss LOSS = new SquaredError();

    static Stream<Module> layers() {
        return Stream.of(
                Activation.relu(),
                Activation.softplus(),
                new AdaptiveAvgPool(2),
                new AdaptiveMaxPool(2),
                new AvgPool1d(2),
                new AvgPool2d(2),
                new AvgPool3d(2),
                new BatchNorm(2),
                new Conv1d(2, 2, 1, RANDOM),
                new Conv2d(2, 2, 1, RANDOM),
                new Conv3d(2, 2, 1, RANDOM),
                new ConvTranspose1d(2, 2, 1, RANDOM),
                new ConvTranspose2d(2, 2, 1, RANDOM),
                new ConvTranspose3d(2, 2, 1, RANDOM),
                new Dropout(0.5, RANDOM),
                new Embedding(2, 2, RANDOM),
                new Flatten(),
                new GroupNorm(1, 2),
                new LSTM(2, 2, RANDOM),
                new LayerNorm(2),
                MODEL,
                new LocalResponseNorm(2),
                new MaxPool1d(2),
                new MaxPool2d(2),
                new MaxPool3d(2),
                new MultiHeadAttention(2, 1, RANDOM),
                new RMSNorm(2),
                new Sequential(),
                new Sequential(MODEL));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layersNeedAnInput(Module layer) {
        refused(() -> layer.forward(null));
    }

    static Stream<Arguments> makers() {
        return Stream.of(
                maker("conv1d", random -> new Conv1d(2, 2, 1, random)),
                maker("conv2d", random -> new Conv2d(2, 2, 1, random)),
                maker("conv3d", random -> new Conv3d(2, 2, 1, random)),
                maker("conv_transpose1d", random -> new ConvTranspose1d(2, 2, 1, random)),
                maker("conv_transpose2d", random -> new ConvTranspose2d(2, 2, 1, random)),
                maker("conv_transpose3d", random -> new ConvTranspose3d(2, 2, 1, random)),
                maker("dropout", random -> new Dropout(0.5, random)),
                maker("embedding", random -> new Embedding(2, 2, random)),
                maker("lstm", random -> new LSTM(2, 2, random)),
                maker("linear", random -> new Linear(2, 2, random)),
                maker("attention", random -> new MultiHeadAttention(2, 1, random)));
    }

    private static Arguments maker(String name, Function<Generator, Module> maker) {
        return arguments(name, maker);
    }

    @ParameterizedTest
    @MethodSource("makers")
    void firstWeightsNeedAGenerator(String name, Function<Generator, Module> maker) {
        refused(() -> maker.apply(null));
    }

    static Stream<Loss> losses() {
        return Stream.of(new BinaryCrossEntropy(), new CrossEntropy(), new Hinge(), LOSS);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void lossesNeedBoth(Loss loss) {
        refused(() -> loss.of(null, Tensor.ones(2)));
        refused(() -> loss.of(Tensor.ones(2, 2), null));
    }

    static Stream<Arguments> calls() {
        Trainer trainer = new Trainer(MODEL, LOSS, OPTIMISER);
        return Stream.of(
                call("SGD", () -> new SGD(null, 0.1)),
                call("SGD of a map", () -> SGD.of(0.1).build((Map<String, Parameter>) null)),
                call("SGD by options", () -> SGD.of(0.1).build((Module) null)),
                call("Adam", () -> new Adam(null, 0.1)),
                call("Adam by options", () -> Adam.of(0.1).build((Module) null)),
                call("AdamW", () -> new AdamW(null, 0.1)),
                call("AdamW by options", () -> AdamW.of(0.1).build((Module) null)),
                call("trainer without model", () -> new Trainer(null, LOSS, OPTIMISER)),
                call("trainer without loss", () -> new Trainer(MODEL, null, OPTIMISER)),
                call("trainer without optimiser", () -> new Trainer(MODEL, LOSS, null)),
                call("schedule", () -> trainer.schedule(null)),
                call("clipping", () -> trainer.clipping(null)),
                call("validation", () -> trainer.validation(null)),
                call("listener", () -> trainer.listener(null)),
                call("train", () -> trainer.train(null, 1)),
                call("evaluate", () -> trainer.evaluate(null)),
                call("evaluate nothing", () -> Trainer.evaluate(null, LOSS, null)),
                call("load", () -> MODEL.load(null)),
                call("cast", () -> MODEL.cast(null)),
                call("evaluating", () -> MODEL.evaluating(null)));
    }

    private static Arguments call(String name, ThrowingCallable call) {
        return arguments(name, call);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatTrainsNeedsItsParts(String name, ThrowingCallable call) {
        refused(call);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".+: .+ is null\\. Give a (value|tensor)\\.");
    }
}
