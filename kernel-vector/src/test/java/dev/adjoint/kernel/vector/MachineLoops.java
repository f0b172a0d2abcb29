package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.x86.Processor;
import java.util.List;
import java.util.stream.Stream;

/** Machine code for tests: by the longest vectors that this processor has, and by shorter ones. */
final class MachineLoops {

    private MachineLoops() {}

    /** One for each length of vectors; none where no machine code can be written. */
    static List<Warmth> all() {
        Processor processor = Processor.current();
        return processor == null
                ? List.of()
                : Stream.of(processor, new Processor(false))
                        .distinct()
                        .map(Warmth::always)
                        .toList();
    }
}
