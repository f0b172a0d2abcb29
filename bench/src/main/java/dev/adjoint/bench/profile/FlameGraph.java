package dev.adjoint.bench.profile;

import java.util.Locale;

/**
 * Draws stacks as a flame graph (Gregg, 2016), hanging: a page of its own that any browser shows. Each method is a bar as
 * long as its share of the samples, under the one that called it. A click makes a bar the whole width, and one on the
 * uppermost bar brings back all.
 */
public final class FlameGraph {

    /** A bar of a smaller share cannot be seen, and is left out. */
    private static final double LEAST = 0.0005;

    private static final int HEIGHT = 18;
    private static final String OURS = "dev.adjoint.";

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <title>$TITLE</title>
            <style>
            body { font: 12px sans-serif; margin: 12px; }
            main { position: relative; height: $HEIGHTpx; }
            div { position: absolute; top: 18px; }
            main > div { top: 0; }
            b { display: block; height: 16px; line-height: 16px; margin-right: 1px; padding-left: 2px; overflow: hidden;
                white-space: nowrap; font-weight: normal; cursor: pointer; background: #d8d8d8; }
            b.ours { background: #ffb765; }
            b:hover { background: #fff2b0; }
            div.wide { left: 0 !important; width: 100% !important; }
            div.gone { display: none; }
            </style>
            <h3>$TITLE</h3>
            <p>$SAMPLES samples of threads at work. A bar is as long as its method's share, under the method that called it:
            orange is Adjoint's, grey the JDK's and native code that was called from there. Click on a bar to look closer, on
            the uppermost to see all.</p>
            <main>
            $BARS</main>
            <script>
            document.querySelector("main").addEventListener("click", event => {
              document.querySelectorAll("div").forEach(bar => bar.classList.remove("wide", "gone"));
              for (let bar = event.target.closest("div"); bar; bar = bar.parentElement.closest("div")) {
                for (const other of bar.parentElement.children) {
                  other.classList.toggle("gone", other.tagName === "DIV" && other !== bar);
                }
                bar.classList.add("wide");
              }
            });
            </script>
            </html>
            """;

    private final StringBuilder bars = new StringBuilder();
    private final double all;
    private int deepest;

    private FlameGraph(Stacks stacks) {
        this.all = Math.max(1, stacks.samples());
    }

    /**
     * The page.
     *
     * @param title what was sampled
     * @param stacks the samples
     * @return HTML, complete in itself
     */
    public static String page(String title, Stacks stacks) {
        FlameGraph graph = new FlameGraph(stacks);
        graph.bar(stacks, 0, 1, 1);
        return PAGE.replace("$TITLE", escaped(title))
                .replace("$SAMPLES", String.valueOf(stacks.samples()))
                .replace("$HEIGHT", String.valueOf(HEIGHT * graph.deepest))
                .replace("$BARS", graph.bars);
    }

    /** A bar at its place under its caller's, and those of whom it called under it. */
    private void bar(Stacks stacks, double left, double width, int depth) {
        deepest = Math.max(deepest, depth);
        String share = String.format(Locale.ROOT, "%.1f %%", 100 * stacks.samples() / all);
        bars.append(String.format(
                Locale.ROOT,
                "<div style=\"left:%.3f%%;width:%.3f%%\"><b%s title=\"%s, %s\">%s</b>%n",
                100 * left,
                100 * width,
                stacks.frame().startsWith(OURS) ? " class=\"ours\"" : "",
                escaped(stacks.frame()),
                share,
                escaped(brief(stacks.frame()))));
        long before = 0;
        for (Stacks callee : stacks.callees()) {
            double whole = stacks.samples();
            if (callee.samples() / all >= LEAST) {
                bar(callee, before / whole, callee.samples() / whole, depth + 1);
            }
            before += callee.samples();
        }
        bars.append("</div>\n");
    }

    /** Class and method, without the package. */
    private static String brief(String frame) {
        int method = frame.lastIndexOf('.');
        return frame.substring(frame.lastIndexOf('.', method - 1) + 1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
