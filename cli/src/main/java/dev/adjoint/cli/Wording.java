package dev.adjoint.cli;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said about arguments that cannot be meant: fact, values, remedy. */
final class Wording {

    private Wording() {}

    static String of(ParameterException wrong) {
        return switch (wrong) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing -> missing(missing);
            default -> malformed(wrong);
        };
    }

    private static String unmatched(UnmatchedArgumentException wrong) {
        String first = wrong.getUnmatched().getFirst();
        Set<String> commands = wrong.getCommandLine().getSubcommands().keySet();
        if (!commands.isEmpty() && !first.startsWith("-")) {
            return unknown("command", first, List.copyOf(commands));
        }
        List<String> suggestions = wrong.getSuggestions();
        return "unknown " + (first.startsWith("-") ? "option " : "argument ") + first + "."
                + (suggestions.isEmpty()
                        ? " Leave it out."
                        : " Did you mean " + String.join(" or ", suggestions) + "?");
    }

    private static String missing(MissingParameterException wrong) {
        List<String> wanted = wrong.getMissing().stream().map(Wording::wanted).toList();
        return wanted.isEmpty() ? String.valueOf(wrong.getMessage()) : String.join("; ", wanted);
    }

    private static String wanted(ArgSpec argument) {
        Iterable<String> known = argument.completionCandidates();
        return name(argument) + " is missing. Give "
                + (known == null ? argument.paramLabel() : "one of " + String.join(", ", known)) + ".";
    }

    /** Our own converters say it all themselves; picocli's say what is wrong, in a long sentence. */
    private static String malformed(ParameterException wrong) {
        ArgSpec argument = wrong.getArgSpec();
        return argument != null && wrong.getCause() instanceof TypeConversionException own
                ? name(argument) + ": " + plainly(own.getMessage())
                : String.valueOf(wrong.getMessage());
    }

    /** Java's names for numbers are not everybody's. */
    private static String plainly(@Nullable String message) {
        return String.valueOf(message)
                .replaceFirst("is not an int$", "is not a whole number up to " + Integer.MAX_VALUE + ". Give one.")
                .replaceFirst("is not a long$", "is not a whole number up to " + Long.MAX_VALUE + ". Give one.")
                .replaceFirst("is not a double$", "is not a number. Give one, such as 0.001.");
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** That a number is not what an option takes. */
    static String number(String option, Object given, String wanted) {
        return option + ": " + given + ". Give " + wanted + ".";
    }

    /** That a name is none of those known, with the nearest of them. */
    static String unknown(String what, String given, List<String> known) {
        String nearest = known.getFirst();
        for (String candidate : known) {
            if (distance(given, candidate) < distance(given, nearest)) {
                nearest = candidate;
            }
        }
        boolean near = distance(given, nearest) <= Math.max(1, nearest.length() / 2);
        return "unknown " + what + " \"" + given + "\". Known are " + String.join(", ", known) + "."
                + (near ? " Did you mean " + nearest + "?" : "");
    }

    /** The number of letters to put in, take out, change or exchange with their neighbour. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
