package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What the oracle's linear algebra is in our words; of several results, all numbers one after the other. */
final class OracleLinearAlgebra {

    private final Map<String, Function<List<Tensor>, Tensor>> all = new HashMap<>();

    private OracleLinearAlgebra() {
        systems();
        factorisations();
        one("determinant", Tensor::determinant, "", " stack", " of an identity", " one by one");
        one("sign_log_determinant", x -> x.signLogDeterminant().sign(), " sign");
        one("sign_log_determinant", x -> x.signLogDeterminant().log(), " log", " large");
        one("log_determinant", Tensor::logDeterminant, "");
        one("matrix_rank", Tensor::matrixRank, "");
        one("condition_number", Tensor::conditionNumber, "");
        one("matrix_power -2", x -> x.matrixPower(-2), "");
        one("matrix_exp", Tensor::matrixExp, "", " stack", " large", " zeros");
        one("frobenius_norm", Tensor::frobeniusNorm, "", " zeros");
        one("nuclear_norm", Tensor::nuclearNorm, "");
        one("spectral_norm", Tensor::spectralNorm, "");
    }

    static Map<String, Function<List<Tensor>, Tensor>> byName() {
        return new OracleLinearAlgebra().all;
    }

    private void one(String name, UnaryOperator<Tensor> f, String... kinds) {
        for (String kind : kinds) {
            all.put(name + kind, in -> f.apply(in.get(0)));
        }
    }

    private void two(String name, BinaryOperator<Tensor> f, String... kinds) {
        for (String kind : kinds) {
            all.put(name + kind, in -> f.apply(in.get(0), in.get(1)));
        }
    }

    private void systems() {
        two("solve", Tensor::solve, "", " vector", " stack", " stretched");
        for (boolean upper : new boolean[] {false, true}) {
            String name = "triangular_solve " + (upper ? "upper" : "lower");
            two(name, (a, b) -> a.triangularSolve(b, upper), "");
            two(name, (a, b) -> a.triangularSolve(b, upper, true), " unit");
        }
        two("triangular_solve transposed", (a, b) -> a.transpose().triangularSolve(b, true), "");
        one("inverse", Tensor::inverse, "", " stack");
        one("pseudo_inverse", Tensor::pseudoInverse, " tall", " wide", " square", " of low rank");
        two("least_squares", Tensor::leastSquares, " tall", " wide", " stack");
    }

    private void factorisations() {
        one("cholesky", Tensor::cholesky, "", " stack");
        one(
                "qr",
                x -> {
                    Tensor.Qr qr = x.qr();
                    return together(qr.q(), qr.r());
                },
                " square",
                " tall",
                " wide",
                " stack");
        one(
                "lu",
                x -> {
                    Tensor.Lu lu = x.lu();
                    return together(lu.p(), lu.l(), lu.u());
                },
                " square",
                " wide",
                " stack");
        one(
                "symmetric_eigen",
                x -> {
                    Tensor.Eigen eigen = x.symmetricEigen();
                    return together(eigen.values(), eigen.vectors());
                },
                "",
                " of any matrix",
                " stack");
        one("symmetric_eigenvalues", Tensor::symmetricEigenvalues, "", " of an identity");
        one(
                "svd",
                x -> {
                    Tensor.Svd svd = x.svd();
                    return together(svd.u(), svd.s(), svd.vt());
                },
                " square",
                " tall",
                " wide",
                " stack");
        one("singular_values", Tensor::singularValues, " tall", " of an identity");
    }

    private static Tensor together(Tensor first, Tensor... others) {
        return Tensor.concat(
                0,
                first.reshape(-1),
                Arrays.stream(others).map(x -> x.reshape(-1)).toArray(Tensor[]::new));
    }
}
