package dev.adjoint;

/** A NaN or an infinity under the eyes of a {@link NanDetective}. */
public final class NonFiniteException extends ArithmeticException {

    private static final long serialVersionUID = 1;

    private final transient NonFinite finding;

    /**
     * The end of a watched computation.
     *
     * @param finding where the first of them began
     */
    public NonFiniteException(NonFinite finding) {
        super(finding.toString());
        this.finding = finding;
    }

    /**
     * What was found.
     *
     * @return op, inputs and lines
     */
    public NonFinite finding() {
        return finding;
    }
}
