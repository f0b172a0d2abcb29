package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.Assembler.Label;
import dev.adjoint.kernel.x86.Assembler.Memory;
import dev.adjoint.kernel.x86.Assembler.Opcode;
import dev.adjoint.kernel.x86.Assembler.Register;
import dev.adjoint.kernel.x86.Assembler.Source;
import dev.adjoint.kernel.x86.LoopWriter.Fold;
import dev.adjoint.kernel.x86.LoopWriter.Kind;
import dev.adjoint.kernel.x86.LoopWriter.Node;
import dev.adjoint.kernel.x86.LoopWriter.Store;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the values of a loop their registers and writes its instructions.
 *
 * <p>The code is that of a C function {@code void loop(long *at, long count)} by the System V convention: preparations, the
 * loop over whole vectors, the rest under a mask, the ends of folds. Values live in registers from their operation to their
 * last use; what is the same in all rounds is kept in the registers that are left over, most used first, and read from
 * memory else. A loop whose values do not fit is not written.
 */
final class LoopCode {

    private static final int POSITION = Assembler.RAX;
    private static final int END = Assembler.RCX;
    private static final int SPARE = Assembler.R11;
    private static final int COUNT = Assembler.RSI;
    private static final int GIVEN = Assembler.RDI;
    /** Where the addresses of streams are kept; the first of these registers are free for use, the others are put back. */
    private static final int[] ADDRESSES = {2, 8, 9, 10, 3, 12, 13, 14, 15};

    private static final int FREE_TO_USE = 4;
    private static final int VECTOR_LINE = 64;
    /** Registers that an operation may need beside those of its values. */
    private static final int BESIDE = 4;

    /** The mask of the rest: a mask register, or with short vectors a register of bits. */
    private static final int REST_MASK = 7;

    private static final int REST_BITS = 15;
    private static final int FIRST_MASK = 1;

    private static final Opcode LOAD = new Opcode(1, 0, false, 0x10);
    private static final Opcode LOAD_DOUBLE = new Opcode(1, 1, true, 0x10);
    private static final Opcode STORE = new Opcode(1, 0, false, Assembler.STORE);
    private static final Opcode STORE_DOUBLE = new Opcode(1, 1, true, Assembler.STORE);
    private static final Opcode MOVE = new Opcode(1, 0, false, 0x28);
    private static final Opcode XOR = new Opcode(1, 1, false, 0xef);
    private static final Opcode WIDEN = new Opcode(1, 0, false, 0x5a);
    private static final Opcode ADD_DOUBLE = new Opcode(1, 1, true, 0x58);
    private static final Opcode SUB_DOUBLE = new Opcode(1, 1, true, 0x5c);
    private static final Opcode MUL_DOUBLE = new Opcode(1, 1, true, 0x59);
    private static final Opcode NARROW_ONE = new Opcode(1, 3, false, 0x5a);
    private static final Opcode SPREAD_FLOAT = new Opcode(2, 1, false, 0x18);
    private static final int UNORDERED = 3;

    private final LoopWriter loop;
    private final List<Node> nodes;
    private final boolean wide;
    private final int vectorBytes;
    private final int vectors;
    private final Assembler code;

    /** For each node the last that reads it; those that are stored or folded live to the end. */
    private final int[] lastUse;

    /** For each node its register; -1 as long as it has none. */
    private final int[] place;
    /** For each node that is the same in all rounds, where in memory it stands. */
    private final @Nullable Source[] home;

    private int freeVectors;
    private int freeMasks;
    private int pressure;
    private boolean failed;

    /** For each fold, its registers. */
    private final int[][] sums;

    LoopCode(LoopWriter loop) {
        this.loop = loop;
        this.nodes = loop.nodes;
        this.wide = loop.processor.wide();
        this.vectorBytes = wide ? 64 : 32;
        // With short vectors two make a whole sixteen of a fold.
        this.vectors = wide || loop.folds.isEmpty() ? 1 : 2;
        this.code = new Assembler(wide);
        this.lastUse = new int[nodes.size()];
        this.place = new int[nodes.size()];
        this.home = new Source[nodes.size()];
        this.sums = new int[loop.folds.size()][];
    }

    byte @Nullable [] write() {
        if (loop.streams > ADDRESSES.length) {
            return null;
        }
        Arrays.fill(lastUse, -1);
        Arrays.fill(place, -1);
        for (int i = 0; i < nodes.size(); i++) {
            for (int argument : nodes.get(i).arguments()) {
                lastUse[argument] = i;
            }
        }
        loop.stores.forEach(store -> lastUse[store.node()] = nodes.size());
        loop.folds.forEach(fold -> lastUse[fold.node()] = nodes.size());
        measure();
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
        return failed ? null : code.bytes();
    }

    // Registers.

    private int registers() {
        return wide ? 32 : 15;
    }

    /** How many values live at once at most, so that the other registers can be used for what does not change. */
    private void measure() {
        int live = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (isVector(node)) {
                live++;
            }
            pressure = Math.max(pressure, live);
            int now = i;
            live -= (int) Arrays.stream(node.arguments())
                    .distinct()
                    .filter(argument -> lastUse[argument] == now && isVector(nodes.get(argument)))
                    .count();
            if (lastUse[i] < 0 && isVector(node)) {
                live--;
            }
        }
        freeVectors = wide ? -1 : (1 << REST_BITS) - 1;
        freeMasks = (1 << REST_MASK) - (1 << FIRST_MASK);
    }

    /** Whether a node takes a vector register while it lives. */
    private boolean isVector(Node node) {
        return !node.kind().isInvariant() && (!wide || !node.kind().isTruth());
    }

    private int take() {
        if (freeVectors == 0) {
            failed = true;
            return 0;
        }
        int register = Integer.numberOfTrailingZeros(freeVectors);
        freeVectors &= ~(1 << register);
        return register;
    }

    private void giveBack(int register) {
        freeVectors |= 1 << register;
    }

    private int takeMask() {
        if (freeMasks == 0) {
            failed = true;
            return FIRST_MASK;
        }
        int mask = Integer.numberOfTrailingZeros(freeMasks);
        freeMasks &= ~(1 << mask);
        return mask;
    }

    /** Where a value can be read as a second source. */
    private Source source(int node) {
        Source known = home[node];
        return place[node] >= 0 || known == null ? new Register(place[node]) : known;
    }

    /** The values of one operation in registers: borrowed ones for those that are only in memory. */
    private final class Borrowed {
        private final int[] registers = new int[BESIDE];
        private int count;

        /** A register that holds a value. */
        int of(int node) {
            return place[node] >= 0 ? place[node] : copy(node);
        }

        /** A register of its own that holds a copy. */
        int copy(int node) {
            int register = another();
            code.vector(MOVE, register, 0, source(node));
            return register;
        }

        int another() {
            int register = take();
            registers[count++] = register;
            return register;
        }

        void giveBack() {
            while (count > 0) {
                LoopCode.this.giveBack(registers[--count]);
            }
        }

        /** Keeps one of the borrowed registers. */
        void keep(int register) {
            for (int i = 0; i < count; i++) {
                if (registers[i] == register) {
                    registers[i] = registers[--count];
                    return;
                }
            }
        }
    }

    private boolean diesAt(int node, int now) {
        return !nodes.get(node).kind().isInvariant() && lastUse[node] == now;
    }

    /** Frees the registers of the arguments that nobody reads after a node. */
    private void release(int now) {
        for (int argument : nodes.get(now).arguments()) {
            if (diesAt(argument, now) && place[argument] >= 0) {
                free(argument);
            }
        }
    }

    private void free(int node) {
        if (isVector(nodes.get(node))) {
            giveBack(place[node]);
        } else {
            freeMasks |= 1 << place[node];
        }
        place[node] = -1;
    }

    // Before the loop.

    private void prologue() {
        code.push(Assembler.RBP);
        code.general(Assembler.MOVE, Assembler.RBP, Assembler.RSP);
        for (int i = FREE_TO_USE; i < loop.streams; i++) {
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
        homes();
        pin();
        for (int i = 0; i < loop.streams; i++) {
            code.load(ADDRESSES[i], Memory.at(GIVEN, i * Long.BYTES));
        }
    }

    /** Makes vectors of all that is the same in all rounds. */
    private void homes() {
        int slot = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.kind() == Kind.CONSTANT) {
                home[i] = code.constant(node.number(), loop.bytes());
            } else if (node.kind().isInvariant()) {
                Memory given = Memory.at(GIVEN, (int) node.number() * Long.BYTES);
                Memory number = Memory.at(GIVEN, (loop.streams + (int) node.number()) * Long.BYTES);
                if (node.kind() == Kind.REPEATED) {
                    code.load(SPARE, given);
                    spread(loop.single, Memory.at(SPARE, 0));
                } else if (node.kind() == Kind.PARAMETER && loop.single) {
                    code.scalar(NARROW_ONE, 0, 0, number);
                    spread(true, new Register(0));
                } else {
                    spread(false, number);
                }
                Memory place = Memory.at(Assembler.RSP, slot++ * VECTOR_LINE);
                code.vector(STORE, 0, 0, place);
                home[i] = place;
            }
        }
    }

    /** One element in all lanes of register 0. */
    private void spread(boolean single, Source element) {
        code.vector(single ? SPREAD_FLOAT : new Opcode(2, 1, wide, 0x19), 0, 0, element);
    }

    /** Gives folds their registers, and what is read most of what does not change those that are left. */
    private void pin() {
        for (int f = 0; f < sums.length; f++) {
            LoopWriter.FoldKind kind = loop.folds.get(f).kind();
            sums[f] = new int[kind.registers * (wide || kind == LoopWriter.FoldKind.MAX ? 1 : 2)];
            Source start = kind == LoopWriter.FoldKind.MAX
                    ? code.constant(Float.floatToRawIntBits(Float.NEGATIVE_INFINITY), Float.BYTES)
                    : null;
            for (int k = 0; k < sums[f].length; k++) {
                sums[f][k] = take();
                if (start != null) {
                    code.vector(MOVE, sums[f][k], 0, start);
                } else {
                    code.vector(XOR, sums[f][k], sums[f][k], new Register(sums[f][k]));
                }
            }
        }
        int[] uses = new int[nodes.size()];
        nodes.forEach(node -> Arrays.stream(node.arguments()).forEach(argument -> uses[argument]++));
        int free = Integer.bitCount(freeVectors) - pressure - BESIDE;
        List<Integer> pinned = IntStream.range(0, nodes.size())
                .filter(i -> nodes.get(i).kind().isInvariant() && uses[i] > 0)
                .boxed()
                .sorted(Comparator.comparing(i -> -uses[i]))
                .limit(Math.max(0, free))
                .toList();
        for (int node : pinned) {
            int register = take();
            code.vector(MOVE, register, 0, source(node));
            place[node] = register;
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
            fold(loop.folds.get(f), sums[f], vector, rest);
        }
        for (Store store : loop.stores) {
            if (store.adds()) {
                if (!rest) {
                    accumulate(store);
                }
                continue;
            }
            Borrowed borrowed = new Borrowed();
            int register = borrowed.of(store.node());
            Memory to = Memory.indexed(ADDRESSES[store.stream()], POSITION);
            if (!rest) {
                code.vector(STORE, register, 0, to);
            } else if (wide) {
                code.masked(loop.single ? STORE : STORE_DOUBLE, register, 0, to, REST_MASK);
            } else {
                code.vector(new Opcode(2, 1, false, loop.single ? 0x2e : 0x2f), register, REST_BITS, to);
            }
            borrowed.giveBack();
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (!nodes.get(i).kind().isInvariant() && place[i] >= 0) {
                free(i);
            }
        }
    }

    private void operation(int i, boolean rest) {
        Node node = nodes.get(i);
        Borrowed borrowed = new Borrowed();
        switch (node.kind()) {
            case LOAD -> place[i] = load((int) node.number(), rest);
            case BINARY -> {
                int first = node.arguments().length == 1 ? 0 : borrowed.of(node.arguments()[0]);
                Source second = source(node.arguments()[node.arguments().length - 1]);
                borrowed.giveBack();
                release(i);
                place[i] = take();
                code.vector(op(node), place[i], first, second);
            }
            case LEAST, GREATEST -> {
                int x = borrowed.of(node.arguments()[0]);
                int y = borrowed.of(node.arguments()[1]);
                place[i] = extreme(op(node), x, y, node.kind() == Kind.GREATEST ? y : x);
                borrowed.giveBack();
                release(i);
            }
            case FMA -> fma(i, borrowed);
            case TEST -> {
                int first = borrowed.of(node.arguments()[0]);
                Source second = source(node.arguments()[1]);
                borrowed.giveBack();
                release(i);
                place[i] = wide ? takeMask() : take();
                code.vector(op(node), place[i], first, second, (int) node.number());
            }
            case TRUTHS -> {
                int first = place[node.arguments()[0]];
                int second = place[node.arguments()[1]];
                release(i);
                place[i] = wide ? takeMask() : take();
                boolean and = node.number() == 0;
                if (wide) {
                    code.masks(new Opcode(1, 0, false, and ? 0x41 : 0x45), place[i], first, second);
                } else {
                    code.vector(new Opcode(1, 0, false, and ? 0x54 : 0x56), place[i], first, new Register(second));
                }
            }
            case CHOICE -> {
                int where = place[node.arguments()[0]];
                int no = borrowed.of(node.arguments()[2]);
                Source yes = source(node.arguments()[1]);
                borrowed.giveBack();
                release(i);
                place[i] = take();
                blend(place[i], where, yes, no);
            }
            case SHIFT -> {
                int x = borrowed.of(node.arguments()[0]);
                borrowed.giveBack();
                release(i);
                place[i] = take();
                code.vector(op(node), (int) node.number() >> 8, place[i], new Register(x), (int) node.number() & 0xff);
            }
            default -> throw new IllegalStateException("in the loop: " + node.kind());
        }
        if (lastUse[i] < 0) {
            free(i);
        }
    }

    private static Opcode op(Node node) {
        return Objects.requireNonNull(node.op(), "op");
    }

    private int load(int stream, boolean rest) {
        int register = take();
        Memory from = Memory.indexed(ADDRESSES[stream], POSITION);
        if (!rest) {
            code.vector(LOAD, register, 0, from);
        } else if (wide) {
            code.masked(loop.single ? LOAD : LOAD_DOUBLE, register, 0, from, REST_MASK);
        } else {
            code.vector(new Opcode(2, 1, false, loop.single ? 0x2c : 0x2d), register, REST_BITS, from);
        }
        return register;
    }

    /** {@code yes} where a truth holds, else {@code no}. */
    private void blend(int target, int where, Source yes, int no) {
        if (wide) {
            code.chosen(new Opcode(2, 1, !loop.single, 0x65), target, no, yes, where);
        } else {
            code.vector(new Opcode(3, 1, false, loop.single ? 0x4a : 0x4b), target, no, yes, where << 4);
        }
    }

    /**
     * The instruction answers its second operand for zeros of any sign and where one is NaN. So the operands change places
     * where the one whose sign decides is negative, and a NaN that stands first is put back.
     */
    private int extreme(Opcode op, int x, int y, int sign) {
        int first = take();
        int second = take();
        int result = take();
        int where = wide ? takeMask() : sign;
        if (wide) {
            code.vector(new Opcode(2, 2, !loop.single, 0x39), where, 0, new Register(sign));
        }
        blend(first, where, new Register(y), x);
        blend(second, where, new Register(x), y);
        code.vector(op, result, first, new Register(second));
        int unordered = wide ? where : second;
        code.vector(loop.opcode(1, 0xc2), unordered, first, new Register(first), UNORDERED);
        blend(result, unordered, new Register(first), result);
        if (wide) {
            freeMasks |= 1 << where;
        }
        giveBack(first);
        giveBack(second);
        return result;
    }

    /** The instruction overwrites one of its operands: one that nobody reads any more, else a copy. */
    private void fma(int i, Borrowed borrowed) {
        int x = nodes.get(i).arguments()[0];
        int y = nodes.get(i).arguments()[1];
        int z = nodes.get(i).arguments()[2];
        if (!diesAt(x, i) && diesAt(y, i)) {
            int other = x;
            x = y;
            y = other;
        }
        int target;
        if (diesAt(z, i) && !diesAt(x, i)) {
            target = place[z];
            code.vector(loop.opcode(2, 0xb8), target, borrowed.of(x), source(y));
        } else {
            target = diesAt(x, i) ? place[x] : borrowed.copy(x);
            code.vector(loop.opcode(2, 0xa8), target, borrowed.of(y), source(z));
            borrowed.keep(target);
        }
        borrowed.giveBack();
        for (int argument : nodes.get(i).arguments()) {
            if (diesAt(argument, i) && place[argument] == target) {
                place[argument] = -1;
            }
        }
        release(i);
        place[i] = target;
    }

    // Folds.

    private void fold(Fold fold, int[] registers, int vector, boolean rest) {
        Borrowed borrowed = new Borrowed();
        int x = borrowed.of(fold.node());
        switch (fold.kind()) {
            case MAX -> {
                int greatest = extreme(loop.opcode(1, 0x5f), registers[0], x, x);
                if (rest) {
                    blend(registers[0], wide ? REST_MASK : REST_BITS, new Register(greatest), registers[0]);
                } else {
                    code.vector(MOVE, registers[0], 0, new Register(greatest));
                }
                giveBack(greatest);
            }
            case SUM, MOMENTS -> {
                if (rest) {
                    int at = fold.place() + LoopWriter.STRANDS * Double.BYTES + vector * vectorBytes;
                    code.vector(STORE, x, 0, result(at));
                } else {
                    half(fold, registers, 2 * vector, x, borrowed);
                    int upper = borrowed.another();
                    code.vector(upper(), x, 0, new Register(upper), 1);
                    half(fold, registers, 2 * vector + 1, upper, borrowed);
                }
            }
        }
        borrowed.giveBack();
    }

    private void accumulate(Store store) {
        Borrowed borrowed = new Borrowed();
        int floats = borrowed.of(store.node());
        int doubles = borrowed.another();
        for (int half = 0; half < 2; half++) {
            if (half == 1) {
                code.vector(upper(), floats, 0, new Register(doubles), 1);
            }
            code.vector(WIDEN, doubles, 0, new Register(half == 0 ? floats : doubles));
            Memory sums = Memory.doubles(ADDRESSES[store.stream()], POSITION, half * vectorBytes);
            code.vector(ADD_DOUBLE, doubles, doubles, sums);
            code.vector(STORE_DOUBLE, doubles, 0, sums);
        }
        borrowed.giveBack();
    }

    /** Takes the upper half of a vector out of it. */
    private Opcode upper() {
        return new Opcode(3, 1, wide, wide ? 0x1b : 0x19);
    }

    /** The lower half of a vector of floats, as doubles. */
    private void half(Fold fold, int[] registers, int which, int x, Borrowed borrowed) {
        int doubles = borrowed.another();
        code.vector(WIDEN, doubles, 0, new Register(x));
        if (fold.origin() >= 0) {
            code.vector(SUB_DOUBLE, doubles, doubles, source(fold.origin()));
        }
        code.vector(ADD_DOUBLE, registers[which], registers[which], new Register(doubles));
        if (fold.origin() >= 0) {
            int square = registers[registers.length / 2 + which];
            code.vector(MUL_DOUBLE, doubles, doubles, new Register(doubles));
            code.vector(ADD_DOUBLE, square, square, new Register(doubles));
        }
    }

    /** Where results of folds lie: after what the loop was given. */
    private Memory result(int place) {
        return Memory.at(GIVEN, (loop.streams + loop.parameters) * Long.BYTES + place);
    }

    // After the loop.

    /** What is less than a whole round, under a mask. */
    private void rest(Label done) {
        int lanes = vectorBytes / loop.bytes();
        code.general(Assembler.MOVE, END, COUNT);
        code.and(END, lanes * vectors - 1);
        code.jump(Assembler.EQUAL, done);
        if (wide) {
            code.set(SPARE, 1);
            code.shiftLeftByCount(SPARE);
            code.subtract(SPARE, 1);
            code.scalar(new Opcode(1, 0, false, 0x92), REST_MASK, 0, new Register(SPARE));
            body(0, true);
            return;
        }
        int half = lanes * vectors * loop.bytes();
        int[] bits = new int[2 * half / Integer.BYTES];
        Arrays.fill(bits, 0, bits.length / 2, -1);
        Assembler.Constant table = code.numbers(bits);
        code.shiftLeft(END, Integer.numberOfTrailingZeros(loop.bytes()));
        for (int v = 0; v < vectors; v++) {
            code.address(SPARE, table);
            code.general(Assembler.SUBTRACT, SPARE, END);
            code.vector(LOAD, REST_BITS, 0, Memory.at(SPARE, half + v * vectorBytes));
            body(v, true);
            code.add(POSITION, vectorBytes);
        }
    }

    private void epilogue() {
        for (int f = 0; f < sums.length; f++) {
            int place = loop.folds.get(f).place();
            for (int k = 0; k < sums[f].length; k++) {
                // The squares of moments are a fold of their own.
                boolean second = loop.folds.get(f).kind() == LoopWriter.FoldKind.MOMENTS && k >= sums[f].length / 2;
                int at = second
                        ? LoopWriter.FOLD_BYTES + (k - sums[f].length / 2) * vectorBytes
                        : k * vectorBytes;
                code.vector(STORE, sums[f][k], 0, result(place + at));
            }
        }
        int pushed = Math.max(0, loop.streams - FREE_TO_USE);
        code.general(Assembler.MOVE, Assembler.RSP, Assembler.RBP);
        code.subtract(Assembler.RSP, pushed * Long.BYTES);
        for (int i = loop.streams - 1; i >= FREE_TO_USE; i--) {
            code.pop(ADDRESSES[i]);
        }
        code.pop(Assembler.RBP);
        code.ret();
    }
}
