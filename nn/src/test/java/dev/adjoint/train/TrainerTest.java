package dev.adjoint.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.data.BatchSource;
import dev.adjoint.data.Batches;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.MemoryStatistics;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.Dropout;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.nn.loss.Loss;
import dev.adjoint.nn.loss.SquaredError;
import dev.adjoint.optim.Adam;
import dev.adjoint.optim.Clipping;
import dev.adjoint.optim.Optimizer;
import dev.adjoint.optim.SGD;
import dev.adjoint.optim.Schedule;
import dev.adjoint.random.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerTest {

    private static final Blobs BLOBS = new Blobs(20, 30, -1);
    private static final Loss LOSS = new CrossEntropy();

    private static Module network() {
        Generator generator = Generator.seed(3);
        return new Sequential(
                new Linear(2, 32, generator),
                Activation.relu(),
                new Dropout(0.1, generator),
                new Linear(32, 3, generator));
    }

    private static Trainer trainer(Module model) {
        return new Trainer(model, LOSS, SGD.of(0.05).momentum(0.9).build(model));
    }

    private static List<Double> losses(Trainer trainer, int epochs) {
        List<Double> losses = new ArrayList<>();
        trainer.listener(TrainingListener.eachStep(report -> losses.add(report.loss())))
                .train(BLOBS, epochs);
        return losses;
    }

    @Test
    void learnsToTellBlobsApart() {
        Module model = network();
        Evaluation before = Trainer.evaluate(model, LOSS, BLOBS);
        TrainingResult result = trainer(model).train(BLOBS, 3);
        Evaluation after = Trainer.evaluate(model, LOSS, BLOBS);
        assertThat(before.accuracy()).isLessThan(0.8);
        assertThat(after.accuracy()).isGreaterThan(0.98);
        assertThat(after.loss()).isLessThan(0.1).isLessThan(before.loss());
        assertThat(after.examples()).isEqualTo(600);
        assertThat(result.steps()).isEqualTo(60);
        assertThat(result.examples()).isEqualTo(1800);
        assertThat(result.stopped()).isFalse();
        assertThat(result.epochs()).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
        assertThat(result.last().loss()).isLessThan(result.epochs().getFirst().loss());
        assertThat(result.last().validation()).isNull();
        assertThat(result.examplesPerSecond()).isPositive();
    }

    @Test
    void learnsExclusiveOr() {
        Generator generator = Generator.seed(1);
        Module model = new Sequential(new Linear(2, 8, generator), Activation.tanh(), new Linear(8, 1, generator));
        Optimizer optimizer = Adam.of(0.05).build(model);
        Tensor x = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
        Tensor y = Tensor.of(new float[] {0, 1, 1, 0}, 4, 1);
        for (int i = 0; i < 300; i++) {
            new SquaredError().of(model.forward(x), y).backward();
            optimizer.step();
            optimizer.clearGradients();
        }
        assertThat(model.forward(x).floats()).containsExactly(new float[] {0, 1, 1, 0}, within(0.05f));
    }

    @Test
    void theSameSeedsGiveTheSameLossesBitForBitForAnyNumberOfThreads() {
        List<Double> first = losses(trainer(network()), 2);
        int threads = Workers.threads();
        try {
            Workers.resize(threads == 1 ? 2 : 1);
            assertThat(losses(trainer(network()), 2)).isEqualTo(first).hasSize(40);
        } finally {
            Workers.resize(threads);
        }
    }

    @Test
    void memoryStaysFlat() {
        Module model = network();
        Trainer trainer = trainer(model).clipping(Clipping.norm(1)).validation(new Blobs(2, 30, -1));
        trainer.train(BLOBS, 5);
        MemoryStatistics before = MemoryPool.statistics();
        trainer.train(BLOBS, 50);
        MemoryStatistics after = MemoryPool.statistics();
        assertThat(after.systemAllocations()).isEqualTo(before.systemAllocations());
        assertThat(after.inUseBytes()).isLessThanOrEqualTo(before.inUseBytes());
        assertThat(after.allocations()).isGreaterThan(before.allocations() + 1000 * 10);
    }

    @Test
    void asksForEpochsByTheirNumberAndClosesThem() {
        List<Long> asked = new ArrayList<>();
        List<Batches> handed = new ArrayList<>();
        BatchSource source = new BatchSource() {
            @Override
            public Batches epoch(long number) {
                asked.add(number);
                handed.add(BLOBS.epoch(number));
                return handed.getLast();
            }

            @Override
            public long steps() {
                return BLOBS.steps();
            }

            @Override
            public long examples() {
                return BLOBS.examples();
            }
        };
        trainer(network()).train(source, 2);
        assertThat(asked).containsExactly(0L, 1L);
        assertThatThrownBy(handed.getLast()::next).hasMessage("closed");
    }

    @Test
    void stepReportsCountAndAverage() {
        List<StepReport> reports = new ArrayList<>();
        trainer(network()).listener(TrainingListener.eachStep(reports::add)).train(BLOBS, 2);
        assertThat(reports).hasSize(40);
        StepReport last = reports.get(19);
        assertThat(last.epoch()).isEqualTo(1);
        assertThat(last.epochs()).isEqualTo(2);
        assertThat(last.step()).isEqualTo(20);
        assertThat(last.steps()).isEqualTo(20);
        double mean = reports.subList(0, 20).stream()
                .mapToDouble(StepReport::loss)
                .average()
                .orElseThrow();
        assertThat(last.meanLoss()).isCloseTo(mean, within(1e-12));
        assertThat(last.learningRate()).isEqualTo(0.05);
        assertThat(last.examplesPerSecond()).isPositive();
        assertThat(last.remaining()).isPositive();
        assertThat(reports.get(39).remaining()).isZero();
        assertThat(reports.get(20).meanLoss()).isEqualTo(reports.get(20).loss());
    }

    @Test
    void theValidationIsMeasuredAfterEachEpochInEvaluationMode() {
        Module model = network();
        TrainingResult result = trainer(model).validation(BLOBS).train(BLOBS, 2);
        Evaluation now = Trainer.evaluate(model, LOSS, BLOBS);
        assertThat(result.last().validation()).isEqualTo(now);
        assertThat(result.epochs().getFirst().validation()).isNotEqualTo(now);
        assertThat(model.isTraining()).isTrue();
        assertThat(Recording.isOn()).isTrue();
    }

    @Test
    void aScheduleMovesTheLearningRateAndGivesItBack() {
        Module model = network();
        Optimizer optimizer = new SGD(model, 0.5);
        List<Double> rates = new ArrayList<>();
        new Trainer(model, LOSS, optimizer)
                .schedule(Schedule.steps(20, 0.1))
                .listener(TrainingListener.eachStep(report -> rates.add(report.learningRate())))
                .train(BLOBS, 2);
        assertThat(rates.subList(0, 20)).containsOnly(0.5);
        assertThat(rates.subList(20, 40)).containsOnly(0.05);
        assertThat(optimizer.learningRate()).isEqualTo(0.5);
    }

    @Test
    void clippingBoundsTheStep() {
        Module model = network();
        float[] before = model.state().get("0.weight").floats();
        new Trainer(model, LOSS, new SGD(model, 1))
                .clipping(Clipping.norm(1e-3))
                .train(new Blobs(1, 30, -1), 1);
        double squares = 0;
        float[] after = model.state().get("0.weight").floats();
        for (int i = 0; i < after.length; i++) {
            squares += Math.pow(after[i] - before[i], 2);
        }
        assertThat(Math.sqrt(squares)).isPositive().isLessThanOrEqualTo(1.001e-3);
    }

    @Test
    void listenersEndTheTraining() {
        TrainingListener thirdStep = new TrainingListener() {
            @Override
            public boolean onStep(StepReport report) {
                return report.step() < 3;
            }
        };
        List<TrainingResult> ends = new ArrayList<>();
        TrainingListener end = new TrainingListener() {
            @Override
            public void onEnd(TrainingResult result) {
                ends.add(result);
            }
        };
        TrainingResult result =
                trainer(network()).listener(thirdStep).listener(end).train(BLOBS, 2);
        assertThat(result.stopped()).isTrue();
        assertThat(result.steps()).isEqualTo(3);
        assertThat(result.last().examples()).isEqualTo(90);
        assertThat(ends).containsExactly(result);
    }

    @Test
    void earlyStopWaitsForABetterLoss() {
        EarlyStop stop = new EarlyStop(2);
        double[] losses = {3, 2, 2.5, 1, 1, 1.5, 0.1};
        List<Boolean> goesOn = new ArrayList<>();
        for (double loss : losses) {
            Evaluation validation = new Evaluation(loss, 0.5, 10);
            goesOn.add(stop.onEpoch(new EpochReport(1, 9, 7, 0.5, 0.1, 10, 1, Duration.ZERO, validation)));
        }
        assertThat(goesOn).containsExactly(true, true, true, true, true, false, true);
        assertThatThrownBy(() -> new EarlyStop(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLossThatIsNoNumberStopsTheTrainingBeforeItSpoilsTheModel() {
        Module model = network();
        Trainer trainer = trainer(model);
        trainer.train(BLOBS, 1);
        List<float[]> before = new ArrayList<>();
        TrainingListener second = TrainingListener.eachStep(report -> {
            if (report.step() == 2) {
                before.add(model.state().get("0.weight").floats());
            }
        });
        assertThatThrownBy(() -> trainer.listener(second).train(new Blobs(20, 30, 2), 1))
                .isInstanceOf(TrainingException.class)
                .hasMessage("train: the loss is NaN at epoch 1, step 3 of 20, learning rate 0.05."
                        + " Lower the learning rate, bound the gradients with clipping(Clipping.norm(1)),"
                        + " or look for numbers in the data that are not finite.");
        assertThat(model.state().get("0.weight").floats()).isEqualTo(before.getFirst());
        assertThat(trainer.train(BLOBS, 1).steps())
                .as("it can go on with better data")
                .isEqualTo(20);
    }

    @Test
    void aTrainingThatCannotBeginSaysWhy() {
        Trainer trainer = trainer(network());
        assertThatThrownBy(() -> trainer.train(BLOBS, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage("train: 0 epochs. Give at least 1.");
        assertThatThrownBy(() -> trainer.train(new Blobs(0, 30, -1), 1))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("no batch");
        assertThatThrownBy(() -> trainer.evaluate(new Blobs(0, 30, -1)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("no batch");
    }

    @Test
    void withoutLabelsThereIsNoAccuracy() {
        Tally tally = new Tally();
        tally.add(2, Tensor.ones(3, 1), Tensor.ones(3, 1));
        tally.add(1, Tensor.ones(1, 1), Tensor.ones(1, 1));
        assertThat(tally.evaluation()).isEqualTo(new Evaluation(1.75, Double.NaN, 4));
    }
}
