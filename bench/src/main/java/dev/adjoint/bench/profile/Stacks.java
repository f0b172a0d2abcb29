package dev.adjoint.bench.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Samples of stacks, those that begin alike added up: a tree whose root is what all have in common, the process.
 */
public final class Stacks {

    private final String frame;
    private final Map<String, Stacks> callees = new TreeMap<>();
    private long samples;

    /**
     * No samples yet.
     *
     * @param frame what the samples have in common
     */
    public Stacks(String frame) {
        this.frame = frame;
    }

    /**
     * Adds one sample.
     *
     * @param frames who called whom, the outermost caller first
     */
    public void add(List<String> frames) {
        Stacks at = this;
        at.samples++;
        for (String name : frames) {
            at = at.callees.computeIfAbsent(name, Stacks::new);
            at.samples++;
        }
    }

    /**
     * The method that they are in.
     *
     * @return its name
     */
    public String frame() {
        return frame;
    }

    /**
     * How many samples met it.
     *
     * @return those of its callees included
     */
    public long samples() {
        return samples;
    }

    /**
     * Whom it called.
     *
     * @return the most sampled first, those with as many by name
     */
    public List<Stacks> callees() {
        Collection<Stacks> all = callees.values();
        return all.stream()
                .sorted(Comparator.comparingLong(callee -> -callee.samples))
                .toList();
    }
}
