package dev.adjoint.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.adjoint.bench.Bench;
import dev.adjoint.bench.Cost;
import dev.adjoint.bench.Duel;
import dev.adjoint.bench.JacobianCost;
import dev.adjoint.bench.Outcome;
import dev.adjoint.bench.Peak;
import dev.adjoint.bench.Settings;
import dev.adjoint.bench.Startup;
import dev.adjoint.bench.Timing;
import dev.adjoint.bench.peer.Peer;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What benchmarks came to, for programs to read: times in seconds, ratios ours ÷ theirs.
 *
 * @param results the figures
 * @param date when they were measured
 */
record BenchReport(Bench.Results results, LocalDate date) {

    String json() {
        return Json.object(this::fields);
    }

    private void fields(JsonGenerator json) throws IOException {
        Settings settings = results.settings();
        json.writeStringField("version", Version.text());
        json.writeStringField("date", date.toString());
        json.writeStringField("machine", results.machine());
        Json.strings(json, "providers", results.providers());
        json.writeObjectFieldStart("peers");
        for (Map.Entry<Peer, String> peer : results.versions().entrySet()) {
            json.writeStringField(peer.getKey().toString(), peer.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("threads", settings.threads());
        json.writeNumberField("rounds", settings.rounds());
        json.writeNumberField("seconds", settings.seconds());
        if (results.peak().isPresent()) {
            Peak peak = results.peak().get();
            json.writeObjectFieldStart("peak");
            json.writeNumberField("float32_flops", peak.float32());
            json.writeNumberField("float64_flops", peak.float64());
            json.writeNumberField("copied_bytes", peak.copied());
            json.writeEndObject();
        }
        json.writeObjectFieldStart("geometric_mean");
        for (Peer peer : settings.peers()) {
            ratio(json, peer.toString(), Outcome.ratio(results.outcomes(), peer));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("workloads");
        for (Outcome outcome : results.outcomes()) {
            workload(json, outcome);
        }
        json.writeEndArray();
        costs(json);
        json.writeArrayFieldStart("startups");
        for (Startup start : results.startups()) {
            json.writeStartObject();
            json.writeNumberField("first_step", start.firstStep());
            json.writeNumberField("whole", start.whole());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void workload(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", outcome.workload().word());
        json.writeStringField("description", outcome.workload().description());
        json.writeNumberField("asked", outcome.workload().asked());
        json.writeObjectFieldStart("ratio");
        for (Peer peer : results.settings().peers()) {
            ratio(json, peer.toString(), outcome.ratio(peer));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("cases");
        for (Duel duel : outcome.duels()) {
            duel(json, duel);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void duel(JsonGenerator json, Duel duel) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", duel.what().name());
        json.writeStringField("label", duel.what().label());
        json.writeNumberField("work", duel.what().work().amount());
        json.writeStringField("unit", duel.what().work().unit().toString().toLowerCase(Locale.ROOT));
        json.writeNumberField("heap_bytes_per_step", duel.heapBytes());
        json.writeNumberField("system_allocations_per_step", duel.systemAllocations());
        json.writeObjectFieldStart("ours");
        timing(json, duel.ours());
        json.writeEndObject();
        for (Peer peer : results.settings().peers()) {
            json.writeObjectFieldStart(peer.toString());
            Timing timing = duel.theirs().get(peer);
            if (timing == null) {
                json.writeStringField("missing", duel.missing().get(peer));
            } else {
                ratio(json, "ratio", duel.ratio(peer));
                json.writeNumberField(
                        "difference_of_results", duel.differences().getOrDefault(peer, Double.NaN));
                timing(json, timing);
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void timing(JsonGenerator json, Timing timing) throws IOException {
        json.writeNumberField("median", timing.median());
        json.writeNumberField("min", timing.quantile(0));
        json.writeNumberField("lower_quartile", timing.quantile(0.25));
        json.writeNumberField("upper_quartile", timing.quantile(0.75));
        json.writeNumberField("first_step", timing.firstStep());
        json.writeNumberField("steps_until_steady", timing.steadyAfter());
        json.writeFieldName("samples");
        json.writeArray(timing.samples(), 0, timing.samples().length);
    }

    private static void ratio(JsonGenerator json, String name, OptionalDouble ratio) throws IOException {
        if (ratio.isPresent()) {
            json.writeNumberField(name, ratio.getAsDouble());
        } else {
            json.writeNullField(name);
        }
    }

    private void costs(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("costs");
        for (Cost cost : results.costs()) {
            json.writeStartObject();
            json.writeStringField("function", cost.curve().toString());
            json.writeNumberField("n", cost.n());
            json.writeNumberField("value", cost.value());
            json.writeNumberField("gradient", cost.gradient());
            json.writeNumberField("jvp", cost.jvp());
            json.writeNumberField("jvp_by_weights", cost.jvpByWeights());
            json.writeNumberField("hvp", cost.hvp());
            json.writeNumberField("memory_ratio", cost.memoryRatio());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("jacobians");
        for (JacobianCost cost : results.jacobians()) {
            json.writeStartObject();
            json.writeNumberField("m", cost.m());
            json.writeNumberField("n", cost.n());
            json.writeNumberField("chosen", cost.chosen());
            json.writeNumberField("forward", cost.forward());
            json.writeNumberField("reverse", cost.reverse());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
