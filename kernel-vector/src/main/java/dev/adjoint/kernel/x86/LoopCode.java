package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.Assembler.Label;
import dev.adjoint.kernel.x86.Assembler.Memory;
import dev.adjoint.kernel.x86.Assembler.Opcode;
import dev.adjoint.kernel.x86.Assembler.Register;
import dev.adjoint.kernel.x86.Assembler.Source;
import dev.adjoint.kernel.x86.LoopGraph.Fold;
import dev.adjoint.kernel.x86.LoopGraph.Kind;
import dev.adjoint.kernel.x86.LoopGraph.Node;
import dev.adjoint.kernel.x86.LoopGraph.Store;
import dev.adjoint.kernel.x86.Registers.Borrowed;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the code of a loop: a C function {@code void loop(long *at, long count)} by the System V convention. It makes
 * vectors of what does not change, goes over whole vectors, does the rest under a mask, and writes the results of folds.
 */
final class LoopCode {

    private static final int POSITION = Assembler.RAX;
    private static final int END = Assembler.RCX;
    private static final int SPARE = Assembler.R11;
    private static final int COUNT = Assembler.RSI;
    private static final int GIVEN = Assembler.RDI;
    /**
     * Where the addresses of the first streams are kept; the first of these registers are free for use, the others are put
     * back. Addresses of more streams are fetched each time.
     */
    private static final int[] ADDRESSES = {2, 8, 9, 10, 3, 12, 13, 14, 15};

    private static final int FREE_TO_USE = 4;
    private static final int VECTOR_LINE = 64;

    private final LoopGraph loop;
    private final List<Node> nodes;
    private final boolean wide;
    private final int vectorBytes;
    private final int vectors;
    private final Assembler code;
    private final Instructions instructions;
    private final Registers registers;

    /** For each fold, its registers. */
    private final int[][] sums;

    private LoopCode(LoopGraph loop) {
        this.loop = loop;
        this.nodes = loop.nodes();
        this.wide = loop.processor().wide();
        this.code = new Assembler(wide);
        this.instructions = new Instructions(code, wide, loop.single());
        this.registers = new Registers(loop, instructions);
        this.vectorBytes = instructions.bytes();
        // With short vectors two make a whole sixteen of a fold.
        this.vectors = wide || loop.folds().isEmpty() ? 1 : 2;
        this.sums = new int[loop.folds().size()][];
    }

    /** The code of a loop; null if it takes more registers than there are. */
    static byte @Nullable [] of(LoopGraph loop) {
        return new LoopCode(loop).write();
    }

    private byte @Nullable [] write() {
        prologue();
        Label round = new Label();
        Label rest = new Label();
        Label done = new Label();
        code.general(Assembler.CLEAR, POSITION, POSITION);
        code.general(Assembler.COMPARE, POSITION, END);
        code.jump(Assembler.NOT_BELOW, rest);
        code.label(round);
        for (int v = 0; v < vectors; v++) {
            body(v, false);
            code.add(POSITION, vectorBytes);
        }
        code.general(Assembler.COMPARE, POSITION, END);
        code.jump(Assembler.BELOW, round);
        code.label(rest);
        rest(done);
        code.label(done);
        epilogue();
        return registers.exhausted() ? null : code.bytes();
    }

    // Before the loop.

    private void prologue() {
        code.push(Assembler.RBP);
        code.general(Assembler.MOVE, Assembler.RBP, Assembler.RSP);
        for (int i = FREE_TO_USE; i < kept(); i++) {
            code.push(ADDRESSES[i]);
        }
        long onStack = nodes.stream()
                .filter(node -> node.kind().isInvariant() && node.kind() != Kind.CONSTANT)
                .count();
        code.subtract(Assembler.RSP, (int) (onStack * VECTOR_LINE));
        code.and(Assembler.RSP, -VECTOR_LINE);
        code.general(Assembler.MOVE, END, COUNT);
        code.shiftLeft(END, Integer.numberOfTrailingZeros(loop.bytes()));
        code.and(END, -vectorBytes * vectors);
        settle();
        startFolds();
        registers.pin();
        for (int i = 0; i < kept(); i++) {
            code.load(ADDRESSES[i], given(i));
        }
    }

    /** How many addresses are kept in registers. */
    private int kept() {
        return Math.min(loop.streams(), ADDRESSES.length);
    }

    /** Where an address, or a parameter after those, was handed over. */
    private static Memory given(int index) {
        return Memory.at(GIVEN, index * Long.BYTES);
    }

    /** The register with the address of a stream. */
    private int address(int stream) {
        if (stream < ADDRESSES.length) {
            return ADDRESSES[stream];
        }
        code.load(SPARE, given(stream));
        return SPARE;
    }

    /** Makes vectors of all that is the same in all rounds: constants beside the code, the others on the stack. */
    private void settle() {
        int slot = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.kind() == Kind.CONSTANT) {
                registers.settle(i, code.constant(node.number(), loop.bytes()));
            } else if (node.kind().isInvariant()) {
                if (node.kind() == Kind.REPEATED) {
                    code.load(SPARE, given((int) node.number()));
                    instructions.spread(0, loop.single(), Memory.at(SPARE, 0));
                } else {
                    boolean asFloat = loop.single() && node.kind() == Kind.PARAMETER;
                    instructions.spreadNumber(0, asFloat, given(loop.streams() + (int) node.number()));
                }
                Memory home = Memory.at(Assembler.RSP, slot++ * VECTOR_LINE);
                instructions.store(0, home);
                registers.settle(i, home);
            }
        }
    }

    private void startFolds() {
        for (int f = 0; f < sums.length; f++) {
            FoldKind kind = loop.folds().get(f).kind();
            sums[f] = new int[kind.registers * (wide || kind == FoldKind.MAX ? 1 : 2)];
            for (int k = 0; k < sums[f].length; k++) {
                sums[f][k] = registers.take();
                if (kind == FoldKind.MAX) {
                    int least = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
                    instructions.copy(sums[f][k], code.constant(least, Float.BYTES));
                } else {
                    instructions.clear(sums[f][k]);
                }
            }
        }
    }

    // The loop.

    private void body(int vector, boolean rest) {
        for (int i = 0; i < nodes.size(); i++) {
            if (!nodes.get(i).kind().isInvariant()) {
                operation(i, rest);
            }
        }
        for (int f = 0; f < sums.length; f++) {
            fold(loop.folds().get(f), sums[f], vector, rest);
        }
        for (Store store : loop.stores()) {
            if (!store.adds()) {
                store(store, rest);
            } else if (!rest) {
                accumulate(store);
            }
        }
        registers.releaseAll();
    }

    private void operation(int i, boolean rest) {
        Node node = nodes.get(i);
        try (Borrowed borrowed = registers.new Borrowed()) {
            switch (node.kind()) {
                case LOAD -> registers.put(i, load((int) node.number(), rest));
                case BINARY -> {
                    int first = node.arguments().length == 1 ? 0 : borrowed.of(node.argument(0));
                    Source second = registers.source(node.argument(node.arguments().length - 1));
                    int target = target(i, borrowed);
                    code.vector(op(node), target, first, second);
                }
                case LEAST, GREATEST -> {
                    int x = borrowed.of(node.argument(0));
                    int y = borrowed.of(node.argument(1));
                    int result = extreme(op(node), x, y, node.kind() == Kind.GREATEST ? y : x);
                    registers.release(i);
                    registers.put(i, result);
                }
                case FMA -> fma(i, borrowed);
                case TEST -> {
                    int first = borrowed.of(node.argument(0));
                    Source second = registers.source(node.argument(1));
                    int target = target(i, borrowed);
                    code.vector(op(node), target, first, second, (int) node.number());
                }
                case TRUTHS -> {
                    int first = registers.of(node.argument(0));
                    int second = registers.of(node.argument(1));
                    instructions.combine(node.number() == 0, target(i, borrowed), first, second);
                }
                case CHOICE -> {
                    int where = registers.of(node.argument(0));
                    Source yes = registers.source(node.argument(1));
                    int no = borrowed.of(node.argument(2));
                    instructions.blend(target(i, borrowed), where, yes, no);
                }
                case SHIFT -> {
                    Source x = new Register(borrowed.of(node.argument(0)));
                    // Which shift it is stands where other instructions name their result, and that in place of a
                    // source.
                    int which = (int) node.number() >> 8;
                    code.vector(op(node), which, target(i, borrowed), x, (int) node.number() & 0xff);
                }
                default -> throw new IllegalStateException("in the loop: " + node.kind());
            }
        }
    }

    /** The register of a result, which may be that of an argument: an instruction reads before it writes. */
    private int target(int i, Borrowed borrowed) {
        borrowed.giveBackBut(-1);
        registers.release(i);
        int target = nodes.get(i).kind().isTruth() ? registers.takeTruth() : registers.take();
        registers.put(i, target);
        return target;
    }

    private static Opcode op(Node node) {
        return Objects.requireNonNull(node.op(), "op");
    }

    private int load(int stream, boolean rest) {
        int register = registers.take();
        Memory from = Memory.indexed(address(stream), POSITION);
        if (rest) {
            instructions.loadRest(register, from);
        } else {
            instructions.load(register, from);
        }
        return register;
    }

    private void store(Store store, boolean rest) {
        try (Borrowed borrowed = registers.new Borrowed()) {
            int register = borrowed.of(store.node());
            Memory to = Memory.indexed(address(store.stream()), POSITION);
            if (rest) {
                instructions.storeRest(register, to);
            } else {
                instructions.store(register, to);
            }
        }
    }

    /** Adds floats to the doubles of a stream, whose position is twice that of floats. */
    private void accumulate(Store store) {
        try (Borrowed borrowed = registers.new Borrowed()) {
            int floats = borrowed.of(store.node());
            int doubles = borrowed.another();
            for (int half = 0; half < 2; half++) {
                if (half == 1) {
                    instructions.upper(doubles, floats);
                }
                instructions.widen(doubles, half == 0 ? floats : doubles);
                Memory total = Memory.doubles(address(store.stream()), POSITION, half * vectorBytes);
                instructions.addDoubles(doubles, doubles, total);
                instructions.store(doubles, total);
            }
        }
    }

    /**
     * The instruction answers its second operand for zeros of any sign and where one is NaN. So the operands change places
     * where the one whose sign decides is negative, and a NaN that stands first is put back.
     */
    private int extreme(Opcode op, int x, int y, int sign) {
        int first = registers.take();
        int second = registers.take();
        int result = registers.take();
        int where = wide ? registers.takeMask() : sign;
        if (wide) {
            instructions.isNegative(where, sign);
        }
        instructions.blend(first, where, new Register(y), x);
        instructions.blend(second, where, new Register(x), y);
        code.vector(op, result, first, new Register(second));
        int unordered = wide ? where : second;
        instructions.isNan(unordered, first);
        instructions.blend(result, unordered, new Register(first), result);
        if (wide) {
            registers.giveBackMask(where);
        }
        registers.giveBack(first);
        registers.giveBack(second);
        return result;
    }

    /** The instruction overwrites one of its operands: one that nobody reads any more, else a copy. */
    private void fma(int i, Borrowed borrowed) {
        Node node = nodes.get(i);
        boolean swap = !registers.diesAt(node.argument(0), i) && registers.diesAt(node.argument(1), i);
        int x = node.argument(swap ? 1 : 0);
        int y = node.argument(swap ? 0 : 1);
        int z = node.argument(2);
        int target;
        if (registers.diesAt(z, i) && !registers.diesAt(x, i)) {
            target = registers.of(z);
            code.vector(loop.opcode(2, 0xb8), target, borrowed.of(x), registers.source(y));
        } else {
            target = registers.diesAt(x, i) ? registers.of(x) : borrowed.copy(x);
            code.vector(loop.opcode(2, 0xa8), target, borrowed.of(y), registers.source(z));
        }
        borrowed.giveBackBut(target);
        registers.release(i, target);
        registers.put(i, target);
    }

    // Folds.

    private void fold(Fold fold, int[] own, int vector, boolean rest) {
        try (Borrowed borrowed = registers.new Borrowed()) {
            int x = borrowed.of(fold.node());
            if (fold.kind() == FoldKind.MAX) {
                int greatest = extreme(loop.opcode(1, 0x5f), own[0], x, x);
                if (rest) {
                    int mask = wide ? Instructions.REST_MASK : Instructions.REST_BITS;
                    instructions.blend(own[0], mask, new Register(greatest), own[0]);
                } else {
                    instructions.copy(own[0], new Register(greatest));
                }
                registers.giveBack(greatest);
            } else if (rest) {
                instructions.store(x, result(fold.place() + FoldKind.REST + vector * vectorBytes));
            } else {
                int doubles = borrowed.another();
                half(fold, own, 2 * vector, x, doubles);
                instructions.upper(doubles, x);
                half(fold, own, 2 * vector + 1, doubles, doubles);
            }
        }
    }

    /** The lower half of a vector of floats, as doubles. */
    private void half(Fold fold, int[] own, int which, int x, int doubles) {
        instructions.widen(doubles, x);
        if (fold.kind() == FoldKind.MOMENTS) {
            instructions.subtractDoubles(doubles, doubles, registers.source(fold.origin()));
        }
        instructions.addDoubles(own[which], own[which], new Register(doubles));
        if (fold.kind() == FoldKind.MOMENTS) {
            int squares = own[own.length / 2 + which];
            instructions.square(doubles);
            instructions.addDoubles(squares, squares, new Register(doubles));
        }
    }

    /** Where results of folds lie: after what the loop was given. */
    private Memory result(int place) {
        return Memory.at(GIVEN, (loop.streams() + loop.parameters()) * Long.BYTES + place);
    }

    // After the loop.

    /** What is less than a whole round, under a mask. */
    private void rest(Label done) {
        int lanes = vectorBytes / loop.bytes() * vectors;
        code.general(Assembler.MOVE, END, COUNT);
        code.and(END, lanes - 1);
        code.jump(Assembler.EQUAL, done);
        if (wide) {
            code.set(SPARE, 1);
            code.shiftLeftByCount(SPARE);
            code.subtract(SPARE, 1);
            instructions.setRestMask(SPARE);
            body(0, true);
            return;
        }
        // Ones for a whole round, then as many zeros: a mask begins so far before the zeros as there are elements.
        int half = vectorBytes * vectors;
        int[] bits = new int[2 * half / Integer.BYTES];
        Arrays.fill(bits, 0, bits.length / 2, -1);
        Assembler.Constant table = code.numbers(bits);
        code.shiftLeft(END, Integer.numberOfTrailingZeros(loop.bytes()));
        for (int v = 0; v < vectors; v++) {
            code.address(SPARE, table);
            code.general(Assembler.SUBTRACT, SPARE, END);
            instructions.load(Instructions.REST_BITS, Memory.at(SPARE, half + v * vectorBytes));
            body(v, true);
            code.add(POSITION, vectorBytes);
        }
    }

    /** Puts the greatest of all lanes in the first. */
    private void greatestOfAll(int own) {
        for (int step = 0; step <= instructions.exchanges(); step++) {
            int moved = registers.take();
            instructions.exchange(moved, own, step);
            int greater = extreme(loop.opcode(1, 0x5f), own, moved, moved);
            instructions.copy(own, new Register(greater));
            registers.giveBack(greater);
            registers.giveBack(moved);
        }
    }

    /** Adds up strands: those of half of all apart first, then so what is left. The sum is in the first lane. */
    private void join(int[] own, int first, int count) {
        for (int apart = count / 2; apart > 0; apart /= 2) {
            for (int k = first; k < first + apart; k++) {
                instructions.addDoubles(own[k], own[k], new Register(own[k + apart]));
            }
        }
        int moved = registers.take();
        for (int step = 0; step < instructions.exchanges(); step++) {
            instructions.exchange(moved, own[first], step);
            instructions.addDoubles(own[first], own[first], new Register(moved));
        }
        registers.giveBack(moved);
    }

    private void epilogue() {
        for (int f = 0; f < sums.length; f++) {
            Fold fold = loop.folds().get(f);
            int each = sums[f].length / fold.kind().places();
            for (int k = 0; k < fold.kind().places(); k++) {
                if (fold.kind() == FoldKind.MAX) {
                    greatestOfAll(sums[f][k]);
                } else {
                    join(sums[f], k * each, each);
                }
                instructions.store(sums[f][k * each], result(fold.place() + k * FoldKind.BYTES));
            }
        }
        int pushed = Math.max(0, kept() - FREE_TO_USE);
        code.general(Assembler.MOVE, Assembler.RSP, Assembler.RBP);
        code.subtract(Assembler.RSP, pushed * Long.BYTES);
        for (int i = kept() - 1; i >= FREE_TO_USE; i--) {
            code.pop(ADDRESSES[i]);
        }
        code.pop(Assembler.RBP);
        code.ret();
    }
}
