package dev.adjoint.testkit;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every op meets its contract, on every example that it brings. */
class OpContractTest {

    @TestFactory
    Stream<DynamicNode> everyOpMeetsItsContract() {
        Map<String, List<Example>> byOp = Catalogue.examples().stream()
                .collect(
                        Collectors.groupingBy(example -> example.op().name(), LinkedHashMap::new, Collectors.toList()));
        return byOp.entrySet().stream()
                .map(entry -> dynamicContainer(
                        entry.getKey(), entry.getValue().stream().flatMap(OpContractTest::promises)));
    }

    private static Stream<DynamicTest> promises(Example example) {
        return OpContract.of(example).promises().stream()
                .map(promise -> dynamicTest(
                        example.label() + ": " + promise.text(),
                        () -> promise.check().get()));
    }

    @TestFactory
    Stream<DynamicTest> everyOpRefusesWhatItMust() {
        return Catalogue.refusals().stream()
                .map(refusal -> dynamicTest(refusal.toString(), () -> OpContract.refuses(refusal)));
    }
}
