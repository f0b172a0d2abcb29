package dev.adjoint.kernel.vector;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Has a loop compiled: calls it until compilers have made it fast.
 *
 * <p>Compilers count calls, whatever these do, and look at what the calls did when they come to write the code. Until then
 * each vector costs microseconds and leaves garbage, and what it passes through inside the library is counted as well
 * and would be compiled for nobody. So nearly all calls are empty, some do a little of everything, and while the compilers
 * are at work the loop sleeps: on a small machine it would only take the processor from them.
 */
final class Trial {

    /** Calls of a round: as many as make the last compiler take notice while it has little else to do. */
    private static final int CALLS = 6_000;
    /** One in so many does something. */
    private static final int WORK = 1_024;

    private static final long PAUSE = 4_000_000;
    private static final long PATIENCE = 5_000_000_000L;

    private Trial() {}

    /**
     * Calls a loop until it is fast, or for some seconds.
     *
     * @param nothing calls the loop without work
     * @param something calls it with a little work of every kind it will meet
     * @param isFast measures it
     * @return whether it is fast now
     */
    static boolean run(Runnable nothing, Runnable something, BooleanSupplier isFast) {
        long end = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < end) {
            for (int call = 0; call < CALLS; call++) {
                if (call % WORK == 0) {
                    something.run();
                } else {
                    nothing.run();
                }
            }
            if (isFast.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(PAUSE);
        }
        return false;
    }
}
