package dev.adjoint.engine;

import dev.adjoint.Census;
import dev.adjoint.Derivation;
import dev.adjoint.NanDetective;
import dev.adjoint.NonFinite;
import dev.adjoint.Primitive;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.memory.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Looks at every result for numbers that are not finite, and tells the detective where they began: from inputs that had
 * none, or in an input that no computation under watch has made.
 */
final class NonFiniteWatch implements Observer {

    private final NanDetective detective;

    /** Memory whose NaN were told of: what they spread to is no news. */
    private final Set<Storage> told = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    NonFiniteWatch(NanDetective detective) {
        this.detective = detective;
    }

    @Override
    public void computed(Primitive op, Array[] inputs, Array[] outputs) {
        for (int i = 0; i < outputs.length; i++) {
            Census census = Census.of(outputs[i]);
            if (!census.isFinite()) {
                look(op, inputs, outputs[i], census);
            }
        }
    }

    private void look(Primitive op, Array[] inputs, Array output, Census census) {
        List<Census> given = Arrays.stream(inputs).map(Census::of).toList();
        int entered = -1;
        if (census.nans() > 0) {
            boolean known = Arrays.stream(inputs).anyMatch(input -> told.contains(input.storage()));
            told.add(output.storage());
            if (known) {
                return;
            }
            for (int i = inputs.length - 1; i >= 0; i--) {
                entered = given.get(i).nans() > 0 ? i : entered;
            }
        } else if (!detective.infinities() || given.stream().anyMatch(each -> each.infinities() > 0)) {
            return;
        }
        List<NonFinite.Input> arguments = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            arguments.add(new NonFinite.Input(given.get(i), at(inputs[i], census)));
        }
        detective.found().accept(new NonFinite(op, Derivation.running(), census, arguments, entered, Origin.here()));
    }

    private static OptionalDouble at(Array input, Census output) {
        return input.shape().equals(output.type().shape())
                ? OptionalDouble.of(input.doubleAt(input.layout().offsetOf(output.index())))
                : OptionalDouble.empty();
    }
}
