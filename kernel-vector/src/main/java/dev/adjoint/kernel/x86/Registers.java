package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.LoopGraph.Node;
import dev.adjoint.kernel.x86.Source.Register;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which register holds which value, and from when to when.
 *
 * <p>A value has a register from its operation to the last that reads it. What is the same in all rounds stands in memory,
 * and in a register too if some are left over, most used first.
 */
final class Registers {

    /** Those that an operation may need beside the registers of its values. */
    private static final int BESIDE = 4;

    private static final int FIRST_MASK = 1;

    private final List<Node> nodes;
    private final Instructions instructions;

    /** For each node the last that reads it; those that are stored or folded live to the end. */
    private final int[] lastUse;

    /** For each node its register; -1 as long as it has none. */
    private final int[] place;
    /** For each node that is the same in all rounds, where in memory it stands. */
    private final @Nullable Source[] home;

    private int freeVectors;
    private int freeMasks = (1 << Instructions.REST_MASK) - (1 << FIRST_MASK);
    private boolean exhausted;

    Registers(LoopGraph loop, Instructions instructions) {
        this.nodes = loop.nodes();
        this.instructions = instructions;
        this.lastUse = new int[nodes.size()];
        this.place = new int[nodes.size()];
        this.home = new Source[nodes.size()];
        this.freeVectors = instructions.wide() ? -1 : (1 << Instructions.REST_BITS) - 1;
        Arrays.fill(lastUse, -1);
        Arrays.fill(place, -1);
        for (int i = 0; i < nodes.size(); i++) {
            for (int argument : nodes.get(i).arguments()) {
                lastUse[argument] = i;
            }
        }
        loop.stores().forEach(store -> lastUse[store.node()] = nodes.size());
        loop.folds().forEach(fold -> lastUse[fold.node()] = nodes.size());
    }

    /** Whether there were too few: what was written meanwhile is of no use. */
    boolean exhausted() {
        return exhausted;
    }

    /** Whether a node takes a vector register while it lives. */
    private boolean isVector(Node node) {
        boolean inMask = instructions.wide() && node.kind().isTruth();
        return !node.kind().isInvariant() && !inMask;
    }

    /** How many values live at once at most. */
    private int pressure() {
        int most = 0;
        int live = 0;
        for (int i = 0; i < nodes.size(); i++) {
            int now = i;
            live += isVector(nodes.get(i)) ? 1 : 0;
            most = Math.max(most, live);
            live -= (int) Arrays.stream(nodes.get(i).arguments())
                    .distinct()
                    .filter(argument -> lastUse[argument] == now && isVector(nodes.get(argument)))
                    .count();
            live -= lastUse[i] < 0 && isVector(nodes.get(i)) ? 1 : 0;
        }
        return most;
    }

    /** Says where in memory a value that is the same in all rounds stands. */
    void settle(int node, Source source) {
        home[node] = source;
    }

    /** Gives those of them that are read most the registers that are left over. */
    void pin() {
        int[] uses = new int[nodes.size()];
        nodes.forEach(node -> Arrays.stream(node.arguments()).forEach(argument -> uses[argument]++));
        List<Integer> pinned = IntStream.range(0, nodes.size())
                .filter(i -> nodes.get(i).kind().isInvariant() && uses[i] > 0)
                .boxed()
                .sorted(Comparator.comparing(i -> -uses[i]))
                .limit(Math.max(0, Integer.bitCount(freeVectors) - pressure() - BESIDE))
                .toList();
        for (int node : pinned) {
            int register = take();
            instructions.copy(register, source(node));
            place[node] = register;
        }
    }

    int take() {
        if (freeVectors == 0) {
            exhausted = true;
            return 0;
        }
        int register = Integer.numberOfTrailingZeros(freeVectors);
        freeVectors &= ~(1 << register);
        return register;
    }

    void giveBack(int register) {
        freeVectors |= 1 << register;
    }

    int takeMask() {
        if (freeMasks == 0) {
            exhausted = true;
            return FIRST_MASK;
        }
        int mask = Integer.numberOfTrailingZeros(freeMasks);
        freeMasks &= ~(1 << mask);
        return mask;
    }

    void giveBackMask(int mask) {
        freeMasks |= 1 << mask;
    }

    /** A register for a truth. */
    int takeTruth() {
        return instructions.wide() ? takeMask() : take();
    }

    /** The register of a value. */
    int of(int node) {
        return place[node];
    }

    void put(int node, int register) {
        place[node] = register;
        if (lastUse[node] < 0) {
            free(node);
        }
    }

    /** Where a value can be read as a second source. */
    Source source(int node) {
        Source known = home[node];
        return place[node] >= 0 || known == null ? new Register(place[node]) : known;
    }

    /** Whether a node is the last to read a value, so that it may take its register. */
    boolean diesAt(int value, int node) {
        return !nodes.get(value).kind().isInvariant() && lastUse[value] == node;
    }

    /** Frees the registers of the arguments that nobody reads after a node, except one. */
    void release(int node, int except) {
        for (int argument : nodes.get(node).arguments()) {
            if (diesAt(argument, node) && place[argument] >= 0) {
                if (place[argument] == except && isVector(nodes.get(argument))) {
                    place[argument] = -1;
                } else {
                    free(argument);
                }
            }
        }
    }

    void release(int node) {
        release(node, -1);
    }

    /** Frees what is left at the end of a round. */
    void releaseAll() {
        for (int i = 0; i < place.length; i++) {
            if (place[i] >= 0 && !nodes.get(i).kind().isInvariant()) {
                free(i);
            }
        }
    }

    private void free(int node) {
        if (isVector(nodes.get(node))) {
            giveBack(place[node]);
        } else {
            giveBackMask(place[node]);
        }
        place[node] = -1;
    }

    /** The values of one operation in registers: borrowed ones for those that stand in memory only. */
    final class Borrowed implements AutoCloseable {
        private final int[] registers = new int[BESIDE];
        private int count;

        /** A register that holds a value. */
        int of(int node) {
            return place[node] >= 0 ? place[node] : copy(node);
        }

        /** A register of its own that holds a copy. */
        int copy(int node) {
            int register = another();
            instructions.copy(register, source(node));
            return register;
        }

        /** A register that holds anything. */
        int another() {
            int register = take();
            registers[count++] = register;
            return register;
        }

        /** Gives back all but one. */
        void giveBackBut(int kept) {
            while (count > 0) {
                count--;
                if (registers[count] != kept) {
                    giveBack(registers[count]);
                }
            }
        }

        @Override
        public void close() {
            giveBackBut(-1);
        }
    }
}
