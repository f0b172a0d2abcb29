package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class MemoryLimitTest {
    @AfterEach
    void clear() {
        System.clearProperty(MemoryLimit.PROPERTY);
    }

    @Test
    void theSettingDecides() {
        System.setProperty(MemoryLimit.PROPERTY, "64m");
        MemoryLimit limit = new MemoryLimit();
        assertThat(limit.bytes()).isEqualTo(64L << 20);
        assertThat(limit.allows(64L << 20)).isTrue();
        assertThat(limit.allows((64L << 20) + 1)).isFalse();
    }

    @Test
    void withoutASettingItIsMostOfTheMachine() {
        MemoryLimit limit = new MemoryLimit();
        assertThat(limit.allows(1)).isTrue();
        assertThat(limit.bytes()).isBetween(64L << 20, SizeClass.LARGEST);
        assertThat(limit.allows(limit.bytes() + 1)).isFalse();
    }

    @Test
    void aSettingThatIsNoSizeIsNamed() {
        System.setProperty(MemoryLimit.PROPERTY, "plenty");
        assertThatThrownBy(() -> new Pool(new MemoryLimit()).take(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("adjoint.memory.limit: \"plenty\"");
    }

    @Test
    void itCanBeLoweredWhileRunning() {
        long before = MemoryPool.limit();
        MemoryPool.limit(1 << 20);
        try {
            assertThat(MemoryPool.limit()).isEqualTo(1 << 20);
            assertThatThrownBy(() -> Storage.allocate(3L << 30))
                    .isInstanceOf(OutOfNativeMemoryException.class)
                    .hasMessageContaining("limit 1.0 MiB");
        } finally {
            MemoryPool.limit(before);
        }
        assertThat(MemoryPool.limit()).isEqualTo(before);
    }
}
