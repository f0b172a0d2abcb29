package example;

import dev.adjoint.Tensor;
import dev.adjoint.memory.Scope;
import dev.adjoint.memory.Storage;

/** Code outside the library, for errors that name a line of the user's. */
public final class UserProgram {
    private UserProgram() {}

    /** A storage whose scope has ended. */
    public static Storage makeAndLose() {
        try (var _ = Scope.open()) {
            return Storage.allocate(16);
        }
    }

    /** Writes in place, where somebody may have kept what was there. */
    public static void overwrite(Tensor tensor) {
        tensor.fill(3);
    }
}
