package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.LoopGraph.Fold;
import dev.adjoint.kernel.x86.LoopGraph.Kind;
import dev.adjoint.kernel.x86.LoopGraph.Node;
import dev.adjoint.kernel.x86.LoopGraph.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes down what a loop does with one vector of each of its streams, operation by operation, and makes machine code of it.
 *
 * <p>A stream is memory that is read or written element after element. Constants, parameters and elements that are the same
 * for all lanes are made into vectors once, before the loop. What is written is written after everything has been read, so
 * a stream may be written where another is read. Each operation rounds once and as Java does, NaN and signed zeros
 * included.
 *
 * <p>Folds go along: a sum has sixteen strands in double, whatever the length of a vector.
 */
public final class LoopWriter {

    private final LoopGraph graph;
    private final Map<Long, Value> constants = new HashMap<>();

    /**
     * What an operation made: a vector, or a truth for each lane.
     *
     * @param index which operation
     */
    public record Value(int index) {}

    /**
     * A loop that does nothing yet.
     *
     * @param processor what it is written for
     * @param single whether elements are floats, else doubles
     * @param streams how many addresses it takes
     * @param parameters how many numbers it takes
     */
    public LoopWriter(Processor processor, boolean single, int streams, int parameters) {
        this.graph = new LoopGraph(
                processor, single, streams, parameters, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private Value add(Kind kind, @Nullable Opcode op, long number, Value... arguments) {
        int[] indices = new int[arguments.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = arguments[i].index;
        }
        graph.nodes().add(new Node(kind, op, number, indices));
        return new Value(graph.nodes().size() - 1);
    }

    /**
     * The next elements of a stream.
     *
     * @param stream which address
     * @return a vector
     */
    public Value load(int stream) {
        return add(Kind.LOAD, null, stream);
    }

    /**
     * Writes elements to a stream.
     *
     * @param stream which address
     * @param value the elements
     */
    public void store(int stream, Value value) {
        graph.stores().add(new Store(stream, value.index, false));
    }

    /**
     * Adds floats to a stream of doubles; those of whole vectors only, not the elements that are left.
     *
     * @param stream which address
     * @param value the elements
     */
    public void accumulate(int stream, Value value) {
        graph.stores().add(new Store(stream, value.index, true));
    }

    /**
     * The first element of a stream, in all lanes.
     *
     * @param stream which address
     * @return a vector
     */
    public Value repeated(int stream) {
        return add(Kind.REPEATED, null, stream);
    }

    /**
     * A parameter, rounded to the type of the elements.
     *
     * @param index which parameter
     * @return a vector
     */
    public Value parameter(int index) {
        return add(Kind.PARAMETER, null, index);
    }

    /**
     * A number in all lanes.
     *
     * @param value the number, rounded to the type of the elements
     * @return a vector
     */
    public Value constant(double value) {
        return bits(graph.single() ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value));
    }

    /**
     * The bits of an element in all lanes.
     *
     * @param bits its bits, in the low ones of the number if elements are floats
     * @return a vector
     */
    public Value bits(long bits) {
        return constants.computeIfAbsent(bits, _ -> add(Kind.CONSTANT, null, bits));
    }

    /**
     * All bits but the sign, in all lanes.
     *
     * @return a vector
     */
    public Value magnitude() {
        return bits(graph.single() ? Integer.MAX_VALUE : Long.MAX_VALUE);
    }

    /**
     * Arithmetic on two vectors.
     *
     * @param op which
     * @param x a vector
     * @param y another
     * @return a vector
     */
    public Value arithmetic(Arithmetic op, Value x, Value y) {
        return add(Kind.BINARY, graph.opcode(1, op.code), 0, x, y);
    }

    /**
     * The square root.
     *
     * @param x a vector
     * @return a vector
     */
    public Value sqrt(Value x) {
        return add(Kind.BINARY, graph.opcode(1, 0x51), 0, x);
    }

    /**
     * The lesser, as {@code Math.min} says.
     *
     * @param x a vector
     * @param y another
     * @return a vector
     */
    public Value min(Value x, Value y) {
        return add(Kind.LEAST, null, 0, x, y);
    }

    /**
     * The greater, as {@code Math.max} says.
     *
     * @param x a vector
     * @param y another
     * @return a vector
     */
    public Value max(Value x, Value y) {
        return add(Kind.GREATEST, null, 0, x, y);
    }

    /**
     * {@code x * y + z}, rounded once.
     *
     * @param x a vector
     * @param y another
     * @param z a third
     * @return a vector
     */
    public Value fma(Value x, Value y, Value z) {
        return add(Kind.FMA, null, 0, x, y, z);
    }

    /**
     * The same number of whole bits combined.
     *
     * @param op which
     * @param x a vector
     * @param y another
     * @return a vector
     */
    public Value whole(Bits op, Value x, Value y) {
        int code = graph.single() ? op.inFloats : op.inDoubles;
        return add(Kind.BINARY, new Opcode(1, 1, !graph.single(), code), 0, x, y);
    }

    /**
     * The bits of elements moved.
     *
     * @param kind which
     * @param x a vector
     * @param by how many bits
     * @return a vector
     */
    public Value shift(Shift kind, Value x, int by) {
        Opcode op = new Opcode(1, 1, !graph.single(), graph.single() ? 0x72 : 0x73);
        return add(Kind.SHIFT, op, (long) kind.number << 8 | by, x);
    }

    /**
     * Where a comparison holds.
     *
     * @param comparison which
     * @param x a vector
     * @param y another
     * @return a truth for each lane
     */
    public Value test(Comparison comparison, Value x, Value y) {
        return add(Kind.TEST, graph.opcode(1, 0xc2), comparison.number, x, y);
    }

    /**
     * Where both hold.
     *
     * @param one a truth
     * @param other another
     * @return a truth for each lane
     */
    public Value both(Value one, Value other) {
        return add(Kind.TRUTHS, null, 0, one, other);
    }

    /**
     * Where one holds at least.
     *
     * @param one a truth
     * @param other another
     * @return a truth for each lane
     */
    public Value either(Value one, Value other) {
        return add(Kind.TRUTHS, null, 1, one, other);
    }

    /**
     * One vector where a truth holds, another elsewhere.
     *
     * @param where a truth
     * @param yes a vector
     * @param no another
     * @return a vector
     */
    public Value choose(Value where, Value yes, Value no) {
        return add(Kind.CHOICE, null, 0, where, yes, no);
    }

    /**
     * Ends the loop before anything of a round is written, if a truth holds for any element; not for loops that fold.
     *
     * @param where a truth
     */
    public void leave(Value where) {
        add(Kind.LEAVE, null, 0, where);
    }

    /**
     * Folds elements; to be asked for after all arithmetic.
     *
     * @param kind what becomes of them
     * @param x the elements
     * @param origin the parameter, kept in double, that {@link FoldKind#MOMENTS} take distances from
     */
    public void fold(FoldKind kind, Value x, int origin) {
        int from = kind == FoldKind.MOMENTS ? add(Kind.DOUBLE_PARAMETER, null, origin).index : -1;
        graph.folds().add(new Fold(kind, x.index, from, folded()));
    }

    private int folded() {
        int place = 0;
        for (Fold fold : graph.folds()) {
            place += fold.kind().places() * FoldKind.BYTES;
        }
        return place;
    }

    /**
     * The loop.
     *
     * @return null if it needs more registers than there are, or the system lets no code be made
     */
    public @Nullable MachineLoop write() {
        byte[] code = LoopCode.of(graph);
        CodeMemory memory = code == null ? null : CodeMemory.of(code);
        return memory == null ? null : new MachineLoop(memory);
    }
}
