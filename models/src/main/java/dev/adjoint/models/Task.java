package dev.adjoint.models;

import dev.adjoint.data.DataException;
import dev.adjoint.data.Digits;
import dev.adjoint.data.Mnist;
import dev.adjoint.data.Split;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A data set to learn, under the name that people type, with the recipe for each network. */
public enum Task {
    /** The handwritten digits that come with Adjoint: 8 x 8 pixels. */
    DIGITS(null) {
        @Override
        public Split load(@Nullable Path folder) {
            if (folder != null) {
                throw new DataException("digits: they come with Adjoint and are not read from " + folder
                        + ". Leave the folder out, or choose mnist or fashion.");
            }
            return Digits.split();
        }

        @Override
        public Recipe recipe(Architecture network) {
            return switch (network) {
                case LINEAR_SVM -> new Recipe(Rule.ADAM, 0.003, 32, 40);
                case SOFTMAX -> new Recipe(Rule.ADAM, 0.01, 32, 40);
                case MLP -> new Recipe(Rule.ADAM, 0.001, 32, 30);
                case CNN -> new Recipe(Rule.ADAM, 0.002, 64, 12);
            };
        }
    },

    /** 70,000 handwritten digits of 28 x 28 pixels. */
    MNIST(Mnist.DIGITS),

    /** 70,000 articles of clothing, 28 x 28 pixels. */
    FASHION(Mnist.FASHION);

    private final @Nullable Mnist files;

    Task(@Nullable Mnist files) {
        this.files = files;
    }

    /**
     * The examples, divided.
     *
     * @param folder where the files lie; null for what comes with Adjoint
     * @return what to learn from, and what to be measured on
     * @throws DataException if there is no folder where one is needed, or one of its files is not what it should be
     */
    public Split load(@Nullable Path folder) {
        if (files == null || folder == null) {
            throw new DataException(
                    this + ": the data does not come with Adjoint, and no folder was given. " + expected());
        }
        return files.load(folder);
    }

    /**
     * What people are told who have not got the data.
     *
     * @return which files are expected and who offers them; empty if none are needed
     */
    public String expected() {
        return files == null ? "" : files.expected();
    }

    /**
     * Whether the data has to be brought along.
     *
     * @return false if it comes with Adjoint
     */
    public boolean needsFolder() {
        return files != null;
    }

    /**
     * How a network is best trained on this.
     *
     * @param network which network
     * @return the recipe
     */
    public Recipe recipe(Architecture network) {
        return switch (network) {
            case LINEAR_SVM -> new Recipe(Rule.ADAM, 0.001, 64, 5);
            case SOFTMAX -> new Recipe(Rule.ADAM, 0.001, 64, 5);
            case MLP -> new Recipe(Rule.ADAM, 0.001, 64, 5);
            case CNN -> new Recipe(Rule.ADAM, 0.001, 64, this == FASHION ? 5 : 3);
        };
    }

    /** The name that people type, such as {@code digits}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
