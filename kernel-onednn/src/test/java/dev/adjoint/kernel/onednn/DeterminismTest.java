package dev.adjoint.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.Primitive;
import dev.adjoint.Window;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Linear;
import dev.adjoint.op.Matmul;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Values with all their digits here: sums of them show in which order they were made. */
class DeterminismTest {

    private final int threads = Workers.threads();

    @BeforeAll
    static void library() {
        Numbers.assumeLibrary();
    }

    @AfterEach
    void restore() {
        Workers.resize(threads);
    }

    @Test
    void matmulIsTheSameForAnyNumberOfThreads() {
        assertSameForAnyThreads(new Matmul(), random(1, 300, 700), random(2, 700, 500));
        assertSameForAnyThreads(new Matmul(), random(1, 64, 3000), random(2, 3000, 128));
        assertSameForAnyThreads(new Matmul(), random(1, 40, 64, 64), random(2, 40, 64, 64));
    }

    @Test
    void linearMapsAreTheSameForAnyNumberOfThreads() {
        Array x = random(1, 3, 256, 128);
        assertSameForAnyThreads(new Linear(), x, random(2, 512, 128), random(3, 512));
        assertSameForAnyThreads(new Linear.Gradient(), random(4, 3, 256, 512), x);
    }

    @Test
    void convolutionIsTheSameForAnyNumberOfThreads() {
        Window window = Window.convolution(2).over(Shape.of(3, 3));
        Shape images = Shape.of(31, 16, 26, 26);
        Shape filters = Shape.of(32, 16, 3, 3);
        Array x = random(1, images.dims());
        Array filter = random(2, filters.dims());
        Array dy = random(3, window.over(images, 32).dims());

        assertSameForAnyThreads(new Convolution.Forward(window), x, filter, random(4, 32));
        assertSameForAnyThreads(new Convolution.InputGradient(window, images), dy, filter);
        assertSameForAnyThreads(new Convolution.WeightGradient(window, filters), x, dy);
    }

    @Test
    void manyCallersAtOnceGetWhatOneGets() {
        Array a = random(1, 150, 90);
        Array b = random(2, 90, 70);
        float[] alone = Numbers.values(Numbers.run(new Matmul(), a, b)[0]);

        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            var results = IntStream.range(0, 400)
                    .mapToObj(_ -> callers.submit(() -> Numbers.values(Numbers.run(new Matmul(), a, b)[0])))
                    .toList();
            assertThat(results).allSatisfy(result -> assertThat(result.get()).isEqualTo(alone));
        }
    }

    /** Threads that OpenMP starts are named after the thread that they help. */
    @Test
    void theLibraryStartsNoThreads() throws Exception {
        Path tasks = Path.of("/proc/self/task");
        assumeTrue(Files.isDirectory(tasks), "needs the Linux list of threads");
        Window window = Window.convolution(2).over(Shape.of(3, 3));
        Array x = random(1, 32, 8, 24, 24);
        Array filter = random(2, 16, 8, 3, 3);
        FutureTask<List<String>> work = new FutureTask<>(() -> {
            Numbers.run(new Convolution.Forward(window), x, filter);
            Numbers.run(new Matmul(), random(3, 512, 512), random(4, 512, 512));
            return names(tasks);
        });

        Thread.ofPlatform().name("onednn-caller").start(work);

        assertThat(work.get()).containsOnlyOnce("onednn-caller");
    }

    private static List<String> names(Path tasks) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> list = Files.newDirectoryStream(tasks)) {
            for (Path task : list) {
                try {
                    names.add(Files.readString(task.resolve("comm")).strip());
                } catch (IOException ended) {
                    // A thread that has ended since the list was made.
                }
            }
        }
        return names;
    }

    private static void assertSameForAnyThreads(Primitive op, Array... inputs) {
        Workers.resize(1);
        float[] alone = Numbers.values(Numbers.run(op, inputs)[0]);
        for (int count : new int[] {2, 3, 5}) {
            Workers.resize(count);
            for (int repeat = 0; repeat < 3; repeat++) {
                assertThat(Numbers.values(Numbers.run(op, inputs)[0]))
                        .as("%s with %d threads", op.name(), count)
                        .isEqualTo(alone);
            }
        }
    }

    private static Array random(long seed, long... dims) {
        Array array = Array.allocate(DType.FLOAT32, Layout.contiguous(Shape.of(dims)));
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < array.size(); i++) {
            array.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
        }
        return array;
    }
}
