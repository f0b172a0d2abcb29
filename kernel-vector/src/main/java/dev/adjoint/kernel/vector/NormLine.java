package dev.adjoint.kernel.vector;

/**
 * The steps of layer normalisation and of its gradient on one line of floats after the other, by plain loops or by vectors
 * with the same bits. Each step reads its operands once; a line is remembered by its {@code mean} and {@code scale}, one
 * over the deviation.
 *
 * <p>Both moments come of one pass in double, over distances from the line's first element: the squares of those add up to
 * {@code n} times the variance and {@code n} times the square of the mean's own distance, which is at most {@code n}
 * variances. So what is lost in taking one from the other is {@code n} roundings of a double at most, whatever the line.
 */
sealed interface NormLine permits PlainNormLine, VectorNormLine, MachineNormLine {

    /** Both moments of a line; the others begin with them. */
    void moments(long x);

    /** {@code y = (x - mean) * scale * w + b}. */
    void normalise(long x, long w, long b, long y);

    /** The means of {@code g = dy * w} and of {@code g * z}, where {@code z = (x - mean) * scale}; a line of scratch is overwritten. */
    void slopes(long dy, long x, long w, long scratch);

    /** {@code dx = (g - mean(g) - z * mean(g * z)) * scale}, {@code dw = dw + dy * z} and {@code db = db + dy}. */
    void gradient(long dy, long x, long w, long dx, long dw, long db);

    /** {@code total = total + more}. */
    void add(long total, long more);

    /** Where the steps for a thread's stretch of lines come from: vectors once they are warm. */
    static NormLine of(Warmth warmth, int length, double epsilon) {
        MachineNormLine machine = MachineNormLine.of(warmth, length, epsilon);
        if (machine != null) {
            return machine;
        }
        return warmth.isWarm(Warmth.NORM_LINES)
                ? new VectorNormLine(length, epsilon)
                : new PlainNormLine(length, epsilon);
    }

    /** Asks for the vectors, which a kernel does that will need them again and again; for none where there is machine code. */
    static void request(Warmth warmth) {
        // Even to name what warms them is an error where the vector classes are missing.
        if (warmth.isPossible() && MachineNormLine.of(warmth, 1, 0) == null) {
            warmth.request(Warmth.NORM_LINES, VectorNormLine::warm);
        }
    }
}
