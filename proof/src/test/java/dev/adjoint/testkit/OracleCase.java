package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One computation with the values that another library gave it, as {@code tools/op_oracle.py} wrote it down.
 *
 * @param name what was computed
 * @param inputs the arguments
 * @param out the result
 * @param upstream the gradient of the result; null if it has none
 * @param gradients the gradient of each input that has one, by its index
 */
record OracleCase(
        String name,
        List<Tensor> inputs,
        Tensor out,
        @Nullable Tensor upstream,
        Map<Integer, Tensor> gradients) {

    static List<OracleCase> read(String family) {
        String file = "oracle/" + family + ".txt";
        try (InputStream stream = Objects.requireNonNull(OracleCase.class.getResourceAsStream(file), file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            List<OracleCase> cases = new ArrayList<>();
            List<String> open = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("case ") && !open.isEmpty()) {
                    cases.add(of(open));
                    open.clear();
                }
                open.add(line);
            }
            cases.add(of(open));
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OracleCase of(List<String> lines) {
        List<Tensor> inputs = new ArrayList<>();
        Map<Integer, Tensor> gradients = new TreeMap<>();
        Tensor out = null;
        Tensor upstream = null;
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case "in" -> inputs.add(tensor(words[1]));
                case "out" -> out = tensor(words[1]);
                case "upstream" -> upstream = tensor(words[1]);
                case "grad" -> {
                    String[] numbered = words[1].split(" ", 2);
                    gradients.put(Integer.valueOf(numbered[0]), tensor(numbered[1]));
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        String name = lines.getFirst().substring("case ".length());
        return new OracleCase(name, inputs, Objects.requireNonNull(out, name), upstream, gradients);
    }

    /** A type, the lengths in brackets, the values. */
    private static Tensor tensor(String text) {
        int open = text.indexOf('[');
        int close = text.indexOf(']');
        long[] lengths = Arrays.stream(text.substring(open + 1, close).split(", "))
                .filter(word -> !word.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        String[] words = Arrays.stream(text.substring(close + 1).split(" "))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
        return switch (text.substring(0, open - 1)) {
            case "float64" ->
                Tensor.of(Arrays.stream(words).mapToDouble(Double::parseDouble).toArray(), lengths);
            case "int64" ->
                Tensor.of(Arrays.stream(words).mapToLong(Long::parseLong).toArray(), lengths);
            case "bool" ->
                Tensor.of(Arrays.stream(words).mapToLong(Long::parseLong).toArray(), lengths)
                        .ne(0);
            default -> throw new IllegalArgumentException(text);
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
