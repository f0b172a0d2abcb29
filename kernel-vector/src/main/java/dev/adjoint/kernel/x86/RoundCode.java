package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.LoopGraph.Kind;
import dev.adjoint.kernel.x86.LoopGraph.Node;
import dev.adjoint.kernel.x86.LoopGraph.Store;
import dev.adjoint.kernel.x86.Registers.Borrowed;
import dev.adjoint.kernel.x86.Source.Memory;
import dev.adjoint.kernel.x86.Source.Register;
import java.util.List;
import java.util.Objects;

/** Writes what a loop does with one vector of each of its streams: its operations one after the other, then its stores. */
final class RoundCode {

    private final LoopGraph loop;
    private final List<Node> nodes;
    private final Assembler code;
    private final Frame frame;
    private final Instructions instructions;
    private final Registers registers;
    private final Extremes extremes;

    RoundCode(LoopGraph loop, Assembler code, Frame frame, Instructions instructions, Registers registers) {
        this.loop = loop;
        this.nodes = loop.nodes();
        this.code = code;
        this.frame = frame;
        this.instructions = instructions;
        this.registers = registers;
        this.extremes = new Extremes(instructions, registers);
    }

    /** Computes all values; of elements that the mask of the rest has, if so asked. */
    void compute(boolean rest) {
        for (int i = 0; i < nodes.size(); i++) {
            if (!nodes.get(i).kind().isInvariant()) {
                operation(i, rest);
            }
        }
    }

    /** Writes what is to be written. */
    void write(boolean rest) {
        for (Store store : loop.stores()) {
            if (!store.adds()) {
                store(store, rest);
            } else if (!rest) {
                accumulate(store);
            }
        }
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
                    int result = node.kind() == Kind.LEAST ? extremes.least(x, y) : extremes.greatest(x, y);
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
                case LEAVE -> {
                    instructions.jumpIfAny(registers.of(node.argument(0)), frame.left);
                    registers.release(i);
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
        Memory from = Memory.indexed(frame.address(stream), Frame.POSITION);
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
            Memory to = Memory.indexed(frame.address(store.stream()), Frame.POSITION);
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
                Memory total =
                        Memory.doubles(frame.address(store.stream()), Frame.POSITION, half * instructions.bytes());
                instructions.addDoubles(doubles, doubles, total);
                instructions.store(doubles, total);
            }
        }
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
}
