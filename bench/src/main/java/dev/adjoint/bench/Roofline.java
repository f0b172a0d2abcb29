package dev.adjoint.bench;

import java.util.List;
import java.util.Locale;

/**
 * A roofline (Williams, Waterman and Patterson, 2009) as a picture: how fast each case computes, over how much it has to compute for
 * each byte. The roofs are what the machine can do at most, as measured: below the slope memory is what limits, below the
 * level ones arithmetic.
 */
public final class Roofline {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 520;
    private static final int LEFT = 70;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 60;

    /** The ends of both axes, as powers of ten: FLOP for a byte, and GFLOP a second. */
    private static final int LEAST_INTENSITY = -1;

    private static final int MOST_INTENSITY = 3;
    private static final int LEAST_SPEED = 0;
    private static final int MOST_SPEED = 4;

    private final Peak peak;
    private final StringBuilder svg = new StringBuilder();

    private Roofline(Peak peak) {
        this.peak = peak;
    }

    /** Cases of one kind, which have one colour. */
    private enum Kind {
        MATMUL("matmul float32", "#1668b8"),
        MATMUL64("matmul float64", "#7ab8ee"),
        CONV("conv", "#d9541e"),
        POINTWISE("pointwise", "#2a9d4a"),
        REDUCE("reduce", "#8a4fbf");

        final String label;
        final String colour;

        Kind(String label, String colour) {
            this.label = label;
            this.colour = colour;
        }

        static Kind of(String name) {
            if (name.startsWith("matmul")) {
                return name.endsWith("float64") ? MATMUL64 : MATMUL;
            }
            return name.startsWith("conv") ? CONV : name.startsWith("reduce") ? REDUCE : POINTWISE;
        }
    }

    /**
     * What can be drawn.
     *
     * @param results what a run came to
     * @return the cases whose operations and bytes are known; none where the machine's peak is not
     */
    public static List<Duel> cases(Bench.Results results) {
        return results.outcomes().stream()
                .flatMap(outcome -> outcome.duels().stream())
                .filter(duel -> results.peak().isPresent() && duel.what().work().intensity() > 0)
                .toList();
    }

    /**
     * The picture.
     *
     * @param results what a run came to
     * @return SVG; axes alone if there are no {@link #cases}
     */
    public static String svg(Bench.Results results) {
        return results.peak()
                .map(peak -> new Roofline(peak).draw(cases(results)))
                .orElse("");
    }

    private String draw(List<Duel> cases) {
        svg.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        axes();
        roof(peak.float32(), "float32");
        roof(peak.float64(), "float64");
        double low = Math.pow(10, LEAST_INTENSITY) * 2;
        text(
                x(low) + 12,
                y(low * peak.copied()) + 12,
                "start",
                String.format(Locale.ROOT, "memory, %.1f GB/s", peak.copied() / 1e9));
        for (Duel duel : cases) {
            point(duel);
        }
        legend(cases.stream()
                .map(duel -> Kind.of(duel.what().name()))
                .distinct()
                .toList());
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        for (int power = LEAST_INTENSITY; power <= MOST_INTENSITY; power++) {
            double x = x(Math.pow(10, power));
            line(x, TOP, x, HEIGHT - BOTTOM, "#e4e4e4");
            text(x, HEIGHT - BOTTOM + 18, "middle", number(power));
        }
        for (int power = LEAST_SPEED; power <= MOST_SPEED; power++) {
            double y = y(Math.pow(10, power) * 1e9);
            line(LEFT, y, WIDTH - RIGHT, y, "#e4e4e4");
            text(LEFT - 8, y + 4, "end", number(power));
        }
        text(
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 16,
                "middle",
                "floating-point operations for each byte that has to be read or written");
        text(LEFT, TOP - 16, "start", "GFLOP/s");
    }

    private static String number(int power) {
        return power < 0 ? "0.1" : String.valueOf(Math.round(Math.pow(10, power)));
    }

    /** From where memory limits to the level of arithmetic. */
    private void roof(double most, String name) {
        double ridge = most / peak.copied();
        double least = Math.pow(10, LEAST_INTENSITY);
        line(x(least), y(least * peak.copied()), x(ridge), y(most), "#444");
        line(x(ridge), y(most), WIDTH - RIGHT, y(most), "#444");
        text(WIDTH - RIGHT + 6, y(most) + 4, "start", String.format(Locale.ROOT, "%s, %.0f GFLOP/s", name, most / 1e9));
    }

    private void point(Duel duel) {
        double speed = duel.what().work().operations() / duel.ours().median();
        svg.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\" fill-opacity=\"0.75\"><title>%s: %.1f GFLOP/s, "
                        + "%.2f FLOP for a byte</title></circle>%n",
                x(duel.what().work().intensity()),
                y(speed),
                Kind.of(duel.what().name()).colour,
                duel.what().label().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
                speed / 1e9,
                duel.what().work().intensity()));
    }

    private void legend(List<Kind> kinds) {
        double x = LEFT + 90;
        for (Kind kind : kinds) {
            svg.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%d\" r=\"5\" fill=\"%s\"/>%n", x, TOP - 20, kind.colour));
            text(x + 10, TOP - 16, "start", kind.label);
            x += 30 + 7 * kind.label.length();
        }
    }

    private void line(double fromX, double fromY, double toX, double toY, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                fromX,
                fromY,
                toX,
                toY,
                colour));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }

    private static double x(double intensity) {
        double share = (Math.log10(intensity) - LEAST_INTENSITY) / (MOST_INTENSITY - LEAST_INTENSITY);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double speed) {
        double share = (Math.log10(speed / 1e9) - LEAST_SPEED) / (MOST_SPEED - LEAST_SPEED);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }
}
