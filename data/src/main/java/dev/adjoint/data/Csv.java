package dev.adjoint.data;

import dev.adjoint.shape.Given;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads tables of numbers from CSV files, gzip or not: one example per line, one column for what is to be learnt.
 *
 * <p>It is immutable; each method answers a reader that differs in one thing:
 *
 * <pre>{@code
 * Dataset houses = Csv.withHeader()
 *         .target("median_house_value")
 *         .categories("ocean_proximity")
 *         .missing(0)
 *         .read(Path.of("housing.csv"));
 * }</pre>
 *
 * <p>Errors name the file, the line, the column and the text that was found there.
 */
public final class Csv {

    private final boolean header;
    private final char separator;
    private final List<CsvColumn> columns;
    private final float missing;

    private Csv(boolean header, char separator, List<CsvColumn> columns, float missing) {
        this.header = header;
        this.separator = separator;
        this.columns = columns;
        this.missing = missing;
    }

    /**
     * A reader of files whose first line is an example; columns are named by their number.
     *
     * @return a reader that the other methods refine
     */
    public static Csv plain() {
        return new Csv(false, ',', List.of(), Float.NaN);
    }

    /**
     * A reader of files whose first line names the columns.
     *
     * @return a reader that the other methods refine
     */
    public static Csv withHeader() {
        return new Csv(true, ',', List.of(), Float.NaN);
    }

    /**
     * The same with another character between fields.
     *
     * @param character such as {@code ';'} or a tab
     * @return a new reader
     */
    public Csv separator(char character) {
        return new Csv(header, character, columns, missing);
    }

    /**
     * The same with a number in place of empty fields, which otherwise are an error.
     *
     * @param value stands for what was not measured
     * @return a new reader
     */
    public Csv missing(double value) {
        return new Csv(header, separator, columns, (float) value);
    }

    /**
     * Makes a column the class of its line: its distinct texts, in order, are the classes.
     *
     * @param column the name in the first line
     * @return a new reader
     */
    public Csv label(String column) {
        return with(new CsvColumn(column, 0, CsvColumn.Role.LABEL));
    }

    /**
     * Makes a column the class of its line: its distinct texts, in order, are the classes.
     *
     * @param column from 0, or from the end if negative
     * @return a new reader
     */
    public Csv label(int column) {
        return with(new CsvColumn("", column, CsvColumn.Role.LABEL));
    }

    /**
     * Makes a column of numbers what is to be predicted.
     *
     * @param column the name in the first line
     * @return a new reader
     */
    public Csv target(String column) {
        return with(new CsvColumn(column, 0, CsvColumn.Role.TARGET));
    }

    /**
     * Makes a column of numbers what is to be predicted.
     *
     * @param column from 0, or from the end if negative
     * @return a new reader
     */
    public Csv target(int column) {
        return with(new CsvColumn("", column, CsvColumn.Role.TARGET));
    }

    /**
     * Leaves a column out.
     *
     * @param column the name in the first line
     * @return a new reader
     */
    public Csv without(String column) {
        return with(new CsvColumn(column, 0, CsvColumn.Role.NOTHING));
    }

    /**
     * Leaves a column out.
     *
     * @param column from 0, or from the end if negative
     * @return a new reader
     */
    public Csv without(int column) {
        return with(new CsvColumn("", column, CsvColumn.Role.NOTHING));
    }

    /**
     * Reads a column of texts as numbers: the place of each among the distinct texts, in order.
     *
     * @param column the name in the first line
     * @return a new reader
     */
    public Csv categories(String column) {
        return with(new CsvColumn(column, 0, CsvColumn.Role.CATEGORY));
    }

    /**
     * Reads a column of texts as numbers: the place of each among the distinct texts, in order.
     *
     * @param column from 0, or from the end if negative
     * @return a new reader
     */
    public Csv categories(int column) {
        return with(new CsvColumn("", column, CsvColumn.Role.CATEGORY));
    }

    private Csv with(CsvColumn column) {
        List<CsvColumn> all = new ArrayList<>(columns);
        all.add(column);
        return new Csv(header, separator, List.copyOf(all), missing);
    }

    /**
     * Reads a file in UTF-8.
     *
     * @param file the table, gzip or not
     * @return features float32 {@code [n, k]} and labels {@code [n]}
     * @throws DataException if the file is missing, a field is no number, or a line has too many or too few fields
     */
    public Dataset read(Path file) {
        try (InputStream in = DataFile.open(Given.of("csv", "the file", file))) {
            return read(in, file.toString(), String.valueOf(file.getFileName()));
        } catch (IOException cause) {
            throw DataFile.unreadable(file, cause);
        }
    }

    /** Reads an open stream; {@code file} is what messages name. */
    Dataset read(InputStream in, String file, String name) throws IOException {
        try (Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return new CsvTable(file, header, columns, missing).read(text, separator, name);
        }
    }
}
