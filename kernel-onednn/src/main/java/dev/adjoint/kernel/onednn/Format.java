package dev.adjoint.kernel.onednn;

/** A description of float32 memory in oneDNN: lengths with strides, or with a format that a primitive may choose. */
final class Format implements AutoCloseable {

    /** The absent argument. */
    static final Format NONE = new Format(0);

    private final long handle;

    private Format(long handle) {
        this.handle = handle;
    }

    static Format strided(long[] dims, long[] strides) {
        return new Format(Dnnl.strided(Dnnl.FLOAT32, dims, strides));
    }

    static Format rowMajor(long... dims) {
        return strided(dims, Strides.rowMajor(dims));
    }

    static Format channelsLast(long... dims) {
        return strided(dims, Strides.channelsLast(dims));
    }

    static Format any(long... dims) {
        return new Format(Dnnl.any(Dnnl.FLOAT32, dims));
    }

    /** Some of an array as it lies within the whole. */
    static Format part(long description, long[] dims, long[] offsets) {
        return new Format(Dnnl.part(description, dims, offsets));
    }

    long handle() {
        return handle;
    }

    @Override
    public void close() {
        if (handle != 0) {
            Dnnl.destroyDescription(handle);
        }
    }
}
