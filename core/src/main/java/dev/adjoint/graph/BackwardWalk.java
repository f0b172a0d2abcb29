package dev.adjoint.graph;

import dev.adjoint.Derivation;
import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final List<OpNode> claimed = new ArrayList<>();
    private final ArrayDeque<OpNode> ready = new ArrayDeque<>();
    private final Map<TensorNode, Tensor> leaves = new IdentityHashMap<>();
    private final List<TensorNode> reached = new ArrayList<>();

    private BackwardWalk(boolean differentiable, boolean retain) {
        this.differentiable = differentiable;
        this.retain = retain;
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
        BackwardWalk walk = new BackwardWalk(differentiable, retain);
        walk.run(start, upstream);
        for (TensorNode leaf : walk.reached) {
            leaf.accumulate(Objects.requireNonNull(walk.leaves.get(leaf)));
        }
    }

    /**
     * Walks from a value and answers the gradient of one leaf, leaving no trace in it.
     *
     * @param start the node of the value
     * @param upstream its gradient, as the interpreter below sees it
     * @param retain whether what was kept stays for another walk
     * @param leaf whose gradient is asked for
     * @return the gradient, or null if the value does not depend on the leaf
     * @throws GradientException if a part of the graph was freed by an earlier walk
     */
    public static @Nullable Tensor gradient(TensorNode start, Tensor upstream, boolean retain, TensorNode leaf) {
        BackwardWalk walk = new BackwardWalk(false, retain);
        walk.run(start, upstream);
        return walk.leaves.get(leaf);
    }

    private void run(TensorNode start, Tensor upstream) {
        OpNode root = start.producer();
        if (root == null) {
            deliver(start, upstream);
            return;
        }
        try {
            claim(root);
            count();
            deliver(start, upstream);
            ready.add(root);
            for (OpNode node = ready.poll(); node != null; node = ready.poll()) {
                step(node);
            }
        } catch (Throwable failure) {
            letGo();
            throw failure;
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
                OpNode producer = input == null ? null : input.producer();
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
        Derivation.during(node.op(), Derivation.Mode.BACKWARD, node.origin(), () -> {
            propagate(node);
            return node;
        });
    }

    private void propagate(OpNode node) {
        @Nullable Tensor @Nullable [] upstream = node.upstream;
        @Nullable Tensor[] gradients = upstream == null ? null : node.op().backward(node.context(), upstream);
        if (gradients != null && gradients.length != node.inputs()) {
            throw new GradientException(node.op().name() + ": backward answered " + gradients.length + " gradients for "
                    + node.inputs() + " inputs. Answer one for each, null where it is zero.");
        }
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
                check(node, i, gradient);
                deliver(input, gradient);
            }
            OpNode producer = input.producer();
            if (producer != null && --producer.pending == 0) {
                ready.add(producer);
            }
        }
        node.release();
    }

    private static void check(OpNode node, int index, Tensor gradient) {
        if (!gradient.type().equals(node.inputType(index))) {
            throw new GradientException(node.op().name() + ": backward answered " + gradient.type() + " for input "
                    + index + ", which is " + node.inputType(index) + ". A gradient has the type of its value.");
        }
    }

    private void deliver(TensorNode node, Tensor gradient) {
        OpNode producer = node.producer();
        if (producer == null) {
            Tensor before = leaves.get(node);
            leaves.put(node, before == null ? gradient : before.add(gradient));
            if (before == null) {
                reached.add(node);
            }
            return;
        }
        @Nullable Tensor @Nullable [] upstream = producer.upstream;
        if (upstream == null) {
            upstream = new Tensor[producer.outputs()];
            producer.upstream = upstream;
        }
        Tensor sum = upstream[node.output()];
        upstream[node.output()] = sum == null ? gradient : sum.add(gradient);
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
