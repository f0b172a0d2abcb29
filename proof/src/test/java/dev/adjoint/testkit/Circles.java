package dev.adjoint.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The circles of a directed graph: its strongly connected components of more than one node, by Tarjan's algorithm
 * ("Depth-first search and linear graph algorithms", 1972).
 */
final class Circles {
    private final Map<String, Set<String>> edges;
    private final Map<String, Integer> order = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    private Circles(Map<String, Set<String>> edges) {
        this.edges = edges;
    }

    /** Each circle as the set of its nodes. */
    static List<Set<String>> of(Map<String, Set<String>> edges) {
        Circles circles = new Circles(edges);
        edges.keySet().forEach(node -> {
            if (!circles.order.containsKey(node)) {
                circles.visit(node);
            }
        });
        return circles.found;
    }

    private void visit(String node) {
        order.put(node, order.size());
        low.put(node, order.get(node));
        open.push(node);
        for (String next : edges.getOrDefault(node, Set.of())) {
            if (!order.containsKey(next)) {
                visit(next);
                low.merge(node, low.get(next), Math::min);
            } else if (open.contains(next)) {
                low.merge(node, order.get(next), Math::min);
            }
        }
        if (low.get(node).equals(order.get(node))) {
            Set<String> circle = new TreeSet<>();
            String last;
            do {
                last = open.pop();
                circle.add(last);
            } while (!last.equals(node));
            if (circle.size() > 1) {
                found.add(circle);
            }
        }
    }
}
