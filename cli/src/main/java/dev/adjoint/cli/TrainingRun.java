package dev.adjoint.cli;

import dev.adjoint.data.DataLoader;
import dev.adjoint.data.Normalisation;
import dev.adjoint.data.Split;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.models.Recipe;
import dev.adjoint.nn.Module;
import dev.adjoint.optim.Schedule;
import dev.adjoint.train.Evaluation;
import dev.adjoint.train.Trainer;
import dev.adjoint.train.TrainingResult;
import java.io.PrintWriter;

/** One training from data to figures, shown while it goes on. */
final class TrainingRun {

    /** Large enough to be quick, small enough that measuring takes no more memory than training. */
    private static final int TEST_BATCH = 200;

    private final TrainingPlan plan;
    private final PrintWriter out;
    private final boolean interactive;

    private TrainingRun(TrainingPlan plan, PrintWriter out, boolean interactive) {
        this.plan = plan;
        this.out = out;
        this.interactive = interactive;
    }

    /** A run that shows a live bar if somebody watches, and a line per epoch otherwise. */
    static TrainingRun of(TrainingPlan plan, PrintWriter out, boolean interactive) {
        return new TrainingRun(plan, out, interactive);
    }

    Report run() {
        Recipe recipe = plan.recipe();
        Split data = plan.task().load(plan.folder());
        Normalisation normalisation = Normalisation.over(data.train());
        DataLoader training = DataLoader.of(data.train())
                .batchSize(recipe.batchSize())
                .shuffle(plan.seed())
                .transform(normalisation);
        DataLoader testing = DataLoader.of(data.test()).batchSize(TEST_BATCH).transform(normalisation);
        int classes = data.train().classes().size();
        Module model = plan.model().build(data.train().exampleShape(), classes, plan.seed());
        out.println(plan.task() + ": " + data.train().size() + " images to train, "
                + data.test().size() + " to test; " + plan.model() + " with " + model.parameterCount()
                + " parameters, " + recipe.rule() + ", " + Workers.threads()
                + (Workers.threads() == 1 ? " thread" : " threads"));
        out.flush();
        return train(model, training, testing);
    }

    private Report train(Module model, DataLoader training, DataLoader testing) {
        Recipe recipe = plan.recipe();
        FirstStep first = new FirstStep();
        try (ProgressView view = ProgressView.of(out, interactive, training.steps() * recipe.epochs())) {
            Trainer trainer = new Trainer(
                            model, plan.model().loss(), recipe.rule().build(model, recipe.learningRate()))
                    .schedule(Schedule.cosine(training.steps() * recipe.epochs(), 0))
                    .listener(first)
                    .listener(view);
            TrainingResult result = trainer.train(training, recipe.epochs());
            Evaluation test = trainer.evaluate(testing);
            return new Report(
                    plan,
                    model.parameterCount(),
                    Workers.threads(),
                    first,
                    result,
                    test,
                    MemoryPool.statistics().peakBytes());
        }
    }
}
