package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Arity;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.op.example.Catalogue;
import dev.adjoint.op.example.Example;
import dev.adjoint.op.example.Refusal;
import dev.adjoint.shape.MethodName;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No op is forgotten: every primitive of the op package has examples and refusals, found without a list of them. */
class CatalogueTest {

    private static final Path OPS = Path.of("..", "core", "target", "classes", "dev", "adjoint", "op");
    private static final String PRIMITIVE = "dev/adjoint/Primitive";

    @Test
    void everyPrimitiveHasAnExample() throws IOException {
        assertThat(classes(Catalogue.examples().stream().map(Example::op))).containsAll(primitives());
    }

    @Test
    void everyPrimitiveHasARefusalUnlessItTakesAnything() throws IOException {
        Set<String> choosy = primitives();
        // A copy and a cast are defined on all there is.
        choosy.removeAll(
                Set.of("dev/adjoint/op/Movement$Copy", "dev/adjoint/op/Movement$Contiguous", "dev/adjoint/op/Cast"));
        assertThat(classes(Catalogue.refusals().stream().map(Refusal::op))).containsAll(choosy);
    }

    @Test
    void everyPointwiseFunctionHasAnExample() {
        Set<Object> shown = Catalogue.examples().stream()
                .map(Example::op)
                .filter(PointwiseOp.class::isInstance)
                .map(op -> ((PointwiseOp) op).function())
                .collect(Collectors.toSet());
        assertThat(shown)
                .containsAll(Arrays.stream(Pointwise.values())
                        .map(Pointwise::function)
                        .toList());
    }

    @Test
    void everyDifferentiableOpHasASmoothExample() {
        Map<String, Boolean> smooth = new HashMap<>();
        Catalogue.examples().forEach(example -> {
            boolean floating = Arrays.stream(example.inputs().get())
                    .anyMatch(x -> x.dtype().isFloating());
            if (floating) {
                smooth.merge(example.op().name(), example.smooth(), Boolean::logicalOr);
            }
        });
        assertThat(smooth).doesNotContainValue(false);
    }

    @Test
    void everyPrimitiveCountsItsInputs() {
        for (Example example : Catalogue.examples()) {
            if (example.op() instanceof Primitive op) {
                Tensor[] inputs = example.inputs().get();
                Arity arity = op.arity();
                assertThat(inputs.length).as(example.toString()).isBetween(arity.least(), arity.most());
                if (arity.least() > 0) {
                    refusesCount(op, Arrays.copyOf(inputs, arity.least() - 1));
                }
                if (arity.most() < Integer.MAX_VALUE) {
                    Tensor[] more = Arrays.copyOf(inputs, arity.most() + 1);
                    Arrays.fill(more, inputs.length, more.length, Tensor.of(1.0));
                    refusesCount(op, more);
                }
            }
        }
    }

    private static void refusesCount(Primitive op, Tensor... inputs) {
        String given = inputs.length == 1 ? "1 input" : inputs.length + " inputs";
        assertThatThrownBy(() -> op.apply(inputs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(MethodName.of(op.name()) + ": " + given + " given, " + op.arity() + " needed");
    }

    @Test
    void labelsTellExamplesOfOneOpApart() {
        List<String> labels = Catalogue.examples().stream()
                .map(example -> example.op() + ": " + example.label())
                .toList();
        assertThat(labels).doesNotHaveDuplicates();
    }

    @Test
    void inputsAreTheSameEachTime() {
        for (Example example : Catalogue.examples()) {
            Tensor[] first = example.inputs().get();
            Tensor[] second = example.inputs().get();
            for (int i = 0; i < first.length; i++) {
                assertThat(Agreement.difference(first[i].array(), second[i].array()))
                        .as(example.toString())
                        .isNull();
            }
        }
    }

    private static Set<String> classes(Stream<Op> ops) {
        return ops.map(op -> op.getClass().getName().replace('.', '/')).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The concrete classes of the op package that are primitives, by themselves or through an interface of theirs. */
    private static Set<String> primitives() throws IOException {
        Map<String, ClassModel> house = new HashMap<>();
        try (Stream<Path> files = Files.list(OPS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                house.put(model.thisClass().asInternalName(), model);
            }
        }
        Set<String> primitives = new TreeSet<>();
        house.forEach((name, model) -> {
            if (!model.flags().has(AccessFlag.ABSTRACT) && isPrimitive(name, house)) {
                primitives.add(name);
            }
        });
        assertThat(primitives).as("primitives under %s", OPS).isNotEmpty();
        return primitives;
    }

    private static boolean isPrimitive(String name, Map<String, ClassModel> house) {
        return name.equals(PRIMITIVE)
                || house.containsKey(name)
                        && house.get(name).interfaces().stream()
                                .map(ClassEntry::asInternalName)
                                .anyMatch(each -> isPrimitive(each, house));
    }
}
