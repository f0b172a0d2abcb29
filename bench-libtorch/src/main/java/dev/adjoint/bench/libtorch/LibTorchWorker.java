package dev.adjoint.bench.libtorch;

import dev.adjoint.bench.peer.Server;
import dev.adjoint.bench.peer.Task;
import dev.adjoint.bench.workload.Case;
import dev.adjoint.io.Safetensors;
import dev.adjoint.shape.DType;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * LibTorch's side of the benchmarks, for the workloads whose time is the cost of single ops: chain, rnn-small and matmul. The
 * same values and the same steps as ours, in a Java as ours is, through the bindings of {@code org.bytedeco:pytorch}.
 */
public final class LibTorchWorker {

    private LibTorchWorker() {}

    /**
     * Answers questions until there are no more.
     *
     * @param arguments the number of threads to compute with
     * @throws IOException if nobody listens any more
     */
    public static void main(String[] arguments) throws IOException {
        torch.set_num_threads(Integer.parseInt(arguments[0]));
        Server.serve("LibTorch " + Tensor.class.getPackage().getImplementationVersion(), LibTorchWorker::task);
    }

    private static Task task(Case what, Path file) {
        Map<String, dev.adjoint.Tensor> state = Safetensors.load(file);
        Supplier<List<Tensor>> step = switch (what.name().split("/")[0]) {
            case "chain" -> chain(value(state, "x"), value(state, "w"));
            case "rnn-small" ->
                recurrent(value(state, "x"), value(state, "start"), value(state, "u"), value(state, "w"));
            case "matmul" -> product(value(state, "a"), value(state, "b"));
            default -> throw new UnsupportedOperationException("not written for LibTorch");
        };
        return new Task() {
            @Override
            public void run() {
                try (PointerScope _ = new PointerScope()) {
                    Reference.reachabilityFence(step.get());
                }
            }

            @Override
            public double outcome() {
                try (PointerScope _ = new PointerScope()) {
                    return step.get().stream()
                            .mapToDouble(each -> each.detach()
                                    .to(torch.ScalarType.Double)
                                    .abs()
                                    .mean()
                                    .item_double())
                            .sum();
                }
            }
        };
    }

    private static Supplier<List<Tensor>> chain(Tensor x, Tensor w) {
        w.requires_grad_(true);
        Scalar factor = new Scalar(0.999f);
        return () -> {
            w.mutable_grad().reset();
            Tensor y = x;
            for (int i = 0; i < 250; i++) {
                y = y.mul(factor).sin().add(w).tanh();
            }
            Tensor value = y.sum();
            value.backward();
            return List.of(value, w.grad());
        };
    }

    private static Supplier<List<Tensor>> recurrent(Tensor x, Tensor start, Tensor u, Tensor w) {
        u.requires_grad_(true);
        w.requires_grad_(true);
        List<Tensor> inputs = new ArrayList<>();
        for (long t = 0; t < x.size(0); t++) {
            inputs.add(x.select(0, t));
        }
        return () -> {
            u.mutable_grad().reset();
            w.mutable_grad().reset();
            Tensor h = start;
            for (Tensor input : inputs) {
                h = input.matmul(u).add(h.matmul(w)).tanh();
            }
            Tensor value = h.square().mean();
            value.backward();
            return List.of(value, u.grad(), w.grad());
        };
    }

    private static Supplier<List<Tensor>> product(Tensor a, Tensor b) {
        return () -> List.of(a.matmul(b));
    }

    /** A tensor with the elements of one of ours. */
    private static Tensor value(Map<String, dev.adjoint.Tensor> state, String name) {
        dev.adjoint.Tensor given = Objects.requireNonNull(state.get(name), name);
        long[] lengths = given.shape().dims();
        return given.dtype() == DType.FLOAT64
                ? AbstractTensor.create(given.doubles(), lengths)
                : AbstractTensor.create(given.floats(), lengths);
    }
}
