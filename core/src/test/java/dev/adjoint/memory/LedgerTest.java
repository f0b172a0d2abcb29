package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LedgerTest {
    private static final Block BLOCK = Block.allocate(0);

    @Property(tries = 200)
    void holdsWhatWasAddedAndNotTakenOut(
            @ForAll @IntRange(min = 0, max = 30) int count,
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 29) Integer> removals) {
        Ledger ledger = new Ledger();
        List<Lease> all = new ArrayList<>();
        List<Lease> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Lease lease = new Lease(BLOCK);
            ledger.add(lease);
            all.add(lease);
            expected.add(lease);
        }
        for (int removal : removals) {
            if (removal < count) {
                Lease lease = all.get(removal);
                assertThat(ledger.remove(lease)).isEqualTo(expected.remove(lease));
            }
        }
        assertThat(ledger.size()).isEqualTo(expected.size());
        for (Lease lease : expected) {
            assertThat(ledger.remove(lease)).isTrue();
        }
        assertThat(ledger.size()).isZero();
    }
}
