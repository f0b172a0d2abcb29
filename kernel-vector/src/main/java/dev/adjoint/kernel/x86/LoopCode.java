package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.CodeBuffer.Label;
import dev.adjoint.kernel.x86.LoopGraph.Kind;
import dev.adjoint.kernel.x86.LoopGraph.Node;
import dev.adjoint.kernel.x86.Source.Constant;
import dev.adjoint.kernel.x86.Source.Memory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the code of a loop: it makes vectors of what does not change, goes over whole vectors, does the rest under a mask,
 * and hands over the results of folds.
 */
final class LoopCode {

    private final LoopGraph loop;
    private final List<Node> nodes;
    private final boolean wide;
    private final int vectorBytes;
    private final int vectors;
    private final Assembler code;
    private final Frame frame;
    private final Instructions instructions;
    private final Registers registers;
    private final RoundCode round;
    private final FoldCode folds;

    private LoopCode(LoopGraph loop) {
        this.loop = loop;
        this.nodes = loop.nodes();
        this.wide = loop.processor().wide();
        this.code = new Assembler(wide);
        this.frame = new Frame(code, loop);
        this.instructions = new Instructions(code, wide, loop.single());
        this.registers = new Registers(loop, instructions);
        this.round = new RoundCode(loop, code, frame, instructions, registers);
        this.folds = new FoldCode(loop, code, frame, instructions, registers);
        this.vectorBytes = instructions.bytes();
        // With short vectors two make a whole sixteen of a fold.
        this.vectors = wide || loop.folds().isEmpty() ? 1 : 2;
    }

    /** The code of a loop; null if it takes more registers than there are. */
    static byte @Nullable [] of(LoopGraph loop) {
        return new LoopCode(loop).write();
    }

    private byte @Nullable [] write() {
        begin();
        Label next = new Label();
        Label rest = new Label();
        Label done = new Label();
        code.general(Assembler.CLEAR, Frame.POSITION, Frame.POSITION);
        code.general(Assembler.COMPARE, Frame.POSITION, Frame.END);
        code.jump(Assembler.NOT_BELOW, rest);
        code.label(next);
        for (int v = 0; v < vectors; v++) {
            body(v, false);
            code.add(Frame.POSITION, vectorBytes);
        }
        code.general(Assembler.COMPARE, Frame.POSITION, Frame.END);
        code.jump(Assembler.BELOW, next);
        code.label(rest);
        rest(done);
        code.label(done);
        folds.end();
        frame.leave();
        return registers.exhausted() ? null : code.bytes();
    }

    private void begin() {
        long onStack = nodes.stream()
                .filter(node -> node.kind().isInvariant() && node.kind() != Kind.CONSTANT)
                .count();
        frame.enter((int) onStack);
        code.general(Assembler.MOVE, Frame.END, Frame.COUNT);
        code.shiftLeft(Frame.END, Integer.numberOfTrailingZeros(loop.bytes()));
        code.and(Frame.END, -vectorBytes * vectors);
        settle();
        folds.begin();
        registers.pin();
    }

    /** Makes vectors of all that is the same in all rounds: constants beside the code, the others on the stack. */
    private void settle() {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.kind() == Kind.CONSTANT) {
                registers.settle(i, code.constant(node.number(), loop.bytes()));
            } else if (node.kind().isInvariant()) {
                if (node.kind() == Kind.REPEATED) {
                    int address = frame.address((int) node.number());
                    instructions.spread(0, loop.single(), Memory.at(address, 0));
                } else {
                    boolean asFloat = loop.single() && node.kind() == Kind.PARAMETER;
                    instructions.spreadNumber(0, asFloat, frame.parameter((int) node.number()));
                }
                Memory home = frame.slot();
                instructions.store(0, home);
                registers.settle(i, home);
            }
        }
    }

    private void body(int vector, boolean rest) {
        round.compute(rest);
        folds.fold(vector, rest);
        round.write(rest);
        registers.releaseAll();
    }

    /** What is less than a whole round, under a mask. */
    private void rest(Label done) {
        int lanes = vectorBytes / loop.bytes() * vectors;
        code.general(Assembler.MOVE, Frame.END, Frame.COUNT);
        code.and(Frame.END, lanes - 1);
        code.jump(Assembler.EQUAL, done);
        if (wide) {
            code.set(Frame.SPARE, 1);
            code.shiftLeftByCount(Frame.SPARE);
            code.subtract(Frame.SPARE, 1);
            instructions.setRestMask(Frame.SPARE);
            body(0, true);
            return;
        }
        // Ones for a whole round, then as many zeros: a mask begins so far before the zeros as there are elements.
        int half = vectorBytes * vectors;
        int[] bits = new int[2 * half / Integer.BYTES];
        Arrays.fill(bits, 0, bits.length / 2, -1);
        Constant table = code.numbers(bits);
        code.shiftLeft(Frame.END, Integer.numberOfTrailingZeros(loop.bytes()));
        for (int v = 0; v < vectors; v++) {
            code.address(Frame.SPARE, table);
            code.general(Assembler.SUBTRACT, Frame.SPARE, Frame.END);
            instructions.load(Instructions.REST_BITS, Memory.at(Frame.SPARE, half + v * vectorBytes));
            body(v, true);
            code.add(Frame.POSITION, vectorBytes);
        }
    }
}
