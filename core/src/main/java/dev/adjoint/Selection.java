package dev.adjoint;

import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a selection, as {@link TensorArrangement#slice(String)} describes it, and applies it part by part. */
final class Selection {

    private static final String ALL = "...";
    private static final String NEW = "newaxis";
    private static final Pattern INDEX = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern RANGE =
            Pattern.compile("([+-]?\\d{1,18})?\\s*:\\s*([+-]?\\d{1,18})?(?:\\s*:\\s*([+-]?\\d{1,18})?)?");

    private final String text;
    private final Shape shape;

    private Selection(String text, Shape shape) {
        this.text = text;
        this.shape = shape;
    }

    static Tensor of(Tensor x, String text) {
        return new Selection(Given.of("at", "the text", text), x.shape()).apply(x);
    }

    private Tensor apply(Tensor x) {
        String[] parts = text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*", -1);
        int rest = rest(parts);
        Tensor y = x;
        int axis = 0;
        for (String part : parts) {
            if (part.equals(NEW)) {
                y = y.unsqueeze(axis++);
            } else if (part.equals(ALL)) {
                axis += rest;
            } else if (INDEX.matcher(part).matches()) {
                y = y.select(axis, Long.parseLong(part));
            } else {
                y = range(y, axis++, part);
            }
        }
        return y;
    }

    /** How many axes {@code ...} stands for. */
    private int rest(String[] parts) {
        int named = 0;
        int open = 0;
        for (String part : parts) {
            open += part.equals(ALL) ? 1 : 0;
            named += part.equals(ALL) || part.equals(NEW) ? 0 : 1;
        }
        if (open > 1) {
            throw refusal("has more than one \"...\". Leave one");
        }
        if (named > shape.rank()) {
            throw refusal("names " + named + " axes. Name at most " + shape.rank());
        }
        return shape.rank() - named;
    }

    private Tensor range(Tensor y, int axis, String part) {
        Matcher range = RANGE.matcher(part);
        if (!range.matches()) {
            throw refusal("has a part \"" + part + "\" that is no index, range, \"...\" or \"newaxis\"."
                    + " Write them as in \"1, 2:5, ::2, ...\"");
        }
        long length = y.dim(axis);
        long step = number(range.group(3), 1);
        if (step == 0) {
            throw refusal("has a range \"" + part + "\" of step 0. Give a positive or negative step");
        }
        if (step > 0) {
            return y.slice(axis, number(range.group(1), 0), number(range.group(2), length), step);
        }
        long first = place(range.group(1), length, length - 1);
        long end = place(range.group(2), length, -1);
        if (first >= length || first < end) {
            throw refusal("has a range \"" + part + "\" that does not run downwards within length " + length
                    + ". Give a first place below the length and an end not above it");
        }
        long count = Math.ceilDiv(first - end, -step);
        long last = count == 0 ? first + 1 : first + (count - 1) * step;
        return y.slice(axis, last, first + 1, -step).flip(axis);
    }

    private static long number(String digits, long otherwise) {
        return digits == null ? otherwise : Long.parseLong(digits);
    }

    private static long place(String digits, long length, long otherwise) {
        long place = number(digits, otherwise);
        return digits != null && place < 0 ? place + length : place;
    }

    private ShapeException refusal(String fact) {
        return new ShapeException("slice: \"" + text + "\" for " + shape + " " + fact + ".");
    }
}
