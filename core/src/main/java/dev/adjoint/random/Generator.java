package dev.adjoint.random;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A source of draws: a key, and the number of the next draw.
 *
 * <p>The same seed gives the same draws in the same order. Parts of a program that should not disturb each other take
 * generators of their own: {@link #fork} for one that depends only on the seed and a name, {@link #split} for a fresh one
 * at each call. Taking draws is safe from any thread, but only one thread at a time gives a repeatable order.
 */
public final class Generator {
    /** The top two bits of a counter tell what it is for, so that a fork never repeats bits of a draw. */
    private static final long SPLIT = 1L << 62;

    private static final long FORK_BY_NUMBER = 2L << 62;
    private static final long FORK_BY_NAME = 3L << 62;

    private final long key;
    private final AtomicLong position;

    private Generator(long key, long position) {
        this.key = key;
        this.position = new AtomicLong(position);
    }

    /**
     * A generator at its beginning.
     *
     * @param seed any number; different seeds give independent draws
     * @return the generator
     */
    public static Generator seed(long seed) {
        return new Generator(seed, 0);
    }

    /**
     * A generator as it stood when its key and position were written down.
     *
     * @param key the key
     * @param position the position
     * @return a generator that goes on from there
     * @throws IllegalArgumentException if the position is negative
     */
    public static Generator at(long key, long position) {
        if (position < 0) {
            throw new IllegalArgumentException("generator: position " + position + ". Positions count from zero.");
        }
        return new Generator(key, position);
    }

    /**
     * The key; the seed for a generator made by {@link #seed}.
     *
     * @return the key
     */
    public long key() {
        return key;
    }

    /**
     * How many draws and splits were taken so far.
     *
     * @return the position
     */
    public long position() {
        return position.get();
    }

    /**
     * The next draw; it holds as many numbers as anybody wants of it.
     *
     * @return a draw that no other call gives
     */
    public Draw next() {
        return new Draw(key, advance());
    }

    /** Where all randomness passes: the position that is taken, or, in a second run, the one that was taken before. */
    private long advance() {
        return DrawLog.take(key, position::getAndIncrement);
    }

    /**
     * A generator of its own, different at each call; this one moves on.
     *
     * @return the new generator
     */
    public Generator split() {
        return child(advance(), SPLIT);
    }

    /**
     * The generator of a number: a function of the key and the number, whatever was drawn before.
     *
     * @param number which one, such as an epoch
     * @return the generator, at its beginning
     */
    public Generator fork(long number) {
        return child(number, FORK_BY_NUMBER);
    }

    /**
     * The generator of a name: a function of the key and the name, whatever was drawn before.
     *
     * @param name what it is for, such as {@code dropout}
     * @return the generator, at its beginning
     */
    public Generator fork(String name) {
        // FNV-1a over UTF-16 units: String.hashCode has only 32 bits, and short names meet in it.
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return child(hash, FORK_BY_NAME);
    }

    private Generator child(long low, long purpose) {
        int[] words = new int[4];
        Philox.block(key, low, purpose, words);
        return new Generator(Philox.join(words, 0), 0);
    }

    /** Key and position, from which {@link #at} makes it again. */
    @Override
    public String toString() {
        return "generator " + Long.toHexString(key) + " at " + position;
    }
}
