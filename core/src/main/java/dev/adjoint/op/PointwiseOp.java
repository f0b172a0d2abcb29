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
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A pointwise function with numbers for its parameters. Its derivative is again one pointwise op, to any order. */
public final class PointwiseOp implements Primitive {

    private final PointwiseFunction function;
    private final double[] parameters;

    PointwiseOp(PointwiseFunction function, double... parameters) {
        if (parameters.length < function.program().parameters()) {
            throw new IllegalArgumentException(
                    MethodName.of(function.name()) + ": " + parameters.length + " parameters for a formula"
                            + " that reads " + function.program().parameters() + ". Give one number for each.");
        }
        this.function = function;
        this.parameters = parameters;
    }

    /**
     * The formulas.
     *
     * @return the function
     */
    public PointwiseFunction function() {
        return function;
    }

    /**
     * How many numbers there are for the formulas' parameters.
     *
     * @return the number of parameters
     */
    public int parameters() {
        return parameters.length;
    }

    /**
     * The numbers for the formulas' parameters.
     *
     * @param index which parameter
     * @return its value
     */
    public double parameter(int index) {
        return parameters[index];
    }

    @Override
    public String name() {
        return function.name();
    }

    @Override
    public Arity arity() {
        return new Arity(function.inputs(), function.inputs());
    }

    @Override
    public Object kernelKey() {
        return function;
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        TensorType[] results = function.infer(inputs);
        for (int i = 0; i < inputs.length && parameters.length > 0; i++) {
            if (!function.isCondition(i) && !inputs[i].dtype().isFloating()) {
                requireWhole(inputs[i]);
            }
        }
        return results;
    }

    /** A fraction would be cut off without a word: {@code x.mul(0.5)} of whole numbers would be zero everywhere. */
    private void requireWhole(TensorType type) {
        for (double parameter : parameters) {
            if (parameter != Math.rint(parameter) || Double.isInfinite(parameter)) {
                throw new DTypeException(
                        MethodName.of(name()) + ": " + parameter + " is no whole number, but the elements of " + type
                                + " are. Cast first: x.cast(DType.FLOAT32).");
            }
        }
    }

    @Override
    public Keeps keeps(long needed) {
        return function.vjp(needed, present(function.outputs().size())).keeps();
    }

    private static long present(int count) {
        return (1L << count) - 1;
    }

    @Override
    public Tensor[] batched(Mapped inputs) {
        return apply(inputs.each());
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        long needed = 0;
        for (int i = 0; i < context.inputs(); i++) {
            needed |= context.needs(i) ? 1L << i : 0;
        }
        return function.vjp(needed, mask(upstream)).apply(parameters, context, upstream);
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return function.jvp(mask(tangents)).apply(parameters, context, tangents);
    }

    private static long mask(@Nullable Tensor[] tensors) {
        long bits = 0;
        for (int i = 0; i < tensors.length; i++) {
            bits |= tensors[i] == null ? 0 : 1L << i;
        }
        return bits;
    }

    @Override
    public void evaluate(Array[] inputs, Array[] outputs) {
        Array[] all = new Array[inputs.length + outputs.length];
        System.arraycopy(inputs, 0, all, 0, inputs.length);
        System.arraycopy(outputs, 0, all, inputs.length, outputs.length);
        Layout[] layouts = Arrays.stream(all).map(Array::layout).toArray(Layout[]::new);
        if (Arrays.stream(inputs).anyMatch(input -> input.dtype().isFloating())) {
            floating(all, inputs.length, layouts);
        } else {
            integral(all, inputs.length, layouts);
        }
    }

    private void floating(Array[] all, int inputs, Layout[] layouts) {
        double[] x = new double[inputs];
        double[] registers = new double[function.program().registers()];
        Strided.forEach(all[0].shape(), layouts, offsets -> {
            for (int i = 0; i < inputs; i++) {
                x[i] = all[i].doubleAt(offsets[i]);
            }
            function.program().evaluate(x, parameters, registers);
            for (int k = inputs; k < all.length; k++) {
                all[k].setDouble(offsets[k], registers[k - inputs]);
            }
        });
    }

    private void integral(Array[] all, int inputs, Layout[] layouts) {
        long[] x = new long[inputs];
        long[] registers = new long[function.program().registers()];
        Strided.forEach(all[0].shape(), layouts, offsets -> {
            for (int i = 0; i < inputs; i++) {
                x[i] = all[i].longAt(offsets[i]);
            }
            function.program().evaluate(x, parameters, registers);
            for (int k = inputs; k < all.length; k++) {
                all[k].setLong(offsets[k], registers[k - inputs]);
            }
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PointwiseOp that
                && function == that.function
                && Arrays.equals(parameters, that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(function) + Arrays.hashCode(parameters);
    }

    @Override
    public String toString() {
        return parameters.length == 0 ? name() : name() + Arrays.toString(parameters);
    }
}
