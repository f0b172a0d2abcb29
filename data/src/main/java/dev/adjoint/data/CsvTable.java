package dev.adjoint.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.adjoint.Tensor;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** One table while it is read: numbers as they come, texts numbered as they are met. */
final class CsvTable {

    private final String file;
    private final boolean header;
    private final List<CsvColumn> columns;
    private final float missing;

    private List<String> names = List.of();
    private CsvColumn.Role[] roles = {};
    private CsvTexts[] texts = {};
    private int rows;
    private int width;
    private float[] features = {};
    private float[] targets = {};

    CsvTable(String file, boolean header, List<CsvColumn> columns, float missing) {
        this.file = file;
        this.header = header;
        this.columns = columns;
        this.missing = missing;
    }

    Dataset read(Reader text, char separator, String name) {
        try {
            CsvReader<CsvRecord> reader = CsvReader.builder()
                    .fieldSeparator(separator)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(text);
            for (CsvRecord line : reader) {
                if (roles.length == 0) {
                    begin(line);
                } else {
                    add(line);
                }
            }
        } catch (CsvParseException cause) {
            throw new DataException(file + ": no CSV: " + cause.getMessage() + ". Is a quote left open?", cause);
        } catch (UncheckedIOException cause) {
            throw DataFile.unreadable(file, cause);
        }
        return dataset(name);
    }

    private void begin(CsvRecord first) {
        int count = first.getFieldCount();
        names = header ? first.getFields() : List.of();
        roles = new CsvColumn.Role[count];
        Arrays.fill(roles, CsvColumn.Role.FEATURE);
        for (CsvColumn column : columns) {
            roles[column.place(names, count, file)] = column.role();
        }
        texts = new CsvTexts[count];
        long answers = 0;
        for (int i = 0; i < count; i++) {
            texts[i] = new CsvTexts();
            width += isFeature(roles[i]) ? 1 : 0;
            answers += roles[i] == CsvColumn.Role.LABEL || roles[i] == CsvColumn.Role.TARGET ? 1 : 0;
        }
        if (answers != 1) {
            throw new DataException(file + ": " + answers + " columns are to be learnt, of " + count
                    + ". Name exactly one with label(...) or target(...).");
        }
        if (width == 0) {
            throw new DataException(file + ": no column is left to learn from, of " + count
                    + ". Leave fewer out, or set another separator.");
        }
        if (!header) {
            add(first);
        }
    }

    private static boolean isFeature(CsvColumn.Role role) {
        return role == CsvColumn.Role.FEATURE || role == CsvColumn.Role.CATEGORY;
    }

    private void add(CsvRecord line) {
        if (line.getFieldCount() != roles.length) {
            throw new DataException(file + ", line " + line.getStartingLineNumber() + ": " + line.getFieldCount()
                    + " fields, but the first line has " + roles.length
                    + ". Mend the line, or set another separator.");
        }
        grow();
        int at = rows * width;
        for (int column = 0; column < roles.length; column++) {
            switch (roles[column]) {
                case FEATURE -> features[at++] = number(line, column);
                case CATEGORY -> features[at++] = texts[column].number(line.getField(column));
                case LABEL -> targets[rows] = texts[column].number(line.getField(column));
                case TARGET -> targets[rows] = number(line, column);
                case NOTHING -> {}
            }
        }
        rows++;
    }

    private void grow() {
        if (rows < targets.length) {
            return;
        }
        int more = Math.max(256, 2 * rows);
        if ((long) more * width > Integer.MAX_VALUE - 8) {
            throw new DataException(file + ": more than " + rows + " lines of " + width
                    + " numbers are too many to read at once. Cut the file into parts.");
        }
        targets = Arrays.copyOf(targets, more);
        features = Arrays.copyOf(features, more * width);
    }

    private float number(CsvRecord line, int column) {
        String field = line.getField(column).strip();
        if (field.isEmpty()) {
            if (Float.isNaN(missing)) {
                throw error(
                        line,
                        column,
                        "the field is empty. Say what stands for it with missing(...), " + "or leave the column out.");
            }
            return missing;
        }
        float value;
        try {
            value = Float.parseFloat(field);
        } catch (NumberFormatException notANumber) {
            throw error(
                    line,
                    column,
                    "\"" + field + "\" is not a number. Name a column of texts with "
                            + "categories(...), leave it out with without(...), or use withHeader().");
        }
        if (!Float.isFinite(value)) {
            throw error(line, column, "\"" + field + "\" is no finite float. Scale or leave out the column.");
        }
        return value;
    }

    private DataException error(CsvRecord line, int column, String problem) {
        return new DataException(file + ", line " + line.getStartingLineNumber() + ", column " + column
                + (header ? " (" + names.get(column) + ")" : "") + ": " + problem);
    }

    private Dataset dataset(String name) {
        if (rows == 0) {
            throw new DataException(file + ": no lines with examples. Is the file empty?");
        }
        List<String> classes = List.of();
        Tensor labels = Tensor.of(Arrays.copyOf(targets, rows));
        int feature = 0;
        for (int column = 0; column < roles.length; column++) {
            if (roles[column] == CsvColumn.Role.LABEL) {
                texts[column].sort(targets, 0, 1, rows);
                classes = texts[column].sorted();
                labels = Tensor.of(longs(targets, rows));
            } else if (roles[column] == CsvColumn.Role.CATEGORY) {
                texts[column].sort(features, feature, width, rows);
            }
            feature += isFeature(roles[column]) ? 1 : 0;
        }
        return new Dataset(name, Tensor.of(Arrays.copyOf(features, rows * width), rows, width), labels, classes);
    }

    private static long[] longs(float[] values, int count) {
        long[] result = new long[count];
        for (int i = 0; i < count; i++) {
            result[i] = (long) values[i];
        }
        return result;
    }
}
