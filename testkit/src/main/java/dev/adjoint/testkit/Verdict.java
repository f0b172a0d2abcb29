package dev.adjoint.testkit;

import dev.adjoint.op.example.Example;
import dev.adjoint.op.example.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * What the contract says of one op: of all its examples, and of all that it must refuse. Nothing is thrown: a report
 * about many ops should not end at the first that is wrong.
 *
 * @param op its name
 * @param examples how many examples were tried
 * @param refusals how many wrong inputs were offered
 * @param worst the greatest errors of its derivatives
 * @param breaches what it does not keep, each a text that names the example; empty if all is well
 */
public record Verdict(String op, int examples, int refusals, OpContract.Report worst, List<String> breaches) {

    /**
     * Checks one op.
     *
     * @param op its name
     * @param examples inputs that it accepts
     * @param refusals inputs that it refuses
     * @param order of the derivatives, 1 or 2
     * @param seed which directions and upstream gradients
     * @return what was found
     */
    public static Verdict of(String op, List<Example> examples, List<Refusal> refusals, int order, long seed) {
        OpContract.Report worst = OpContract.Report.NONE;
        List<String> breaches = new ArrayList<>();
        for (Example example : examples) {
            for (OpContract.Promise promise :
                    OpContract.of(example).order(order).seed(seed).promises()) {
                try {
                    worst = worst.worst(promise.check().get());
                } catch (AssertionError breach) {
                    breaches.add(promise.text() + ": " + breach.getMessage());
                } catch (RuntimeException failure) {
                    breaches.add(promise.text() + ": " + example + " fails with " + failure);
                }
            }
        }
        for (Refusal refusal : refusals) {
            try {
                OpContract.refuses(refusal);
            } catch (AssertionError breach) {
                breaches.add("wrong inputs are refused: " + breach.getMessage());
            }
        }
        return new Verdict(op, examples.size(), refusals.size(), worst, List.copyOf(breaches));
    }

    /**
     * Whether the op keeps all its promises.
     *
     * @return true if there is no breach
     */
    public boolean holds() {
        return breaches.isEmpty();
    }
}
