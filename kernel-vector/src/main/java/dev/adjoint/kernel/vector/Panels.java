package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.SharedGemm.Matrix;
import dev.adjoint.kernel.x86.PanelCode;
import dev.adjoint.kernel.x86.PanelNumbers;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of matrix products in machine code: rows of a left factor are packed into panels, and these multiplied by columns of
 * a right one, which are packed too or lie row by row. Addresses are given as numbers; who gives them keeps what is there
 * reachable.
 *
 * <p>Sums start from zero, run over the positions of a block in order, and are added to what the result held before.
 */
final class Panels {

    /** The bytes of a line of the cache, and of the longest vectors. */
    static final long LINE = 64;

    private final PanelCode code;

    /** Of an element. */
    final int bytes;

    /** Elements of a vector. */
    final int lanes;

    /** The columns of a panel. */
    final int width;

    /** Lent to whole products. */
    final Scratch.Pool shared = new Scratch.Pool();

    /** Lent to parts of products. */
    final Scratch.Pool own = new Scratch.Pool();

    private final MemorySegment zeros;

    Panels(Processor processor, boolean single) {
        code = new PanelCode(processor, single);
        bytes = code.bytes();
        lanes = code.lanes();
        width = lanes * PanelCode.MOST_VECTORS;
        zeros = Arena.ofAuto().allocate((long) width * bytes, LINE);
    }

    /**
     * A right factor for some positions of the sums.
     *
     * @param direct whether it lies row by row, else packed
     * @param address of its first column
     * @param step elements from row to row, if it is not packed
     * @param columns how many
     */
    record Right(boolean direct, long address, long step, long columns) {}

    /**
     * Where a result goes, and what it is added to. Steps are in bytes.
     *
     * @param before the address of what the sums are added to
     * @param beforeStep from one of its rows to the next
     * @param beforeAcross from one of its columns to the next; if 0, what is at {@code before} serves all panels of columns
     * @param result the address of the result
     * @param step from one of its rows to the next
     */
    record Target(long before, long beforeStep, long beforeAcross, long result, long step) {

        /** The same from a row on. */
        Target down(long rows) {
            return new Target(before + rows * beforeStep, beforeStep, beforeAcross, result + rows * step, step);
        }
    }

    /** Multiplies packed rows, from a row of the block on, by whatever they meet. */
    @FunctionalInterface
    interface Use {
        void multiply(Left left, long row);
    }

    /**
     * Packed rows of a left factor.
     *
     * @param byLines in which way
     * @param address of the panels
     * @param rows of each panel
     * @param panels how many
     * @param depth the positions of the sums
     */
    record Left(boolean byLines, long address, int rows, long panels, long depth) {}

    DType dtype() {
        return bytes == Float.BYTES ? DType.FLOAT32 : DType.FLOAT64;
    }

    /** The address of zeros for all columns of a panel. */
    long zeros() {
        return zeros.address();
    }

    /** The address of an element of a matrix. */
    long place(Matrix matrix, long row, long column) {
        long along = matrix.byRows() ? column : row;
        return matrix.address() + (along + (matrix.byRows() ? row : column) * matrix.step()) * bytes;
    }

    /** So many bytes, or a few more that fill lines of the cache: packed rows have to begin with one. */
    static long aligned(long bytes) {
        return (bytes + LINE - 1) & -LINE;
    }

    /** The bytes that packed rows take. */
    long room(long rows, long depth) {
        return (rows * (depth + lanes) + lanes) * bytes;
    }

    /**
     * Packs rows of a left factor, in panels of almost the same height (with few rows a panel would keep the processor
     * waiting), and has those of each height multiplied.
     *
     * @param at numbers for the machine code
     * @param left the factor
     * @param row the first of the rows
     * @param rows how many
     * @param from the first position of the sums
     * @param depth how many positions
     * @param to where they are packed, with {@link #room}
     * @param use what multiplies them
     */
    void rows(long[] at, Matrix left, long row, long rows, long from, long depth, long to, Use use) {
        long panels = (rows + code.mostRows() - 1) / code.mostRows();
        int low = (int) (rows / panels);
        long high = rows % panels;
        if (high > 0) {
            use.multiply(pack(at, left, row, low + 1, high, from, depth, to), 0);
        }
        long done = high * (low + 1);
        use.multiply(pack(at, left, row + done, low, panels - high, from, depth, to), done);
    }

    private Left pack(long[] at, Matrix left, long row, int rows, long panels, long from, long depth, long to) {
        long padded = left.byRows() ? (depth + lanes - 1) / lanes * lanes : depth;
        at[PanelNumbers.SOURCE] = place(left, row, from);
        at[PanelNumbers.SOURCE_STEP] = left.step() * bytes;
        at[PanelNumbers.SOURCE_PANEL] = place(left, rows, 0) - left.address();
        at[PanelNumbers.TARGET] = to;
        at[PanelNumbers.TARGET_PANEL] = rows * padded * bytes;
        at[PanelNumbers.PANELS] = panels;
        if (left.byRows()) {
            at[PanelNumbers.LINES] = rows;
            at[PanelNumbers.TARGET_STEP] = (long) lanes * bytes;
            lines(at, depth, (long) rows * lanes);
        } else {
            at[PanelNumbers.LINES] = depth;
            at[PanelNumbers.TARGET_STEP] = (long) rows * bytes;
            lines(at, rows, lanes);
        }
        return new Left(left.byRows(), to, rows, panels, depth);
    }

    /** Copies lines of so many elements, vectors going so many elements apart. What lies behind a line is overwritten. */
    private void lines(long[] at, long elements, long apart) {
        long vectors = (elements + lanes - 1) / lanes;
        at[PanelNumbers.VECTORS] = vectors;
        at[PanelNumbers.TARGET_VECTOR] = apart * bytes;
        code.mask(at, (int) (elements - (vectors - 1) * lanes));
        code.copyLines(at);
    }

    /** Packs columns of a right factor, for some positions of the sums: whole vectors, with zeros after the last one. */
    void packColumns(long[] at, Matrix right, long from, long depth, long column, long columns, long to) {
        long whole = columns / width;
        if (whole > 0) {
            packColumns(at, right, from, depth, column, width, whole, to);
        }
        int rest = (int) (columns % width);
        if (rest > 0) {
            packColumns(at, right, from, depth, column + whole * width, rest, 1, to + whole * width * depth * bytes);
        }
    }

    private void packColumns(
            long[] at, Matrix right, long from, long depth, long column, int columns, long panels, long to) {
        int vectors = (columns + lanes - 1) / lanes;
        long line = (long) vectors * lanes * bytes;
        at[PanelNumbers.SOURCE] = place(right, from, column);
        at[PanelNumbers.SOURCE_STEP] = right.step() * bytes;
        at[PanelNumbers.SOURCE_PANEL] = place(right, 0, columns) - right.address();
        at[PanelNumbers.TARGET] = to;
        at[PanelNumbers.TARGET_PANEL] = line * depth;
        at[PanelNumbers.PANELS] = panels;
        at[PanelNumbers.LINES] = depth;
        if (right.byRows()) {
            at[PanelNumbers.TARGET_STEP] = line;
            lines(at, columns, lanes);
        } else {
            code.copyColumns(columns, at);
        }
    }

    /** Multiplies packed rows by columns. */
    void multiply(long[] at, Left left, Right right, Target target) {
        long padded = left.byLines ? (left.depth + lanes - 1) / lanes * lanes : left.depth;
        at[PanelNumbers.LEFT] = left.address;
        at[PanelNumbers.LEFT_PANEL] = left.rows * padded * bytes;
        at[PanelNumbers.ROW_PANELS] = left.panels;
        at[PanelNumbers.DEPTH] = left.depth;
        at[PanelNumbers.BEFORE_STEP] = target.beforeStep;
        at[PanelNumbers.BEFORE_PANEL] = target.beforeAcross * width;
        at[PanelNumbers.RESULT_STEP] = target.step;
        long whole = right.columns / width;
        if (whole > 0) {
            multiply(at, left, right, target, 0, width, whole);
        }
        int rest = (int) (right.columns % width);
        if (rest > 0) {
            multiply(at, left, right, target, whole * width, rest, 1);
        }
    }

    private void multiply(long[] at, Left left, Right right, Target target, long column, int columns, long panels) {
        int vectors = (columns + lanes - 1) / lanes;
        boolean direct = right.direct;
        at[PanelNumbers.RIGHT] = right.address + column * (direct ? 1 : left.depth) * bytes;
        at[PanelNumbers.RIGHT_STEP] = (direct ? right.step : (long) vectors * lanes) * bytes;
        at[PanelNumbers.RIGHT_PANEL] = vectors * lanes * (direct ? 1 : left.depth) * bytes;
        at[PanelNumbers.COLUMN_PANELS] = panels;
        at[PanelNumbers.BEFORE] = target.before + column * target.beforeAcross;
        at[PanelNumbers.RESULT] = target.result + column * bytes;
        code.mask(at, columns - (vectors - 1) * lanes);
        code.multiply(left.rows, vectors, left.byLines, direct, at);
    }

    /**
     * Elements in lines and planes of them. Steps are in elements.
     *
     * @param address of the first one
     * @param plane from plane to plane
     * @param line from line to line
     * @param element from element to element
     */
    record Grating(long address, long plane, long line, long element) {}

    /**
     * Copies planes of lines of elements. Where elements follow each other in both places, whole vectors are written, so that
     * up to a vector behind each line becomes zero: what belongs there has to be written later.
     */
    void copy(long[] at, Grating from, Grating to, long planes, long lines, long elements) {
        place(at, from, to, planes, lines);
        if (from.element == 1 && to.element == 1) {
            lines(at, elements, lanes);
        } else {
            elements(at, from, to, elements);
        }
    }

    /** The same, and nothing else is written. */
    void copyExactly(long[] at, Grating from, Grating to, long planes, long lines, long elements) {
        place(at, from, to, planes, lines);
        elements(at, from, to, elements);
    }

    private void place(long[] at, Grating from, Grating to, long planes, long lines) {
        at[PanelNumbers.SOURCE] = from.address;
        at[PanelNumbers.SOURCE_STEP] = from.line * bytes;
        at[PanelNumbers.SOURCE_PANEL] = from.plane * bytes;
        at[PanelNumbers.TARGET] = to.address;
        at[PanelNumbers.TARGET_STEP] = to.line * bytes;
        at[PanelNumbers.TARGET_PANEL] = to.plane * bytes;
        at[PanelNumbers.PANELS] = planes;
        at[PanelNumbers.LINES] = lines;
    }

    private void elements(long[] at, Grating from, Grating to, long elements) {
        at[PanelNumbers.VECTORS] = elements;
        at[PanelNumbers.SOURCE_ELEMENT] = from.element * bytes;
        at[PanelNumbers.TARGET_ELEMENT] = to.element * bytes;
        code.copyElements(at);
    }
}
