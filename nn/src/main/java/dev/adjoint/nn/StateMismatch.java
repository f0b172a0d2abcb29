package dev.adjoint.nn;

import dev.adjoint.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What keeps a state from being loaded, all of it in one message. */
final class StateMismatch {

    private static final int NAMED = 8;

    private StateMismatch() {}

    static void check(String module, Map<String, Tensor> mine, Map<String, Tensor> state) {
        List<String> missing = new ArrayList<>(mine.keySet());
        missing.removeAll(state.keySet());
        List<String> unknown = new ArrayList<>(state.keySet());
        unknown.removeAll(mine.keySet());
        List<String> different = new ArrayList<>();
        mine.forEach((path, own) -> {
            Tensor other = state.get(path);
            if (other != null && !other.type().equals(own.type())) {
                different.add(path + " is " + own.type() + " here and " + other.type() + " there");
            }
        });
        if (missing.isEmpty() && unknown.isEmpty() && different.isEmpty()) {
            return;
        }
        throw new ModuleException("load: the state does not fit " + module + part("missing", missing)
                + part("unknown", unknown) + part("different", different)
                + ". Build the module with the options that the state was made with.");
    }

    private static String part(String what, Collection<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String more = names.size() > NAMED ? ", and " + (names.size() - NAMED) + " more" : "";
        return "; " + what + ": "
                + String.join(", ", names.stream().limit(NAMED).toList()) + more;
    }
}
