package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.op.Convolution;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What each case of the oracle is in our words. */
final class OracleFormulas {

    private final Map<String, Function<List<Tensor>, Tensor>> all = new HashMap<>();

    private OracleFormulas() {
        pointwise();
        pairs();
        reductions();
        movement();
        indexing();
        products();
        pools();
        losses();
    }

    static Map<String, Function<List<Tensor>, Tensor>> byName() {
        Map<String, Function<List<Tensor>, Tensor>> all = new OracleFormulas().all;
        all.putAll(ArrangementFormulas.byName());
        all.putAll(OracleProducts.byName());
        return all;
    }

    private void one(String name, UnaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0)));
    }

    private void two(String name, BinaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0), in.get(1)));
    }

    private void pointwise() {
        one("neg", Tensor::neg);
        one("abs", Tensor::abs);
        one("sign", Tensor::sign);
        one("square", Tensor::square);
        one("sqrt", Tensor::sqrt);
        one("reciprocal", Tensor::reciprocal);
        one("exp", Tensor::exp);
        one("expm1", Tensor::expm1);
        one("log", Tensor::log);
        one("log1p", Tensor::log1p);
        one("sin", Tensor::sin);
        one("cos", Tensor::cos);
        one("tan", Tensor::tan);
        one("tanh", Tensor::tanh);
        one("erf", Tensor::erf);
        one("sigmoid", Tensor::sigmoid);
        one("softplus", Tensor::softplus);
        one("relu", Tensor::relu);
        one("gelu", Tensor::gelu);
        one("silu", Tensor::silu);
        one("floor", Tensor::floor);
        one("ceil", Tensor::ceil);
        one("round", Tensor::round);
        one("trunc", Tensor::trunc);
        one("is_nan", Tensor::isNan);
        one("is_finite", Tensor::isFinite);
        one("leaky_relu 0.1", x -> x.leakyRelu(0.1));
        one("elu 0.7", x -> x.elu(0.7));
        one("clamp -0.5 0.8", x -> x.clamp(-0.5, 0.8));
        for (String exponent : List.of("0", "1", "2", "3", "-1", "0.5")) {
            one("pow " + exponent, x -> x.pow(Double.parseDouble(exponent)));
        }
        one("not", Tensor::not);
        one("integers: sign", Tensor::sign);
    }

    private void pairs() {
        two("add", Tensor::add);
        two("sub", Tensor::sub);
        two("mul", Tensor::mul);
        two("div", Tensor::div);
        two("rem", Tensor::rem);
        two("pow", Tensor::pow);
        two("minimum", Tensor::minimum);
        two("maximum", Tensor::maximum);
        two("eq", Tensor::eq);
        two("ne", Tensor::ne);
        two("lt", Tensor::lt);
        two("le", Tensor::le);
        two("gt", Tensor::gt);
        two("ge", Tensor::ge);
        two("and", Tensor::and);
        two("or", Tensor::or);
        two("xor", Tensor::xor);
        all.put("where", in -> in.get(0).where(in.get(1), in.get(2)));
        two("integers: add", Tensor::add);
        two("integers: mul", Tensor::mul);
        two("integers: rem", Tensor::rem);
        two("integers: pow", Tensor::pow);
        two("integers: maximum", Tensor::maximum);
        two("broadcast: a bias", Tensor::add);
        two("broadcast: both ways", Tensor::mul);
    }

    private void reductions() {
        for (int[] axes : new int[][] {{0}, {1}, {2}, {0, 2}, {0, 1, 2}}) {
            String text = " axes "
                    + String.join(
                            " ", Arrays.stream(axes).mapToObj(String::valueOf).toList());
            one("sum" + text, x -> x.sum(axes));
            one("mean" + text, x -> x.mean(axes));
            one("max" + text, x -> x.max(axes));
            one("min" + text, x -> x.min(axes));
            one("variance" + text, x -> x.variance(axes));
            one("logsumexp" + text, x -> x.logSumExp(axes));
        }
        for (String kind : List.of("ties: ", "special: ", "far: ")) {
            one(kind + "sum", x -> x.sum(1));
            one(kind + "max", x -> x.max(1));
            one(kind + "min", x -> x.min(1));
            one(kind + "argmax", x -> x.argmax(1));
            one(kind + "argmin", x -> x.argmin(1));
            one(kind + "logsumexp", x -> x.logSumExp(1));
            one(kind + "softmax", x -> x.softmax(1));
            one(kind + "log_softmax", x -> x.logSoftmax(1));
        }
        one("empty: sum", x -> x.sum(0));
        for (int axis = 0; axis < 3; axis++) {
            int at = axis;
            one("argmax axis " + axis, x -> x.argmax(at));
            one("argmin axis " + axis, x -> x.argmin(at));
            one("softmax axis " + axis, x -> x.softmax(at));
            one("log_softmax axis " + axis, x -> x.logSoftmax(at));
        }
        one("any", x -> x.any(1));
        one("all", x -> x.all(0));
        one("integers: sum", x -> x.sum(0));
        one("integers: max", x -> x.max(0));
        one("integers: min", x -> x.min(0));
        one("integers: argmax", x -> x.argmax(0));
        one("integers: argmin", x -> x.argmin(0));
    }

    private void movement() {
        one("permute 2 0 1", x -> x.permute(2, 0, 1));
        one("reshape 4 6", x -> x.reshape(4, 6));
        one("expand", x -> x.expand(2, 3, 4));
        one("slice 1 6 2", x -> x.slice(0, 1, 6, 2));
        one("flip 0 2", x -> x.flip(0, 2));
        one("contiguous of permute", x -> x.permute(2, 0, 1).contiguous());
        one("copy of permute", x -> x.permute(2, 0, 1).copy());
        one("pad", x -> x.pad(1, 2, 1));
        two("concat", (a, b) -> Tensor.concat(1, a, b));
        one("split", x -> {
            List<Tensor> parts = x.split(0, new long[] {2, 3, 2});
            return parts.get(0)
                    .mul(parts.get(1).slice(0, 0, 2))
                    .add(parts.get(2).sin());
        });
        two("stack", (a, b) -> Tensor.stack(1, a, b));
        one("cast int64", x -> x.cast(DType.INT64));
        one("cast bool", x -> x.cast(DType.BOOL));
    }

    private void indexing() {
        for (int axis = 0; axis < 3; axis++) {
            int at = axis;
            two("gather axis " + axis, (x, index) -> x.gather(at, index));
            all.put("scatter_add axis " + axis, in -> in.get(0).scatterAdd(at, in.get(1), in.get(2)));
            two("take axis " + axis, (x, index) -> x.take(at, index));
        }
        all.put("integers: scatter_add", in -> in.get(0).scatterAdd(0, in.get(1), in.get(2)));
        two("gather shorter", (x, index) -> x.gather(1, index));
        two("embedding", (x, index) -> x.take(0, index));
        one("one_hot", index -> index.oneHot(5).cast(DType.FLOAT64));
    }

    private void products() {
        for (String kind : List.of(
                "",
                " batched",
                " two batch axes",
                " stack by matrix",
                " vector by matrix",
                " matrix by vector",
                " vectors",
                " no inner")) {
            two("matmul" + kind, Tensor::matmul);
        }
        Window window = Window.convolution(2);
        convolution("conv2d plain", window);
        convolution("conv2d stride 2 1 padding 1 2", window.stride(2, 1).padding(1, 2));
        convolution("conv2d dilation 2 1 padding 1", window.dilation(2, 1).padding(1));
        convolution("conv2d stride 3", window.stride(3));
        convolution("conv2d groups 2", window.groups(2));
        convolution("conv2d depthwise", window.groups(3));
        general("conv1d stride 2", Window.convolution(1).stride(2).over(Shape.of(3)));
        general("conv3d", Window.convolution(3).over(Shape.of(2, 2, 2)));
    }

    private void convolution(String name, Window window) {
        all.put(name, in -> in.get(0).conv2d(in.get(1), in.get(2), window));
    }

    private void general(String name, Window window) {
        all.put(name, in -> new Convolution.Forward(window).apply(in.toArray(Tensor[]::new))[0]);
    }

    private void pools() {
        pool("2 2", Window.of(2, 2));
        pool("2 3", Window.of(2, 3));
        pool("3 2 stride 1", Window.of(3, 2).stride(1));
        pool("3 3 stride 2 padding 1", Window.of(3, 3).stride(2).padding(1));
        pool("2 2 dilation 2 stride 1", Window.of(2, 2).stride(1).dilation(2));
        pool("ties", Window.of(2, 2));
    }

    private void pool(String name, Window window) {
        one("max_pool " + name, x -> x.maxPool2d(window));
        one("avg_pool " + name, x -> x.avgPool2d(window));
    }

    private void losses() {
        two(
                "cross_entropy",
                (x, target) ->
                        x.logSoftmax(1).gather(1, target.unsqueeze(1)).mean().neg());
        two("mse", (x, target) -> x.sub(target).square().mean());
        two("bce_with_logits", (x, target) -> x.softplus().sub(x.mul(target)).mean());
        // The margin of the right class with itself is 1 for each example: taken off, since it counts for nothing.
        two(
                "multi_margin",
                (x, target) -> x.sub(x.gather(1, target.unsqueeze(1)))
                        .add(1)
                        .relu()
                        .sum(1)
                        .sub(1)
                        .mean()
                        .div(x.dim(1)));
    }
}
