package dev.adjoint.memory;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pending computations that read a storage, to be run before its contents change. They are held weakly: what nobody
 * can ask for any more need not be computed.
 */
final class Readers {

    /** Of a storage whose segment somebody has: it may be written at any time, so nothing that reads it can wait. */
    static final Readers EXPOSED = new Readers();

    private static final int FEW = 8;

    private final List<WeakReference<Pending>> waiting = new ArrayList<>();
    private int room = FEW;

    synchronized void add(Pending reader) {
        if (waiting.size() >= room) {
            prune();
            room = Math.max(FEW, 2 * waiting.size());
        }
        waiting.add(new WeakReference<>(reader));
    }

    /** Runs them; without the lock, since what they compute may read other storages. */
    void settle() {
        for (WeakReference<Pending> reference : waiting()) {
            Pending reader = reference.get();
            if (reader != null) {
                reader.settle();
            }
        }
        prune();
    }

    private synchronized List<WeakReference<Pending>> waiting() {
        return List.copyOf(waiting);
    }

    private synchronized void prune() {
        waiting.removeIf(reference -> isOver(reference.get()));
    }

    private static boolean isOver(@Nullable Pending reader) {
        return reader == null || reader.isSettled();
    }
}
