package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Border;
import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every method of the language that takes an axis says which method it is when there is no such axis. */
class AxisErrorsTest {

    /** Their whole number is not an axis. */
    private static final Set<String> NO_AXIS = Set.of(
            "groupNorm",
            "localResponseNorm",
            "matrixPower",
            "pixelShuffle",
            "pixelUnshuffle",
            "polygamma",
            "tensordot");

    private static final int NOWHERE = 99;

    @TestFactory
    Stream<DynamicTest> everyMethodNamesItself() {
        return Arrays.stream(Tensor.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(AxisErrorsTest::takesAxes)
                .map(method -> DynamicTest.dynamicTest(method.toString(), () -> refusesAxis(method)));
    }

    private static boolean takesAxes(Method method) {
        return Arrays.stream(method.getParameterTypes()).anyMatch(type -> type == int.class || type == int[].class)
                && !(NO_AXIS.contains(method.getName())
                        && !Arrays.asList(method.getParameterTypes()).contains(int[].class));
    }

    private static void refusesAxis(Method method) throws IllegalAccessException {
        boolean booleans = Set.of("any", "all", "anyKeep", "allKeep").contains(method.getName());
        Tensor x = Tensor.zeros(booleans ? DType.BOOL : DType.FLOAT64, 3, 3);
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(AxisErrorsTest::argument)
                .toArray();
        try {
            Object answer = method.invoke(x, arguments);
            assertThat(answer).as("%s accepted axis %s", method, NOWHERE).isNull();
        } catch (InvocationTargetException e) {
            assertThat(e.getCause())
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith(method.getName() + ": ")
                    .hasMessageContaining("99")
                    .hasMessageContaining("[3, 3]");
        }
    }

    private static Object argument(Class<?> type) {
        if (type == int.class) {
            return NOWHERE;
        }
        if (type == int[].class) {
            return new int[] {NOWHERE};
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == long[].class) {
            return new long[] {1};
        }
        if (type == double.class) {
            return 0.5;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == Tensor.class) {
            return Tensor.of(0L);
        }
        if (type == Tensor[].class) {
            return new Tensor[] {Tensor.of(0L)};
        }
        if (type == Border.class) {
            return Border.values()[0];
        }
        if (type == BinaryOperator.class) {
            return (BinaryOperator<Tensor>) Tensor::add;
        }
        if (type == Generator.class) {
            return Generator.seed(1);
        }
        throw new AssertionError("a parameter of type " + type + ". Say what to give for it.");
    }

    @Test
    void axesThatAreNamedTwiceAreRefused() {
        assertThatThrownBy(() -> Tensor.zeros(2, 3).sum(0, -2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("sum: axes [0, -2] name axis 0 of [2, 3] twice. Name each axis once.");
        assertThatThrownBy(() -> Tensor.zeros(2, 3).softmax(2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("softmax: axis 2 is out of range for shape [2, 3]: rank 2 has axes -2 to 1.");
        assertThatThrownBy(() -> Tensor.zeros(2, 3).unsqueeze(4))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("unsqueeze: axis 4 is out of range for a new axis of shape [2, 3]");
    }

    @Test
    void withoutAxesAllAreReducedAndKept() {
        assertThat(Tensor.ones(2, 3).sumKeep().shape()).isEqualTo(Shape.of(1, 1));
        assertThat(Tensor.scalar(2f).maxKeep().shape()).isEqualTo(Shape.SCALAR);
    }
}
