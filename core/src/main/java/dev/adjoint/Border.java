package dev.adjoint;

/** What stands beyond the ends of an axis that is padded with elements of its own; shown for {@code a b c d}. */
public enum Border {
    /** Mirrored about the outermost element: {@code c b [a b c d] c b}. */
    REFLECT {
        @Override
        long source(long place, long length) {
            long period = Math.max(1, 2 * (length - 1));
            long i = Math.floorMod(place, period);
            return i < length ? i : period - i;
        }
    },
    /** Mirrored about the edge: {@code b a [a b c d] d c}. */
    SYMMETRIC {
        @Override
        long source(long place, long length) {
            long i = Math.floorMod(place, 2 * length);
            return i < length ? i : 2 * length - 1 - i;
        }
    },
    /** The outermost element again and again: {@code a a [a b c d] d d}. */
    REPLICATE {
        @Override
        long source(long place, long length) {
            return Math.clamp(place, 0, length - 1);
        }
    },
    /** The axis over and over: {@code c d [a b c d] a b}. */
    CIRCULAR {
        @Override
        long source(long place, long length) {
            return Math.floorMod(place, length);
        }
    };

    /**
     * Which element stands at a place.
     *
     * @param place counted from the first element; before it if negative
     * @param length the length of the axis, at least 1
     * @return the position of the element within the axis
     */
    abstract long source(long place, long length);
}
