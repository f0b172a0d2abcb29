package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What each case of the oracle's functions is in our words. */
final class OracleFunctions {

    private final Map<String, Function<List<Tensor>, Tensor>> all = new HashMap<>();

    private OracleFunctions() {
        functions();
        activations();
        pairs();
    }

    static Map<String, Function<List<Tensor>, Tensor>> byName() {
        return new OracleFunctions().all;
    }

    private void one(String name, UnaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0)));
    }

    private void two(String name, BinaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0), in.get(1)));
    }

    private void functions() {
        one("rsqrt", Tensor::rsqrt);
        one("cbrt", Tensor::cbrt);
        one("exp2", Tensor::exp2);
        one("log2", Tensor::log2);
        one("log10", Tensor::log10);
        one("logit", Tensor::logit);
        one("asin", Tensor::asin);
        one("acos", Tensor::acos);
        one("atan", Tensor::atan);
        one("sinh", Tensor::sinh);
        one("cosh", Tensor::cosh);
        one("asinh", Tensor::asinh);
        one("acosh", Tensor::acosh);
        one("atanh", Tensor::atanh);
        one("sinc", Tensor::sinc);
        one("erfc", Tensor::erfc);
        one("lgamma", Tensor::lgamma);
        one("digamma", Tensor::digamma);
        one("polygamma 1", x -> x.polygamma(1));
        one("polygamma 2", x -> x.polygamma(2));
        one("frac", Tensor::frac);
        one("is_inf", Tensor::isInf);
        one("integers: is_inf", Tensor::isInf);
        one("heaviside 0.5", x -> x.heaviside(0.5));
        one("nan_to_num", Tensor::nanToNum);
        one("nan_to_num 1 2 3", x -> x.nanToNum(1, 2, 3));
        one("clamp_min 0.5", x -> x.clampMin(0.5));
        one("clamp_max 0.5", x -> x.clampMax(0.5));
        one("integers: clamp_min 2", x -> x.clampMin(2));
    }

    private void activations() {
        one("log_sigmoid", Tensor::logSigmoid);
        one("softsign", Tensor::softsign);
        one("relu6", Tensor::relu6);
        one("selu", Tensor::selu);
        one("celu 0.5", x -> x.celu(0.5));
        one("gelu_tanh", Tensor::geluTanh);
        one("mish", Tensor::mish);
        one("hard_sigmoid", Tensor::hardSigmoid);
        one("hard_swish", Tensor::hardSwish);
        one("hard_tanh", Tensor::hardTanh);
        one("tanh_shrink", Tensor::tanhShrink);
        one("hard_shrink 0.5", x -> x.hardShrink(0.5));
        one("soft_shrink 0.5", x -> x.softShrink(0.5));
        one("glu", x -> x.glu(1));
        two("prelu", (x, weight) -> x.prelu(weight.reshape(1, 3, 1)));
    }

    private void pairs() {
        two("atan2", Tensor::atan2);
        two("hypot", Tensor::hypot);
        two("log_add_exp", Tensor::logAddExp);
        two("xlogy", Tensor::xlogy);
        two("copy_sign", Tensor::copySign);
        two("fmod", Tensor::fmod);
        two("floor_div", Tensor::floorDiv);
        two("is_close", (x, y) -> x.isClose(y, 1e-5, 1e-8));
        two("integers: fmod", Tensor::fmod);
        two("integers: floor_div", Tensor::floorDiv);
        two("lerp 0.75", (x, end) -> x.lerp(end, 0.75));
        all.put("lerp", in -> in.get(0).lerp(in.get(1), in.get(2)));
        all.put("clamp between", in -> in.get(0).clamp(in.get(1), in.get(2)));
    }
}
