package dev.adjoint.engine;

import dev.adjoint.expr.Fusion;
import dev.adjoint.kernel.FusedSum;
import dev.adjoint.kernel.Kernels;
import dev.adjoint.kernel.Launch;
import dev.adjoint.memory.Array;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Runs deferrals as one pass over memory: their programs strung together, which gives the same bits as one op after the
 * other. The functions so made are remembered by their structure, so that kernels are found as those of any other.
 */
final class FusedPass {

    private static final int REMEMBERED = 1_024;

    private final Kernels kernels;
    private final Map<Fusion, PointwiseFunction> functions = new ConcurrentHashMap<>();
    private final LongAdder passes = new LongAdder();

    FusedPass(Kernels kernels) {
        this.kernels = kernels;
    }

    /** How many have been run. */
    long passes() {
        return passes.sum();
    }

    /**
     * Computes and writes some of the deferrals.
     *
     * @param all those to be written and those that they read, in order; nobody else runs one of them now
     * @param written those to be written, of one layout
     */
    void run(List<Deferral> all, List<Deferral> written) {
        if (all.size() == 1) {
            alone(all.getFirst());
        } else {
            Fused fused = new Fused(all, written);
            if (!fused.run()) {
                all.forEach(this::alone);
                return;
            }
        }
        for (Deferral each : all) {
            if (written.contains(each)) {
                each.finished();
            } else {
                each.repeated();
            }
        }
    }

    /**
     * Sums all that the last of some deferrals would write, without writing it.
     *
     * @param all it and those that it reads, in order; nobody else runs one of them now
     * @param result where the sum goes
     * @return false, and nothing is done, if no kernel has the bits of the written sum
     */
    boolean sum(List<Deferral> all, Array result) {
        Deferral last = all.getLast();
        Fused fused = new Fused(all, List.of(last));
        if (!fused.sum(last.results()[0].layout(), result)) {
            return false;
        }
        all.forEach(Deferral::repeated);
        return true;
    }

    private void alone(Deferral deferral) {
        Array[] arguments = deferral.arguments();
        kernels.find(deferral.op, arguments).run(deferral.op, arguments, unsettled(deferral.results()));
        passes.increment();
        deferral.finished();
        Reference.reachabilityFence(arguments);
    }

    private static Array[] unsettled(Array... results) {
        Array[] targets = new Array[results.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = new Array(results[i].storage().unsettled(), results[i].dtype(), results[i].layout());
        }
        return targets;
    }

    /** One pass, while it is put together. */
    private final class Fused {
        private final List<Deferral> all;
        private final List<Deferral> written;
        private final List<Array> leaves = new ArrayList<>();
        private final Map<Deferral, Integer> firstValue = new HashMap<>();

        Fused(List<Deferral> all, List<Deferral> written) {
            this.all = all;
            this.written = written;
            Layout layout = written.getFirst().results()[0].layout();
            for (Deferral each : all) {
                for (Array argument : each.arguments()) {
                    if (Deferral.of(argument) == null && place(argument) < 0) {
                        // Results take the layout of the first dense argument.
                        leaves.add(argument.layout().samePattern(layout) ? 0 : leaves.size(), argument);
                    }
                }
            }
            int value = leaves.size();
            for (Deferral each : all) {
                firstValue.put(each, value);
                value += each.results().length;
            }
        }

        /** False, and nothing done, if no kernel writes these results in their layouts. */
        boolean run() {
            PointwiseOp op = op();
            Array[] arguments = leaves.toArray(Array[]::new);
            Array[] results = unsettled(written.stream()
                    .flatMap(each -> List.of(each.results()).stream())
                    .toArray(Array[]::new));
            Launch launch = kernels.find(op, arguments);
            for (int i = 0; i < results.length; i++) {
                if (launch.isReference() || !launch.fits(i, results[i])) {
                    return false;
                }
            }
            launch.run(op, arguments, results);
            passes.increment();
            Reference.reachabilityFence(arguments);
            return true;
        }

        boolean sum(Layout layout, Array result) {
            FusedSum op = new FusedSum(op());
            Array[] arguments = leaves.toArray(Array[]::new);
            Launch launch = kernels.find(op, arguments);
            if (launch.isReference() || !arguments[0].layout().samePattern(layout)) {
                return false;
            }
            launch.run(op, arguments, new Array[] {result});
            passes.increment();
            Reference.reachabilityFence(arguments);
            return true;
        }

        private PointwiseOp op() {
            List<Fusion.Part> parts = new ArrayList<>();
            List<Integer> results = new ArrayList<>();
            int parameters = 0;
            for (Deferral each : all) {
                List<Integer> sources = new ArrayList<>();
                for (Array argument : each.arguments()) {
                    sources.add(value(argument));
                }
                parts.add(new Fusion.Part(each.op.function().program(), sources));
                parameters += each.op.function().program().parameters();
            }
            for (Deferral each : written) {
                for (int k = 0; k < each.results().length; k++) {
                    results.add(firstValue(each) + k);
                }
            }
            if (functions.size() >= REMEMBERED) {
                functions.clear();
            }
            Fusion fusion = new Fusion(parts, leaves.size(), results);
            return functions
                    .computeIfAbsent(fusion, _ -> PointwiseFunction.fused(name(), fusion))
                    .with(numbers(parameters));
        }

        private String name() {
            return all.stream().map(each -> each.op.name()).collect(Collectors.joining("+"));
        }

        private double[] numbers(int count) {
            double[] numbers = new double[count];
            int at = 0;
            for (Deferral each : all) {
                for (int k = 0; k < each.op.function().program().parameters(); k++) {
                    numbers[at++] = each.op.parameter(k);
                }
            }
            return numbers;
        }

        private int value(Array argument) {
            Deferral source = Deferral.of(argument);
            return source == null ? place(argument) : firstValue(source) + source.output(argument);
        }

        private int firstValue(Deferral deferral) {
            return firstValue.getOrDefault(deferral, -1);
        }

        private int place(Array argument) {
            for (int i = 0; i < leaves.size(); i++) {
                if (leaves.get(i).storage() == argument.storage()
                        && leaves.get(i).layout().equals(argument.layout())) {
                    return i;
                }
            }
            return -1;
        }
    }
}
