package dev.adjoint.random;

/**
 * Philox4x32-10: ten rounds of a cipher that turn a 128-bit counter and a 64-bit key into 128 random bits.
 *
 * <p>There is no state to carry along, hence no order to keep. Two 32-bit multiplications per round make it cheap; it
 * passes the BigCrush battery from seven rounds on. Source: Salmon, Moraes, Dror, Shaw, <i>Parallel random numbers: as
 * easy as 1, 2, 3</i>, SC 2011.
 */
final class Philox {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {}

    /**
     * The four words of one counter.
     *
     * @param key the key, its low half first
     * @param low the counter's words 0 and 1
     * @param high the counter's words 2 and 3
     * @param words receives the four words
     */
    static void block(long key, long low, long high, int[] words) {
        long c0 = low & LOW;
        long c1 = low >>> 32;
        long c2 = high & LOW;
        long c3 = high >>> 32;
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * c0;
            long product1 = MULTIPLIER_1 * c2;
            c0 = (product1 >>> 32) ^ c1 ^ (k0 & LOW);
            c1 = product1 & LOW;
            c2 = (product0 >>> 32) ^ c3 ^ (k1 & LOW);
            c3 = product0 & LOW;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[0] = (int) c0;
        words[1] = (int) c1;
        words[2] = (int) c2;
        words[3] = (int) c3;
    }

    /** Two of the words as one 64-bit number, the first being the low half. */
    static long join(int[] words, int first) {
        return (words[first] & LOW) | ((long) words[first + 1] << 32);
    }
}
