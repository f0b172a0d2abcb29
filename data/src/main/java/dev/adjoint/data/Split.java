package dev.adjoint.data;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A data set in two parts that share no example.
 *
 * @param train what a model learns from
 * @param test what it is measured on
 */
public record Split(Dataset train, Dataset test) {

    /**
     * Divides examples by chance, with every class in the same proportion in both parts.
     *
     * <p>Within each class a random choice goes to the test part; both parts keep the order of the whole.
     *
     * @param data what to divide
     * @param testShare the share of the test part, between 0 and 1
     * @param seed the same seed gives the same parts
     * @return both parts, copied
     * @throws DataException if the share is not between 0 and 1, or leaves a part empty
     */
    public static Split of(Dataset data, double testShare, long seed) {
        Given.of("split", "the data set", data);
        if (!(testShare > 0 && testShare < 1)) {
            throw new DataException(
                    data.name() + ": a test share of " + testShare + ". Give a number between 0 and 1, such as 0.2.");
        }
        boolean[] test = new boolean[data.size()];
        Generator generator = Generator.seed(seed);
        for (List<Integer> members : strata(data)) {
            int[] order = generator.next().permutation(members.size());
            long chosen = Math.round(members.size() * testShare);
            for (int i = 0; i < chosen; i++) {
                test[members.get(order[i])] = true;
            }
        }
        int[] trainRows = rows(test, false);
        int[] testRows = rows(test, true);
        if (trainRows.length == 0 || testRows.length == 0) {
            throw new DataException(data.name() + ": a test share of " + testShare + " of " + data.size()
                    + " examples leaves " + trainRows.length + " to train and " + testRows.length
                    + " to test. Use more examples.");
        }
        return new Split(data.subset(trainRows), data.subset(testRows));
    }

    /** The rows of each class, or all rows where there are none. */
    private static List<List<Integer>> strata(Dataset data) {
        List<List<Integer>> strata = new ArrayList<>();
        long[] numbers = data.classified() ? data.labels().longs() : new long[data.size()];
        long[] distinct = Arrays.stream(numbers).distinct().sorted().toArray();
        for (int i = 0; i < distinct.length; i++) {
            strata.add(new ArrayList<>());
        }
        for (int row = 0; row < numbers.length; row++) {
            strata.get(Arrays.binarySearch(distinct, numbers[row])).add(row);
        }
        return strata;
    }

    private static int[] rows(boolean[] test, boolean wanted) {
        int[] rows = new int[test.length];
        int count = 0;
        for (int row = 0; row < test.length; row++) {
            if (test[row] == wanted) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
