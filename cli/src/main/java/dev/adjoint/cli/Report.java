package dev.adjoint.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.adjoint.engine.Eager;
import dev.adjoint.models.Recipe;
import dev.adjoint.train.EpochReport;
import dev.adjoint.train.Evaluation;
import dev.adjoint.train.TrainingResult;
import java.io.IOException;

/**
 * What a training came to, for programs to read.
 *
 * @param plan what was asked for
 * @param parameters how many numbers were learnt
 * @param threads how many threads computed
 * @param firstStep when the first step was done
 * @param result the course of the training
 * @param test how good the network is on what it has not seen
 * @param peakNativeBytes the most native memory that was in use at once
 */
record Report(
        TrainingPlan plan,
        long parameters,
        int threads,
        FirstStep firstStep,
        TrainingResult result,
        Evaluation test,
        long peakNativeBytes) {

    /** The report as a JSON object; times in seconds, sizes in bytes. */
    String json() {
        return Json.object(this::fields);
    }

    private void fields(JsonGenerator json) throws IOException {
        Recipe recipe = plan.recipe();
        json.writeStringField("dataset", plan.task().toString());
        json.writeStringField("model", plan.model().toString());
        json.writeNumberField("parameters", parameters);
        json.writeNumberField("epochs", recipe.epochs());
        json.writeNumberField("batch_size", recipe.batchSize());
        json.writeStringField("optimizer", recipe.rule().toString());
        json.writeNumberField("lr", recipe.learningRate());
        json.writeNumberField("seed", plan.seed());
        json.writeNumberField("threads", threads);
        json.writeNumberField("final_train_loss", result.last().loss());
        json.writeNumberField("test_loss", test.loss());
        json.writeNumberField("test_accuracy", test.accuracy());
        json.writeNumberField("first_step_seconds", firstStep.after().toNanos() * 1e-9);
        json.writeNumberField("seconds", result.elapsed().toNanos() * 1e-9);
        json.writeNumberField("examples_per_second", result.examplesPerSecond());
        json.writeNumberField("peak_native_bytes", peakNativeBytes);
        Json.strings(json, "providers", Eager.kernels().names());
        json.writeStringField("version", Version.text());
        json.writeArrayFieldStart("history");
        for (EpochReport epoch : result.epochs()) {
            json.writeStartObject();
            json.writeNumberField("epoch", epoch.epoch());
            json.writeNumberField("train_loss", epoch.loss());
            json.writeNumberField("train_accuracy", epoch.accuracy());
            json.writeNumberField("seconds", epoch.elapsed().toNanos() * 1e-9);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
