package dev.adjoint.expr;

/** Where an instruction of a {@link Program} finds an argument. */
public sealed interface Operand {

    /**
     * A value that was computed before.
     *
     * @param index the register's number
     */
    record Register(int index) implements Operand {
        @Override
        public String toString() {
            return "r" + index;
        }
    }

    /**
     * An element of an input.
     *
     * @param index the input's number
     */
    record Input(int index) implements Operand {
        @Override
        public String toString() {
            return "x" + index;
        }
    }

    /**
     * A number that is fixed for the run.
     *
     * @param index the parameter's number
     */
    record Parameter(int index) implements Operand {
        @Override
        public String toString() {
            return "p" + index;
        }
    }

    /**
     * A number that is part of the program.
     *
     * @param value the number
     */
    record Constant(double value) implements Operand {
        @Override
        public String toString() {
            return new Expr.Constant(value).toString();
        }
    }
}
