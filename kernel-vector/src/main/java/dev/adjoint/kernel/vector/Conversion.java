package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * Elements that follow each other in memory, brought to tiles of another type and back by way of an array of their own:
 * compilers make vectors of loops over arrays, and none of loops over memory. The numbers are those of Java's casts.
 */
final class Conversion {

    private float[] floats = {};
    private double[] doubles = {};
    private int[] ints = {};
    private long[] longs = {};
    private byte[] bytes = {};

    private float[] floats(int count) {
        if (floats.length < count) {
            floats = new float[count];
        }
        return floats;
    }

    private double[] doubles(int count) {
        if (doubles.length < count) {
            doubles = new double[count];
        }
        return doubles;
    }

    private int[] ints(int count) {
        if (ints.length < count) {
            ints = new int[count];
        }
        return ints;
    }

    private long[] longs(int count) {
        if (longs.length < count) {
            longs = new long[count];
        }
        return longs;
    }

    private byte[] bytes(int count) {
        if (bytes.length < count) {
            bytes = new byte[count];
        }
        return bytes;
    }

    private float[] floats(long address, int count) {
        float[] read = floats(count);
        MemorySegment.copy(ALL, Memory.FLOAT, address, read, 0, count);
        return read;
    }

    private double[] doubles(long address, int count) {
        double[] read = doubles(count);
        MemorySegment.copy(ALL, Memory.DOUBLE, address, read, 0, count);
        return read;
    }

    private int[] ints(long address, int count) {
        int[] read = ints(count);
        MemorySegment.copy(ALL, Memory.INT, address, read, 0, count);
        return read;
    }

    private long[] longs(long address, int count) {
        long[] read = longs(count);
        MemorySegment.copy(ALL, Memory.LONG, address, read, 0, count);
        return read;
    }

    private byte[] bytes(long address, int count) {
        byte[] read = bytes(count);
        MemorySegment.copy(ALL, Memory.BYTE, address, read, 0, count);
        return read;
    }

    /** Reads elements of any type. */
    void read(DType dtype, long address, float[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> MemorySegment.copy(ALL, Memory.FLOAT, address, tile, at, count);
            case FLOAT64 -> convert(doubles(address, count), tile, at, count);
            case INT32 -> convert(ints(address, count), tile, at, count);
            case INT64 -> convert(longs(address, count), tile, at, count);
            case BOOL, UINT8 -> convert(bytes(address, count), tile, at, count);
        }
    }

    /** Writes elements as any type; bool is 1 for all but zero. */
    void write(DType dtype, long address, float[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> MemorySegment.copy(tile, at, ALL, Memory.FLOAT, address, count);
            case FLOAT64 -> {
                convert(tile, at, doubles(count), count);
                MemorySegment.copy(doubles, 0, ALL, Memory.DOUBLE, address, count);
            }
            case INT32 -> {
                convert(tile, at, ints(count), count);
                MemorySegment.copy(ints, 0, ALL, Memory.INT, address, count);
            }
            case INT64 -> {
                convert(tile, at, longs(count), count);
                MemorySegment.copy(longs, 0, ALL, Memory.LONG, address, count);
            }
            case BOOL -> {
                truths(tile, at, bytes(count), count);
                MemorySegment.copy(bytes, 0, ALL, Memory.BYTE, address, count);
            }
            case UINT8 -> {
                convert(tile, at, bytes(count), count);
                MemorySegment.copy(bytes, 0, ALL, Memory.BYTE, address, count);
            }
        }
    }

    /** Reads elements of any type. */
    void read(DType dtype, long address, double[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> convert(floats(address, count), tile, at, count);
            case FLOAT64 -> MemorySegment.copy(ALL, Memory.DOUBLE, address, tile, at, count);
            case INT32 -> convert(ints(address, count), tile, at, count);
            case INT64 -> convert(longs(address, count), tile, at, count);
            case BOOL, UINT8 -> convert(bytes(address, count), tile, at, count);
        }
    }

    /** Writes elements as any type; bool is 1 for all but zero. */
    void write(DType dtype, long address, double[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> {
                convert(tile, at, floats(count), count);
                MemorySegment.copy(floats, 0, ALL, Memory.FLOAT, address, count);
            }
            case FLOAT64 -> MemorySegment.copy(tile, at, ALL, Memory.DOUBLE, address, count);
            case INT32 -> {
                convert(tile, at, ints(count), count);
                MemorySegment.copy(ints, 0, ALL, Memory.INT, address, count);
            }
            case INT64 -> {
                convert(tile, at, longs(count), count);
                MemorySegment.copy(longs, 0, ALL, Memory.LONG, address, count);
            }
            case BOOL -> {
                truths(tile, at, bytes(count), count);
                MemorySegment.copy(bytes, 0, ALL, Memory.BYTE, address, count);
            }
            case UINT8 -> {
                convert(tile, at, bytes(count), count);
                MemorySegment.copy(bytes, 0, ALL, Memory.BYTE, address, count);
            }
        }
    }

    /** Reads elements of any type. */
    void read(DType dtype, long address, long[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> convert(floats(address, count), tile, at, count);
            case FLOAT64 -> convert(doubles(address, count), tile, at, count);
            case INT32 -> convert(ints(address, count), tile, at, count);
            case INT64 -> MemorySegment.copy(ALL, Memory.LONG, address, tile, at, count);
            case BOOL, UINT8 -> convert(bytes(address, count), tile, at, count);
        }
    }

    /** Writes elements as any type; bool is 1 for all but zero. */
    void write(DType dtype, long address, long[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> {
                convert(tile, at, floats(count), count);
                MemorySegment.copy(floats, 0, ALL, Memory.FLOAT, address, count);
            }
            case FLOAT64 -> {
                convert(tile, at, doubles(count), count);
                MemorySegment.copy(doubles, 0, ALL, Memory.DOUBLE, address, count);
            }
            case INT32 -> {
                convert(tile, at, ints(count), count);
                MemorySegment.copy(ints, 0, ALL, Memory.INT, address, count);
            }
            case INT64 -> MemorySegment.copy(tile, at, ALL, Memory.LONG, address, count);
            case BOOL -> {
                truths(tile, at, bytes(count), count);
                MemorySegment.copy(bytes, 0, ALL, Memory.BYTE, address, count);
            }
            case UINT8 -> {
                convert(tile, at, bytes(count), count);
                MemorySegment.copy(bytes, 0, ALL, Memory.BYTE, address, count);
            }
        }
    }

    private static void convert(double[] from, float[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = (float) from[i];
        }
    }

    private static void convert(int[] from, float[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = (float) from[i];
        }
    }

    private static void convert(long[] from, float[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = (float) from[i];
        }
    }

    private static void convert(byte[] from, float[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = from[i] & 0xff;
        }
    }

    private static void convert(float[] tile, int at, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = tile[at + i];
        }
    }

    private static void convert(float[] tile, int at, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (int) tile[at + i];
        }
    }

    private static void convert(float[] tile, int at, long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (long) tile[at + i];
        }
    }

    private static void convert(float[] tile, int at, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (byte) (long) tile[at + i];
        }
    }

    /** Without a branch, which random truths would mispredict every other time; a negative zero is a zero. */
    private static void truths(float[] tile, int at, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(tile[at + i]) << 1;
            to[i] = (byte) ((bits | -bits) >>> 31);
        }
    }

    private static void convert(float[] from, double[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = from[i];
        }
    }

    private static void convert(int[] from, double[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = from[i];
        }
    }

    private static void convert(long[] from, double[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = (double) from[i];
        }
    }

    private static void convert(byte[] from, double[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = from[i] & 0xff;
        }
    }

    private static void convert(double[] tile, int at, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (float) tile[at + i];
        }
    }

    private static void convert(double[] tile, int at, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (int) tile[at + i];
        }
    }

    private static void convert(double[] tile, int at, long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (long) tile[at + i];
        }
    }

    private static void convert(double[] tile, int at, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (byte) (long) tile[at + i];
        }
    }

    private static void truths(double[] tile, int at, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            long bits = Double.doubleToRawLongBits(tile[at + i]) << 1;
            to[i] = (byte) ((bits | -bits) >>> 63);
        }
    }

    private static void convert(float[] from, long[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = (long) from[i];
        }
    }

    private static void convert(double[] from, long[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = (long) from[i];
        }
    }

    private static void convert(int[] from, long[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = from[i];
        }
    }

    private static void convert(byte[] from, long[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = from[i] & 0xff;
        }
    }

    private static void convert(long[] tile, int at, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (float) tile[at + i];
        }
    }

    private static void convert(long[] tile, int at, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (double) tile[at + i];
        }
    }

    private static void convert(long[] tile, int at, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (int) tile[at + i];
        }
    }

    private static void convert(long[] tile, int at, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (byte) tile[at + i];
        }
    }

    private static void truths(long[] tile, int at, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            long bits = tile[at + i];
            to[i] = (byte) ((bits | -bits) >>> 63);
        }
    }
}
