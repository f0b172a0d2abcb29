package dev.adjoint.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What follows from the order of a graph's steps: that it can run, and when each value is done with.
 *
 * @param constants what the steps and outputs read that nobody makes
 * @param lastUsed for each step, the numbers of the values that nobody reads after it
 */
record Order(List<Value.Constant> constants, int[][] lastUsed) {

    static Order of(List<Value.Input> inputs, List<Step> steps, List<Value> outputs) {
        Map<Integer, Value> known = new HashMap<>();
        Map<Integer, Value.Constant> constants = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (Value.Input input : inputs) {
            define(known, input);
            if (!names.add(input.name())) {
                throw new IllegalArgumentException(
                        "graph: two inputs are called " + input.name() + ". Give each a name of its own.");
            }
        }
        Map<Integer, Integer> last = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Value value : steps.get(i).inputs()) {
                use(known, constants, value);
                last.put(value.number(), i);
            }
            for (Value.Result result : steps.get(i).outputs()) {
                define(known, result);
                last.put(result.number(), i);
            }
        }
        for (Value value : outputs) {
            use(known, constants, value);
            last.remove(value.number());
        }
        return new Order(List.copyOf(constants.values()), byStep(last, steps.size()));
    }

    private static void define(Map<Integer, Value> known, Value value) {
        Value other = known.put(value.number(), value);
        if (other != null || value.number() < 0) {
            throw new IllegalArgumentException("graph: the number " + value.number() + " of " + value.label()
                    + (other == null ? " is negative" : " belongs to " + other.label() + " as well")
                    + ". Number the values from 0, each once.");
        }
    }

    private static void use(Map<Integer, Value> known, Map<Integer, Value.Constant> constants, Value value) {
        if (value instanceof Value.Constant constant && !known.containsKey(value.number())) {
            define(known, constant);
            constants.put(constant.number(), constant);
        }
        if (!value.equals(known.get(value.number()))) {
            throw new IllegalArgumentException("graph: " + value.label() + " of " + value.type()
                    + " is read before anything makes it. Put the step that makes it first.");
        }
    }

    private static int[][] byStep(Map<Integer, Integer> last, int count) {
        List<List<Integer>> done = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            done.add(new ArrayList<>());
        }
        last.forEach((number, step) -> done.get(step).add(number));
        return done.stream()
                .map(numbers -> numbers.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }
}
