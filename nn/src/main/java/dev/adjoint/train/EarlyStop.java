package dev.adjoint.train;

/**
 * Ends a training when its loss has not come down for some epochs: that of the validation where there is one.
 *
 * <p>An instance watches one training.
 */
public final class EarlyStop implements TrainingListener {

    private final int patience;
    private double best = Double.POSITIVE_INFINITY;
    private int since;

    /**
     * A listener for one training.
     *
     * @param patience how many epochs without a better loss to wait, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public EarlyStop(int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("early stop: patience " + patience + ". Give at least 1 epoch.");
        }
        this.patience = patience;
    }

    @Override
    public boolean onEpoch(EpochReport report) {
        Evaluation validation = report.validation();
        double loss = validation == null ? report.loss() : validation.loss();
        since = loss < best ? 0 : since + 1;
        best = Math.min(best, loss);
        return since < patience;
    }
}
