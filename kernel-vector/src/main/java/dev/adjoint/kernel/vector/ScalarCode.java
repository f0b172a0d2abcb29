package dev.adjoint.kernel.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.adjoint.expr.Fn;
import dev.adjoint.shape.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Locale;

/**
 * Arithmetic on single elements of float or double, written as bytecode without vectors: a value is the local variable that
 * holds an element, its bits, or a truth.
 */
final class ScalarCode implements VectorCode {

    private static final ClassDesc MATH = ClassDesc.of(Math.class.getName());

    private final CodeBuilder code;
    private final boolean single;
    /** The kind of elements, and of their bits. */
    private final TypeKind element;

    private final TypeKind whole;
    private final ClassDesc scalar;

    /**
     * @param code where the operations go
     * @param dtype float32 or float64
     */
    ScalarCode(CodeBuilder code, DType dtype) {
        this.code = code;
        this.single = dtype == DType.FLOAT32;
        this.element = single ? TypeKind.FLOAT : TypeKind.DOUBLE;
        this.whole = single ? TypeKind.INT : TypeKind.LONG;
        this.scalar = single ? CD_float : CD_double;
    }

    @Override
    public Value number(double value) {
        if (single) {
            code.loadConstant((float) value);
        } else {
            code.loadConstant(value);
        }
        return keep(element);
    }

    @Override
    public Value add(Value x, Value y) {
        return arithmetic(single ? Opcode.FADD : Opcode.DADD, x, y);
    }

    @Override
    public Value sub(Value x, Value y) {
        return arithmetic(single ? Opcode.FSUB : Opcode.DSUB, x, y);
    }

    @Override
    public Value mul(Value x, Value y) {
        return arithmetic(single ? Opcode.FMUL : Opcode.DMUL, x, y);
    }

    @Override
    public Value div(Value x, Value y) {
        return arithmetic(single ? Opcode.FDIV : Opcode.DDIV, x, y);
    }

    private Value arithmetic(Opcode op, Value x, Value y) {
        load(element, x, y);
        code.with(OperatorInstruction.of(op));
        return keep(element);
    }

    @Override
    public Value min(Value x, Value y) {
        return call("min", x, y);
    }

    @Override
    public Value max(Value x, Value y) {
        return call("max", x, y);
    }

    @Override
    public Value neg(Value x) {
        load(element, x);
        if (single) {
            code.fneg();
        } else {
            code.dneg();
        }
        return keep(element);
    }

    @Override
    public Value abs(Value x) {
        return call("abs", x);
    }

    @Override
    public Value sqrt(Value x) {
        load(element, x);
        // The root of a float, rounded to double first, is rounded no otherwise to float.
        code.conversion(element, TypeKind.DOUBLE);
        code.invokestatic(MATH, "sqrt", MethodTypeDesc.of(CD_double, CD_double));
        code.conversion(TypeKind.DOUBLE, element);
        return keep(element);
    }

    @Override
    public Value fma(Value x, Value y, Value z) {
        return call("fma", x, y, z);
    }

    private Value call(String name, Value... values) {
        load(element, values);
        ClassDesc[] types = new ClassDesc[values.length];
        Arrays.fill(types, scalar);
        code.invokestatic(MATH, name, MethodTypeDesc.of(scalar, types));
        return keep(element);
    }

    // Truths.

    /** Comparisons with NaN come out so that they do not hold, but for {@code NE}. */
    @Override
    public Value test(String comparison, Value x, Value y) {
        load(element, x, y);
        boolean less = comparison.startsWith("L");
        if (single && less) {
            code.fcmpg();
        } else if (single) {
            code.fcmpl();
        } else if (less) {
            code.dcmpg();
        } else {
            code.dcmpl();
        }
        Opcode jump = Opcode.valueOf("IF" + comparison);
        code.ifThenElse(jump, then -> then.iconst_1(), otherwise -> otherwise.iconst_0());
        return keep(TypeKind.INT);
    }

    @Override
    public Value both(Value one, Value other) {
        load(TypeKind.INT, one, other);
        code.iand();
        return keep(TypeKind.INT);
    }

    @Override
    public Value either(Value one, Value other) {
        load(TypeKind.INT, one, other);
        code.ior();
        return keep(TypeKind.INT);
    }

    @Override
    public Value choose(Value where, Value yes, Value no) {
        load(TypeKind.INT, where);
        code.ifThenElse(
                then -> then.loadLocal(element, yes.index()), otherwise -> otherwise.loadLocal(element, no.index()));
        return keep(element);
    }

    @Override
    public Value rarely(Value where, Fn fn, Value x, Value usual) {
        load(TypeKind.INT, where);
        code.ifThenElse(
                then -> {
                    ClassDesc type = ClassDesc.of(Fn.class.getName());
                    then.getstatic(type, fn.name(), type);
                    then.loadLocal(element, x.index()).conversion(element, TypeKind.DOUBLE);
                    then.dconst_0().dconst_0();
                    then.invokevirtual(type, "apply", MethodTypeDesc.of(CD_double, CD_double, CD_double, CD_double));
                    then.conversion(TypeKind.DOUBLE, element);
                },
                otherwise -> otherwise.loadLocal(element, usual.index()));
        return keep(element);
    }

    // Bits.

    @Override
    public Value bits(Value x) {
        load(element, x);
        if (single) {
            code.invokestatic(
                    ClassDesc.of("java.lang.Float"), "floatToRawIntBits", MethodTypeDesc.of(CD_int, CD_float));
        } else {
            code.invokestatic(
                    ClassDesc.of("java.lang.Double"), "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
        }
        return keep(whole);
    }

    @Override
    public Value elements(Value bits) {
        load(whole, bits);
        if (single) {
            code.invokestatic(ClassDesc.of("java.lang.Float"), "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
        } else {
            code.invokestatic(
                    ClassDesc.of("java.lang.Double"), "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
        return keep(element);
    }

    @Override
    public Value whole(String name, Value x, long y) {
        if (single) {
            code.loadConstant((int) y);
        } else {
            code.loadConstant(y);
        }
        return whole(name, x, keep(whole));
    }

    @Override
    public Value whole(String name, Value x, Value y) {
        load(whole, x, y);
        operator(name.toUpperCase(Locale.ROOT));
        return keep(whole);
    }

    @Override
    public Value shift(String operator, Value x, int by) {
        load(whole, x);
        code.loadConstant(by);
        operator(
                switch (operator) {
                    case "LSHL" -> "SHL";
                    case "LSHR" -> "USHR";
                    default -> "SHR";
                });
        return keep(whole);
    }

    private void operator(String name) {
        code.with(OperatorInstruction.of(Opcode.valueOf((single ? "I" : "L") + name)));
    }

    // Local variables.

    private void load(TypeKind kind, Value... values) {
        for (Value value : values) {
            code.loadLocal(kind, value.index());
        }
    }

    private Value keep(TypeKind kind) {
        int local = code.allocateLocal(kind);
        code.storeLocal(kind, local);
        return new Value(local);
    }
}
