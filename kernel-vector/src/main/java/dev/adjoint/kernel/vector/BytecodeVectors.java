package dev.adjoint.kernel.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.adjoint.expr.Fn;
import dev.adjoint.shape.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on vectors of float or double, written as bytecode: each method adds one call of the Vector API, and a value is
 * the local variable that holds its result.
 *
 * <p>Only methods of the library are called, never one of ours that takes a vector: those are not sure to be inlined, and
 * one that is not costs an allocation for each vector.
 */
final class BytecodeVectors implements VectorCode {

    private static final String API = "jdk.incubator.vector.";
    private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
    private static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
    private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
    private static final ClassDesc OPERATORS = ClassDesc.of(API + "VectorOperators");
    private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
    private static final ClassDesc BINARY = OPERATORS.nested("Binary");
    private static final ClassDesc SEGMENT = ClassDesc.of(MemorySegment.class.getName());
    private static final ClassDesc ORDER = ClassDesc.of(ByteOrder.class.getName());
    private static final ClassDesc LAYOUT = ClassDesc.of(ValueLayout.class.getName());
    private static final ClassDesc MEMORY = ClassDesc.of(Memory.class.getName());

    private final CodeBuilder code;
    private final boolean single;
    private final ClassDesc vector;
    private final ClassDesc bits;
    private final ClassDesc scalar;
    /** Which elements are read and written; all of them where there is none. */
    private @Nullable Value mask;

    /**
     * @param code where the calls go
     * @param dtype float32 or float64
     */
    BytecodeVectors(CodeBuilder code, DType dtype) {
        this.code = code;
        this.single = dtype == DType.FLOAT32;
        this.vector = ClassDesc.of(API + (single ? "FloatVector" : "DoubleVector"));
        this.bits = ClassDesc.of(API + (single ? "IntVector" : "LongVector"));
        this.scalar = single ? CD_float : CD_double;
    }

    // Memory.

    /** From here on only the first elements of a vector are read and written; the number is on the stack. */
    void onlyFirst() {
        int count = code.allocateLocal(TypeKind.INT);
        code.istore(count);
        species();
        code.iconst_0().iload(count);
        code.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
        mask = keep();
    }

    /** The elements in memory at an address, a local variable, plus a position in bytes. */
    Value load(int address, int position) {
        species();
        place(address, position);
        if (mask == null) {
            code.invokestatic(vector, "fromMemorySegment", MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER));
        } else {
            push(mask);
            MethodTypeDesc masked = MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER, MASK);
            code.invokestatic(vector, "fromMemorySegment", masked);
        }
        return keep();
    }

    /** Writes elements to memory at an address, a local variable, plus a position in bytes. */
    void store(Value x, int address, int position) {
        push(x);
        place(address, position);
        if (mask == null) {
            code.invokevirtual(vector, "intoMemorySegment", MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
        } else {
            push(mask);
            MethodTypeDesc masked = MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER, MASK);
            code.invokevirtual(vector, "intoMemorySegment", masked);
        }
    }

    private void place(int address, int position) {
        code.getstatic(MEMORY, "ALL", SEGMENT)
                .lload(address)
                .iload(position)
                .i2l()
                .ladd();
        code.getstatic(ORDER, "LITTLE_ENDIAN", ORDER);
    }

    /** One element in memory at an address, a local variable, in all lanes. */
    Value repeated(int address) {
        ClassDesc layout = LAYOUT.nested(single ? "OfFloat" : "OfDouble");
        species();
        code.getstatic(MEMORY, "ALL", SEGMENT).getstatic(MEMORY, single ? "FLOAT" : "DOUBLE", layout);
        code.lload(address).invokeinterface(SEGMENT, "get", MethodTypeDesc.of(scalar, layout, CD_long));
        return broadcast();
    }

    /** The bits of a double, a local variable, as a number in all lanes. */
    Value parameter(int local) {
        species();
        code.lload(local)
                .invokestatic(
                        ClassDesc.of("java.lang.Double"), "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        if (single) {
            code.d2f();
        }
        return broadcast();
    }

    /** A number in all lanes. */
    @Override
    public Value number(double value) {
        species();
        constant(value);
        return broadcast();
    }

    private Value broadcast() {
        code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, scalar));
        return keep();
    }

    // Arithmetic.

    @Override
    public Value add(Value x, Value y) {
        return call("add", x, y);
    }

    @Override
    public Value add(Value x, double y) {
        return call("add", x, y);
    }

    @Override
    public Value sub(Value x, Value y) {
        return call("sub", x, y);
    }

    @Override
    public Value sub(Value x, double y) {
        return call("sub", x, y);
    }

    @Override
    public Value mul(Value x, Value y) {
        return call("mul", x, y);
    }

    @Override
    public Value mul(Value x, double y) {
        return call("mul", x, y);
    }

    @Override
    public Value div(Value x, Value y) {
        return call("div", x, y);
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
        return call("neg", x);
    }

    @Override
    public Value abs(Value x) {
        return call("abs", x);
    }

    @Override
    public Value sqrt(Value x) {
        return call("sqrt", x);
    }

    /** {@code x * y + z}, rounded once. */
    @Override
    public Value fma(Value x, Value y, Value z) {
        return call("fma", x, y, z);
    }

    /** {@code x * y + z}, rounded once. */
    @Override
    public Value fma(Value x, double y, double z) {
        push(x);
        constant(y);
        constant(z);
        code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, scalar, scalar));
        return keep();
    }

    private Value call(String name, Value... values) {
        push(values);
        ClassDesc[] others = new ClassDesc[values.length - 1];
        Arrays.fill(others, VECTOR);
        code.invokevirtual(vector, name, MethodTypeDesc.of(vector, others));
        return keep();
    }

    private Value call(String name, Value x, double y) {
        push(x);
        constant(y);
        code.invokevirtual(vector, name, MethodTypeDesc.of(vector, scalar));
        return keep();
    }

    // Choice.

    /** A mask: where a comparison of the given name ({@code LT}, {@code EQ}, ...) holds. */
    @Override
    public Value test(String comparison, Value x, Value y) {
        push(x);
        code.getstatic(OPERATORS, comparison, COMPARISON);
        push(y);
        code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
        return keep();
    }

    /** A mask: where a comparison with a number holds. */
    @Override
    public Value test(String comparison, Value x, double y) {
        push(x);
        code.getstatic(OPERATORS, comparison, COMPARISON);
        constant(y);
        code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, scalar));
        return keep();
    }

    /** A mask: where both hold. */
    @Override
    public Value both(Value one, Value other) {
        return masks("and", one, other);
    }

    /** A mask: where one holds at least. */
    @Override
    public Value either(Value one, Value other) {
        return masks("or", one, other);
    }

    private Value masks(String name, Value one, Value other) {
        push(one, other);
        code.invokevirtual(MASK, name, MethodTypeDesc.of(MASK, MASK));
        return keep();
    }

    /** {@code yes} where the mask holds, else {@code no}. */
    @Override
    public Value choose(Value where, Value yes, Value no) {
        push(no, yes, where);
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
        return keep();
    }

    /** A number where the mask holds, else {@code no}. */
    @Override
    public Value choose(Value where, double yes, Value no) {
        push(no);
        constant(yes);
        push(where);
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, scalar, MASK));
        return keep();
    }

    @Override
    public Value rarely(Value where, Fn fn, Value x, Value usual) {
        throw new UnsupportedOperationException("loops of the Vector API come to their end: " + fn);
    }

    // Bits.

    /** The elements as whole numbers of the same bits. */
    @Override
    public Value bits(Value x) {
        push(x);
        code.invokevirtual(vector, single ? "reinterpretAsInts" : "reinterpretAsLongs", MethodTypeDesc.of(bits));
        return keep();
    }

    /** Whole numbers as elements of the same bits. */
    @Override
    public Value elements(Value whole) {
        push(whole);
        String name = single ? "reinterpretAsFloats" : "reinterpretAsDoubles";
        code.invokevirtual(bits, name, MethodTypeDesc.of(vector));
        return keep();
    }

    /** The sum ({@code add}), difference ({@code sub}), ... of whole numbers. */
    @Override
    public Value whole(String name, Value x, long y) {
        push(x);
        if (single) {
            code.loadConstant((int) y);
        } else {
            code.loadConstant(y);
        }
        code.invokevirtual(bits, name, MethodTypeDesc.of(bits, single ? CD_int : CD_long));
        return keep();
    }

    @Override
    public Value whole(String name, Value x, Value y) {
        push(x, y);
        code.invokevirtual(bits, name, MethodTypeDesc.of(bits, VECTOR));
        return keep();
    }

    /** Whole numbers shifted by a constant ({@code LSHL}, {@code ASHR}). */
    @Override
    public Value shift(String operator, Value x, int by) {
        push(x);
        code.getstatic(OPERATORS, operator, BINARY);
        if (single) {
            code.loadConstant(by);
        } else {
            code.loadConstant((long) by);
        }
        code.invokevirtual(bits, "lanewise", MethodTypeDesc.of(bits, BINARY, single ? CD_int : CD_long));
        return keep();
    }

    // The stack.

    private void species() {
        code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
    }

    private void constant(double value) {
        if (single) {
            code.loadConstant((float) value);
        } else {
            code.loadConstant(value);
        }
    }

    private void push(Value... values) {
        for (Value value : values) {
            code.aload(value.index());
        }
    }

    private Value keep() {
        Value value = new Value(code.allocateLocal(TypeKind.REFERENCE));
        code.astore(value.index());
        return value;
    }
}
