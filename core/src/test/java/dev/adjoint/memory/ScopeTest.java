package dev.adjoint.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
    private static final long SMALL = 32;
    private static final long LARGE = 100_000;

    @ParameterizedTest
    @ValueSource(longs = {0, SMALL, LARGE})
    void useAfterTheEndIsAnException(long bytes) {
        Storage storage;
        try (var step = Scope.open()) {
            storage = Storage.allocate(bytes);
            assertThat(storage.segment().byteSize()).isEqualTo(bytes);
            assertThat(step).hasToString(step.toString()).asString().startsWith("scope ");
        }
        assertThat(storage.released()).isTrue();
        assertThat(storage.bytes()).isEqualTo(bytes);
        assertThatThrownBy(storage::segment)
                .isInstanceOf(ReleasedException.class)
                .hasMessageContaining("released at the end of its scope (scope ")
                .hasMessageContaining("Scope.keep")
                .hasMessageContaining("adjoint.debug");
        assertThatThrownBy(storage::address).isInstanceOf(ReleasedException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void whatIsKeptOutlivesTheScope(long bytes) {
        Storage kept;
        Storage other;
        try (var step = Scope.open()) {
            kept = Storage.allocate(bytes);
            other = Storage.allocate(bytes);
            step.keep(kept);
            step.keep(kept);
        }
        kept.segment().fill((byte) 7);
        assertThat(other.released()).isTrue();
        for (int i = 0; i < 2000; i++) {
            try (var _ = Scope.open()) {
                Storage.allocate(bytes).segment().fill((byte) 1);
            }
            Storage.allocate(bytes).segment().fill((byte) 2);
        }
        assertThat(kept.segment().get(JAVA_BYTE, bytes - 1)).isEqualTo((byte) 7);
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void keptStoragesMoveToTheEnclosingScope(long bytes) {
        Storage kept;
        try (var _ = Scope.open()) {
            try (var inner = Scope.open()) {
                kept = Storage.allocate(bytes);
                inner.keep(kept);
            }
            assertThat(kept.released()).isFalse();
        }
        assertThat(kept.released()).isTrue();
    }

    @Test
    void anOuterScopeKeepsAcrossAllInnerOnes() {
        Storage kept;
        try (var outer = Scope.open()) {
            try (var _ = Scope.open()) {
                kept = Storage.allocate(LARGE);
                outer.keep(kept);
            }
        }
        assertThat(kept.released()).isFalse();
    }

    @Test
    void keepLeavesAloneWhatOutlivesTheScopeAnyway() {
        Storage free = Storage.allocate(SMALL);
        Storage outside;
        try (var _ = Scope.open()) {
            outside = Storage.allocate(SMALL);
            try (var inner = Scope.open()) {
                inner.keep(outside);
                inner.keep(free);
            }
            assertThat(outside.released()).isFalse();
        }
        assertThat(outside.released()).isTrue();
        assertThat(free.released()).isFalse();
    }

    @Test
    void whatHasBeenReleasedCannotBeKept() {
        Storage gone;
        try (var _ = Scope.open()) {
            gone = Storage.allocate(SMALL);
        }
        try (var step = Scope.open()) {
            assertThatThrownBy(() -> step.keep(gone)).isInstanceOf(ReleasedException.class);
        }
    }

    @Test
    void scopesCloseInReverseOrderOrNotAtAll() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        Storage storage = Storage.allocate(SMALL);
        assertThatThrownBy(outer::close)
                .isInstanceOf(ScopeException.class)
                .hasMessageContaining(outer.toString())
                .hasMessageContaining(inner.toString())
                .hasMessageContaining("try-with-resources");
        assertThat(storage.released()).isFalse();
        inner.close();
        inner.close();
        outer.close();
        inner.close();
        assertThat(Scope.innermost()).isNull();
    }

    @Test
    void aScopeIsClosedByItsOwnThread() {
        try (var step = Scope.open()) {
            Storage storage = Storage.allocate(SMALL);
            assertThatThrownBy(() -> CompletableFuture.runAsync(step::close).join())
                    .hasCauseInstanceOf(ScopeException.class)
                    .hasMessageContaining("belongs to thread");
            assertThatThrownBy(() ->
                            CompletableFuture.runAsync(() -> step.keep(storage)).join())
                    .hasCauseInstanceOf(ScopeException.class);
            assertThat(storage.released()).isFalse();
        }
    }

    @Test
    void anotherThreadsStorageCannotBeKept() {
        try (var _ = Scope.open()) {
            Storage storage = Storage.allocate(SMALL);
            assertThatThrownBy(() -> CompletableFuture.runAsync(() -> {
                                try (var own = Scope.open()) {
                                    own.keep(storage);
                                }
                            })
                            .join())
                    .hasCauseInstanceOf(ScopeException.class)
                    .hasMessageContaining("its own scope");
        }
    }

    @Test
    void aScopeTakesOnlyWhatItsOwnThreadMakes() {
        Storage storage;
        try (var step = Scope.open()) {
            storage =
                    CompletableFuture.supplyAsync(() -> Storage.allocate(SMALL)).join();
            assertThat(Scope.innermost()).hasToString(step.toString());
        }
        assertThat(storage.released()).isFalse();
    }

    @Test
    void otherThreadsReadAndWriteAStorage() throws Exception {
        try (var _ = Scope.open()) {
            Storage storage = Storage.allocate(8);
            Thread writer = Thread.ofVirtual().start(() -> storage.segment().set(JAVA_LONG, 0, 42));
            writer.join();
            assertThat(storage.segment().get(JAVA_LONG, 0)).isEqualTo(42);
        }
    }

    @Test
    void aScopeThatDiesWithItsThreadGivesItsMemoryBack() throws Exception {
        Pool pool = new Pool(new MemoryLimit(2 << 20));
        for (int i = 0; i < 6; i++) {
            Thread thread = Thread.ofPlatform().start(() -> Frame.push(pool).lease(1 << 20));
            thread.join();
        }
        assertThat(pool.statistics().systemAllocations()).isEqualTo(2);
    }

    @Test
    void aStepThatRepeatsAsksTheSystemForNothing() {
        for (int i = 0; i < 3; i++) {
            step();
        }
        MemoryStatistics before = MemoryPool.statistics();
        for (int i = 0; i < 1000; i++) {
            step();
        }
        MemoryStatistics after = MemoryPool.statistics();
        assertThat(after.systemAllocations()).isEqualTo(before.systemAllocations());
        assertThat(after.inUseBytes()).isLessThanOrEqualTo(before.inUseBytes());
        assertThat(after.allocations() - before.allocations()).isEqualTo(1000 * 203);
    }

    private static void step() {
        try (var _ = Scope.open()) {
            for (int i = 0; i < 200; i++) {
                Storage.allocate(64 * (i % 70));
            }
            try (var inner = Scope.open()) {
                Storage.allocate(1 << 20);
                Storage.allocate(3 << 20);
                inner.keep(Storage.allocate(1 << 16));
            }
        }
    }

    @Property(tries = 300)
    void storagesThatAreAliveNeverShareMemory(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 5000) Integer> sizes) {
        List<Storage> alive = new ArrayList<>();
        try (var outer = Scope.open()) {
            for (int size : sizes) {
                try (var inner = Scope.open()) {
                    Storage.allocate(size).segment().fill((byte) -1);
                    Storage kept = Storage.allocate(size);
                    if (size % 3 == 0) {
                        inner.keep(kept);
                        alive.add(kept);
                    } else if (size % 3 == 1) {
                        outer.keep(kept);
                        alive.add(kept);
                    }
                }
                Storage own = Storage.allocate(size / 2);
                alive.add(own);
                for (int i = 0; i < alive.size(); i++) {
                    alive.get(i).segment().fill((byte) i);
                }
                for (int i = 0; i < alive.size(); i++) {
                    Storage storage = alive.get(i);
                    assertThat(storage.segment().address() % 64).isZero();
                    byte[] filled = new byte[(int) storage.bytes()];
                    Arrays.fill(filled, (byte) i);
                    assertThat(storage.segment().toArray(JAVA_BYTE)).isEqualTo(filled);
                }
            }
        }
    }
}
