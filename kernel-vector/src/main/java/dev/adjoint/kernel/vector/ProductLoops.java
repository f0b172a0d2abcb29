package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;

/** The innermost loops of matrix products, and which of them to use now. */
final class ProductLoops {

    private final Warmth warmth;
    private final FloatProducts plainFloats = new FloatProducts(false);
    private final DoubleProducts plainDoubles = new DoubleProducts(false);
    private final FloatProducts fastFloats = new FloatProducts(true);
    private final DoubleProducts fastDoubles = new DoubleProducts(true);

    ProductLoops(Warmth warmth) {
        this.warmth = warmth;
    }

    private static long bit(DType dtype) {
        return dtype == DType.FLOAT32 ? Warmth.FLOAT_PRODUCTS : Warmth.DOUBLE_PRODUCTS;
    }

    /** Asks for the vector loop. */
    void request(DType dtype) {
        Products<?> fast = dtype == DType.FLOAT32 ? fastFloats : fastDoubles;
        warmth.request(bit(dtype), () -> ProductTrial.run(fast));
    }

    /** The best loop that is ready. */
    Products<?> of(DType dtype) {
        boolean isWarm = warmth.isWarm(bit(dtype));
        return dtype == DType.FLOAT32 ? isWarm ? fastFloats : plainFloats : isWarm ? fastDoubles : plainDoubles;
    }

    /** The columns that a product should have at least. */
    static long wide(DType dtype) {
        return dtype == DType.FLOAT32 ? 32 : 16;
    }
}
