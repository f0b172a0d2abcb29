package dev.adjoint.data;

import dev.adjoint.random.Generator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the batches of one epoch into Java arrays: order, conversion, transforms. Used by one thread. */
final class Assembly {

    private final Dataset data;
    private final int batchSize;
    private final boolean shuffled;
    private final List<Transform> transforms;
    private final Generator random;
    private int @Nullable [] order;

    Assembly(Dataset data, int batchSize, boolean shuffled, List<Transform> transforms, Generator random) {
        this.data = data;
        this.batchSize = batchSize;
        this.shuffled = shuffled;
        this.transforms = transforms;
        this.random = random;
    }

    /** Room for a batch of this epoch. */
    StagedBatch room() {
        return new StagedBatch(data, Math.min(batchSize, data.size()));
    }

    /** Writes one batch. */
    void fill(StagedBatch into, long step) {
        int first = Math.toIntExact(step * batchSize);
        into.count = Math.min(batchSize, data.size() - first);
        int length = data.exampleLength();
        for (int i = 0; i < into.count; i++) {
            int row = shuffled ? order()[first + i] : first + i;
            data.readFeatures(row, into.features, i * length);
            if (data.classified()) {
                data.readLabel(row, into.classes, i);
            } else {
                data.readTargets(row, into.targets, i * data.labelLength());
            }
            transform(into.features, i * length, row);
        }
    }

    private void transform(float[] values, int from, int row) {
        if (transforms.isEmpty()) {
            return;
        }
        // By row, not by place in the batch: the batch size then changes no augmentation.
        Generator ofExample = random.fork("transforms").fork(row);
        for (int i = 0; i < transforms.size(); i++) {
            transforms.get(i).apply(values, from, data.exampleShape(), ofExample.fork(i));
        }
    }

    /** Drawn when first needed, and so in the background. */
    private int[] order() {
        if (order == null) {
            order = random.fork("order").next().permutation(data.size());
        }
        return order;
    }
}
