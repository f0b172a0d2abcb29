package dev.adjoint.train;

import dev.adjoint.Tensor;
import dev.adjoint.data.Batch;
import dev.adjoint.data.BatchSource;
import dev.adjoint.data.Batches;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.loss.Loss;
import dev.adjoint.optim.Clipping;
import dev.adjoint.optim.Optimizer;
import dev.adjoint.optim.Schedule;
import dev.adjoint.shape.Given;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: batch by batch, forward, loss, backward, step.
 *
 * <p>Each step has a scope of its own, so memory stays flat however long it goes on. Given the same model, data and
 * seeds, the losses are the same bit for bit. A trainer is immutable: its methods with a setting answer a new one.
 *
 * <pre>{@code
 * TrainingResult result = new Trainer(model, new CrossEntropy(), new SGD(model, 0.1)).train(loader, 3);
 * Evaluation test = Trainer.evaluate(model, new CrossEntropy(), testLoader);
 * }</pre>
 */
public final class Trainer {

    private final Module model;
    private final Loss loss;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final Clipping clipping;
    private final @Nullable BatchSource validation;
    private final List<TrainingListener> listeners;

    /**
     * A trainer with a constant learning rate, without clipping, validation or listeners.
     *
     * @param model what to make better
     * @param loss what to make small; it must be a mean over the batch
     * @param optimizer how to change the parameters of the model
     */
    public Trainer(Module model, Loss loss, Optimizer optimizer) {
        this(model, loss, optimizer, Schedule.CONSTANT, Clipping.NONE, null, List.of());
    }

    private Trainer(
            Module model,
            Loss loss,
            Optimizer optimizer,
            Schedule schedule,
            Clipping clipping,
            @Nullable BatchSource validation,
            List<TrainingListener> listeners) {
        this.model = Given.of("trainer", "the model", model);
        this.loss = Given.of("trainer", "the loss", loss);
        this.optimizer = Given.of("trainer", "the optimiser", optimizer);
        this.schedule = Given.of("trainer", "the schedule", schedule);
        this.clipping = Given.of("trainer", "the clipping", clipping);
        this.validation = validation;
        this.listeners = listeners;
    }

    /**
     * The same with a learning rate that changes: a factor on that of the optimiser.
     *
     * @param factors the factor of each step
     * @return a new trainer
     */
    public Trainer schedule(Schedule factors) {
        return new Trainer(model, loss, optimizer, factors, clipping, validation, listeners);
    }

    /**
     * The same with gradients that are bounded before each step.
     *
     * @param bound how
     * @return a new trainer
     */
    public Trainer clipping(Clipping bound) {
        return new Trainer(model, loss, optimizer, schedule, bound, validation, listeners);
    }

    /**
     * The same with an evaluation after each epoch.
     *
     * @param data examples that the model is not trained on
     * @return a new trainer
     */
    public Trainer validation(BatchSource data) {
        return new Trainer(
                model,
                loss,
                optimizer,
                schedule,
                clipping,
                Given.of("trainer", "the validation data", data),
                listeners);
    }

    /**
     * The same with one more listener.
     *
     * @param listener who watches
     * @return a new trainer
     */
    public Trainer listener(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(Given.of("trainer", "the listener", listener));
        return new Trainer(model, loss, optimizer, schedule, clipping, validation, List.copyOf(all));
    }

    /**
     * Trains. The model is in training mode afterwards, and its gradients are cleared.
     *
     * @param data where the batches come from
     * @param epochs how often to go through them, at least 1
     * @return what it came to
     * @throws TrainingException if there is nothing to do, or the loss is no finite number; the parameters are then as
     *     they were before that step
     */
    public TrainingResult train(BatchSource data, int epochs) {
        if (epochs < 1) {
            throw new TrainingException("train: " + epochs + " epochs. Give at least 1.");
        }
        if (Given.of("train", "the data", data).steps() < 1) {
            throw new TrainingException("train: an epoch has no batch, of " + data.examples()
                    + " examples. Give more examples or a smaller batch size.");
        }
        double rate = optimizer.learningRate();
        optimizer.clearGradients();
        try {
            return run(data, new Progress(epochs, data.steps()), rate);
        } finally {
            optimizer.learningRate(rate);
            optimizer.clearGradients();
        }
    }

    private TrainingResult run(BatchSource data, Progress progress, double rate) {
        boolean goOn = true;
        while (goOn && progress.nextEpoch()) {
            model.train();
            goOn = epoch(data, progress, rate);
            progress.endSteps();
            Evaluation measured = validation == null ? null : evaluate(validation);
            EpochReport report = progress.endEpoch(optimizer.learningRate(), measured);
            for (TrainingListener listener : listeners) {
                goOn &= listener.onEpoch(report);
            }
        }
        TrainingResult result = progress.result();
        listeners.forEach(listener -> listener.onEnd(result));
        return result;
    }

    private boolean epoch(BatchSource data, Progress progress, double rate) {
        boolean goOn = true;
        try (Batches batches = data.epoch(progress.epoch() - 1)) {
            while (goOn && batches.hasNext()) {
                optimizer.learningRate(rate * schedule.factor(progress.stepsTaken()));
                try (Scope _ = Scope.open()) {
                    step(batches.next(), progress);
                }
                if (listeners.isEmpty()) {
                    continue;
                }
                StepReport report = progress.stepReport(optimizer.learningRate());
                for (TrainingListener listener : listeners) {
                    goOn &= listener.onStep(report);
                }
            }
        }
        return goOn;
    }

    private void step(Batch batch, Progress progress) {
        Tensor prediction = model.forward(batch.features());
        Tensor cost = loss.of(prediction, batch.labels());
        double value = cost.item();
        if (!Double.isFinite(value)) {
            throw diverged(value, progress);
        }
        cost.backward();
        clipping.apply(optimizer.parameters());
        optimizer.step();
        optimizer.clearGradients();
        progress.endStep(value, prediction, batch.labels());
    }

    private TrainingException diverged(double value, Progress progress) {
        return new TrainingException("train: the loss is " + value + " at " + progress.place() + ", learning rate "
                + optimizer.learningRate() + ". Lower the learning rate, bound the gradients with"
                + " clipping(Clipping.norm(1)), or look for numbers in the data that are not finite.");
    }

    /**
     * Measures the model of this trainer; see {@link #evaluate(Module, Loss, BatchSource)}.
     *
     * @param data examples, best those that it was not trained on
     * @return how good it is on them
     */
    public Evaluation evaluate(BatchSource data) {
        return evaluate(model, loss, data);
    }

    /**
     * Measures a model: in evaluation mode and without recording; its mode afterwards is that of before.
     *
     * @param model what to measure
     * @param loss the loss to report, a mean over the batch
     * @param data examples, best those that it was not trained on
     * @return how good it is on them
     * @throws TrainingException if there are no examples
     */
    public static Evaluation evaluate(Module model, Loss loss, BatchSource data) {
        Given.of("evaluate", "the model", model);
        Given.of("evaluate", "the loss", loss);
        if (Given.of("evaluate", "the data", data).steps() < 1) {
            throw new TrainingException("evaluate: the data has no batch, of " + data.examples()
                    + " examples. Give more examples or a smaller batch size.");
        }
        return model.evaluating(() -> {
            Tally tally = new Tally();
            data.forEach(0, batch -> {
                Tensor prediction = model.forward(batch.features());
                tally.add(loss.of(prediction, batch.labels()).item(), prediction, batch.labels());
            });
            return tally.evaluation();
        });
    }
}
