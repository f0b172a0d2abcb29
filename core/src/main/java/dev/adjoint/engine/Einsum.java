package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Sums of products over labelled axes, as matrix products of two operands at a time.
 *
 * <p>Of up to {@value #FEW} operands the order of the pairs is the one with the fewest multiplications, found by trying
 * all; of more, the cheapest pairs are multiplied first until so few are left.
 */
final class Einsum {

    private static final int FEW = 8;

    private final EinsumFormula formula;
    private final Set<Integer> output;

    /** An operand, and the label of each of its axes. */
    private record Term(Tensor value, List<Integer> labels) {

        /** The axes in the order of some labels, which are all that there are. */
        Term arranged(List<Integer> order) {
            if (order.equals(labels)) {
                return this;
            }
            int[] axes = order.stream().mapToInt(labels::indexOf).toArray();
            return new Term(value.permute(axes), List.copyOf(order));
        }

        /** Without the axes of other labels: they are summed over. */
        Term summed(Set<Integer> kept) {
            int[] axes = new int[labels.size()];
            int count = 0;
            for (int axis = 0; axis < axes.length; axis++) {
                if (!kept.contains(labels.get(axis))) {
                    axes[count++] = axis;
                }
            }
            if (count == 0) {
                return this;
            }
            List<Integer> left = labels.stream().filter(kept::contains).toList();
            return new Term(value.sum(Arrays.copyOf(axes, count)), left);
        }
    }

    private Einsum(EinsumFormula formula) {
        this.formula = formula;
        this.output = new LinkedHashSet<>(formula.output());
    }

    /** The result of a formula. */
    static Tensor of(String formula, Tensor... operands) {
        EinsumFormula read = EinsumFormula.of(formula, operands);
        Einsum sum = new Einsum(read);
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < operands.length; i++) {
            requireSame(read.text(), operands[0], operands[i]);
            terms.add(sum.plain(operands[i], read.terms().get(i)));
        }
        while (terms.size() > FEW) {
            sum.mergeCheapest(terms);
        }
        return sum.best(terms).arranged(read.output()).value();
    }

    private static void requireSame(String text, Tensor first, Tensor other) {
        if (first.dtype() != other.dtype()) {
            throw new DTypeException("einsum: " + text + ": element types differ: " + first.type() + " and "
                    + other.type() + ". Cast one of them: x.cast(DType."
                    + first.dtype().name() + ").");
        }
    }

    /** Each label once: the diagonal of axes that share one, and no axis of length 1 that another operand stretches. */
    private Term plain(Tensor operand, List<Integer> labels) {
        // Sums of whole numbers are int64.
        Tensor value = operand.dtype().isFloating() ? operand : operand.cast(DType.INT64);
        List<Integer> left = new ArrayList<>(labels);
        for (int axis = left.size() - 1; axis >= 0; axis--) {
            int label = left.get(axis);
            int first = left.indexOf(label);
            if (first < axis) {
                value = value.diagonal(0, first, axis);
                left.remove(axis);
                left.remove(first);
                left.add(label);
                axis = left.size();
            } else if (value.dim(axis) == 1 && formula.length(label) != 1) {
                value = value.squeeze(axis);
                left.remove(axis);
            }
        }
        return new Term(value, List.copyOf(left));
    }

    private void mergeCheapest(List<Term> terms) {
        double least = Double.POSITIVE_INFINITY;
        int left = 0;
        int right = 1;
        for (int i = 0; i < terms.size(); i++) {
            for (int j = i + 1; j < terms.size(); j++) {
                double cost = cost(union(terms.get(i).labels, terms.get(j).labels));
                if (cost < least) {
                    least = cost;
                    left = i;
                    right = j;
                }
            }
        }
        Term b = terms.remove(right);
        Term a = terms.remove(left);
        Set<Integer> kept = new LinkedHashSet<>(output);
        terms.forEach(term -> kept.addAll(term.labels));
        terms.add(product(a, b, kept));
    }

    /** The product of all terms: each set of them, given as bits, is cut where that takes the fewest multiplications. */
    private Term best(List<Term> terms) {
        int sets = 1 << terms.size();
        double[] costs = new double[sets];
        int[] cuts = new int[sets];
        List<Set<Integer>> labels = new ArrayList<>();
        labels.add(Set.of());
        for (int set = 1; set < sets; set++) {
            labels.add(surviving(terms, set, sets));
            costs[set] = Integer.bitCount(set) == 1 ? 0 : Double.POSITIVE_INFINITY;
            for (int part = (set - 1) & set; part > (set ^ part); part = (part - 1) & set) {
                int rest = set ^ part;
                double cost = costs[part] + costs[rest] + cost(union(labels.get(part), labels.get(rest)));
                if (cost < costs[set]) {
                    costs[set] = cost;
                    cuts[set] = part;
                }
            }
        }
        return product(terms, sets - 1, cuts, labels);
    }

    private Term product(List<Term> terms, int set, int[] cuts, List<Set<Integer>> labels) {
        Set<Integer> kept = labels.get(set);
        if (Integer.bitCount(set) == 1) {
            return terms.get(Integer.numberOfTrailingZeros(set)).summed(kept);
        }
        Term a = product(terms, cuts[set], cuts, labels);
        Term b = product(terms, set ^ cuts[set], cuts, labels);
        return product(a, b, kept);
    }

    /** The labels of a product of some terms that the result or another term still asks for. */
    private Set<Integer> surviving(List<Term> terms, int set, int sets) {
        Set<Integer> asked = new LinkedHashSet<>(output);
        Set<Integer> own = new LinkedHashSet<>();
        for (int i = 0; 1 << i < sets; i++) {
            ((set >>> i & 1) == 0 ? asked : own).addAll(terms.get(i).labels);
        }
        own.retainAll(asked);
        return own;
    }

    private double cost(Set<Integer> labels) {
        double multiplications = 1;
        for (int label : labels) {
            multiplications *= formula.length(label);
        }
        return multiplications;
    }

    private static Set<Integer> union(Iterable<Integer> a, Iterable<Integer> b) {
        Set<Integer> union = new LinkedHashSet<>();
        a.forEach(union::add);
        b.forEach(union::add);
        return union;
    }

    /** Two terms as a stack of matrices each: labels of both that are kept, labels of one, labels to sum over. */
    private Term product(Term a, Term b, Set<Integer> kept) {
        Term left = a.summed(union(kept, b.labels));
        Term right = b.summed(union(kept, a.labels));
        List<Integer> batch = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        List<Integer> inner = new ArrayList<>();
        for (int label : left.labels) {
            (!right.labels.contains(label) ? rows : kept.contains(label) ? batch : inner).add(label);
        }
        List<Integer> columns = right.labels.stream()
                .filter(label -> !left.labels.contains(label))
                .toList();
        Tensor x = matrices(left, batch, rows, inner);
        Tensor y = matrices(right, batch, columns, inner);
        List<Integer> labels = new ArrayList<>(batch);
        labels.addAll(rows);
        labels.addAll(columns);
        long[] shape = labels.stream().mapToLong(formula::length).toArray();
        return new Term(Products.matrices(x, y, inner.isEmpty()).reshape(shape), labels);
    }

    /** A term as {@code [batch, own, inner]}. */
    private Tensor matrices(Term term, List<Integer> batch, List<Integer> own, List<Integer> inner) {
        List<Integer> order = new ArrayList<>(batch);
        order.addAll(own);
        order.addAll(inner);
        return term.arranged(order).value().reshape(size(batch), size(own), size(inner));
    }

    private long size(List<Integer> labels) {
        long size = 1;
        for (int label : labels) {
            size *= formula.length(label);
        }
        return size;
    }
}
