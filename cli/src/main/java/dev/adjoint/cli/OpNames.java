package dev.adjoint.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Ops by the names that people type: {@code log_sum_exp} as it is printed, {@code logSumExp} as the method is called,
 * {@code log-sum-exp}, or a pattern with {@code *} and {@code ?}.
 */
final class OpNames {

    private static final int SUGGESTED = 3;

    private OpNames() {}

    /**
     * The ops that any of the names means, in alphabetical order.
     *
     * @throws IllegalArgumentException if a name means none
     */
    static Collection<String> select(List<String> given, Collection<String> known) {
        Set<String> selected = new TreeSet<>();
        for (String name : given) {
            Pattern pattern = Pattern.compile(bare(name).replace("*", ".*").replace("?", "."));
            List<String> meant = known.stream()
                    .filter(op -> pattern.matcher(bare(op)).matches())
                    .toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException(unknown(name, known));
            }
            selected.addAll(meant);
        }
        return selected;
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9*?]", "");
    }

    private static String unknown(String given, Collection<String> known) {
        int far = Math.max(1, given.length() / 3);
        List<String> nearest = known.stream()
                .filter(op -> distance(given, op) <= far)
                .sorted(Comparator.comparingInt((String op) -> distance(given, op))
                        .thenComparing(op -> op))
                .limit(SUGGESTED)
                .toList();
        return "unknown op \"" + given + "\", of " + known.size() + " known. "
                + (nearest.isEmpty()
                        ? "Run adjoint check without a name for all of them."
                        : "Did you mean " + String.join(" or ", nearest) + "?");
    }

    /** Nothing for a part of a name: who types a word of it means it. */
    private static int distance(String given, String op) {
        String part = bare(given).replaceAll("[*?]", "");
        return !part.isEmpty() && bare(op).contains(part) ? 0 : Wording.distance(part, bare(op));
    }
}
