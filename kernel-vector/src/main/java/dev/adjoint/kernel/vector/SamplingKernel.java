package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Sampling;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;

/** Random numbers by all threads: each is a function of its index, so who computes it does not matter. */
final class SamplingKernel implements Kernel {

    private static final int TILE = 1_024;
    private static final double NANOSECONDS = 20;
    private static final FloatTiles FLOATS = new FloatTiles();
    private static final DoubleTiles DOUBLES = new DoubleTiles();

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array y = outputs[0];
        long tiles = (y.size() + TILE - 1) / TILE;
        Parts.each(tiles, NANOSECONDS * y.size(), (first, last) -> {
            if (y.dtype() == DType.FLOAT32) {
                floats((Sampling) op, y, first, last);
            } else {
                doubles((Sampling) op, y, first, last);
            }
        });
        Reference.reachabilityFence(outputs);
    }

    private static void floats(Sampling op, Array y, long first, long last) {
        float[] tile = new float[TILE];
        for (long t = first; t < last; t++) {
            int n = (int) Math.min(TILE, y.size() - t * TILE);
            switch (op) {
                case Sampling.Uniform uniform -> uniform.draw().uniform(t * TILE, tile, n);
                case Sampling.Normal normal -> normal.draw().normal(t * TILE, tile, n);
            }
            FLOATS.store(DType.FLOAT32, y.address() + t * TILE * Float.BYTES, 1, tile, 0, n);
        }
    }

    private static void doubles(Sampling op, Array y, long first, long last) {
        double[] tile = new double[TILE];
        for (long t = first; t < last; t++) {
            int n = (int) Math.min(TILE, y.size() - t * TILE);
            switch (op) {
                case Sampling.Uniform uniform -> uniform.draw().uniform(t * TILE, tile, n);
                case Sampling.Normal normal -> normal.draw().normal(t * TILE, tile, n);
            }
            DOUBLES.store(DType.FLOAT64, y.address() + t * TILE * Double.BYTES, 1, tile, 0, n);
        }
    }
}
