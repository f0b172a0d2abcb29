package dev.adjoint.examples;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import java.io.PrintStream;
import java.util.function.UnaryOperator;

/**
 * A ball thrown under gravity and the friction of air, simulated step by step, and how its whole path changes with
 * gravity and with friction. Two inputs and many outputs: forward mode, which carries the derivative along with the
 * simulation, one run for each input.
 *
 * <p>The path obeys {@code v' = -g e_y - k |v| v}, {@code r' = v}, integrated by the midpoint rule.
 */
public final class ThrownBall {

    private static final int STEPS = 200;
    private static final double DT = 0.01;

    private ThrownBall() {}

    /**
     * The path and its derivatives, each {@code [steps + 1, 2]}.
     *
     * @param path where the ball is after each step, in metres
     * @param byGravity how each place moves when gravity grows, in metres for m/s²
     * @param byFriction how each place moves when friction grows, in metres for 1/m
     */
    public record Result(Tensor path, Tensor byGravity, Tensor byFriction) {}

    /**
     * Throws the ball at 20 m/s under 45 degrees.
     *
     * @param gravity in m/s²
     * @param friction the drag coefficient for each metre
     * @return the path and its derivatives
     */
    public static Result run(double gravity, double friction) {
        Tensor parameters = Tensor.of(gravity, friction);
        UnaryOperator<Tensor> path = ThrownBall::path;
        Diff.Jvp<Tensor> byGravity = Diff.jvp(path, parameters, Tensor.of(1.0, 0.0));
        Diff.Jvp<Tensor> byFriction = Diff.jvp(path, parameters, Tensor.of(0.0, 1.0));
        return new Result(byGravity.value(), byGravity.tangent(), byFriction.tangent());
    }

    /**
     * The simulation, written as one would write it without derivatives.
     *
     * @param parameters gravity and friction
     * @return where the ball is after each step, {@code [steps + 1, 2]}
     */
    static Tensor path(Tensor parameters) {
        Tensor gravity = parameters.select(0, 0);
        Tensor friction = parameters.select(0, 1);
        Tensor down = Tensor.of(0.0, -1.0);
        Tensor place = Tensor.of(0.0, 0.0);
        Tensor velocity = Tensor.of(20 * Math.sqrt(0.5), 20 * Math.sqrt(0.5));
        Tensor[] places = new Tensor[STEPS];
        for (int step = 0; step < STEPS; step++) {
            Tensor middle =
                    velocity.add(force(velocity, gravity, friction, down).mul(DT / 2));
            place = place.add(middle.mul(DT));
            velocity = velocity.add(force(middle, gravity, friction, down).mul(DT));
            places[step] = place;
        }
        return Tensor.stack(0, Tensor.of(0.0, 0.0), places);
    }

    private static Tensor force(Tensor velocity, Tensor gravity, Tensor friction, Tensor down) {
        Tensor speed = velocity.square().sum().sqrt();
        return down.mul(gravity).sub(velocity.mul(speed.mul(friction)));
    }

    static void print(PrintStream out) {
        Result result = run(9.81, 0.02);
        out.println("time    place (m)          by gravity         by friction");
        for (int step = 0; step <= STEPS; step += STEPS / 5) {
            out.printf(
                    "%.1f s   %6.2f %6.2f      %7.3f %7.3f    %8.1f %8.1f%n",
                    step * DT,
                    result.path.at(step, 0),
                    result.path.at(step, 1),
                    result.byGravity.at(step, 0),
                    result.byGravity.at(step, 1),
                    result.byFriction.at(step, 0),
                    result.byFriction.at(step, 1));
        }
    }
}
