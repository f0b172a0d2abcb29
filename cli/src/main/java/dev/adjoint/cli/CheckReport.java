package dev.adjoint.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.adjoint.engine.Eager;
import dev.adjoint.testkit.OpContract;
import dev.adjoint.testkit.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What a check of ops came to, as a table for people and as JSON for programs.
 *
 * @param order of the derivatives that were checked
 * @param seed of the directions
 * @param verdicts what was found, op by op
 */
record CheckReport(int order, long seed, List<Verdict> verdicts) {

    boolean hold() {
        return verdicts.stream().allMatch(Verdict::holds);
    }

    private OpContract.Report worst() {
        return verdicts.stream().map(Verdict::worst).reduce(OpContract.Report.NONE, OpContract.Report::worst);
    }

    private int examples() {
        return verdicts.stream().mapToInt(Verdict::examples).sum();
    }

    private int refusals() {
        return verdicts.stream().mapToInt(Verdict::refusals).sum();
    }

    private long broken() {
        return verdicts.stream().filter(verdict -> !verdict.holds()).count();
    }

    /** A line for each op, then the breaches, then what it comes to. */
    String text() {
        int width = verdicts.stream()
                .mapToInt(verdict -> verdict.op().length())
                .max()
                .orElse(0);
        String form = "%-" + Math.max(width, "op".length()) + "s  %8s  %8s  %8s  %8s  %8s  %s%n";
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, form, "op", "examples", "refusals", "vjp", "jvp", "second", "ok"));
        for (Verdict verdict : verdicts) {
            OpContract.Report worst = verdict.worst();
            text.append(String.format(
                    Locale.ROOT,
                    form,
                    verdict.op(),
                    verdict.examples(),
                    verdict.refusals(),
                    error(worst, worst.reverse(), 1),
                    error(worst, worst.forward(), 1),
                    error(worst, worst.second(), 2),
                    verdict.holds() ? "yes" : "NO"));
        }
        for (Verdict verdict : verdicts) {
            verdict.breaches()
                    .forEach(breach -> text.append("\n").append(breach).append('\n'));
        }
        return text.append('\n').append(summary()).append('\n').toString();
    }

    private String summary() {
        OpContract.Report worst = worst();
        String all = counted(verdicts.size(), "op") + ", " + counted(examples(), "example") + ", "
                + counted(refusals(), "refusal");
        return broken() == 0
                ? all + ": all as promised. Worst errors: vjp " + error(worst, worst.reverse(), 1) + ", jvp "
                        + error(worst, worst.forward(), 1) + ", second order " + error(worst, worst.second(), 2) + "."
                : all + ": " + broken() + (broken() == 1 ? " op breaks its contract." : " ops break their contract.");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private String error(OpContract.Report report, double error, int least) {
        return isKnown(report, least) ? String.format(Locale.ROOT, "%.1e", error) : "-";
    }

    private boolean isKnown(OpContract.Report report, int least) {
        return report.compared() > 0 && order >= least;
    }

    /** The same as a JSON object; an error that there is none of is null. */
    String json() {
        return Json.object(this::fields);
    }

    private void fields(JsonGenerator json) throws IOException {
        json.writeBooleanField("ok", hold());
        json.writeNumberField("order", order);
        json.writeNumberField("seed", seed);
        json.writeNumberField("ops", verdicts.size());
        json.writeNumberField("examples", examples());
        json.writeNumberField("refusals", refusals());
        errors(json, worst());
        Json.strings(json, "providers", Eager.kernels().names());
        json.writeStringField("version", Version.text());
        json.writeArrayFieldStart("results");
        for (Verdict verdict : verdicts) {
            json.writeStartObject();
            json.writeStringField("op", verdict.op());
            json.writeBooleanField("ok", verdict.holds());
            json.writeNumberField("examples", verdict.examples());
            json.writeNumberField("refusals", verdict.refusals());
            errors(json, verdict.worst());
            Json.strings(json, "breaches", verdict.breaches());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void errors(JsonGenerator json, OpContract.Report worst) throws IOException {
        error(json, "vjp_error", worst, worst.reverse(), 1);
        error(json, "jvp_error", worst, worst.forward(), 1);
        error(json, "second_order_error", worst, worst.second(), 2);
    }

    private void error(JsonGenerator json, String name, OpContract.Report report, double error, int least)
            throws IOException {
        if (isKnown(report, least)) {
            json.writeNumberField(name, error);
        } else {
            json.writeNullField(name);
        }
    }
}
