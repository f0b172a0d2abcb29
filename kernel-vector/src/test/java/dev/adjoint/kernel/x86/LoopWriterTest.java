package dev.adjoint.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.kernel.x86.LoopWriter.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Machine code against the same operations in Java, for each length of vectors that this processor has. */
class LoopWriterTest {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final float[] EDGES = {
        0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE
    };
    /** Not a length that loops are made for, so that what lies after the last element shows. */
    private static final int LONGEST = 83;

    @BeforeAll
    static void onlyWhereThereIsMachineCode() {
        assumeTrue(Processor.current() != null, "no machine code on this machine");
    }

    static List<Processor> processors() {
        Processor current = Processor.current();
        return current == null
                ? List.of(new Processor(false))
                : Stream.of(current, new Processor(false)).distinct().toList();
    }

    /** An operation as the writer takes it, and as Java has it. */
    private record Formula(Value code, float... elements) {}

    private static Formula operation(LoopWriter loop, Random random, List<Formula> known, int inputs) {
        int kind = random.nextInt(14);
        // The bits of a NaN that was computed are nobody's promise: bits are taken of what was read.
        int among = kind == 13 ? inputs : known.size();
        Formula x = known.get(random.nextInt(among));
        Formula y = known.get(random.nextInt(among));
        Formula z = known.get(random.nextInt(known.size()));
        Formula w = known.get(random.nextInt(known.size()));
        float[] r = new float[LONGEST];
        Comparison comparison = Comparison.values()[random.nextInt(Comparison.values().length)];
        Comparison other = Comparison.values()[random.nextInt(Comparison.values().length)];
        int by = 1 + random.nextInt(30);
        for (int i = 0; i < LONGEST; i++) {
            float a = x.elements[i];
            float b = y.elements[i];
            float c = z.elements[i];
            int whole = Float.floatToRawIntBits(a);
            boolean first = holds(comparison, a, b);
            boolean second = holds(other, b, c);
            r[i] = switch (kind) {
                case 0 -> a + b;
                case 1 -> a - b;
                case 2 -> a * b;
                case 3 -> a / b;
                case 4 -> Math.min(a, b);
                case 5 -> Math.max(a, b);
                case 6 -> (float) Math.sqrt(a);
                case 7, 8 -> Math.fma(a, b, c);
                case 9 -> first ? c : w.elements[i];
                case 10 -> first && second ? c : w.elements[i];
                case 11 -> first || second ? c : w.elements[i];
                case 12 -> Float.intBitsToFloat(whole & Integer.MAX_VALUE);
                default -> Float.intBitsToFloat((whole << by >>> by) ^ Float.floatToRawIntBits(b) & Integer.MIN_VALUE);
            };
        }
        Value p = x.code;
        Value q = y.code;
        Value code = switch (kind) {
            case 0 -> loop.arithmetic(Arithmetic.ADD, p, q);
            case 1 -> loop.arithmetic(Arithmetic.SUB, p, q);
            case 2 -> loop.arithmetic(Arithmetic.MUL, p, q);
            case 3 -> loop.arithmetic(Arithmetic.DIV, p, q);
            case 4 -> loop.min(p, q);
            case 5 -> loop.max(p, q);
            case 6 -> loop.sqrt(p);
            case 7, 8 -> loop.fma(p, q, z.code);
            case 9 -> loop.choose(loop.test(comparison, p, q), z.code, w.code);
            case 10 -> loop.choose(loop.both(loop.test(comparison, p, q), loop.test(other, q, z.code)), z.code, w.code);
            case 11 ->
                loop.choose(loop.either(loop.test(comparison, p, q), loop.test(other, q, z.code)), z.code, w.code);
            case 12 -> loop.whole(Bits.AND, p, loop.magnitude());
            default ->
                loop.whole(
                        Bits.XOR,
                        loop.shift(Shift.LSHR, loop.shift(Shift.LSHL, p, by), by),
                        loop.whole(Bits.AND, q, loop.bits(Integer.MIN_VALUE & 0xffffffffL)));
        };
        return new Formula(code, r);
    }

    private static boolean holds(Comparison comparison, float x, float y) {
        return switch (comparison) {
            case EQ -> x == y;
            case LT -> x < y;
            case LE -> x <= y;
            case GT -> x > y;
            case GE -> x >= y;
            case NE -> x != y;
        };
    }

    @ParameterizedTest
    @MethodSource("processors")
    void randomLoopsDoAsJavaDoes(Processor processor) {
        int written = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int inputs = 1 + random.nextInt(random.nextInt(3) == 0 ? 14 : 6);
            int parameters = random.nextInt(3);
            LoopWriter loop = new LoopWriter(processor, true, inputs + 2, parameters);
            List<Formula> known = new ArrayList<>();
            try (Arena arena = Arena.ofConfined()) {
                long[] at = new long[inputs + 2 + parameters];
                for (int k = 0; k < inputs; k++) {
                    float[] elements = new float[LONGEST];
                    boolean repeated = random.nextInt(4) == 0;
                    for (int i = 0; i < LONGEST; i++) {
                        elements[i] = repeated && i > 0 ? elements[0] : number(random);
                    }
                    at[2 + k] = arena.allocateFrom(FLOAT, elements).address();
                    known.add(new Formula(repeated ? loop.repeated(2 + k) : loop.load(2 + k), elements));
                }
                for (int k = 0; k < parameters; k++) {
                    double value = random.nextGaussian();
                    at[inputs + 2 + k] = Double.doubleToRawLongBits(value);
                    known.add(new Formula(loop.parameter(k), all((float) value)));
                }
                float number = number(random);
                known.add(new Formula(loop.constant(number), all(number)));
                for (int n = random.nextInt(50); n >= 0; n--) {
                    known.add(operation(loop, random, known, inputs));
                }
                Formula first = known.getLast();
                Formula second = known.get(random.nextInt(known.size()));
                loop.store(0, first.code);
                loop.store(1, second.code);
                MachineLoop code = loop.write();
                if (code != null) {
                    written++;
                    assertSame(code, at, arena, first.elements, second.elements);
                }
            }
        }
        assertThat(written).as("loops that found registers").isGreaterThan(processor.wide() ? 250 : 120);
    }

    /** All lengths, and nothing beyond the last element is touched. */
    private static void assertSame(MachineLoop code, long[] at, Arena arena, float[]... expected) {
        for (int count = 0; count <= LONGEST; count++) {
            for (int k = 0; k < 2; k++) {
                at[k] = arena.allocateFrom(FLOAT, all(77f)).address();
            }
            code.run(at, count);
            for (int k = 0; k < 2; k++) {
                MemorySegment result = MemorySegment.ofAddress(at[k]).reinterpret(LONGEST * 4L);
                for (int i = 0; i < LONGEST; i++) {
                    float e = i < count ? expected[k][i] : 77f;
                    assertThat(Float.floatToIntBits(result.getAtIndex(FLOAT, i)))
                            .as("result %d, element %d of %d", k, i, count)
                            .isEqualTo(Float.floatToIntBits(e));
                }
            }
        }
    }

    private static float number(Random random) {
        return random.nextInt(5) == 0 ? EDGES[random.nextInt(EDGES.length)] : (float) random.nextGaussian();
    }

    private static float[] all(float value) {
        float[] elements = new float[LONGEST];
        Arrays.fill(elements, value);
        return elements;
    }

    /** A loop that is left answers where, and has written nothing from there on. */
    @ParameterizedTest
    @MethodSource("processors")
    void aLoopIsLeftBeforeTheVectorInQuestion(Processor processor) {
        for (boolean single : new boolean[] {true, false}) {
            LoopWriter loop = new LoopWriter(processor, single, 2, 0);
            Value x = loop.load(1);
            loop.leave(loop.test(Comparison.GT, x, loop.constant(5)));
            loop.store(0, loop.arithmetic(Arithmetic.ADD, x, loop.constant(1)));
            MachineLoop code = Objects.requireNonNull(loop.write());
            int bytes = single ? Float.BYTES : Double.BYTES;
            int lanes = processor.lanes(bytes);
            try (Arena arena = Arena.ofConfined()) {
                for (int rare = 0; rare < LONGEST; rare++) {
                    MemorySegment in = arena.allocate((long) LONGEST * bytes);
                    MemorySegment out = arena.allocate((long) LONGEST * bytes);
                    put(in, single, rare, 9);
                    int done = rare / lanes * lanes;
                    assertThat(code.run(new long[] {out.address(), in.address()}, LONGEST))
                            .isEqualTo((long) done * bytes);
                    for (int i = 0; i < LONGEST; i++) {
                        assertThat(element(out, single, i)).isEqualTo(i < done ? 1 : 0);
                    }
                    put(in, single, rare, 2);
                    assertThat(code.run(new long[] {out.address(), in.address()}, LONGEST))
                            .isEqualTo(-1);
                }
            }
        }
    }

    private static void put(MemorySegment to, boolean single, int index, double value) {
        if (single) {
            to.setAtIndex(FLOAT, index, (float) value);
        } else {
            to.setAtIndex(DOUBLE, index, value);
        }
    }

    private static double element(MemorySegment from, boolean single, int index) {
        return single ? from.getAtIndex(FLOAT, index) : from.getAtIndex(DOUBLE, index);
    }

    @ParameterizedTest
    @MethodSource("processors")
    void doublesToo(Processor processor) {
        LoopWriter loop = new LoopWriter(processor, false, 3, 1);
        Value x = loop.load(1);
        Value y = loop.repeated(2);
        Value z = loop.fma(x, y, loop.parameter(0));
        loop.store(0, loop.choose(loop.test(Comparison.LT, z, loop.constant(0)), loop.max(z, x), loop.sqrt(z)));
        MachineLoop code = loop.write();
        assertThat(code).isNotNull();
        try (Arena arena = Arena.ofConfined()) {
            double[] values = new Random(1).doubles(LONGEST, -2, 2).toArray();
            MemorySegment in = arena.allocateFrom(DOUBLE, values);
            for (int count = 0; count <= LONGEST; count++) {
                MemorySegment out = arena.allocateFrom(DOUBLE, new double[LONGEST]);
                code.run(
                        new long[] {out.address(), in.address(), in.address(), Double.doubleToRawLongBits(0.3)}, count);
                for (int i = 0; i < LONGEST; i++) {
                    double z0 = Math.fma(values[i], values[0], 0.3);
                    double expected = i >= count ? 0 : z0 < 0 ? Math.max(z0, values[i]) : Math.sqrt(z0);
                    assertThat(out.getAtIndex(DOUBLE, i)).isEqualTo(expected);
                }
            }
        }
    }

    /** All folds of some elements that are left to their caller: strands, and the elements after the last sixteen. */
    @ParameterizedTest
    @MethodSource("processors")
    void foldsAreSumsOfStrandsAndTheRest(Processor processor) {
        int longs = FoldKind.BYTES / Long.BYTES;
        double origin = 0.1;
        float[] values = new float[LONGEST];
        Random random = new Random(3);
        for (int i = 0; i < LONGEST; i++) {
            values[i] = (float) random.nextGaussian() - 3;
        }
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocateFrom(FLOAT, values).address();
            for (FoldKind kind : FoldKind.values()) {
                LoopWriter loop = new LoopWriter(processor, true, 1, 1);
                loop.fold(kind, loop.load(0), 0);
                MachineLoop code = loop.write();
                assertThat(code).isNotNull();
                for (int count = 0; count <= LONGEST; count++) {
                    long[] at = new long[2 + kind.places() * longs];
                    at[0] = address;
                    at[1] = Double.doubleToRawLongBits(origin);
                    code.run(at, count);
                    MemorySegment results = MemorySegment.ofArray(at).asSlice(2L * Long.BYTES);
                    switch (kind) {
                        case SUM -> assertStrands(results, 0, values, count, 1, 0);
                        case MOMENTS -> {
                            assertStrands(results, 0, values, count, 1, origin);
                            assertStrands(results, FoldKind.BYTES, values, count, 2, origin);
                        }
                        case MAX -> assertGreatest(results, values, count);
                    }
                    int whole = count - count % FoldKind.STRANDS;
                    for (int i = whole; i < count && kind != FoldKind.MAX; i++) {
                        long rest = FoldKind.REST + (i - whole) * 4L;
                        assertThat(results.get(FLOAT, rest)).isEqualTo(values[i]);
                    }
                }
            }
        }
    }

    /** The same of doubles, which have half as many strands. */
    @ParameterizedTest
    @MethodSource("processors")
    void foldsOfDoublesToo(Processor processor) {
        int longs = FoldKind.BYTES / Long.BYTES;
        int strands = FoldKind.STRANDS / 2;
        double origin = 0.1;
        double[] values = new Random(4).doubles(LONGEST, -5, -1).toArray();
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocateFrom(DOUBLE, values).address();
            for (FoldKind kind : FoldKind.values()) {
                LoopWriter loop = new LoopWriter(processor, false, 1, 1);
                loop.fold(kind, loop.load(0), 0);
                MachineLoop code = Objects.requireNonNull(loop.write());
                for (int count = 0; count <= LONGEST; count++) {
                    long[] at = new long[2 + kind.places() * longs];
                    at[0] = address;
                    at[1] = Double.doubleToRawLongBits(origin);
                    code.run(at, count);
                    int whole = count - count % strands;
                    double[] first = Arrays.copyOf(values, whole);
                    switch (kind) {
                        case SUM -> assertThat(Double.longBitsToDouble(at[2])).isEqualTo(joined(first, strands));
                        case MOMENTS -> {
                            double[] distances =
                                    Arrays.stream(first).map(x -> x - origin).toArray();
                            double[] squares =
                                    Arrays.stream(distances).map(x -> x * x).toArray();
                            assertThat(Double.longBitsToDouble(at[2])).isEqualTo(joined(distances, strands));
                            assertThat(Double.longBitsToDouble(at[2 + longs])).isEqualTo(joined(squares, strands));
                        }
                        case MAX ->
                            assertThat(Double.longBitsToDouble(at[2]))
                                    .isEqualTo(Arrays.stream(values, 0, count)
                                            .max()
                                            .orElse(Double.NEGATIVE_INFINITY));
                    }
                    for (int i = whole; i < count && kind != FoldKind.MAX; i++) {
                        int place = 2 + FoldKind.REST / Long.BYTES + i - whole;
                        assertThat(Double.longBitsToDouble(at[place])).isEqualTo(values[i]);
                    }
                }
            }
        }
    }

    /** The sum of so many strands, each of every so many elements, which are joined by halves. */
    private static double joined(double[] elements, int count) {
        double[] strands = new double[count];
        for (int i = 0; i < elements.length; i++) {
            strands[i % count] += elements[i];
        }
        for (int width = count / 2; width > 0; width /= 2) {
            for (int s = 0; s < width; s++) {
                strands[s] += strands[s + width];
            }
        }
        return strands[0];
    }

    private static void assertStrands(
            MemorySegment results, long place, float[] values, int count, int power, double origin) {
        double[] strands = new double[FoldKind.STRANDS];
        for (int i = 0; i < count - count % FoldKind.STRANDS; i++) {
            double distance = values[i] - origin;
            strands[i % FoldKind.STRANDS] += power == 1 ? distance : distance * distance;
        }
        for (int width = FoldKind.STRANDS / 2; width > 0; width /= 2) {
            for (int s = 0; s < width; s++) {
                strands[s] += strands[s + width];
            }
        }
        assertThat(results.get(DOUBLE, place)).as("sum of %d elements", count).isEqualTo(strands[0]);
    }

    private static void assertGreatest(MemorySegment results, float[] values, int count) {
        float expected = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            expected = Math.max(expected, values[i]);
        }
        assertThat(results.get(FLOAT, 0)).as("the greatest of %d", count).isEqualTo(expected);
    }

    /** Whole vectors are added; what is left stays for the caller. */
    @ParameterizedTest
    @MethodSource("processors")
    void rowsAreAddedToDoubles(Processor processor) {
        LoopWriter loop = new LoopWriter(processor, true, 2, 0);
        loop.accumulate(0, loop.load(1));
        MachineLoop code = loop.write();
        assertThat(code).isNotNull();
        int lanes = processor.lanes(Float.BYTES);
        try (Arena arena = Arena.ofConfined()) {
            float[] values = new float[LONGEST];
            for (int i = 0; i < LONGEST; i++) {
                values[i] = i + 0.1f;
            }
            long row = arena.allocateFrom(FLOAT, values).address();
            for (int count = 0; count <= LONGEST; count++) {
                MemorySegment sums = arena.allocateFrom(DOUBLE, new double[LONGEST]);
                code.run(new long[] {sums.address(), row}, count);
                code.run(new long[] {sums.address(), row}, count);
                for (int i = 0; i < LONGEST; i++) {
                    double expected = i < count - count % lanes ? 2.0 * values[i] : 0;
                    assertThat(sums.getAtIndex(DOUBLE, i)).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("processors")
    void tooManyValuesAreNoLoop(Processor processor) {
        LoopWriter crowded = new LoopWriter(processor, true, 2, 0);
        List<Value> values = new ArrayList<>();
        Value x = crowded.load(1);
        for (int i = 0; i < 40; i++) {
            x = crowded.arithmetic(Arithmetic.MUL, x, x);
            values.add(x);
        }
        for (Value value : values) {
            x = crowded.arithmetic(Arithmetic.ADD, x, value);
        }
        crowded.store(0, x);
        assertThat(crowded.write()).isNull();
    }
}
