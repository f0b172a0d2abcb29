package dev.adjoint;

import dev.adjoint.memory.Ambient;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Other tensors in the place of some, for the duration of a call: how a module is run with parameters that are not its
 * own, without being changed. Whoever owns a tensor that may be stood in for asks {@link #of} when it is read.
 *
 * <p>Bound to the call: other threads do not notice.
 */
public final class StandIns {

    private static final Ambient<StandIns> IN_FORCE = new Ambient<>();
    private static final StandIns NONE = new StandIns(Map.of());

    private final Map<Tensor, Tensor> tensors;

    private StandIns(Map<Tensor, Tensor> tensors) {
        this.tensors = tensors;
    }

    /**
     * The tensor to be read in the place of another.
     *
     * @param tensor any tensor
     * @return what stands in for it here, or itself
     */
    public static Tensor of(Tensor tensor) {
        return inForce().tensors.getOrDefault(tensor, tensor);
    }

    /**
     * What stands in here, to be in force again later.
     *
     * @return the stand-ins in force
     */
    public static StandIns inForce() {
        return IN_FORCE.orElse(NONE);
    }

    /**
     * Runs code in which these stand in, and no others.
     *
     * @param body what to compute
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public <R> R during(Supplier<R> body) {
        return IN_FORCE.during(this, body);
    }

    /**
     * Runs code in which tensors stand in for others, beside those that already do.
     *
     * @param tensors for each tensor, compared by identity, what stands in for it
     * @param body what to compute
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public static <R> R during(Map<Tensor, Tensor> tensors, Supplier<R> body) {
        Map<Tensor, Tensor> all = new IdentityHashMap<>(inForce().tensors);
        all.putAll(tensors);
        return new StandIns(all).during(body);
    }
}
