package dev.adjoint.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlameGraphTest {

    @Test
    void stacksThatBeginAlikeAreAddedUp() {
        Stacks all = new Stacks("all");
        all.add(List.of("main", "a", "b"));
        all.add(List.of("main", "c"));
        all.add(List.of("main", "c"));
        assertThat(all.samples()).isEqualTo(3);
        assertThat(all.callees()).hasSize(1);
        Stacks main = all.callees().getFirst();
        assertThat(main.callees()).extracting(Stacks::frame).containsExactly("c", "a");
        assertThat(main.callees()).extracting(Stacks::samples).containsExactly(2L, 1L);
    }

    @Test
    void barsAreAsLongAsTheirShare() {
        Stacks all = new Stacks("all");
        all.add(List.of("dev.adjoint.engine.Eager.apply", "java.lang.Object.<init>"));
        all.add(List.of("dev.adjoint.engine.Eager.apply"));
        all.add(List.of("java.lang.Math.max"));
        String page = FlameGraph.page("mlp & co", all);
        assertThat(page)
                .contains("<title>mlp &amp; co</title>")
                .contains("left:0.000%;width:66.667%\"><b class=\"ours\" "
                        + "title=\"dev.adjoint.engine.Eager.apply, 66.7 %\">Eager.apply</b>")
                .contains("left:66.667%;width:33.333%\"><b title=\"java.lang.Math.max, 33.3 %\">Math.max</b>")
                .contains("left:0.000%;width:50.000%\"><b title=\"java.lang.Object.&lt;init>, 33.3 %\">")
                .doesNotContain("$");
    }

    @Test
    void whatNobodySampledIsAnEmptyPage() {
        assertThat(FlameGraph.page("nothing", new Stacks("all threads"))).contains("0 samples", ">all threads</b>");
    }

    /** Not how often: a busy machine may give us little time. */
    @Test
    void whatRunsIsSeen() throws IOException {
        try (Sampling sampling = Sampling.start()) {
            long end = System.nanoTime() + 300_000_000;
            double sum = 0;
            while (System.nanoTime() < end || sum == 0) {
                sum += Math.sqrt(System.nanoTime());
            }
            String page = FlameGraph.page("loop", sampling.stop());
            assertThat(page).contains("FlameGraphTest.whatRunsIsSeen");
        }
    }
}
