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
        OpContract contract = OpContract.of(example);
        return Stream.of(
                dynamicTest(example.label() + ": types as inferred", contract::types),
                dynamicTest(example.label() + ": any layout gives the same", contract::layouts),
                dynamicTest(example.label() + ": both modes have one Jacobian", contract::modes),
                dynamicTest(example.label() + ": derivatives are central differences", contract::derivatives));
    }

    @TestFactory
    Stream<DynamicTest> everyOpRefusesWhatItMust() {
        return Catalogue.refusals().stream()
                .map(refusal -> dynamicTest(refusal.toString(), () -> OpContract.refuses(refusal)));
    }
}
