package dev.adjoint.kernel.x86;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices in machine code, for one type of numbers: panels of a left factor times panels of a right one, and the
 * packing of both. Each piece of code is written when it is first asked for; if the system gives no memory for it, whatever
 * needs it throws a {@link CodeRefusedException}.
 *
 * <p>A right panel has a row of one or two vectors for each position of the sums. A left panel has up to
 * {@link #mostRows} rows, by lines (a vector's length of each row in turn, which takes no more than copying where rows lie
 * one by one) or else an element of each row for each position.
 */
public final class PanelCode {

    /** The vectors of a row of a right panel, at most. */
    public static final int MOST_VECTORS = 2;

    private static final int MOST_ROWS_WIDE = 14;
    private static final int MOST_ROWS = 6;

    private final Processor processor;
    private final boolean single;

    /** Copies of lines: of vectors, and of elements. */
    private final AtomicReferenceArray<@Nullable CodeMemory> lines = new AtomicReferenceArray<>(2);

    /** For each number of rows, of vectors, and each kind of panels. */
    private final AtomicReferenceArray<@Nullable CodeMemory> products;

    /** For each number of columns. */
    private final AtomicReferenceArray<@Nullable CodeMemory> columns;

    /**
     * No code yet.
     *
     * @param processor what it is written for
     * @param single whether elements are floats, else doubles
     */
    public PanelCode(Processor processor, boolean single) {
        this.processor = processor;
        this.single = single;
        this.products = new AtomicReferenceArray<>((mostRows() + 1) * MOST_VECTORS * 4);
        this.columns = new AtomicReferenceArray<>(MOST_VECTORS * lanes() + 1);
    }

    /**
     * The bytes of an element.
     *
     * @return 4 or 8
     */
    public int bytes() {
        return single ? Float.BYTES : Double.BYTES;
    }

    /**
     * The elements of a vector.
     *
     * @return how many
     */
    public int lanes() {
        return processor.lanes(bytes());
    }

    /**
     * The rows of a left panel, at most: their sums, with two vectors of a right panel and one more, take all registers.
     *
     * @return how many
     */
    public int mostRows() {
        return processor.wide() ? MOST_ROWS_WIDE : MOST_ROWS;
    }

    /**
     * Says how many elements of a last vector count.
     *
     * @param numbers where it is written
     * @param elements one to all
     */
    public void mask(long[] numbers, int elements) {
        if (processor.wide()) {
            numbers[PanelNumbers.MASK] = (1L << elements) - 1;
            return;
        }
        int whole = elements * bytes() / Long.BYTES;
        int end = PanelNumbers.MASK + PanelNumbers.MASK_NUMBERS;
        Arrays.fill(numbers, PanelNumbers.MASK, PanelNumbers.MASK + whole, -1);
        Arrays.fill(numbers, PanelNumbers.MASK + whole, end, 0);
        if (elements * bytes() % Long.BYTES != 0) {
            numbers[PanelNumbers.MASK + whole] = 0xffffffffL;
        }
    }

    /**
     * Multiplies panels, each left one by each right one, and adds what was there before. The last vectors of the result are
     * written under the mask, and those of an unpacked right factor read under it.
     *
     * @param rows the rows of each left panel
     * @param vectors the vectors of each row of a right panel
     * @param byLines how left panels are packed
     * @param direct whether the right factor is not packed
     * @param numbers where everything is: {@link PanelNumbers}
     */
    public void multiply(int rows, int vectors, boolean byLines, boolean direct, long[] numbers) {
        int kind = (byLines ? 2 : 0) + (direct ? 1 : 0);
        run(
                products,
                (rows * MOST_VECTORS + vectors - 1) * 4 + kind,
                () -> new PanelProduct(processor.wide(), single, rows, vectors, byLines, direct).write(),
                numbers);
    }

    /**
     * Copies lines vector by vector. Last vectors are read under the mask and written whole, with zeros, so that what lies
     * behind them has to be written later.
     *
     * @param numbers where everything is: {@link PanelNumbers}
     */
    public void copyLines(long[] numbers) {
        run(lines, 0, () -> new PanelCopy(processor.wide(), single).lines(), numbers);
    }

    /**
     * Copies lines element by element, with any steps between those that are read, and between those that are written.
     *
     * @param numbers where everything is: {@link PanelNumbers}
     */
    public void copyElements(long[] numbers) {
        run(lines, 1, () -> new PanelCopy(processor.wide(), single).elements(), numbers);
    }

    /**
     * Packs a right factor whose columns lie one by one.
     *
     * @param count the columns that go into a panel; what is missing to whole vectors becomes zeros
     * @param numbers where everything is: {@link PanelNumbers}
     */
    public void copyColumns(int count, long[] numbers) {
        run(columns, count, () -> new PanelCopy(processor.wide(), single).columns(count), numbers);
    }

    /** Runs code that is kept at a place. Two threads may write it at once: either is as good. */
    private static void run(
            AtomicReferenceArray<@Nullable CodeMemory> kept, int place, Supplier<byte[]> write, long[] numbers) {
        CodeMemory code = kept.get(place);
        if (code == null) {
            code = CodeMemory.of(write.get());
            kept.set(place, code);
        }
        if (code == null) {
            throw new CodeRefusedException();
        }
        code.call(numbers, 0);
    }
}
