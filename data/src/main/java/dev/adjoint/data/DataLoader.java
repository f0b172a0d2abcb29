package dev.adjoint.data;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Makes float batches of a data set: shuffled or in order, transformed, prepared ahead by a background thread.
 *
 * <p>It is immutable; each method answers a loader that differs in one thing. What an epoch hands out is a function of
 * the seed and the epoch's number alone. Preparing ahead takes no native memory: batches wait in a ring of Java arrays
 * and become tensors when they are asked for, in the scope of whoever asks.
 */
public final class DataLoader implements BatchSource {

    private static final int BATCH_SIZE = 64;
    private static final int PREFETCH = 8;

    private final Dataset data;
    private final int batchSize;
    private final OptionalLong seed;
    private final boolean dropLast;
    private final int prefetch;
    private final List<Transform> transforms;

    private DataLoader(
            Dataset data,
            int batchSize,
            OptionalLong seed,
            boolean dropLast,
            int prefetch,
            List<Transform> transforms) {
        this.data = data;
        this.batchSize = batchSize;
        this.seed = seed;
        this.dropLast = dropLast;
        this.prefetch = prefetch;
        this.transforms = transforms;
    }

    /**
     * A loader in the order of the data set, 64 examples to the batch, preparing 8 batches ahead.
     *
     * @param data the examples
     * @return a loader that the other methods refine
     */
    public static DataLoader of(Dataset data) {
        return new DataLoader(
                Given.of("data loader", "the data set", data),
                BATCH_SIZE,
                OptionalLong.empty(),
                false,
                PREFETCH,
                List.of());
    }

    /**
     * The same with another number of examples to the batch.
     *
     * @param examples 1 or more
     * @return a new loader
     * @throws DataException if it is less than 1
     */
    public DataLoader batchSize(int examples) {
        if (examples < 1) {
            throw new DataException("batch size: " + examples + ". Give 1 or more.");
        }
        return new DataLoader(data, examples, seed, dropLast, prefetch, transforms);
    }

    /**
     * The same with the examples in an order of chance, another one in each epoch.
     *
     * @param newSeed the same seed gives the same orders
     * @return a new loader
     */
    public DataLoader shuffle(long newSeed) {
        return new DataLoader(data, batchSize, OptionalLong.of(newSeed), dropLast, prefetch, transforms);
    }

    /**
     * The same without the last batch of an epoch if it is not full.
     *
     * @return a new loader
     * @throws DataException if there are too few examples for a single batch: set the batch size first
     */
    public DataLoader dropLast() {
        if (data.size() < batchSize) {
            throw new DataException("drop last: " + data.size() + " examples of " + data.name()
                    + " make no full batch of " + batchSize + ". Use smaller batches, or keep the last one.");
        }
        return new DataLoader(data, batchSize, seed, true, prefetch, transforms);
    }

    /**
     * The same, preparing another number of batches ahead.
     *
     * @param batches how many may wait; 0 prepares each when it is asked for, without a thread
     * @return a new loader
     * @throws DataException if it is negative
     */
    public DataLoader prefetch(int batches) {
        if (batches < 0) {
            throw new DataException("prefetch: " + batches + " batches. Give 0 or more.");
        }
        return new DataLoader(data, batchSize, seed, dropLast, batches, transforms);
    }

    /**
     * The same with one more change of each example, after those that are there.
     *
     * @param transform what to do to each example
     * @return a new loader
     */
    public DataLoader transform(Transform transform) {
        List<Transform> all = new ArrayList<>(transforms);
        all.add(Given.of("data loader", "the transformation", transform));
        return new DataLoader(data, batchSize, seed, dropLast, prefetch, List.copyOf(all));
    }

    /**
     * Where the examples come from.
     *
     * @return the data set
     */
    public Dataset data() {
        return data;
    }

    @Override
    public long steps() {
        return dropLast ? data.size() / batchSize : (data.size() + batchSize - 1L) / batchSize;
    }

    @Override
    public long examples() {
        return dropLast ? steps() * batchSize : data.size();
    }

    @Override
    public Batches epoch(long number) {
        if (number < 0) {
            throw new DataException("epoch: number " + number + ". Epochs count from 0.");
        }
        long values = Math.min(batchSize, data.size()) * (long) Math.max(data.exampleLength(), data.labelLength());
        if (values > Integer.MAX_VALUE - 8) {
            throw new DataException("batch size: " + batchSize + " examples of " + data.exampleShape()
                    + " are more values than an array can hold. Use smaller batches.");
        }
        Generator random = Generator.seed(seed.orElse(0)).fork(number);
        Assembly assembly = new Assembly(data, batchSize, seed.isPresent(), transforms, random);
        return prefetch == 0 || steps() == 0
                ? new DirectBatches(assembly, steps())
                : new PrefetchedBatches(assembly, steps(), prefetch, "epoch " + number + " of " + data.name());
    }

    /** What is loaded, and how. */
    @Override
    public String toString() {
        return "loader of " + data + ", batches of " + batchSize
                + (seed.isPresent() ? ", shuffled by seed " + seed.getAsLong() : ", in order");
    }
}
