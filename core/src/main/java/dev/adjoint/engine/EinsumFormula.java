package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An Einstein summation as it is written, {@code ij,jk->ik}, read against its operands: every axis has a label, and every
 * label one length.
 *
 * <p>Letters stand for themselves; the axes that {@code ...} covers count from their end as -1, -2, ..., so that they
 * meet as broadcasting has them.
 *
 * @param text the formula, without spaces
 * @param terms the labels of each operand, one for each axis
 * @param output the labels of the result
 * @param lengths the length of each label
 */
record EinsumFormula(String text, List<List<Integer>> terms, List<Integer> output, Map<Integer, Long> lengths) {

    private static final String ARROW = "->";
    private static final String DOTS = "...";

    /** Reads a formula, or says what is wrong with it. */
    static EinsumFormula of(String formula, Tensor... operands) {
        for (int i = 0; i < operands.length; i++) {
            Given.input("einsum", i, operands[i]);
        }
        String text = Given.of("einsum", "the formula", formula).replaceAll("\\s", "");
        int arrow = text.indexOf(ARROW);
        String inputs = arrow < 0 ? text : text.substring(0, arrow);
        String[] words = inputs.split(",", -1);
        if (words.length != operands.length) {
            throw wrong(
                    text,
                    words.length + (words.length == 1 ? " term" : " terms") + " for " + operands.length
                            + (operands.length == 1 ? " operand" : " operands"),
                    "Give one term for each operand, with a comma between two.");
        }
        List<List<Integer>> terms = new ArrayList<>();
        int dots = 0;
        for (int i = 0; i < words.length; i++) {
            Shape shape = operands[i].shape();
            int letters = words[i].replace(DOTS, "").length();
            terms.add(labels(text, words[i], shape.rank() - letters));
            boolean covers = words[i].contains(DOTS);
            if (covers ? letters > shape.rank() : letters != shape.rank()) {
                throw wrong(
                        text,
                        "the term " + quoted(words[i]) + " names " + letters + " axes, but operand " + i + " is "
                                + shape,
                        "Name each axis by a letter, or the rest of them by \"...\".");
            }
            dots = Math.max(dots, shape.rank() - letters);
        }
        Map<Integer, Long> lengths = lengths(text, terms, operands);
        List<Integer> output = arrow < 0 ? implied(terms) : labels(text, text.substring(arrow + ARROW.length()), dots);
        for (int label : output) {
            if (output.indexOf(label) != output.lastIndexOf(label)) {
                throw wrong(text, "the result names " + name(label) + " twice", "Name each of its axes once.");
            }
            if (!lengths.containsKey(label)) {
                throw wrong(text, "the result names " + name(label) + ", which no term has", "Take it from a term.");
            }
        }
        return new EinsumFormula(text, terms, output, lengths);
    }

    /** The length of a label that some term has. */
    long length(int label) {
        return lengths.getOrDefault(label, 1L);
    }

    /** The labels of a term, {@code dots} of them for the axes that "..." covers. */
    private static List<Integer> labels(String text, String word, int dots) {
        List<Integer> labels = new ArrayList<>();
        for (int at = 0; at < word.length(); at++) {
            char letter = word.charAt(at);
            if (word.startsWith(DOTS, at)) {
                if (word.indexOf(DOTS, at + DOTS.length()) >= 0) {
                    throw wrong(text, "the term " + quoted(word) + " has \"...\" twice", "Write it once in a term.");
                }
                for (int axis = -dots; axis < 0; axis++) {
                    labels.add(axis);
                }
                at += DOTS.length() - 1;
            } else if (letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z') {
                labels.add((int) letter);
            } else {
                throw wrong(
                        text,
                        quoted(String.valueOf(letter)) + " is no label",
                        "Use the letters a to z and A to Z, commas, \"...\" and one \"->\".");
            }
        }
        return List.copyOf(labels);
    }

    /** Without an arrow: what "..." covers, then every letter that stands in all terms together once, by alphabet. */
    private static List<Integer> implied(List<List<Integer>> terms) {
        Map<Integer, Integer> counts = new TreeMap<>();
        terms.forEach(term -> term.forEach(label -> counts.merge(label, 1, Integer::sum)));
        List<Integer> output = new ArrayList<>();
        counts.forEach((label, count) -> {
            if (label < 0 || count == 1) {
                output.add(label);
            }
        });
        return output;
    }

    private static Map<Integer, Long> lengths(String text, List<List<Integer>> terms, Tensor... operands) {
        Map<Integer, Long> lengths = new HashMap<>();
        Map<Integer, Integer> from = new HashMap<>();
        Shape covered = Shape.SCALAR;
        for (int i = 0; i < operands.length; i++) {
            Shape shape = operands[i].shape();
            List<Integer> term = terms.get(i);
            covered = broadcast(text, covered, covered(term, shape));
            for (int axis = 0; axis < shape.rank(); axis++) {
                int label = term.get(axis);
                long length = shape.dim(axis);
                // Two axes of one operand do not stretch: what is meant is their diagonal.
                long first = shape.dim(term.indexOf(label));
                Long known = first == length ? lengths.get(label) : Long.valueOf(first);
                if (label >= 0 && known != null && known != length && (first != length || known != 1 && length != 1)) {
                    int other = first == length ? from.getOrDefault(label, i) : i;
                    throw wrong(
                            text,
                            "label " + name(label) + " has length " + known + " in operand " + other + " "
                                    + operands[other].shape() + ", but " + length + " in operand " + i + " " + shape,
                            "Axes of one label must be equally long.");
                }
                if (known == null || known == 1) {
                    lengths.put(label, length);
                    from.put(label, i);
                }
            }
        }
        for (int axis = -covered.rank(); axis < 0; axis++) {
            lengths.put(axis, covered.dim(axis));
        }
        return lengths;
    }

    private static Shape covered(List<Integer> term, Shape shape) {
        long[] dims = shape.dims();
        return Shape.of(IntStream.range(0, dims.length)
                .filter(axis -> term.get(axis) < 0)
                .mapToLong(axis -> dims[axis])
                .toArray());
    }

    private static Shape broadcast(String text, Shape a, Shape b) {
        try {
            return Shape.broadcast(a, b);
        } catch (ShapeException e) {
            throw new ShapeException("einsum: " + text + ": what \"...\" covers differs: " + e.getMessage());
        }
    }

    private static ShapeException wrong(String text, String fact, String remedy) {
        return new ShapeException("einsum: " + text + ": " + fact + ". " + remedy);
    }

    private static String name(int label) {
        return label < 0 ? "axis " + label + " of \"...\"" : String.valueOf((char) label);
    }

    private static String quoted(String word) {
        return '"' + word + '"';
    }
}
