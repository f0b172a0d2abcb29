package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.MACHINE;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.PLAIN;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.STEPS;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.WHOLE;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.elements;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.reference;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.run;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Fn;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TileProgramTest {

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);
    private static final Expr ZERO = Expr.constant(0);
    private static final Layout LINE = Layout.contiguous(Shape.of(1500));

    private static final List<Fn> ARITHMETIC = List.of(
            Fn.ADD, Fn.SUB, Fn.MUL, Fn.DIV, Fn.MIN, Fn.MAX, Fn.NEG, Fn.ABS, Fn.SQRT, Fn.LT, Fn.GE, Fn.EQ, Fn.NE, Fn.GT,
            Fn.LE, Fn.AND, Fn.OR, Fn.XOR, Fn.NOT, Fn.ISNAN, Fn.FLOOR, Fn.SELECT, Fn.SELECT, Fn.SELECT, Fn.SELECT);

    private static final List<Fn> ALL = Stream.of(
                    ARITHMETIC.stream(), Stream.of(Fn.values()).filter(fn -> TileOp.of(fn) != null))
            .flatMap(Function.identity())
            .toList();

    private static TileProgram lower(boolean expand, Expr... formulas) {
        return TileProgram.of(PointwiseFunction.define("f", 2, formulas).program(), 2, expand);
    }

    @Test
    void aComparisonReadOnlyByTheSelectionAfterItIsOneStepWithIt() {
        assertThat(lower(true, X.le(ZERO).select(ZERO, X)).steps())
                .extracting(TileProgram.Step::op)
                .containsExactly(TileOp.SELECT_LE);
    }

    @Test
    void aComparisonThatIsReadAgainIsKept() {
        Expr test = X.lt(Y);
        assertThat(lower(true, test.select(X, Y), test.plus(X)).steps())
                .extracting(TileProgram.Step::op)
                .contains(TileOp.LT, TileOp.SELECT);
        assertThat(lower(true, test.select(test, Y)).steps())
                .extracting(TileProgram.Step::op)
                .contains(TileOp.LT, TileOp.SELECT);
    }

    @Test
    void aResultMayReplaceAnInputThatIsNotReadAfterIt() {
        TileProgram program = lower(true, X.plus(1), X.times(Y));
        assertThat(program.mayOverwrite(0, 0))
                .as("x is read by the second formula")
                .isFalse();
        assertThat(program.mayOverwrite(1, 0)).isTrue();
        assertThat(program.mayOverwrite(1, 1)).isTrue();
    }

    /** Every function that has vector code for all its steps gets a loop of its own, short enough to be compiled. */
    @ParameterizedTest
    @EnumSource(Pointwise.class)
    void wholeProgramsHaveLoops(Pointwise pointwise) {
        PointwiseFunction f = pointwise.function();
        TileProgram program = TileProgram.of(f.program(), f.inputs(), true);
        boolean isVectors = (program.ops() & (TileOp.REFERENCE.bit() | TileOp.leaving())) == 0;
        VectorLoop loop = LoopClass.of(program, 0, DType.FLOAT32, Lanes.BYTES);
        assertThat(loop != null).as("%s has a loop", pointwise).isEqualTo(isVectors);
    }

    @Test
    void aProgramTooLongForTheCompilerIsLeftToTiles() {
        Expr formula = X;
        for (int i = 0; i < 400; i++) {
            formula = formula.times(Y).plus(i);
        }
        assertThat(LoopClass.of(lower(true, formula), 0, DType.FLOAT32, Lanes.BYTES))
                .isNull();
    }

    /** Without functions, in double the kernel is the reference, number by number. */
    @RepeatedTest(60)
    void randomArithmeticIsTheReference(RepetitionInfo repetition) {
        PointwiseOp op = random(new Random(repetition.getCurrentRepetition()), ARITHMETIC);
        Array x = values(DType.FLOAT64, LINE, 1);
        Array y = values(DType.FLOAT64, LINE, 2);
        assertSame(op, reference(op, x, y), run(PLAIN, op, x, y));
    }

    /** Plain loops, loops of steps, of programs and in machine code give the same bits. */
    @RepeatedTest(60)
    void randomProgramsAgree(RepetitionInfo repetition) {
        PointwiseOp op = random(new Random(repetition.getCurrentRepetition()), ALL);
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Array x = values(dtype, LINE, 1);
            Array y = values(dtype, LINE, 2);
            Array[] plain = run(PLAIN, op, x, y);
            assertSame(op, plain, run(STEPS, op, x, y));
            assertSame(op, plain, run(WHOLE, op, x, y));
            for (VectorLoops machine : MACHINE) {
                assertSame(op, plain, run(machine, op, x, y));
            }
        }
    }

    private static void assertSame(PointwiseOp op, Array[] expected, Array[] actual) {
        for (int k = 0; k < expected.length; k++) {
            String what = op.function().outputs().get(k).toString();
            assertThat(elements(actual[k])).as(what).isEqualTo(elements(expected[k]));
        }
    }

    /** A formula with shared parts, of given functions. */
    private static PointwiseOp random(Random random, List<Fn> fns) {
        List<Expr> pool = new ArrayList<>(List.of(X, Y, Expr.parameter(0), Expr.constant(0.5)));
        for (int i = 0; i < 40; i++) {
            Fn fn = fns.get(random.nextInt(fns.size()));
            Expr[] args = new Expr[fn.arity()];
            for (int k = 0; k < args.length; k++) {
                // Mostly late ones, so that programs are deep and comparisons stand before their selections.
                int back = Math.min(pool.size(), 1 + (int) (Math.abs(random.nextGaussian()) * 5));
                args[k] = pool.get(pool.size() - back);
            }
            pool.add(Expr.call(fn, args));
        }
        return PointwiseFunction.define(
                        "random", 2, pool.getLast(), pool.get(pool.size() - 3), pool.get(pool.size() - 9))
                .with(0.75);
    }
}
