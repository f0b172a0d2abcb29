package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.PatchLines.Area;

/**
 * How the positions of planes are cut up: whole planes together where they are small, else rows of one, or stretches of a row.
 *
 * @param planes all that there are
 * @param rows of each plane
 * @param columns of each plane
 * @param planesEach of a piece, at most
 * @param rowsEach of a piece, at most
 * @param columnsEach of a piece, at most
 */
record AreaCut(long planes, long rows, long columns, long planesEach, long rowsEach, long columnsEach) {

    /** In pieces of so many positions at most, or a little more. */
    static AreaCut of(long planes, long rows, long columns, long most) {
        if (rows * columns <= most) {
            return new AreaCut(planes, rows, columns, even(planes, Math.max(1, most / rows / columns)), rows, columns);
        }
        return columns <= most
                ? new AreaCut(planes, rows, columns, 1, even(rows, most / columns), columns)
                : new AreaCut(planes, rows, columns, 1, 1, even(columns, most));
    }

    /** At most so many, so that all pieces are almost equally large. */
    private static long even(long length, long most) {
        long pieces = Math.ceilDiv(length, most);
        return Math.ceilDiv(length, pieces);
    }

    private long down() {
        return Math.ceilDiv(rows, rowsEach);
    }

    private long along() {
        return Math.ceilDiv(columns, columnsEach);
    }

    long pieces() {
        return Math.ceilDiv(planes, planesEach) * down() * along();
    }

    /** The positions of a piece, at most. */
    long positions() {
        return planesEach * rowsEach * columnsEach;
    }

    /** How many areas a piece has: one for each of its planes. */
    int areas(long piece) {
        return (int) Math.min(planesEach, planes - plane(piece));
    }

    private long plane(long piece) {
        return piece / (down() * along()) * planesEach;
    }

    Area area(long piece, int index) {
        long top = piece / along() % down() * rowsEach;
        long left = piece % along() * columnsEach;
        return new Area(
                plane(piece) + index, top, Math.min(rowsEach, rows - top), left, Math.min(columnsEach, columns - left));
    }

    /** The largest area. */
    Area largest() {
        return new Area(0, 0, rowsEach, 0, columnsEach);
    }
}
