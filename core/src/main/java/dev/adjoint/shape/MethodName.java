package dev.adjoint.shape;

/** How errors name an op: as its method is written, {@code layerNorm} for the op {@code layer_norm}. */
public final class MethodName {

    private MethodName() {}

    /**
     * The method of an op.
     *
     * @param op the op's name, or already the method's
     * @return the name without underscores
     */
    public static String of(String op) {
        if (op.indexOf('_') < 0) {
            return op;
        }
        StringBuilder name = new StringBuilder(op.length());
        for (int i = 0; i < op.length(); i++) {
            char letter = op.charAt(i);
            boolean starts = i > 0 && op.charAt(i - 1) == '_';
            if (letter != '_') {
                name.append(starts ? Character.toUpperCase(letter) : letter);
            }
        }
        return name.toString();
    }
}
