package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SizeClassTest {
    @Property
    void aBlockFitsAndTheNextSmallerOneWouldNot(
            @ForAll @LongRange(min = SizeClass.SMALLEST + 1, max = SizeClass.LARGEST) long bytes) {
        int sizeClass = SizeClass.of(bytes);
        assertThat(SizeClass.bytes(sizeClass)).isGreaterThanOrEqualTo(bytes);
        assertThat(SizeClass.bytes(sizeClass - 1)).isLessThan(bytes);
        assertThat(SizeClass.bytes(sizeClass) - bytes).isLessThan(bytes / 4 + 1);
    }

    @Test
    void thereAreFourSizesPerPowerOfTwo() {
        int first = SizeClass.of(1 << 20);
        assertThat(SizeClass.bytes(first)).isEqualTo(1 << 20);
        assertThat(SizeClass.bytes(first + 1)).isEqualTo(5 << 18);
        assertThat(SizeClass.bytes(first + 4)).isEqualTo(2 << 20);
        assertThat(SizeClass.of(0)).isZero();
        assertThat(SizeClass.of(SizeClass.LARGEST)).isEqualTo(SizeClass.count() - 1);
    }

    @Test
    void everyBlockIsAMultipleOfTheAlignment() {
        for (int sizeClass = 0; sizeClass < SizeClass.count(); sizeClass++) {
            assertThat(SizeClass.bytes(sizeClass) % Block.ALIGNMENT).isZero();
        }
    }

    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(MemorySize.parse("limit", "512m")).isEqualTo(512L << 20);
        assertThat(MemorySize.parse("limit", " 8G ")).isEqualTo(8L << 30);
        assertThat(MemorySize.parse("limit", "1000")).isEqualTo(1000);
        for (String wrong : new String[] {"", "m", "8 gigs", "-1", "0", "9999999999t", "1.5g"}) {
            assertThatThrownBy(() -> MemorySize.parse("adjoint.memory.limit", wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("adjoint.memory.limit: \"" + wrong + "\"")
                    .hasMessageContaining("512m");
        }
    }

    @Test
    void sizesAreWrittenShort() {
        assertThat(MemorySize.format(0)).isEqualTo("0 B");
        assertThat(MemorySize.format(1023)).isEqualTo("1023 B");
        assertThat(MemorySize.format(1536)).isEqualTo("1.5 KiB");
        assertThat(MemorySize.format(8L << 30)).isEqualTo("8.0 GiB");
        assertThat(MemorySize.format(2048L << 40)).isEqualTo("2048.0 TiB");
    }
}
