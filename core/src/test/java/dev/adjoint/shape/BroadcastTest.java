package dev.adjoint.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BroadcastTest {
    private static Shape broadcast(Shape a, Shape b) {
        Shape result = Shape.broadcast(a, b);
        assertThat(Shape.broadcast(b, a)).isEqualTo(result);
        return result;
    }

    @Test
    void lengthOneStretchesAtEqualRank() {
        assertThat(broadcast(Shape.of(3, 1), Shape.of(1, 4))).isEqualTo(Shape.of(3, 4));
        assertThat(broadcast(Shape.of(3, 4), Shape.of(3, 4))).isEqualTo(Shape.of(3, 4));
        assertThat(broadcast(Shape.of(1), Shape.of(0))).isEqualTo(Shape.of(0));
    }

    @Test
    void trailingDimensionsJoinAHigherRank() {
        assertThat(broadcast(Shape.of(32, 10), Shape.of(10))).isEqualTo(Shape.of(32, 10));
        assertThat(broadcast(Shape.of(2, 3, 4), Shape.of(3, 4))).isEqualTo(Shape.of(2, 3, 4));
        assertThat(broadcast(Shape.of(3, 1), Shape.of(1))).isEqualTo(Shape.of(3, 1));
    }

    @Test
    void rankZeroJoinsAnything() {
        assertThat(broadcast(Shape.SCALAR, Shape.of(2, 0))).isEqualTo(Shape.of(2, 0));
        assertThat(broadcast(Shape.SCALAR, Shape.SCALAR)).isEqualTo(Shape.SCALAR);
    }

    @Test
    void stretchingAndJoiningAtOnceIsAnErrorThatNamesTheUnsqueeze() {
        assertThatThrownBy(() -> Shape.broadcast(Shape.of(3, 1), Shape.of(3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("broadcast: ranks differ, and [3] is not the trailing dimensions of [3, 1]: [3, 1] x [3]."
                        + " Did you mean b.unsqueeze(1) ([3, 1], giving [3, 1]),"
                        + " or b.unsqueeze(0) ([1, 3], giving [3, 3])?");
        assertThatThrownBy(() -> Shape.broadcast(Shape.of(5), Shape.of(5, 7)))
                .hasMessageContaining("a.unsqueeze(1) ([5, 1], giving [5, 7])")
                .hasMessageNotContaining("unsqueeze(0)");
        assertThatThrownBy(() -> Shape.broadcast(Shape.of(8, 6, 4, 4), Shape.of(6)))
                .hasMessageContaining("b.unsqueeze(0).unsqueeze(2).unsqueeze(3) ([1, 6, 1, 1], giving [8, 6, 4, 4])");
    }

    @Test
    void lengthsThatDifferAreNamed() {
        assertThatThrownBy(() -> Shape.broadcast(Shape.of(3, 4), Shape.of(3, 5)))
                .hasMessage("broadcast: lengths differ along axis 1: [3, 4] x [3, 5] (4 vs 5)."
                        + " Only an axis of length 1 stretches.");
        assertThatThrownBy(() -> Shape.broadcast(Shape.of(3, 4), Shape.of(4, 3)))
                .hasMessageContaining("b.transpose()");
        assertThatThrownBy(() -> Shape.broadcast(Shape.of(3, 4), Shape.of(7))).hasMessageContaining("No unsqueeze");
    }

    @Test
    void expansionGoesOneWay() {
        assertThat(Shape.of(1, 4).canExpandTo(Shape.of(3, 4))).isTrue();
        assertThat(Shape.of(4).canExpandTo(Shape.of(3, 4))).isTrue();
        assertThat(Shape.of(3, 4).canExpandTo(Shape.of(1, 4))).isFalse();
        assertThat(Shape.of(1).canExpandTo(Shape.of(3, 4))).isFalse();
        assertThat(Shape.of(3, 4).canExpandTo(Shape.of(4))).isFalse();
    }
}
