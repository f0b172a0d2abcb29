package dev.adjoint.kernel.vector;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.adjoint.expr.Operand;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.shape.DType;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the class of a {@link VectorLoop}: a whole program in one pass, with everything between its steps in registers.
 *
 * <p>The loop takes whole vectors; what is left over is one more round in a method of its own, with a mask. Arguments are
 * read before results are written, vector by vector, so a result may replace an argument.
 */
final class LoopClass {

    /** Methods beyond 8,000 bytes are never compiled; what comes near is left to tiles. */
    static final int MOST_BYTES = 6_000;

    /** What no step reads. */
    private static final Value UNREAD = new Value(-1);

    private static final ClassDesc THIS = ClassDesc.of(LoopClass.class.getPackageName() + ".Loop");
    private static final ClassDesc INTERFACE = ClassDesc.of(VectorLoop.class.getName());
    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void, LONGS, CD_int);
    private static final MethodTypeDesc REST = MethodTypeDesc.of(CD_void, LONGS, CD_int, CD_int);

    private final TileProgram program;
    private final long repeated;
    private final DType dtype;
    private final int bytes;

    private LoopClass(TileProgram program, long repeated, DType dtype, int vectorBytes) {
        this.program = program;
        this.repeated = repeated;
        this.dtype = dtype;
        this.bytes = vectorBytes;
    }

    /**
     * The loop of a program.
     *
     * @param program what to compute
     * @param repeated bit {@code i} is set if input {@code i} is one number for all elements
     * @param dtype float32 or float64
     * @param vectorBytes the bytes of a vector
     * @return null if there is no such loop: a step has no vector code, the program is too long, or the virtual machine
     *     does not let classes be made
     */
    static @Nullable VectorLoop of(TileProgram program, long repeated, DType dtype, int vectorBytes) {
        if ((program.ops() & (TileOp.REFERENCE.bit() | TileOp.leaving())) != 0) {
            return null;
        }
        LoopClass writer = new LoopClass(program, repeated, dtype, vectorBytes);
        try {
            byte[] code = writer.write();
            if (longest(code) > MOST_BYTES) {
                return null;
            }
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(code, true);
            return (VectorLoop) lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable impossible) {
            return null;
        }
    }

    /** The bytes of the longest method of a class. */
    static int longest(byte[] type) {
        return ClassFile.of().parse(type).methods().stream()
                .mapToInt(method -> method.findAttribute(Attributes.code())
                        .map(CodeAttribute::codeLength)
                        .orElse(0))
                .max()
                .orElse(0);
    }

    private byte[] write() {
        return ClassFile.of()
                .build(
                        THIS,
                        type -> type.withInterfaceSymbols(INTERFACE)
                                .withFlags(ClassFile.ACC_FINAL)
                                .withMethodBody(
                                        INIT_NAME,
                                        MTD_void,
                                        0,
                                        code -> code.aload(0)
                                                .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                                .return_())
                                .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::run)
                                .withMethodBody("rest", REST, ClassFile.ACC_STATIC, this::rest));
    }

    /** Whole vectors, then the rest. */
    private void run(CodeBuilder code) {
        int at = code.parameterSlot(0);
        int count = code.parameterSlot(1);
        Label some = code.newLabel();
        // Compilers count calls, so a loop is warmed by empty ones, which must cost nothing: see Trial.
        code.iload(count).ifne(some);
        code.aload(at).iconst_0().iconst_0().invokestatic(THIS, "rest", REST).return_();
        code.labelBinding(some);
        Body body = new Body(code, at);
        int end = code.allocateLocal(TypeKind.INT);
        int position = code.allocateLocal(TypeKind.INT);
        code.iload(count)
                .loadConstant(dtype.bytes())
                .imul()
                .loadConstant(-bytes)
                .iand()
                .istore(end);
        code.iconst_0().istore(position);
        Label test = code.newLabel();
        Label done = code.newLabel();
        Label last = code.newLabel();
        code.labelBinding(test).iload(position).iload(end).if_icmpge(done);
        body.compute(position);
        code.iinc(position, bytes).goto_(test);
        code.labelBinding(done);
        code.iload(count).loadConstant(bytes / dtype.bytes() - 1).iand().ifeq(last);
        code.aload(at).iload(position);
        code.iload(count).loadConstant(bytes / dtype.bytes() - 1).iand();
        code.invokestatic(THIS, "rest", REST);
        code.labelBinding(last).return_();
    }

    /** Less than a vector. */
    private void rest(CodeBuilder code) {
        Label some = code.newLabel();
        code.iload(code.parameterSlot(2)).ifne(some).return_().labelBinding(some);
        Body body = new Body(code, code.parameterSlot(0));
        code.iload(code.parameterSlot(2));
        body.vectors.onlyFirst();
        body.compute(code.parameterSlot(1));
        code.return_();
    }

    /** The program on one vector of each operand. */
    private final class Body {
        private final BytecodeVectors vectors;
        private final VectorSteps steps;
        private final int[] address = new int[program.outputs() + program.inputs()];
        /** What is the same for all vectors, or has been computed by now. */
        private final Value[] slots = new Value[program.slots()];

        private final boolean[] read = new boolean[program.slots()];

        Body(CodeBuilder code, int at) {
            vectors = new BytecodeVectors(code, dtype);
            steps = new VectorSteps(vectors, dtype);
            Arrays.fill(slots, UNREAD);
            for (Step step : program.steps()) {
                for (int slot : new int[] {step.a(), step.b(), step.c(), step.d()}) {
                    read[slot] = true;
                }
            }
            for (int k = 0; k < address.length; k++) {
                address[k] = longAt(code, at, k);
                int input = k - program.outputs();
                if (input >= 0 && (repeated >>> input & 1) != 0 && read[program.input(input)]) {
                    slots[program.input(input)] = vectors.repeated(address[k]);
                }
            }
            for (int k = 0; k < program.numbers().size(); k++) {
                slots[program.number(k)] = switch (program.numbers().get(k)) {
                    case Operand.Constant(double value) -> vectors.number(value);
                    case Operand.Parameter(int index) -> vectors.parameter(longAt(code, at, address.length + index));
                    case Operand other -> throw new IllegalStateException("a number that is " + other);
                };
            }
        }

        private static int longAt(CodeBuilder code, int array, int index) {
            int local = code.allocateLocal(TypeKind.LONG);
            code.aload(array).loadConstant(index).laload().lstore(local);
            return local;
        }

        void compute(int position) {
            for (int i = 0; i < program.inputs(); i++) {
                if (read[program.input(i)] && (repeated >>> i & 1) == 0) {
                    slots[program.input(i)] = vectors.load(address[program.outputs() + i], position);
                }
            }
            for (Step step : program.steps()) {
                slots[step.target()] =
                        steps.step(step.op(), slots[step.a()], slots[step.b()], slots[step.c()], slots[step.d()]);
            }
            for (int k = 0; k < program.outputs(); k++) {
                vectors.store(slots[k], address[k], position);
            }
        }
    }
}
