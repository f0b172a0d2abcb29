package dev.adjoint.train;

import dev.adjoint.Tensor;
import dev.adjoint.data.Batch;
import dev.adjoint.data.BatchSource;
import dev.adjoint.data.Batches;
import dev.adjoint.random.Generator;
import java.util.NoSuchElementException;

/**
 * Points of the plane around three centres, made anew for each batch: a source that needs no loader.
 *
 * @param steps how many batches an epoch has
 * @param size how many points a batch has
 * @param bad the step of each epoch whose points are no numbers; -1 for none
 */
record Blobs(long steps, int size, long bad) implements BatchSource {

    @Override
    public long examples() {
        return steps * size;
    }

    @Override
    public Batches epoch(long number) {
        Generator epoch = Generator.seed(11).fork(number);
        return new Batches() {
            private long step;
            private boolean closed;

            @Override
            public boolean hasNext() {
                return step < steps;
            }

            @Override
            public Batch next() {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                if (!hasNext()) {
                    throw new NoSuchElementException("no batch " + step);
                }
                return batch(epoch.fork(step), step++ == bad ? Float.NaN : 0);
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    private Batch batch(Generator generator, float shift) {
        float[] points = Tensor.normal(generator, size, 2).floats();
        long[] labels = new long[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 3;
            points[2 * i] += shift + (float) (4 * Math.cos(2 * Math.PI * labels[i] / 3));
            points[2 * i + 1] += (float) (4 * Math.sin(2 * Math.PI * labels[i] / 3));
        }
        return new Batch(Tensor.of(points, size, 2), Tensor.of(labels));
    }
}
