package dev.adjoint.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmthTest {

    @Test
    void aLoopThatIsNotFastInTimeIsTriedAgain() throws InterruptedException {
        Warmth warmth = Warmth.onRequest();
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch others = new CountDownLatch(1);
        warmth.request(1, () -> tries.incrementAndGet() == 3);
        warmth.submit(() -> {
            others.countDown();
            return true;
        });
        assertThat(others.await(60, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 6000 && !warmth.isWarm(1); i++) {
            Thread.sleep(10);
        }
        assertThat(warmth.isWarm(1)).isTrue();
        assertThat(tries).hasValue(3);
    }

    @Test
    void aLoopThatIsNeverFastIsLeftAlone() throws InterruptedException {
        Warmth warmth = Warmth.onRequest();
        AtomicInteger tries = new AtomicInteger();
        warmth.request(1, () -> tries.incrementAndGet() < 0);
        for (int i = 0; i < 6000 && tries.get() < 4; i++) {
            Thread.sleep(10);
        }
        CountDownLatch last = new CountDownLatch(1);
        warmth.submit(() -> {
            last.countDown();
            return true;
        });
        assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(warmth.isWarm(1)).isFalse();
        assertThat(tries).hasValue(4);
    }
}
