package dev.adjoint.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Known answers of the Random123 library, {@code kat_vectors}, philox4x32 with 10 rounds. */
class PhiloxTest {
    private static int[] block(long key, long low, long high) {
        int[] words = new int[4];
        Philox.block(key, low, high, words);
        return words;
    }

    @Test
    void zerosGiveTheKnownAnswer() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    }

    @Test
    void onesGiveTheKnownAnswer() {
        assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void digitsOfPiGiveTheKnownAnswer() {
        assertThat(block(0x299f31d0_a4093822L, 0x85a308d3_243f6a88L, 0x03707344_13198a2eL))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void wordsJoinLowHalfFirst() {
        assertThat(Philox.join(new int[] {0, 0x80000001, 0xF0000000, 7}, 1)).isEqualTo(0xF0000000_80000001L);
    }
}
