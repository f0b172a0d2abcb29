package dev.adjoint.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.kernel.SharedGemm.Matrix;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products in machine code against the same sums in Java, bit for bit, for each length of vectors that this processor has:
 * fused multiply-adds, 256 of them at a time.
 */
class PanelGemmTest {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    /** Elements between rows and after the last one, which nobody may write. */
    private static final int GAP = 3;

    private int threads;

    /** One way to multiply. */
    private record Way(Processor processor, boolean single, PanelGemm gemm) {
        @Override
        public String toString() {
            return (processor.wide() ? "512" : "256") + " bits, " + (single ? "floats" : "doubles");
        }
    }

    static List<Way> ways() {
        Processor current = Processor.current();
        return current == null
                ? List.of()
                : Stream.of(current, new Processor(false))
                        .distinct()
                        .flatMap(processor -> Stream.of(true, false)
                                .map(single ->
                                        new Way(processor, single, new PanelGemm(new Panels(processor, single)))))
                        .toList();
    }

    @BeforeEach
    void onlyWhereThereIsMachineCode() {
        assumeTrue(Processor.current() != null, "no machine code on this machine");
        threads = Workers.threads();
    }

    @AfterEach
    void asManyThreadsAsBefore() {
        Workers.resize(threads);
    }

    /** A matrix of random numbers in memory, and in Java. */
    private record Sample(Matrix matrix, double[][] elements) {}

    private static Sample sample(Arena arena, Random random, boolean single, int rows, int columns) {
        boolean byRows = random.nextBoolean();
        int step = (byRows ? columns : rows) + random.nextInt(GAP);
        MemorySegment memory = memory(arena, single, (long) (byRows ? rows : columns) * step);
        double[][] elements = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                elements[i][j] = single ? (float) random.nextGaussian() : random.nextGaussian();
                set(memory, single, byRows ? (long) i * step + j : (long) j * step + i, elements[i][j]);
            }
        }
        return new Sample(new Matrix(byRows, memory.address(), step), elements);
    }

    /** What is not set is not a number: where it is used it shows. */
    private static MemorySegment memory(Arena arena, boolean single, long count) {
        MemorySegment memory = arena.allocate(count * (single ? Float.BYTES : Double.BYTES), Double.BYTES);
        for (long i = 0; i < count; i++) {
            set(memory, single, i, Double.NaN);
        }
        return memory;
    }

    private static void set(MemorySegment memory, boolean single, long index, double value) {
        if (single) {
            memory.setAtIndex(FLOAT, index, (float) value);
        } else {
            memory.setAtIndex(DOUBLE, index, value);
        }
    }

    private static double element(MemorySegment memory, boolean single, long index) {
        return single ? memory.getAtIndex(FLOAT, index) : memory.getAtIndex(DOUBLE, index);
    }

    private static double sum(boolean single, double before, double[] row, double[][] right, int column) {
        double total = before;
        for (int from = 0; from < row.length; from += 256) {
            double sum = 0;
            for (int k = from; k < Math.min(row.length, from + 256); k++) {
                sum = single
                        ? Math.fma((float) row[k], (float) right[k][column], (float) sum)
                        : Math.fma(row[k], right[k][column], sum);
            }
            total = single ? (float) total + (float) sum : total + sum;
        }
        return total;
    }

    private static void check(Way way, Random random, int m, int n, int k) {
        try (Arena arena = Arena.ofConfined()) {
            boolean single = way.single;
            Sample left = sample(arena, random, single, m, k);
            Sample right = sample(arena, random, single, k, n);
            Sample vector = sample(arena, random, single, 1, n);
            boolean hasVector = vector.matrix.byRows();
            int step = n + random.nextInt(GAP);
            MemorySegment result = memory(arena, single, (long) m * step + GAP);
            way.gemm.multiply(
                    m,
                    n,
                    k,
                    left.matrix,
                    right.matrix,
                    hasVector ? vector.matrix.address() : 0,
                    new Matrix(true, result.address(), step));
            for (int at = 0; at < m * step + GAP; at++) {
                int i = at / step;
                int j = at % step;
                double expected = i >= m || j >= n
                        ? Double.NaN
                        : sum(single, hasVector ? vector.elements[0][j] : 0, left.elements[i], right.elements, j);
                if (Double.compare(element(result, single, at), expected) != 0) {
                    assertThat(element(result, single, at))
                            .as("%s, [%d, %d] by [%d, %d], row %d, column %d of %d", way, m, k, k, n, i, j, step)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ways")
    void allSizesOfBlocks(Way way) {
        Random random = new Random(1);
        int lanes = way.processor.lanes(way.single ? Float.BYTES : Double.BYTES);
        int rows = way.processor.wide() ? 14 : 6;
        for (int m = 1; m <= 2 * rows + 1; m++) {
            for (int n = 1; n <= 4 * lanes + 1; n++) {
                check(way, random, m, n, 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 9));
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ways")
    void allLengthsOfSums(Way way) {
        Random random = new Random(2);
        for (int k = 1; k <= 70; k++) {
            check(way, random, 17, 37, k);
        }
        for (int k : new int[] {255, 256, 257, 511, 513, 770}) {
            for (int rows : new int[] {40, 300}) {
                check(way, random, rows, 75, k);
            }
        }
    }

    /** More rows, columns and positions than are packed at a time. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ways")
    void largeProductsInPieces(Way way) {
        Random random = new Random(3);
        check(way, random, 700, 300, 20);
        check(way, random, 9, 8_200, 30);
        check(way, random, 258, 8_193, 5);
        check(way, random, 257, 4_100, 530);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ways")
    void threadsChangeNoBit(Way way) {
        for (int count = 1; count <= 3; count++) {
            Workers.resize(count);
            check(way, new Random(4), 310, 290, 300);
            check(way, new Random(5), 130, 140, 270);
        }
    }
}
