package dev.adjoint.kernel.vector;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.shape.DType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the class of {@link PlainFunctions}: for each function a method that computes one element, which compilers see soon,
 * and one that loops over arrays.
 */
final class FunctionClass {

    private static final ClassDesc THIS = ClassDesc.of(FunctionClass.class.getPackageName() + ".Functions");
    private static final ClassDesc INTERFACE = ClassDesc.of(PlainFunctions.class.getName());
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(CD_void, CD_int, CD_Object, CD_Object, CD_Object, CD_int);

    /** The functions, one for each step that has one. */
    private static final List<TileOp> FUNCTIONS =
            Arrays.stream(Fn.values()).map(TileOp::of).filter(Objects::nonNull).toList();

    private final DType dtype;
    private final ClassDesc scalar;
    private final TypeKind element;
    private final MethodTypeDesc one;
    private final MethodTypeDesc all;

    private FunctionClass(DType dtype) {
        this.dtype = dtype;
        this.scalar = dtype == DType.FLOAT32 ? CD_float : CD_double;
        this.element = TypeKind.from(scalar);
        this.one = MethodTypeDesc.of(scalar, scalar, scalar);
        ClassDesc array = scalar.arrayType();
        this.all = MethodTypeDesc.of(CD_void, array, array, array, CD_int);
    }

    /** Those in float; null where classes cannot be made, and then functions are computed by the reference. */
    static @Nullable PlainFunctions<float[]> floats() {
        return Floats.FUNCTIONS;
    }

    /** Those in double; null where classes cannot be made. */
    static @Nullable PlainFunctions<double[]> doubles() {
        return Doubles.FUNCTIONS;
    }

    /** Holds what is written when it is first asked for. */
    private static final class Floats {
        private static final @Nullable PlainFunctions<float[]> FUNCTIONS = of(DType.FLOAT32);
    }

    /** Holds what is written when it is first asked for. */
    private static final class Doubles {
        private static final @Nullable PlainFunctions<double[]> FUNCTIONS = of(DType.FLOAT64);
    }

    /** The functions in a type of elements, float32 or float64; null if the virtual machine does not let classes be made. */
    @SuppressWarnings("unchecked")
    private static <T> @Nullable PlainFunctions<T> of(DType dtype) {
        try {
            byte[] code = new FunctionClass(dtype).write();
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(code, true);
            return (PlainFunctions<T>) lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable impossible) {
            return null;
        }
    }

    private byte[] write() {
        return ClassFile.of().build(THIS, type -> {
            type.withInterfaceSymbols(INTERFACE).withFlags(ClassFile.ACC_FINAL);
            type.withMethodBody(
                    INIT_NAME,
                    MTD_void,
                    0,
                    code -> code.aload(0)
                            .invokespecial(CD_Object, INIT_NAME, MTD_void)
                            .return_());
            type.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::run);
            FUNCTIONS.forEach(function -> function(type, function));
        });
    }

    /** Finds the loop of a function. */
    private void run(CodeBuilder code) {
        Label none = code.newLabel();
        List<SwitchCase> cases = FUNCTIONS.stream()
                .map(function -> SwitchCase.of(function.ordinal(), code.newLabel()))
                .toList();
        code.iload(code.parameterSlot(0)).lookupswitch(none, cases);
        for (int i = 0; i < cases.size(); i++) {
            code.labelBinding(cases.get(i).target());
            for (int array = 1; array <= 3; array++) {
                code.aload(code.parameterSlot(array)).checkcast(scalar.arrayType());
            }
            code.iload(code.parameterSlot(4))
                    .invokestatic(THIS, FUNCTIONS.get(i).name(), all)
                    .return_();
        }
        code.labelBinding(none).return_();
    }

    private void function(ClassBuilder type, TileOp function) {
        type.withMethodBody(function.name(), one, ClassFile.ACC_STATIC, code -> {
            Value x = new Value(code.parameterSlot(0));
            Value y = new Value(code.parameterSlot(1));
            Value result = new VectorSteps(new ScalarCode(code, dtype), dtype).step(function, x, y, x, y);
            code.loadLocal(element, result.index()).return_(element);
        });
        type.withMethodBody(function.name(), all, ClassFile.ACC_STATIC, code -> loop(code, function.name()));
    }

    private void loop(CodeBuilder code, String function) {
        int i = code.allocateLocal(TypeKind.INT);
        Label next = code.newLabel();
        Label done = code.newLabel();
        code.iconst_0()
                .istore(i)
                .labelBinding(next)
                .iload(i)
                .iload(code.parameterSlot(3))
                .if_icmpge(done);
        code.aload(code.parameterSlot(2)).iload(i);
        for (int array = 0; array < 2; array++) {
            code.aload(code.parameterSlot(array)).iload(i).arrayLoad(element);
        }
        code.invokestatic(THIS, function, one).arrayStore(element);
        code.iinc(i, 1).goto_(next).labelBinding(done).return_();
    }
}
