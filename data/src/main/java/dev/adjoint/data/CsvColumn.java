package dev.adjoint.data;

import java.util.List;

/**
 * What a reader of CSV files is to do with one column.
 *
 * @param name the name in the first line; empty if the column is meant by its number
 * @param number from 0, or from the end if negative
 * @param role what it is for
 */
record CsvColumn(String name, int number, Role role) {

    /** What a column is for. */
    enum Role {
        FEATURE,
        CATEGORY,
        LABEL,
        TARGET,
        NOTHING
    }

    /** The place of the column in a table of {@code count} columns. */
    int place(List<String> names, int count, String file) {
        if (!name.isEmpty()) {
            int place = names.indexOf(name);
            if (place < 0) {
                throw new DataException(file + ": no column is named \"" + name + "\""
                        + (names.isEmpty()
                                ? ", for no line with names is read. Use withHeader(), or the column's number."
                                : ". The first line names " + names + "."));
            }
            return place;
        }
        int place = number < 0 ? number + count : number;
        if (place < 0 || place >= count) {
            throw new DataException(file + ": no column " + number + " among " + count
                    + ". Columns count from 0, or from -1 backwards.");
        }
        return place;
    }
}
