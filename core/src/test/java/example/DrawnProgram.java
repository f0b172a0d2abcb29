package example;

import dev.adjoint.Tensor;

/** Code outside the library that is drawn, for graphs and errors that name a line of the user's. */
public final class DrawnProgram {

    private DrawnProgram() {}

    /** The mean square of a product. */
    public static Tensor loss(Tensor x, Tensor w) {
        Tensor product = x.matmul(w);
        return product.square().mean();
    }

    /** Fails on its second line in an op, for inner lengths that differ. */
    public static Tensor wrongProduct(Tensor x) {
        Tensor y = x.sin();
        return y.matmul(x);
    }

    /** Fails in its only line before any op is reached. */
    public static Tensor wrongSum(Tensor x) {
        return x.add(x.cast(dev.adjoint.shape.DType.FLOAT32));
    }

    /** Reads a value, which a drawing has not. */
    public static Tensor reader(Tensor x) {
        return x.sum().item() > 0 ? x : x.neg();
    }
}
