package dev.adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {
    private final int configured = Workers.threads();

    @AfterEach
    void restore() {
        Workers.resize(configured);
    }

    private static void assertEachOnce(int parts) {
        AtomicIntegerArray runs = new AtomicIntegerArray(parts);
        Workers.each(parts, runs::incrementAndGet);
        for (int part = 0; part < parts; part++) {
            assertThat(runs.get(part)).isEqualTo(1);
        }
    }

    @Test
    void everyPartRunsOnce() {
        for (int threads : new int[] {1, 2, 3, 8}) {
            Workers.resize(threads);
            for (int parts : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
                assertEachOnce(parts);
            }
        }
    }

    @Test
    void manyLoopsInARowLoseNoPart() {
        Workers.resize(3);
        AtomicInteger total = new AtomicInteger();
        for (int loop = 0; loop < 20_000; loop++) {
            Workers.each(5, _ -> total.incrementAndGet());
        }
        assertThat(total).hasValue(100_000);
    }

    @Test
    void partsRunOnSeveralThreadsAtOnce() {
        Workers.resize(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 3; round++) {
            // Each part waits for the other: one thread alone would never get through.
            CountDownLatch both = new CountDownLatch(2);
            Workers.each(2, _ -> {
                threads.add(Thread.currentThread());
                both.countDown();
                await(both);
            });
            pause(round); // long enough, the last times, for the helper to have parked
        }
        assertThat(threads).hasSize(2).contains(Thread.currentThread());
        assertThat(threads)
                .filteredOn(thread -> thread != Thread.currentThread())
                .allMatch(Thread::isDaemon);
    }

    @Test
    void theCallerWaitsForPartsOnOtherThreads() {
        Workers.resize(2);
        Thread caller = Thread.currentThread();
        for (int millis : new int[] {0, 1, 30}) {
            CountDownLatch both = new CountDownLatch(2);
            AtomicInteger done = new AtomicInteger();
            Workers.each(2, _ -> {
                both.countDown();
                await(both);
                if (Thread.currentThread() != caller) {
                    pause(millis);
                }
                done.incrementAndGet();
            });
            assertThat(done).hasValue(2);
        }
    }

    @Test
    void oneThreadMeansTheCallerAloneInOrder() {
        Workers.resize(1);
        List<Integer> order = new ArrayList<>();
        Workers.each(50, order::add);
        assertThat(order).isSorted().hasSize(50);
    }

    @Test
    void sizeChangesBetweenLoops() {
        for (int i = 0; i < 200; i++) {
            Workers.resize(1 + i % 2);
            assertThat(Workers.threads()).isEqualTo(1 + i % 2);
            assertEachOnce(10);
        }
        assertThatThrownBy(() -> Workers.resize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threads: 0");
    }

    @Test
    void sizeChangesInsideAPartTakeEffectLater() {
        Workers.resize(2);
        AtomicInteger runs = new AtomicInteger();
        Workers.each(8, part -> {
            Workers.resize(1 + part % 3);
            runs.incrementAndGet();
        });
        assertThat(runs).hasValue(8);
        assertEachOnce(20);
    }

    @Test
    void anExceptionReachesTheCallerAndTheWorkersGoOn() {
        for (int threads : new int[] {1, 2}) {
            Workers.resize(threads);
            for (int failing : new int[] {0, 5, 63}) {
                IntConsumer body = part -> {
                    if (part == failing) {
                        throw new UnsupportedOperationException("part " + part);
                    }
                };
                assertThatThrownBy(() -> Workers.each(64, body))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessage("part " + failing);
                assertEachOnce(64);
            }
        }
        assertThatThrownBy(() -> Workers.each(4, _ -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void checkedExceptionsThrownBehindTheCompilersBackArriveAsACause() {
        Workers.resize(2);
        assertThatThrownBy(() -> Workers.each(4, _ -> WorkersTest.<RuntimeException>sneak(new IOException("disk"))))
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("disk");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Exception> void sneak(Exception thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aLoopInsideAPartRunsThere() {
        Workers.resize(2);
        AtomicInteger runs = new AtomicInteger();
        Workers.each(6, _ -> {
            Thread outer = Thread.currentThread();
            Workers.each(7, _ -> {
                assertThat(Thread.currentThread()).isSameAs(outer);
                runs.incrementAndGet();
            });
        });
        assertThat(runs).hasValue(42);
    }

    @Test
    void callersOnVirtualThreadsGetTheirLoopsDone() throws Exception {
        Workers.resize(2);
        AtomicInteger total = new AtomicInteger();
        List<Future<?>> calls = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 50; caller++) {
                calls.add(callers.submit(() -> {
                    for (int loop = 0; loop < 100; loop++) {
                        Workers.each(4, _ -> total.incrementAndGet());
                    }
                }));
            }
        }
        for (Future<?> call : calls) {
            call.get();
        }
        assertThat(total).hasValue(50 * 100 * 4);
    }

    @Test
    void anInterruptedCallerStillWaitsForItsParts() {
        Workers.resize(2);
        AtomicInteger done = new AtomicInteger();
        Thread.currentThread().interrupt();
        Workers.each(2, _ -> {
            pause(20);
            done.incrementAndGet();
        });
        assertThat(done).hasValue(2);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(int millis) {
        boolean interrupted = Thread.interrupted();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is spread over threads neither keeps a program from ending nor ends badly with it. */
    @ParameterizedTest
    @ValueSource(strings = {"returns", "exits", "exits in a part", "computes at its end"})
    void aProgramEndsThoughThreadsSpinOrWork(String how) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-D" + Workers.SETTING + "=3",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(how.startsWith("exits") ? 7 : 0);
        assertThat(output).isEqualTo(how.equals("computes at its end") ? "all parts" : "");
    }

    /** A program that ends while threads are at it. */
    static final class Ending {

        private static final int PARTS = 1_000;

        private Ending() {}

        public static void main(String[] arguments) {
            String how = arguments[0];
            if (how.equals("computes at its end")) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    AtomicInteger done = new AtomicInteger();
                    Workers.each(PARTS, _ -> done.incrementAndGet());
                    System.out.print(done.get() == PARTS ? "all parts" : "some parts: " + done);
                }));
            }
            for (int loop = 0; loop < 100; loop++) {
                int last = loop;
                Workers.each(PARTS, part -> {
                    if (how.equals("exits in a part") && last == 50 && part == PARTS / 2) {
                        System.exit(7);
                    }
                });
            }
            if (how.equals("exits")) {
                System.exit(7);
            }
        }
    }
}
