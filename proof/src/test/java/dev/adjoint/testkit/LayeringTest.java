package dev.adjoint.testkit;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The first promise of the house: imports point down only, and nothing goes in a circle. */
class LayeringTest {
    /** The floor of each package. A new package comes in here, or the first test below fails. */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            entry("dev.adjoint.kernel.x86", 1),
            entry("dev.adjoint.shape", 1),
            entry("dev.adjoint.expr", 1),
            entry("dev.adjoint.random", 1),
            entry("dev.adjoint.memory", 2),
            entry("dev.adjoint", 3),
            entry("dev.adjoint.op", 4),
            entry("dev.adjoint.op.example", 4),
            entry("dev.adjoint.graph", 4),
            entry("dev.adjoint.kernel", 4),
            entry("dev.adjoint.compile", 5),
            entry("dev.adjoint.engine", 6),
            entry("dev.adjoint.diff", 7),
            entry("dev.adjoint.lazy", 7),
            entry("dev.adjoint.nn", 8),
            entry("dev.adjoint.nn.layer", 8),
            entry("dev.adjoint.nn.loss", 8),
            entry("dev.adjoint.nn.init", 8),
            entry("dev.adjoint.optim", 9),
            entry("dev.adjoint.data", 9),
            entry("dev.adjoint.io", 9),
            entry("dev.adjoint.train", 10),
            entry("dev.adjoint.models", 11),
            entry("dev.adjoint.cli", 11),
            entry("dev.adjoint.bench", 11),
            entry("dev.adjoint.bench.peer", 11),
            entry("dev.adjoint.bench.profile", 11),
            entry("dev.adjoint.bench.workload", 11),
            entry("dev.adjoint.examples", 11),
            entry("dev.adjoint.testkit", 11));

    /** They stand beside the floors, see those up to {@link #SEEN_BY_PROVIDERS}, and are found by ServiceLoader alone. */
    private static final Set<String> PROVIDERS =
            Set.of("dev.adjoint.kernel.vector", "dev.adjoint.kernel.onednn", "dev.adjoint.kernel.openblas");

    private static final int SEEN_BY_PROVIDERS = 4;

    /** Benchmarks may measure a provider by itself. */
    private static final Set<String> SEES_PROVIDERS = Set.of("dev.adjoint.bench");

    /**
     * Files that may name each other, since each is defined by the other: of the language, where ops make tensors and
     * tensors are made by ops, all files; the two kinds of node that a graph consists of; pointwise functions, whose
     * derivatives are pointwise functions again, made when they are asked for; an interpreter and the tensors that it
     * makes, which hand every op back to it, the faces that those tensors speak by included; the list of all derivatives
     * and the one of them that has settings of its own, and is made of others.
     */
    private static final List<Predicate<String>> ONE_DEFINITION = List.of(
            file -> House.room(file).equals("dev.adjoint"),
            Set.of("dev.adjoint.graph.TensorNode", "dev.adjoint.graph.OpNode")::contains,
            Set.of(
                    "dev.adjoint.op.PointwiseFunction",
                    "dev.adjoint.op.PointwiseDerivative",
                    "dev.adjoint.op.PointwiseOp")::contains,
            file -> file.matches("dev\\.adjoint\\.engine\\.(EngineInterpreter|EngineTensor|Elementwise|\\w+Face)"),
            Set.of("dev.adjoint.engine.Eager", "dev.adjoint.engine.EagerTensor")::contains,
            Set.of("dev.adjoint.engine.Tape", "dev.adjoint.engine.TapeTensor")::contains,
            Set.of("dev.adjoint.engine.Staging", "dev.adjoint.engine.StagedTensor")::contains,
            Set.of("dev.adjoint.engine.Forward", "dev.adjoint.engine.DualTensor")::contains,
            Set.of("dev.adjoint.engine.Batch", "dev.adjoint.engine.BatchTensor", "dev.adjoint.engine.BatchedOp")
                    ::contains,
            Set.of("dev.adjoint.diff.Diff", "dev.adjoint.diff.Jacobian")::contains);

    private static House house;

    @BeforeAll
    static void readTheHouse() throws IOException {
        house = House.under(Path.of("..").toAbsolutePath().normalize());
    }

    @Test
    void everyPackageHasAFloor() {
        Set<String> unknown = new TreeSet<>(house.rooms().keySet());
        unknown.removeAll(FLOORS.keySet());
        unknown.removeAll(PROVIDERS);
        assertThat(unknown).as("packages without a floor: enter them in FLOORS").isEmpty();
    }

    @Test
    void theHouseIsNotEmpty() {
        assertThat(List.of("dev.adjoint.shape.Shape", "dev.adjoint.Tensor", "dev.adjoint.cli.Main"))
                .as("found among the class files of all modules")
                .allMatch(house.uses()::containsKey);
        assertThat(house.uses().get("dev.adjoint.Tensor")).contains("dev.adjoint.shape.Shape");
    }

    @Test
    void importsPointDownOnly() {
        List<String> wrong = new ArrayList<>();
        house.uses()
                .forEach((user, used) -> used.forEach(file -> {
                    if (!mayUse(House.room(user), House.room(file))) {
                        wrong.add(user + " (floor " + floor(user) + ") uses " + file + " (floor " + floor(file) + ")");
                    }
                }));
        assertThat(wrong).as("imports that do not point down").isEmpty();
    }

    private static boolean mayUse(String user, String used) {
        if (user.equals(used)) {
            return true;
        }
        if (PROVIDERS.contains(used)) {
            return SEES_PROVIDERS.contains(user);
        }
        int ceiling = PROVIDERS.contains(user) ? SEEN_BY_PROVIDERS : FLOORS.getOrDefault(user, 0);
        return FLOORS.getOrDefault(used, Integer.MAX_VALUE) <= ceiling;
    }

    private static String floor(String file) {
        String room = House.room(file);
        return PROVIDERS.contains(room) ? "beside" : String.valueOf(FLOORS.get(room));
    }

    @Test
    void noCircleBetweenPackages() {
        assertThat(Circles.of(house.rooms())).as("circles of packages").isEmpty();
    }

    @Test
    void noCircleBetweenFiles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        house.uses().forEach((user, used) -> {
            Set<String> counted = new TreeSet<>(used);
            // A sealed type has to name what it permits: that is what sealed says.
            counted.removeAll(house.permits().getOrDefault(user, Set.of()));
            counted.removeIf(file -> ONE_DEFINITION.stream().anyMatch(one -> one.test(user) && one.test(file)));
            uses.put(user, counted);
        });
        assertThat(Circles.of(uses)).as("circles of files").isEmpty();
    }
}
