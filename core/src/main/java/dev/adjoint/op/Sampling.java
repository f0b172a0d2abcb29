package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.random.Draw;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers, each a function of its draw and its row-major index: run again, the same op gives the same numbers,
 * on every machine and for any number of threads.
 */
public sealed interface Sampling extends Primitive {

    /**
     * The type of the result.
     *
     * @return a floating element type and a shape
     */
    TensorType type();

    /**
     * Where the numbers come from.
     *
     * @return the draw
     */
    Draw draw();

    /**
     * The same numbers, and more or fewer of them.
     *
     * @param other the type of the result
     * @return an op of the same kind and draw
     */
    Sampling of(TensorType other);

    /**
     * One number.
     *
     * @param index its row-major index
     * @return the number, with as many random bits as the element type holds
     */
    double number(long index);

    @Override
    default Arity arity() {
        return Arity.NONE;
    }

    /** Every op has a draw of its own, which a kernel reads at run time. */
    @Override
    default Object kernelKey() {
        return List.of(name(), type());
    }

    @Override
    default TensorType[] infer(TensorType... inputs) {
        Reference.requireFloating(name(), type().dtype());
        return new TensorType[] {type()};
    }

    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        Array y = outputs[0];
        Layout[] layouts = {y.layout(), Layout.contiguous(y.shape())};
        Strided.forEach(y.shape(), layouts, at -> y.setDouble(at[0], number(at[1])));
    }

    /** Each example draws numbers of its own. */
    @Override
    default Tensor[] batched(Mapped inputs) {
        return of(type().with(type().shape().insert(0, inputs.count()))).apply();
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    @Override
    default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        return new Tensor[0];
    }

    @Override
    default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return new Tensor[1];
    }

    /**
     * Even in [0, 1).
     *
     * @param type the type of the result
     * @param draw where the numbers come from
     */
    record Uniform(TensorType type, Draw draw) implements Sampling {
        @Override
        public String name() {
            return "uniform";
        }

        @Override
        public Uniform of(TensorType other) {
            return new Uniform(other, draw);
        }

        @Override
        public double number(long index) {
            return type.dtype() == DType.FLOAT32 ? draw.uniformFloat(index) : draw.uniformDouble(index);
        }
    }

    /**
     * Normal with mean 0 and variance 1.
     *
     * @param type the type of the result
     * @param draw where the numbers come from
     */
    record Normal(TensorType type, Draw draw) implements Sampling {
        @Override
        public String name() {
            return "normal";
        }

        @Override
        public Normal of(TensorType other) {
            return new Normal(other, draw);
        }

        @Override
        public double number(long index) {
            return type.dtype() == DType.FLOAT32 ? draw.normalFloat(index) : draw.normalDouble(index);
        }
    }
}
