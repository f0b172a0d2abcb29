package dev.adjoint.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import example.UserProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StorageTest {
    @Test
    void sizeIsExactAndAddressAligned() {
        for (long bytes : new long[] {0, 1, 4, 63, 64, 65, 4096, 4097, 1 << 20}) {
            Storage storage = Storage.allocate(bytes);
            assertThat(storage.bytes()).isEqualTo(bytes);
            assertThat(storage.segment().byteSize()).isEqualTo(bytes);
            assertThat(storage.address() % 64).isZero();
        }
    }

    @Test
    void negativeSizesAreRefused() {
        assertThatThrownBy(() -> Storage.allocate(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void moreThanTheMachineHasIsRefused() {
        assertThatThrownBy(() -> Storage.allocate(1L << 50))
                .isInstanceOf(OutOfNativeMemoryException.class)
                .hasMessageContaining("1024.0 TiB asked");
    }

    @Test
    void theVersionCountsChanges() {
        Storage storage = Storage.allocate(8);
        assertThat(storage.version()).isZero();
        storage.changed(Origin.now());
        storage.changed(Origin.now());
        assertThat(storage.version()).isEqualTo(2);
        assertThat(storage).hasToString("storage of 8 B, version 2");
    }

    @Test
    void smallStoragesShareAChunkAndDoNotOverlap() {
        long before = MemoryPool.statistics().systemAllocations();
        List<Storage> held = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Storage storage = Storage.allocate(40);
            storage.segment().fill((byte) i);
            held.add(storage);
        }
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = held.get(i).segment().toArray(JAVA_BYTE);
            assertThat(bytes).containsOnly((byte) i);
        }
        assertThat(MemoryPool.statistics().systemAllocations() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void manyThreadsAllocateWithoutOverlap() throws Exception {
        List<Future<List<Storage>>> runs = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 8; thread++) {
                runs.add(threads.submit(() -> {
                    List<Storage> made = new ArrayList<>();
                    for (int i = 0; i < 500; i++) {
                        made.add(Storage.allocate(1 + i % 200));
                    }
                    return made;
                }));
            }
        }
        List<Storage> all = new ArrayList<>();
        for (var run : runs) {
            all.addAll(run.get());
        }
        all.sort((a, b) -> Long.compare(a.address(), b.address()));
        for (int i = 1; i < all.size(); i++) {
            Storage before = all.get(i - 1);
            assertThat(all.get(i).address()).isGreaterThanOrEqualTo(before.address() + before.bytes());
        }
    }

    @Test
    void debugModeTellsWhereThingsWereMade() {
        boolean was = Origin.recording();
        Origin.record(true);
        try {
            Storage storage = UserProgram.makeAndLose();
            assertThatThrownBy(storage::segment)
                    .isInstanceOf(ReleasedException.class)
                    .hasMessageContaining("opened at")
                    .hasMessageMatching(
                            "(?s).*storage made at .*UserProgram\\.makeAndLose\\(UserProgram\\.java:\\d+\\).*");
        } finally {
            Origin.record(was);
        }
    }

    @Test
    void outsideDebugModeNothingIsRecorded() {
        assertThat(Origin.recording()).isFalse();
        assertThat(Origin.here()).isNull();
    }
}
