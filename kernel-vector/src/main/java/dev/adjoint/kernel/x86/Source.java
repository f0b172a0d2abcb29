package dev.adjoint.kernel.x86;

/** Where an instruction finds its second source. */
sealed interface Source {

    /** A vector register. */
    record Register(int number) implements Source {}

    /** Memory at the sum of a general register, a number, and maybe another register, taken twice if so said. */
    record Memory(int base, int index, boolean twice, int displacement) implements Source {

        /** In place of an index, the encoding of none. */
        static final int NO_INDEX = 4;

        static Memory at(int base, int displacement) {
            return new Memory(base, NO_INDEX, false, displacement);
        }

        static Memory indexed(int base, int index) {
            return new Memory(base, index, false, 0);
        }

        static Memory doubles(int base, int index, int displacement) {
            return new Memory(base, index, true, displacement);
        }
    }

    /** One of the constants that follow the code. */
    record Constant(int place) implements Source {}
}
