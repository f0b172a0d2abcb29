package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.x86.Arithmetic;
import dev.adjoint.kernel.x86.Bits;
import dev.adjoint.kernel.x86.Comparison;
import dev.adjoint.kernel.x86.LoopWriter;
import dev.adjoint.kernel.x86.Shift;
import java.util.Locale;

/**
 * Arithmetic on vectors of float or double, as machine code.
 *
 * @param loop takes it down
 */
record MachineVectors(LoopWriter loop) implements VectorCode {

    private static final double SIGN = -0.0;

    private static LoopWriter.Value in(Value value) {
        return new LoopWriter.Value(value.index());
    }

    static Value out(LoopWriter.Value value) {
        return new Value(value.index());
    }

    private Value arithmetic(Arithmetic op, Value x, Value y) {
        return out(loop.arithmetic(op, in(x), in(y)));
    }

    private Value whole(Bits op, Value x, LoopWriter.Value y) {
        return out(loop.whole(op, in(x), y));
    }

    @Override
    public Value number(double value) {
        return out(loop.constant(value));
    }

    @Override
    public Value add(Value x, Value y) {
        return arithmetic(Arithmetic.ADD, x, y);
    }

    @Override
    public Value sub(Value x, Value y) {
        return arithmetic(Arithmetic.SUB, x, y);
    }

    @Override
    public Value mul(Value x, Value y) {
        return arithmetic(Arithmetic.MUL, x, y);
    }

    @Override
    public Value div(Value x, Value y) {
        return arithmetic(Arithmetic.DIV, x, y);
    }

    @Override
    public Value min(Value x, Value y) {
        return out(loop.min(in(x), in(y)));
    }

    @Override
    public Value max(Value x, Value y) {
        return out(loop.max(in(x), in(y)));
    }

    @Override
    public Value neg(Value x) {
        return whole(Bits.XOR, x, loop.constant(SIGN));
    }

    @Override
    public Value abs(Value x) {
        return whole(Bits.AND, x, loop.magnitude());
    }

    @Override
    public Value sqrt(Value x) {
        return out(loop.sqrt(in(x)));
    }

    @Override
    public Value fma(Value x, Value y, Value z) {
        return out(loop.fma(in(x), in(y), in(z)));
    }

    @Override
    public Value test(String comparison, Value x, Value y) {
        return out(loop.test(Comparison.valueOf(comparison), in(x), in(y)));
    }

    @Override
    public Value both(Value one, Value other) {
        return out(loop.both(in(one), in(other)));
    }

    @Override
    public Value either(Value one, Value other) {
        return out(loop.either(in(one), in(other)));
    }

    @Override
    public Value choose(Value where, Value yes, Value no) {
        return out(loop.choose(in(where), in(yes), in(no)));
    }

    /** The loop is left: {@link LeavingLoop} goes on. */
    @Override
    public Value rarely(Value where, Fn fn, Value x, Value usual) {
        loop.leave(in(where));
        return usual;
    }

    /** Registers know no types. */
    @Override
    public Value bits(Value x) {
        return x;
    }

    @Override
    public Value elements(Value whole) {
        return whole;
    }

    @Override
    public Value whole(String name, Value x, long y) {
        return whole(Bits.valueOf(name.toUpperCase(Locale.ROOT)), x, loop.bits(y));
    }

    @Override
    public Value whole(String name, Value x, Value y) {
        return whole(Bits.valueOf(name.toUpperCase(Locale.ROOT)), x, in(y));
    }

    @Override
    public Value shift(String operator, Value x, int by) {
        return out(loop.shift(Shift.valueOf(operator), in(x), by));
    }
}
