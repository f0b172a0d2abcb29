package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final long MIB = 1 << 20;

    private static Pool pool(long limit) {
        return new Pool(new MemoryLimit(limit));
    }

    @Test
    void aBlockGivenBackIsHandedOutAgain() {
        Pool pool = pool(16 * MIB);
        Block first = pool.take(MIB);
        pool.giveBack(first);
        assertThat(pool.statistics().pooledBytes()).isEqualTo(MIB);
        assertThat(pool.take(MIB - 5)).isSameAs(first);
        MemoryStatistics now = pool.statistics();
        assertThat(now.systemAllocations()).isEqualTo(1);
        assertThat(now.inUseBytes()).isEqualTo(MIB);
        assertThat(now.pooledBytes()).isZero();
    }

    @Test
    void blocksAreAligned() {
        Pool pool = pool(16 * MIB);
        for (long bytes : new long[] {1, 5000, 12345, MIB}) {
            assertThat(pool.take(bytes).segment.address() % 64).isZero();
        }
    }

    @Test
    void overTheLimitTheErrorStatesAllNumbers() {
        Pool pool = pool(4 * MIB);
        pool.take(3 * MIB);
        assertThatThrownBy(() -> pool.take(2 * MIB))
                .isInstanceOf(OutOfNativeMemoryException.class)
                .hasMessageContaining("2.0 MiB asked, 3.0 MiB in use, 0 B pooled, limit 4.0 MiB")
                .hasMessageContaining("Scope")
                .hasMessageContaining("-Dadjoint.memory.limit");
        assertThat(pool.statistics().inUseBytes()).isEqualTo(3 * MIB);
        assertThatThrownBy(() -> pool.take(Long.MAX_VALUE)).isInstanceOf(OutOfNativeMemoryException.class);
        assertThat(pool.take(MIB).bytes()).isEqualTo(MIB);
    }

    @Test
    void pooledBlocksAreTrimmedBeforeItFails() {
        Pool pool = pool(4 * MIB);
        Block small = pool.take(MIB);
        pool.giveBack(small);
        assertThat(pool.take(4 * MIB).bytes()).isEqualTo(4 * MIB);
        assertThat(pool.statistics().pooledBytes()).isZero();
        assertThat(small.segment.scope().isAlive()).isFalse();
    }

    @Test
    void unreachableLeasesComeBackBeforeItFails() {
        Pool pool = pool(4 * MIB);
        for (int i = 0; i < 40; i++) {
            pool.tether(new Lease(pool.take(MIB)));
        }
        MemoryStatistics now = pool.statistics();
        assertThat(now.collections()).isPositive();
        assertThat(now.systemAllocations()).isEqualTo(4);
        assertThat(now.peakBytes()).isEqualTo(4 * MIB);
    }

    @Test
    void reachableLeasesDoNotComeBack() {
        Pool pool = pool(4 * MIB);
        List<Lease> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Lease lease = new Lease(pool.take(MIB));
            pool.tether(lease);
            held.add(lease);
        }
        assertThatThrownBy(() -> pool.take(MIB)).isInstanceOf(OutOfNativeMemoryException.class);
        Reference.reachabilityFence(held);
    }

    @Test
    void aLedgerComesBackWithItsOwner() {
        Pool pool = pool(2 * MIB);
        for (int i = 0; i < 6; i++) {
            Object owner = new Object();
            Ledger ledger = new Ledger();
            pool.tether(owner, ledger);
            ledger.add(new Lease(pool.take(MIB)));
            Reference.reachabilityFence(owner);
        }
        assertThat(pool.statistics().systemAllocations()).isLessThanOrEqualTo(2);
    }

    @Test
    void untiedOwnersGiveNothingBackTwice() {
        Pool pool = pool(8 * MIB);
        Ledger ledger = new Ledger();
        Tether tether = pool.tether(new Object(), ledger);
        ledger.add(new Lease(pool.take(MIB)));
        pool.untie(tether);
        pool.giveBack(ledger);
        assertThatThrownBy(() -> pool.take(16 * MIB)).isInstanceOf(OutOfNativeMemoryException.class);
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @Test
    void trimReturnsEverythingPooled() {
        Pool pool = pool(16 * MIB);
        Block used = pool.take(MIB);
        pool.giveBack(pool.take(2 * MIB));
        pool.giveBack(pool.take(5000));
        pool.trim();
        MemoryStatistics now = pool.statistics();
        assertThat(now.pooledBytes()).isZero();
        assertThat(now.inUseBytes()).isEqualTo(MIB);
        assertThat(used.segment.scope().isAlive()).isTrue();
    }

    @Test
    void aLimitMustBePositive() {
        assertThatThrownBy(() -> pool(MIB).limit().set(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noBlockIsEverLentTwiceAtOnce() throws Exception {
        Pool pool = pool(64 * MIB);
        Map<Block, Thread> lent = new ConcurrentHashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < 2000; i++) {
                        Block block = pool.take(4096L << (i % 5));
                        assertThat(lent.put(block, Thread.currentThread())).isNull();
                        Thread.yield();
                        lent.remove(block);
                        pool.giveBack(block);
                    }
                }));
            }
            for (var run : runs) {
                run.get();
            }
        }
        assertThat(pool.statistics().inUseBytes()).isZero();
    }
}
