package dev.adjoint.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {
    /** Expected values from Python 3, {@code statistics.NormalDist().inv_cdf}. */
    @ParameterizedTest
    @CsvSource({
        "1e-300, -37.0470962993612",
        "1e-20, -9.262340089798405",
        "1e-12, -7.034483825301132",
        "1.4e-11, -6.656723091518184",
        "1e-05, -4.2648907939228256",
        "0.01, -2.3263478740408408",
        "0.0749, -1.4402382675279632",
        "0.0751, -1.4388253927525398",
        "0.3, -0.5244005127080407",
        "0.5, 0.0",
        "0.7, 0.5244005127080407",
        "0.9249, 1.4388253927525403",
        "0.9251, 1.4402382675279632",
        "0.975, 1.9599639845400536",
        "0.999999, 4.753424308817089"
    })
    void agreesWithPython(double p, double expected) {
        double tolerance = 4 * Math.ulp(expected);
        assertThat(NormalQuantile.at(p)).isEqualTo(expected, within(tolerance));
    }

    @Test
    void isOddAndGrowing() {
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < 1 << 12; i++) {
            double p = i * 0x1p-12;
            double z = NormalQuantile.at(p);
            assertThat(z).isGreaterThan(before);
            assertThat(NormalQuantile.at(1 - p)).isEqualTo(0 - z);
            before = z;
        }
    }
}
