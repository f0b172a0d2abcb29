package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.Source.Memory;

/** What the code of panels is given: places in an array of {@link #COUNT} numbers. Steps are in bytes. */
public final class PanelNumbers {

    // Of a product.

    /** The address of the left panels. */
    public static final int LEFT = 0;
    /** From one left panel to the next. */
    public static final int LEFT_PANEL = 1;
    /** The address of the right panels: packed, or a matrix row by row. */
    public static final int RIGHT = 2;
    /** From one position of the sums to the next. */
    public static final int RIGHT_STEP = 3;
    /** From one right panel to the next. */
    public static final int RIGHT_PANEL = 4;
    /** The positions of the sums. */
    public static final int DEPTH = 5;
    /** The left panels. */
    public static final int ROW_PANELS = 6;
    /** The right panels. */
    public static final int COLUMN_PANELS = 7;
    /** The address of what the products are added to. */
    public static final int BEFORE = 8;
    /** From one row of that to the next; 0 if there is one for all. */
    public static final int BEFORE_STEP = 9;
    /** From the columns of one right panel to those of the next; 0 if they are the same for all. */
    public static final int BEFORE_PANEL = 10;
    /** The address of the result. */
    public static final int RESULT = 11;
    /** From one of its rows to the next. */
    public static final int RESULT_STEP = 12;

    // Of a copy.

    /** The address of what is packed. */
    public static final int SOURCE = 0;
    /** From one of its lines to the next. */
    public static final int SOURCE_STEP = 1;
    /** From what goes into one panel to what goes into the next. */
    public static final int SOURCE_PANEL = 2;
    /** The address of the panels. */
    public static final int TARGET = 3;
    /** From one line in a panel to the next. */
    public static final int TARGET_STEP = 4;
    /** From one vector of a line to the next. */
    public static final int TARGET_VECTOR = 5;
    /** From one panel to the next. */
    public static final int TARGET_PANEL = 6;
    /** How many panels. */
    public static final int PANELS = 7;
    /** How many lines each of them has; of columns, how long they are. */
    public static final int LINES = 8;
    /** How many vectors a line has, or elements. */
    public static final int VECTORS = 9;
    /** From one element of a line to the next where they are read. */
    public static final int SOURCE_ELEMENT = 10;
    /** From one element of a line to the next where they are written. */
    public static final int TARGET_ELEMENT = 5;

    /** Of both: which elements of a last vector count, in up to four numbers. */
    static final int MASK = 13;

    static final int MASK_NUMBERS = 4;

    /** How many there are. */
    public static final int COUNT = MASK + MASK_NUMBERS;

    private PanelNumbers() {}

    /** Where code finds one of them. */
    static Memory at(int number) {
        return Memory.at(Assembler.RDI, number * Long.BYTES);
    }
}
