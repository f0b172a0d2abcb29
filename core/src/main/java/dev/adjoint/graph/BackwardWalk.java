package dev.adjoint.graph;

import dev.adjoint.Derivation;
import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One backward pass: from a value to the leaves that it was computed from, each op once, after all its consumers.
 *
 * <p>Two sweeps, both iterative. The first counts for each op the consumers <em>that reach the start</em>, so a branch
 * that the loss does not see is never waited for. The second hands gradients down, sums them where a value feeds
 * several ops, and frees what the forward pass kept as it goes. The order follows from the graph alone.
 */
public final class BackwardWalk {

    private final boolean differentiable;
    private final boolean retain;
    private final @Nullable Segment within;
    private final List<OpNode> claimed = new ArrayList<>();
    private final ArrayDeque<OpNode> ready = new ArrayDeque<>();
    private final Map<TensorNode, Sum> leaves = new IdentityHashMap<>();
    private final List<TensorNode> reached = new ArrayList<>();
    private final Map<OpNode, List<TensorNode>> wanted = new IdentityHashMap<>();

    /** The gradient of a leaf so far; the first one may be known elsewhere, a sum is the walk's own. */
    private static final class Sum {

        private Tensor gradient;
        private boolean own;

        Sum(Tensor first) {
            gradient = first;
        }

        void add(Tensor more, @Nullable OpNode from) {
            gradient = own && from != null ? from.accumulated(gradient, more) : gradient.add(more);
            own = true;
        }
    }

    private BackwardWalk(boolean differentiable, boolean retain, @Nullable Segment within) {
        this.differentiable = differentiable;
        this.retain = retain;
        this.within = within;
    }

    /**
     * Walks from a value and sums gradients into the leaves, once the whole walk has succeeded.
     *
     * @param start the node of the value
     * @param upstream its gradient, as the interpreter below sees it unless the walk is differentiable
     * @param differentiable whether the walk itself is recorded, so that its results can be differentiated
     * @param retain whether what was kept stays for another walk
     * @throws GradientException if a part of the graph was freed by an earlier walk
     */
    public static void from(TensorNode start, Tensor upstream, boolean differentiable, boolean retain) {
        BackwardWalk walk = new BackwardWalk(differentiable, retain, null);
        walk.run(List.of(start), upstream);
        List<Tensor> gradients = new ArrayList<>();
        for (TensorNode node : walk.reached) {
            if (node instanceof TensorNode.Leaf leaf) {
                gradients.add(leaf.accumulate(Objects.requireNonNull(walk.leaves.get(leaf)).gradient));
            }
        }
        walk.settle(gradients);
    }

    /**
     * Walks from some values and answers the gradients of others, leaving no trace in them.
     *
     * @param starts the nodes of the values; null for one that has none
     * @param upstream the gradient of each, as the interpreter below sees it unless the walk is differentiable; null
     *     where it is zero
     * @param differentiable whether the walk itself is recorded
     * @param retain whether what was kept stays for another walk
     * @param within where to stop: what was made outside this segment is a leaf to the walk; null for no bounds
     * @param ends whose gradients are asked for, leaves or not; null for one that has no node
     * @return the gradient of each end; null if the values do not depend on it
     * @throws GradientException if a part of the graph was freed by an earlier walk
     */
    public static @Nullable Tensor[] gradients(
            List<@Nullable TensorNode> starts,
            @Nullable Tensor[] upstream,
            boolean differentiable,
            boolean retain,
            @Nullable Segment within,
            List<@Nullable TensorNode> ends) {
        BackwardWalk walk = new BackwardWalk(differentiable, retain, within);
        for (TensorNode end : ends) {
            OpNode producer = end == null ? null : walk.producer(end);
            if (producer != null) {
                walk.wanted.computeIfAbsent(producer, _ -> new ArrayList<>()).add(end);
            }
        }
        walk.run(starts, upstream);
        @Nullable Tensor[] gradients = new Tensor[ends.size()];
        for (int i = 0; i < gradients.length; i++) {
            TensorNode end = ends.get(i);
            Sum sum = end == null ? null : walk.leaves.get(end);
            gradients[i] = sum == null ? null : sum.gradient;
        }
        walk.settle(Stream.of(gradients).flatMap(Stream::ofNullable).toList());
        return gradients;
    }

    /** All gradients are there now, and are going to be read: what they share is computed once. */
    private void settle(List<Tensor> gradients) {
        if (!claimed.isEmpty()) {
            claimed.getFirst().settle(gradients);
        }
    }

    /** The op that made a value, unless the walk takes that for a leaf. */
    private @Nullable OpNode producer(TensorNode node) {
        OpNode producer = node.producer();
        return producer == null || within != null && producer.segment() != within ? null : producer;
    }

    private void run(List<@Nullable TensorNode> starts, @Nullable Tensor... upstream) {
        try {
            List<OpNode> roots = new ArrayList<>();
            for (int i = 0; i < upstream.length; i++) {
                TensorNode start = starts.get(i);
                OpNode root = start == null || upstream[i] == null ? null : producer(start);
                if (root != null && root.walk != this) {
                    claim(root);
                    roots.add(root);
                }
            }
            count();
            for (int i = 0; i < upstream.length; i++) {
                TensorNode start = starts.get(i);
                Tensor gradient = upstream[i];
                if (start != null && gradient != null) {
                    deliver(start, gradient, null);
                }
            }
            for (OpNode root : roots) {
                if (root.pending == 0) {
                    ready.add(root);
                }
            }
            for (OpNode node = ready.poll(); node != null; node = ready.poll()) {
                step(node);
            }
        } catch (Throwable failure) {
            letGo();
            throw failure;
        }
    }

    /** All that feeds from a value has sent its gradient: where that is asked for, it is complete now. */
    private void catchWanted(OpNode node) {
        if (wanted.isEmpty()) {
            return;
        }
        for (TensorNode end : wanted.getOrDefault(node, List.of())) {
            Tensor gradient = node.received(end.output());
            if (gradient != null) {
                leaves.put(end, new Sum(gradient));
            }
        }
    }

    private void claim(OpNode node) {
        if (node.isFreed()) {
            throw new GradientException(
                    "backward: the graph behind " + node.op().name()
                            + " was walked before, and what its forward pass kept is freed. Compute the value again, add the"
                            + " losses up and walk once, or keep the graph for another walk with backward(upstream, true).");
        }
        if (!node.claim(this)) {
            throw new GradientException("backward: another thread is walking the graph behind "
                    + node.op().name() + " at the same moment. Walk one graph from one thread at a time.");
        }
        node.pending = 0;
        node.differentiable = differentiable;
        claimed.add(node);
    }

    /** Claims every op that the start was computed from, and counts how often each feeds another one of them. */
    private void count() {
        for (int next = 0; next < claimed.size(); next++) {
            OpNode node = claimed.get(next);
            for (int i = 0; i < node.inputs(); i++) {
                TensorNode input = node.inputNode(i);
                OpNode producer = input == null ? null : producer(input);
                if (producer == null) {
                    continue;
                }
                if (producer.walk != this) {
                    claim(producer);
                }
                producer.pending++;
            }
        }
    }

    private void step(OpNode node) {
        if (!Origin.recording()) {
            propagate(node);
            return;
        }
        Derivation.during(node.op(), Derivation.Mode.BACKWARD, node.origin(), () -> {
            propagate(node);
            return node;
        });
    }

    private void propagate(OpNode node) {
        catchWanted(node);
        @Nullable Tensor[] gradients = node.gradients();
        if (!retain) {
            node.free();
        }
        for (int i = 0; i < node.inputs(); i++) {
            TensorNode input = node.inputNode(i);
            if (input == null) {
                continue;
            }
            Tensor gradient = gradients == null ? null : gradients[i];
            if (gradient != null) {
                deliver(input, gradient, node);
            }
            OpNode producer = producer(input);
            if (producer != null && --producer.pending == 0) {
                ready.add(producer);
            }
        }
        node.release();
    }

    /**
     * What a segment of a graph was computed from: where a walk bounded by it would end.
     *
     * @param starts nodes of values made in the segment
     * @param segment the segment
     * @return the nodes outside that the values depend on, in an order that follows from the graph
     */
    public static List<TensorNode> ends(Iterable<TensorNode> starts, Segment segment) {
        BackwardWalk walk = new BackwardWalk(false, true, segment);
        Map<TensorNode, Boolean> ends = new IdentityHashMap<>();
        List<TensorNode> ordered = new ArrayList<>();
        Map<OpNode, Boolean> seen = new IdentityHashMap<>();
        ArrayDeque<TensorNode> next = new ArrayDeque<>();
        starts.forEach(next::add);
        for (TensorNode node = next.poll(); node != null; node = next.poll()) {
            OpNode producer = walk.producer(node);
            if (producer == null) {
                if (ends.put(node, true) == null) {
                    ordered.add(node);
                }
            } else if (seen.put(producer, true) == null) {
                for (int i = 0; i < producer.inputs(); i++) {
                    TensorNode input = producer.inputNode(i);
                    if (input != null) {
                        next.add(input);
                    }
                }
            }
        }
        return ordered;
    }

    private void deliver(TensorNode node, Tensor gradient, @Nullable OpNode from) {
        OpNode producer = producer(node);
        if (producer == null) {
            Sum sum = leaves.get(node);
            if (sum == null) {
                leaves.put(node, new Sum(gradient));
                reached.add(node);
            } else {
                sum.add(gradient, from);
            }
            return;
        }
        producer.receive(node.output(), gradient);
    }

    /** A walk that fails leaves the graph as it was, but for what it has used up. */
    private void letGo() {
        for (OpNode node : claimed) {
            if (node.walk == this) {
                node.release();
            }
        }
    }
}
