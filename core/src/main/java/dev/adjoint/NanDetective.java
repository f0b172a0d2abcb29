package dev.adjoint;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Watches over a computation and names the ops in which NaN and infinities begin. It looks at the result of every op,
 * in forward and backward passes and derivatives of any order, in the thread that runs the body; what happens to be
 * NaN already where it comes in is told as such. It costs a pass over each result and some microseconds an op.
 *
 * <pre>{@code
 * List<NonFinite> all = new ArrayList<>();
 * Debug.nan().allowingInfinities().reporting(all::add).run(() -> step(batch));
 * }</pre>
 *
 * @param infinities whether an infinity made of finite inputs is worth a word; one that comes in never is, since masks
 *     are made so
 * @param found whom to tell; what it throws ends the computation
 */
public record NanDetective(boolean infinities, Consumer<NonFinite> found) {

    /** Fails at the first NaN or infinity. */
    public NanDetective() {
        this(true, finding -> {
            throw new NonFiniteException(finding);
        });
    }

    /**
     * Looks for NaN only: where infinities are meant, such as the minus infinity of a mask.
     *
     * @return a new detective
     */
    public NanDetective allowingInfinities() {
        return new NanDetective(false, found);
    }

    /**
     * Goes on, and tells of every op in which NaN or infinities begin.
     *
     * @param consumer whom to tell
     * @return a new detective
     */
    public NanDetective reporting(Consumer<NonFinite> consumer) {
        return new NanDetective(infinities, consumer);
    }

    /**
     * Computes under watch.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public <T> T call(Supplier<T> body) {
        return InForce.ENGINE.watched(this, body);
    }

    /**
     * Runs under watch.
     *
     * @param body what to run
     */
    public void run(Runnable body) {
        call(() -> {
            body.run();
            return this;
        });
    }
}
