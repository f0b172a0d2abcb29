package dev.adjoint.nn.init;

/** The form of the distribution that weights are drawn from, whatever their variance. */
enum Distribution {
    UNIFORM {
        @Override
        Initialiser of(double deviation) {
            return Initialiser.uniform(Math.sqrt(3) * deviation);
        }
    },
    NORMAL {
        @Override
        Initialiser of(double deviation) {
            return Initialiser.normal(deviation);
        }
    };

    /** Mean 0 and a given standard deviation. */
    abstract Initialiser of(double deviation);
}
