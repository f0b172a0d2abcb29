package dev.adjoint.train;

import dev.adjoint.Tensor;

/** Losses and hits, summed over the batches of an epoch in their order. */
final class Tally {

    private double loss;
    private long hits;
    private long examples;
    private boolean labelled = true;

    /** Counts a batch with its mean loss. */
    void add(double meanLoss, Tensor prediction, Tensor target) {
        long count = target.dim(0);
        loss += meanLoss * count;
        examples += count;
        if (target.dtype().isInteger() && target.rank() == 1 && prediction.rank() == 2) {
            hits += hits(prediction.detach().argmax(1).longs(), target.longs());
        } else {
            labelled = false;
        }
    }

    private static long hits(long[] found, long[] right) {
        long hits = 0;
        for (int i = 0; i < found.length; i++) {
            hits += found[i] == right[i] ? 1 : 0;
        }
        return hits;
    }

    long examples() {
        return examples;
    }

    double loss() {
        return loss / examples;
    }

    double accuracy() {
        return labelled ? (double) hits / examples : Double.NaN;
    }

    Evaluation evaluation() {
        return new Evaluation(loss(), accuracy(), examples);
    }
}
