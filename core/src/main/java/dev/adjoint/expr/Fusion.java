package dev.adjoint.expr;

import dev.adjoint.expr.Program.Instruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs that read each other's results, to be run as one.
 *
 * <p>Instructions are strung together as they are and never simplified across programs, so that the one program gives the
 * bits that its parts give one after the other. What several parts compute in the same way is computed once, and what no
 * result depends on is left out.
 *
 * @param parts the programs, each after those that it reads
 * @param inputs how many inputs they share
 * @param results which values are wanted: values are numbered, first the inputs, then the results of the parts in order
 */
public record Fusion(List<Part> parts, int inputs, List<Integer> results) {

    /**
     * One of the programs.
     *
     * @param program what it computes
     * @param sources for each of its inputs, which value it is
     */
    public record Part(Program program, List<Integer> sources) {}

    private static final int NOWHERE = -1;

    /**
     * All of it as one program. The parameters are those of the parts, one part's after the other's.
     *
     * @return a program whose results are the wanted values
     */
    public Program program() {
        return new Fuser().program();
    }

    /** Puts one fusion together. */
    private final class Fuser {
        /** What is computed, each value once; an operand that is a register means the value of that instruction. */
        private final List<Instruction> steps = new ArrayList<>();

        private final Map<List<Object>, Operand> known = new HashMap<>();
        private int parameters;

        Program program() {
            List<Operand> values = new ArrayList<>();
            for (int i = 0; i < inputs; i++) {
                values.add(new Operand.Input(i));
            }
            for (Part part : parts) {
                append(part, values);
            }
            List<Operand> wanted = results.stream().map(values::get).toList();
            return new Program(placed(wanted), wanted.size(), inputs, parameters, registers);
        }

        private void append(Part part, List<Operand> values) {
            Operand[] held = new Operand[part.program.registers()];
            for (Instruction step : part.program.instructions()) {
                List<Operand> operands = new ArrayList<>();
                for (Operand operand : step.operands()) {
                    operands.add(
                            switch (operand) {
                                case Operand.Register(int index) -> held[index];
                                case Operand.Input(int index) -> values.get(part.sources.get(index));
                                case Operand.Parameter(int index) -> new Operand.Parameter(parameters + index);
                                case Operand.Constant constant -> constant;
                            });
                }
                held[step.target()] = step.fn() == Fn.IDENTITY ? operands.getFirst() : computed(step.fn(), operands);
            }
            parameters += part.program.parameters();
            values.addAll(Arrays.asList(held).subList(0, part.program.outputs()));
        }

        private Operand computed(Fn fn, List<Operand> operands) {
            return known.computeIfAbsent(List.of(fn, operands), _ -> {
                steps.add(new Instruction(fn, steps.size(), List.copyOf(operands)));
                return new Operand.Register(steps.size() - 1);
            });
        }

        private int registers;

        /** The instructions that results depend on, with registers as {@link Program} wants them. */
        private List<Instruction> placed(List<Operand> wanted) {
            int[] lastUse = lastUses(wanted);
            int[] register = new int[steps.size()];
            Arrays.fill(register, NOWHERE);
            for (int k = wanted.size() - 1; k >= 0; k--) {
                if (wanted.get(k) instanceof Operand.Register(int step)) {
                    register[step] = k;
                }
            }
            registers = wanted.size();
            Deque<Integer> free = new ArrayDeque<>();
            List<Instruction> placed = new ArrayList<>();
            for (int at = 0; at < steps.size(); at++) {
                if (lastUse[at] == NOWHERE) {
                    continue;
                }
                Instruction step = steps.get(at);
                List<Operand> operands =
                        step.operands().stream().map(x -> moved(x, register)).toList();
                for (Operand operand : step.operands().stream().distinct().toList()) {
                    if (operand instanceof Operand.Register(int index)
                            && lastUse[index] == at
                            && register[index] >= wanted.size()) {
                        free.push(register[index]);
                    }
                }
                if (register[at] == NOWHERE) {
                    register[at] = free.isEmpty() ? registers++ : free.pop();
                }
                placed.add(new Instruction(step.fn(), register[at], operands));
            }
            for (int k = 0; k < wanted.size(); k++) {
                Operand value = moved(wanted.get(k), register);
                if (!value.equals(new Operand.Register(k))) {
                    placed.add(new Instruction(Fn.IDENTITY, k, List.of(value)));
                }
            }
            return List.copyOf(placed);
        }

        /** For each step the last one that reads it; beyond all if it is a result. */
        private int[] lastUses(List<Operand> wanted) {
            int[] last = new int[steps.size()];
            Arrays.fill(last, NOWHERE);
            for (Operand operand : wanted) {
                if (operand instanceof Operand.Register(int index)) {
                    last[index] = steps.size();
                }
            }
            for (int at = steps.size() - 1; at >= 0; at--) {
                if (last[at] == NOWHERE) {
                    continue;
                }
                for (Operand operand : steps.get(at).operands()) {
                    if (operand instanceof Operand.Register(int index)) {
                        last[index] = Math.max(last[index], at);
                    }
                }
            }
            return last;
        }

        private static Operand moved(Operand operand, int[] register) {
            return operand instanceof Operand.Register(int index) ? new Operand.Register(register[index]) : operand;
        }
    }
}
