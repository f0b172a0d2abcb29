package dev.adjoint.engine;

import dev.adjoint.Context;
import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Recording;
import dev.adjoint.StandIns;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.BackwardWalk;
import dev.adjoint.graph.OpNode;
import dev.adjoint.graph.Segment;
import dev.adjoint.graph.TensorNode;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.DrawLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A computation whose intermediate values are forgotten, and computed again when its derivative asks for them: memory
 * for one more forward pass (Griewank and Walther, 2000).
 *
 * <p>It is recorded as usual, with all that it closes over. Then the part of each tape's graph that was made in it is
 * replaced by one node, whose inputs are the values outside that the results depend on. In a backward walk that node
 * runs the computation a second time and walks back over what that recorded, bounded by the same values. This is itself
 * a computation under a checkpoint, so the gradient is as good as any other to the tapes around, to any order, and
 * keeps as little.
 *
 * <p>Both runs have a {@link Scope} of their own, so the memory is back at their end and not when it is found
 * unreachable.
 */
public final class Checkpoint {

    /** What stands in graphs; its node knows the rest. */
    private static final Op MARK = new Op() {
        @Override
        public String name() {
            return "checkpoint";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            throw new UnsupportedOperationException("checkpoint: a mark in a graph. Call Diff.checkpoint.");
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            throw new UnsupportedOperationException("checkpoint: a mark in a graph. Call Diff.checkpoint.");
        }
    };

    private final Supplier<List<@Nullable Tensor>> body;
    private final DrawLog draws = new DrawLog();
    private final Segment segment = new Segment();
    private final StandIns standIns = StandIns.inForce();
    private final Interpreter current = Interpreter.current();
    private final long depth = Depth.now();
    private final long recordedFrom = Recording.from();

    private Checkpoint(Supplier<List<@Nullable Tensor>> body) {
        this.body = body;
    }

    /**
     * Runs a computation and keeps only its results.
     *
     * @param body what to compute; run again in each backward walk that reaches it
     * @return its results, null where it answers null
     */
    public static List<@Nullable Tensor> of(Supplier<List<@Nullable Tensor>> body) {
        return new Checkpoint(body).run();
    }

    private List<@Nullable Tensor> run() {
        try (Scope scope = Scope.open()) {
            List<@Nullable Tensor> results = draws.record(() -> segment.during(body));
            List<@Nullable Tensor> outputs = new Collapse(results).outputs();
            for (Tensor output : outputs) {
                if (output != null) {
                    output.keep();
                }
            }
            return outputs;
        }
    }

    /** The gradients of one tape's nodes outside, given those of its results, from a second run. */
    private @Nullable Tensor[] gradients(
            long level, List<TensorNode> ends, boolean differentiable, @Nullable Tensor[] upstream) {
        return of(() -> {
                    Segment now = Objects.requireNonNull(Segment.current());
                    List<@Nullable TensorNode> starts = new ArrayList<>(again(level, now));
                    return Arrays.asList(BackwardWalk.gradients(
                            starts, upstream, differentiable, differentiable, now, new ArrayList<>(ends)));
                })
                .toArray(Tensor[]::new);
    }

    /** The second run, in the setting of the first; answers what stands for the results on one tape. */
    private SequencedSet<TensorNode> again(long level, Segment now) {
        Supplier<List<@Nullable Tensor>> replay = () -> draws.replay(body);
        List<@Nullable Tensor> results = Recording.again(
                recordedFrom,
                () -> Depth.inside(depth, () -> standIns.during(() -> Interpreter.during(current, replay))));
        segment.requireSame(now);
        return made(results, now).getOrDefault(level, new LinkedHashSet<>());
    }

    /** For each tape, the nodes of a segment that stand behind some tensors, in their order. */
    private static Map<Long, SequencedSet<TensorNode>> made(List<@Nullable Tensor> tensors, Segment segment) {
        Map<Long, SequencedSet<TensorNode>> made = new TreeMap<>();
        for (Tensor tensor : tensors) {
            if (tensor instanceof EngineTensor own) {
                collect(own, segment, made);
            }
        }
        return made;
    }

    private static void collect(EngineTensor tensor, Segment segment, Map<Long, SequencedSet<TensorNode>> made) {
        if (tensor instanceof TapeTensor value && isOf(value.node(), segment)) {
            made.computeIfAbsent(value.interpreter().level(), _ -> new LinkedHashSet<>())
                    .add(value.node());
        }
        tensor.mapBelow(below -> {
            if (below instanceof EngineTensor own) {
                collect(own, segment, made);
            }
            return below;
        });
    }

    private static boolean isOf(TensorNode node, Segment segment) {
        OpNode producer = node.producer();
        return producer != null && producer.segment() == segment;
    }

    /** The graph of the segment, of every tape, with one node in its place. */
    private final class Collapse {

        private final List<@Nullable Tensor> results;
        private final Map<TensorNode, TensorNode> places = new HashMap<>();

        Collapse(List<@Nullable Tensor> results) {
            this.results = results;
        }

        List<@Nullable Tensor> outputs() {
            made(results, segment).forEach(this::replace);
            List<@Nullable Tensor> outputs = new ArrayList<>();
            for (Tensor result : results) {
                outputs.add(result instanceof EngineTensor own ? outside(own) : result);
            }
            return outputs;
        }

        private void replace(long level, SequencedSet<TensorNode> made) {
            List<TensorNode> ends = BackwardWalk.ends(made, segment);
            OpNode node = new OpNode(
                    MARK,
                    new Tape(level),
                    ends.toArray(TensorNode[]::new),
                    ends.stream().map(TensorNode::type).toArray(TensorType[]::new));
            int count = 0;
            for (TensorNode inner : made) {
                places.put(inner, node.result(count++, inner.type()));
            }
            node.applied(
                    made.stream().map(TensorNode::type).toArray(TensorType[]::new),
                    (differentiable, upstream) -> gradients(level, ends, differentiable, upstream));
        }

        private Tensor outside(EngineTensor tensor) {
            EngineTensor lower = tensor.mapBelow(below -> below instanceof EngineTensor own ? outside(own) : below);
            TensorNode place = lower instanceof TapeTensor value ? places.get(value.node()) : null;
            return place != null && lower instanceof TapeTensor value
                    ? new TapeTensor(value.interpreter(), value.primal(), place)
                    : lower;
        }
    }
}
