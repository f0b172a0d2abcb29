package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The product of two matrices, or of two equally long stacks of them: {@code [.., m, k] x [.., k, n] -> [.., m, n]}.
 *
 * <p>{@code dA = dY Bᵀ}, {@code dB = Aᵀ dY}: two more products, and nothing of the size of a Jacobian. The gradient of a
 * transposed factor is made the other way round, {@code dBᵀ = dYᵀ A}, so that what was transposed, such as the weight of
 * a linear layer, gets its gradient row by row.
 */
public record Matmul() implements Multiplication {

    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public Arity arity() {
        return Arity.TWO;
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        Shape a = inputs[0].shape();
        Shape b = inputs[1].shape();
        Reference.requireSame("matmul", inputs[0].dtype(), inputs[1].dtype());
        Reference.requireFloating("matmul", inputs[0].dtype());
        if (a.rank() < 2 || b.rank() < 2) {
            throw new ShapeException("matmul: needs matrices: " + a + " x " + b
                    + ". Make a vector a row with unsqueeze(0) or a column with unsqueeze(1).");
        }
        if (a.dim(-1) != b.dim(-2)) {
            throw new ShapeException("matmul: inner lengths differ: " + a + " x " + b + " (" + a.dim(-1) + " vs "
                    + b.dim(-2) + ")." + remedy(a, b));
        }
        if (!a.remove(-1, -2).equals(b.remove(-1, -2))) {
            throw new ShapeException(
                    "matmul: batch axes differ: " + a + " x " + b + ". Expand the smaller one, or make them equal.");
        }
        return new TensorType[] {inputs[0].with(a.with(-1, b.dim(-1)))};
    }

    private static String remedy(Shape a, Shape b) {
        if (a.dim(-1) == b.dim(-1)) {
            return " Did you mean b.transpose()?";
        }
        if (a.dim(-2) == b.dim(-2)) {
            return " Did you mean a.transpose()?";
        }
        return " The columns of the left factor must be as many as the rows of the right one.";
    }

    @Override
    public List<Layout> factors(List<Layout> inputs) {
        return inputs;
    }

    @Override
    public Keeps keeps(long needed) {
        return new Keeps((needed & 1) << 1 | needed >>> 1 & 1, 0);
    }

    /** By one matrix on the right for all, the rows of all examples are the rows of one large product. */
    @Override
    public Tensor[] batched(Mapped inputs) {
        boolean shared = !inputs.isMapped(1) && inputs.input(1).rank() == 2;
        return shared ? new Tensor[] {inputs.input(0).matmul(inputs.input(1))} : apply(inputs.each());
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dy = upstream[0];
        if (dy == null) {
            return new Tensor[2];
        }
        return new Tensor[] {
            context.needs(0) ? left(context, dy) : null, context.needs(1) ? right(context, dy) : null,
        };
    }

    private static Tensor left(Context context, Tensor dy) {
        Tensor b = context.input(1);
        return isTransposed(context, 0) ? b.matmul(dy.transpose()).transpose() : dy.matmul(b.transpose());
    }

    private static Tensor right(Context context, Tensor dy) {
        Tensor a = context.input(0);
        return isTransposed(context, 1)
                ? dy.transpose().matmul(a).transpose()
                : a.transpose().matmul(dy);
    }

    /** Whether a factor is another tensor with its last two axes exchanged. */
    private static boolean isTransposed(Context context, int input) {
        if (!(context.producer(input) instanceof Movement.Permute permute)) {
            return false;
        }
        int last = permute.order().size() - 1;
        return permute.order().get(last) == last - 1 && permute.order().get(last - 1) == last;
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        Tensor da = tangents[0];
        Tensor db = tangents[1];
        Tensor left = da == null ? null : da.matmul(context.input(1));
        Tensor right = db == null ? null : context.input(0).matmul(db);
        return new Tensor[] {left == null ? right : right == null ? left : left.add(right)};
    }

    @Override
    public void evaluate(Array[] inputs, Array[] outputs) {
        Array a = inputs[0];
        Array b = inputs[1];
        Array y = outputs[0];
        long inner = a.shape().dim(-1);
        long right = a.layout().stride(-1);
        long down = b.layout().stride(-2);
        Layout[] layouts = {rows(a.layout(), y.shape()), columns(b.layout(), y.shape()), y.layout()};
        Strided.forEach(y.shape(), layouts, at -> {
            double sum = 0;
            for (long k = 0; k < inner; k++) {
                sum += a.doubleAt(at[0] + k * right) * b.doubleAt(at[1] + k * down);
            }
            y.setDouble(at[2], sum);
        });
    }

    /** Where the row of the left factor begins that each element of the product is made from. */
    private static Layout rows(Layout a, Shape product) {
        return first(a, -1, product);
    }

    private static Layout columns(Layout b, Shape product) {
        return first(b, -2, product);
    }

    private static Layout first(Layout layout, int axis, Shape product) {
        int at = layout.shape().axis(axis);
        if (layout.shape().dim(at) == 0) {
            return Layout.of(product, new long[product.rank()], 0);
        }
        return layout.slice(at, 0, 1, 1).expand(product);
    }
}
