package dev.adjoint.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DiffTest {

    private static final Tensor ONE = Tensor.scalar(1.0);

    @Test
    void forwardAndReverseModeAreTransposes() {
        UnaryOperator<Tensor> f = x -> x.matmul(x.transpose()).tanh().sum(1);
        Tensor x = Tensor.of(new double[] {0.1, -0.4, 0.7, 0.3, 0.2, -0.5}, 2, 3);
        Tensor dx = Tensor.of(new double[] {1, -2, 0.5, 0.25, 3, -1}, 2, 3);
        Tensor dy = Tensor.of(0.5, -2.0);

        double forward = Diff.jvp(f, x, dx).tangent().mul(dy).sum().item();
        double reverse = Diff.vjp(f, x).pullback().apply(dy).mul(dx).sum().item();

        assertThat(forward).isCloseTo(reverse, within(1e-12)).isNotZero();
    }

    /** d/dx (x * d/dy (x + y)) is 1; a system that confuses the two perturbations says 2. */
    @Test
    void innerAndOuterPerturbationsAreNotConfused() {
        UnaryOperator<Tensor> forward =
                x -> x.mul(Diff.jvp(y -> x.add(y), ONE, ONE).tangent());
        UnaryOperator<Tensor> reverse = x -> x.mul(Diff.grad(y -> x.add(y)).apply(ONE));

        assertThat(Diff.jvp(forward, ONE, ONE).tangent().item()).isEqualTo(1);
        assertThat(Diff.jvp(reverse, ONE, ONE).tangent().item()).isEqualTo(1);
        assertThat(Diff.grad(forward).apply(ONE).item()).isEqualTo(1);
        assertThat(Diff.grad(reverse).apply(ONE).item()).isEqualTo(1);
    }

    @Test
    void gradientsNestToAnyOrder() {
        UnaryOperator<Tensor> f = x -> x.pow(4);

        UnaryOperator<Tensor> third = Diff.grad(Diff.grad(Diff.grad(f)));

        assertThat(third.apply(Tensor.scalar(2.0)).item()).isEqualTo(48);
    }

    /** For f = (sum of x^3)^2: H v = 2 g (g . v) + 12 s x v with g = 3 x^2, s = sum of x^3, worked out by hand. */
    @Test
    void hessianVectorProduct() {
        Tensor x = Tensor.of(1.0, 2.0);
        Tensor v = Tensor.of(1.0, -1.0);

        Tensor product = Diff.hvp(t -> t.pow(3).sum().square(), x, v);

        // g = (3, 12), g.v = -9, s = 9: (2*3*-9 + 12*9*1*1, 2*12*-9 + 12*9*2*-1)
        assertThat(product.doubles()).containsExactly(54, -432);
    }

    @Test
    void leavesMadeByHandInsideATransformationBelongToIt() {
        UnaryOperator<Tensor> slope = x -> {
            Tensor leaf = x.withGrad();
            leaf.pow(3).backward();
            return leaf.grad();
        };

        assertThat(Diff.jvp(slope, Tensor.scalar(2.0), ONE).tangent().item()).isEqualTo(12);
    }

    @Test
    void aPullbackMayBeCalledManyTimes() {
        Diff.Vjp<Tensor, Tensor> vjp = Diff.vjp(x -> x.square(), Tensor.of(1.0, 2.0));

        assertThat(vjp.pullback().apply(Tensor.of(1.0, 0.0)).doubles()).containsExactly(2, 0);
        assertThat(vjp.pullback().apply(Tensor.of(0.0, 1.0)).doubles()).containsExactly(0, 4);
    }

    @Test
    void aConstantFunctionHasAGradientOfZeros() {
        assertThat(Diff.grad(x -> Tensor.scalar(3.0)).apply(Tensor.of(1.0, 2.0)).doubles())
                .containsExactly(0, 0);
        assertThat(Diff.jvp(x -> Tensor.of(3.0), Tensor.of(1.0, 2.0), Tensor.of(1.0, 1.0))
                        .tangent()
                        .doubles())
                .containsExactly(0);
    }

    @Test
    void aGradientNeedsAScalar() {
        assertThatThrownBy(() -> Diff.grad(x -> x).apply(Tensor.of(1.0, 2.0)))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("float64[2]")
                .hasMessageContaining("vjp");
    }
}
