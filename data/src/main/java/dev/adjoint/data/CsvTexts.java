package dev.adjoint.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct texts of a column: numbered as they are met, renumbered in order at the end.
 *
 * <p>Numbers are ordered by their value, so that class 10 follows class 9; other texts by their characters.
 */
final class CsvTexts {

    private final Map<String, Integer> numbers = new HashMap<>();

    /** The number of a text, for now. */
    int number(String text) {
        return numbers.computeIfAbsent(text.strip(), _ -> numbers.size());
    }

    /** The texts in order. */
    List<String> sorted() {
        List<String> texts = new ArrayList<>(numbers.keySet());
        boolean numeric = texts.stream().allMatch(CsvTexts::isNumber);
        Comparator<String> byCharacters = Comparator.naturalOrder();
        texts.sort(
                numeric
                        ? Comparator.comparingDouble(Double::parseDouble)
                                .thenComparingInt(String::length)
                                .thenComparing(byCharacters)
                        : byCharacters);
        return texts;
    }

    private static boolean isNumber(String text) {
        // A pattern rather than an attempt: exceptions as answers are slow, and long columns have many texts.
        return text.matches("[+-]?\\d{1,30}(\\.\\d{0,30})?");
    }

    /** Replaces the numbers of one column by those of the sorted texts. */
    void sort(float[] values, int first, int step, int rows) {
        List<String> texts = sorted();
        float[] places = new float[texts.size()];
        for (int place = 0; place < places.length; place++) {
            places[numbers.getOrDefault(texts.get(place), 0)] = place;
        }
        for (int row = 0; row < rows; row++) {
            int at = first + row * step;
            values[at] = places[(int) values[at]];
        }
    }
}
