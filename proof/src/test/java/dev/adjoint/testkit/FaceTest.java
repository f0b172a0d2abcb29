package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.op.example.Catalogue;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever computes tensors from a tensor is in the catalogue, found without a list: the class files of the language
 * say which methods there are. That they are documented is the compiler's business: doclint makes a missing comment an
 * error, for the records of the ops too.
 */
class FaceTest {

    private static final Path CLASSES = Path.of("..", "core", "target", "classes");
    private static final String HOUSE = "dev/adjoint/";
    private static final ClassDesc TENSOR = ClassDesc.of("dev.adjoint.Tensor");

    /** What these answer is the tensor itself, a constant, or nothing new: there is no derivative to check. */
    private static final Map<String, String> NO_FUNCTION = Map.ofEntries(
            Map.entry("detach", "a constant; tested in BackwardTest"),
            Map.entry("stop_gradient", "a constant; tested in BackwardTest"),
            Map.entry("zeros_like", "a constant"),
            Map.entry("ones_like", "a constant"),
            Map.entry("full_like", "a constant"),
            Map.entry("grad", "the gradient of a leaf"),
            Map.entry("with_grad", "the same values as a leaf"),
            Map.entry("keep", "the tensor itself"),
            Map.entry("on_gradient", "the tensor itself"),
            Map.entry("on_value", "the tensor itself"),
            Map.entry("map_tensors", "a tree of one tensor"),
            Map.entry("tensors", "a tree of one tensor"));

    private static final Map<String, String> METHODS = new TreeMap<>();

    @BeforeAll
    static void readTheLanguage() throws IOException {
        read(HOUSE + "Tensor", new TreeSet<>());
    }

    private static void read(String name, Set<String> seen) throws IOException {
        if (!seen.add(name)) {
            return;
        }
        ClassModel model = ClassFile.of().parse(CLASSES.resolve(name + ".class"));
        for (ClassEntry face : model.interfaces()) {
            if (face.asInternalName().startsWith(HOUSE)) {
                read(face.asInternalName(), seen);
            }
        }
        for (MethodModel method : model.methods()) {
            if (computes(method)) {
                METHODS.put(snakeCase(method.methodName().stringValue()), name);
            }
        }
    }

    /** Public, from a tensor, to tensors: one, several, or a record of them. */
    private static boolean computes(MethodModel method) throws IOException {
        MethodTypeDesc type = method.methodTypeSymbol();
        boolean fromTensor =
                !method.flags().has(AccessFlag.STATIC) || type.parameterList().contains(TENSOR);
        return method.flags().has(AccessFlag.PUBLIC)
                && !method.flags().has(AccessFlag.SYNTHETIC)
                && fromTensor
                && holdsTensors(type.returnType());
    }

    private static boolean holdsTensors(ClassDesc type) throws IOException {
        if (type.isArray()) {
            return type.componentType().equals(TENSOR);
        }
        if (type.equals(TENSOR) || type.equals(ClassDesc.of("java.util.List"))) {
            return true;
        }
        String descriptor = type.descriptorString();
        if (!descriptor.startsWith("L" + HOUSE)) {
            return false;
        }
        Path file = CLASSES.resolve(descriptor.substring(1, descriptor.length() - 1) + ".class");
        if (!Files.exists(file)) {
            return false;
        }
        ClassModel model = ClassFile.of().parse(file);
        boolean record = model.superclass()
                .map(parent -> parent.asInternalName().equals("java/lang/Record"))
                .orElse(false);
        return record
                && model.fields().stream()
                        .anyMatch(field -> field.fieldTypeSymbol().equals(TENSOR));
    }

    /** {@code logSumExpKeep} is {@code log_sum_exp}: that the axes stay is one more reshape. */
    private static String snakeCase(String method) {
        return method.replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("_keep$", "");
    }

    @Test
    void everyMethodThatComputesTensorsHasAnExample() {
        Set<String> shown = Catalogue.examples().stream()
                .map(example -> example.op().name())
                .collect(Collectors.toSet());
        Map<String, String> missing = new TreeMap<>(METHODS);
        missing.keySet().removeAll(shown);
        missing.keySet().removeAll(NO_FUNCTION.keySet());

        assertThat(METHODS).as("methods found under %s", CLASSES).hasSizeGreaterThan(100);
        assertThat(missing)
                .as("methods of the language without an example: add Example.composed(\"the_name\", ...)")
                .isEmpty();
    }

    @Test
    void whatIsExemptIsThere() {
        assertThat(METHODS).containsKeys(NO_FUNCTION.keySet().toArray(String[]::new));
    }
}
