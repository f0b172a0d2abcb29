package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.FusedSum;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.NativeAccess;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.memory.Array;
import dev.adjoint.op.ArgExtremum;
import dev.adjoint.op.BatchNorm;
import dev.adjoint.op.Cast;
import dev.adjoint.op.CausalSoftmax;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.GroupNorm;
import dev.adjoint.op.Indexing;
import dev.adjoint.op.LayerNorm;
import dev.adjoint.op.Matmul;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Normalisation;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.op.Pooling;
import dev.adjoint.op.Recurrence;
import dev.adjoint.op.Reduction;
import dev.adjoint.op.Sampling;
import dev.adjoint.op.Scan;
import dev.adjoint.op.SoftmaxCrossEntropy;
import dev.adjoint.op.SoftmaxGradient;
import dev.adjoint.op.Sorting;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Kernels for the processor at hand: the Vector API where the module is there, plain loops over tiles where it is not.
 */
public final class VectorProvider implements KernelProvider {

    private static final String MODULE = "jdk.incubator.vector";
    /**
     * Whether loops are vectors: {@code off} for plain ones, {@code api} for those by the Vector API alone, {@code 256} for
     * machine code with short vectors, though the processor may have longer ones.
     */
    private static final String SETTING = "adjoint.vector";

    private final VectorLoops loops;
    private final ProductLoops products;

    /** The provider as the service loader makes it. */
    public VectorProvider() {
        this(usual(System.getProperty(SETTING, "")));
    }

    VectorProvider(Warmth warmth) {
        this.loops = new VectorLoops(warmth);
        this.products = new ProductLoops(warmth);
    }

    private static Warmth usual(String setting) {
        Processor processor = processor(setting);
        if (processor != null) {
            return Warmth.machine(processor, isModulePresent());
        }
        return isModulePresent() && !setting.equals("off") ? Warmth.onRequest() : Warmth.never();
    }

    /** What machine code is written for; null where there is none, or none is wanted. */
    static @Nullable Processor processor() {
        return processor(System.getProperty(SETTING, ""));
    }

    private static @Nullable Processor processor(String setting) {
        boolean isShort = setting.equals("256");
        Processor here = setting.isEmpty() || isShort ? Processor.current() : null;
        return here != null && isShort ? new Processor(false) : here;
    }

    /** The classes of an incubating module are only there if it was asked for: to touch them else is an error. */
    private static boolean isModulePresent() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    @Override
    public String name() {
        return "vector";
    }

    /** Whether memory may be read by its address; found out when it is first asked. */
    private static final class Addresses {
        private static final boolean ALLOWED = areAllowed();

        private static boolean areAllowed() {
            try {
                return Memory.ALL.byteSize() > 0;
            } catch (LinkageError denied) {
                return false;
            }
        }
    }

    /** {@inheritDoc} Addresses are read in the order of the machine, and that is little-endian on all we support. */
    @Override
    public boolean available() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN && Addresses.ALLOWED;
    }

    @Override
    public String status() {
        if (!Addresses.ALLOWED) {
            return NativeAccess.denied(VectorProvider.class) + " Everything runs many times slower without it.";
        }
        Processor processor = loops.warmth().processor();
        String machine = processor == null ? "" : "machine code, " + (processor.wide() ? "AVX-512" : "AVX2");
        if (loops.warmth().isPossible()) {
            return (machine.isEmpty() ? "" : machine + "; ") + "Vector API, " + Lanes.BYTES * Byte.SIZE + " bits";
        }
        return !machine.isEmpty()
                ? machine
                : "plain loops, some five times slower than vectors"
                        + (isModulePresent() ? "" : ": start Java with --add-modules " + MODULE);
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public @Nullable Kernel find(Primitive op, Array[] inputs, TensorType[] outputs) {
        if (!available() || outputs[0].shape().size() == 0) {
            // Nothing to compute: the reference does that as fast, and plans need not divide by lengths of zero.
            return null;
        }
        return switch (op) {
            case PointwiseOp pointwise -> new PointwiseKernel(pointwise.function(), inputs, outputs, loops);
            case FusedSum sum -> FusedSumKernel.of(sum, inputs, loops.warmth());
            case Movement.Copy _, Movement.Contiguous _, Movement.Reshape _ ->
                new CopyKernel(
                        inputs[0].dtype(), inputs[0].layout(), new TensorType(inputs[0].dtype(), inputs[0].shape()));
            case Cast cast -> new CopyKernel(inputs[0].dtype(), inputs[0].layout(), outputs[0]);
            case BatchNorm norm -> BatchNormKernel.of(norm, inputs, loops);
            case BatchNorm.Gradient gradient -> BatchNormGradientKernel.of(gradient, inputs, loops);
            case GroupNorm norm -> GroupNormKernel.of(norm, inputs, loops);
            case GroupNorm.Gradient gradient -> GroupNormGradientKernel.of(gradient, inputs, loops);
            case LayerNorm norm -> LayerNormKernel.of(norm, inputs, loops.warmth());
            case LayerNorm.Gradient gradient -> LayerNormGradientKernel.of(gradient, inputs, loops.warmth());
            case SoftmaxGradient gradient -> SoftmaxGradientKernel.of(gradient, inputs[0], inputs[1], loops);
            case CausalSoftmax causal -> CausalSoftmaxKernel.of(causal, inputs[0], loops);
            case SoftmaxCrossEntropy entropy -> CrossEntropyKernel.of(entropy, inputs, loops);
            case SoftmaxCrossEntropy.Gradient gradient -> CrossEntropyGradientKernel.of(gradient, inputs, loops);
            case Movement.Concat concat -> JoinKernel.of(concat, inputs, outputs[0]);
            case Movement.Triangle triangle -> new TriangleKernel(triangle, inputs[0]);
            case Movement.DiagonalMatrix diagonal -> new DiagonalKernel(diagonal, inputs[0], outputs[0]);
            case Movement.Pad pad -> JoinKernel.of(pad, inputs, outputs[0]);
            case Reduction reduction
            when inputs[0].size() > 0 ->
                ReductionKernel.of(
                        reduction, inputs[0].dtype(), inputs[0].layout(), outputs[0], loops.warmth(), loops.pool());
            case Normalisation softmax -> {
                Kernel columns = SoftmaxColumnsKernel.of(softmax, inputs[0], loops);
                Kernel lines = columns != null ? columns : DoubleSoftmaxKernel.of(softmax, inputs[0], loops);
                yield lines != null ? lines : new SoftmaxKernel(softmax, inputs[0], loops);
            }
            case Indexing indexing -> {
                Kernel rows = indexing instanceof Indexing.AddSlices add
                        ? AddSlicesKernel.of(add, inputs[0], inputs[1], loops)
                        : null;
                yield rows != null ? rows : IndexKernel.of(indexing, inputs, outputs[0]);
            }
            case ArgExtremum extremum -> SweepKernel.of(extremum, inputs[0], outputs[0]);
            case Scan scan -> SweepKernel.of(scan, inputs[0], outputs[0]);
            case Sorting sorting -> SortKernel.of(sorting, inputs);
            case Recurrence recurrence -> RecurrenceKernel.of(recurrence, inputs);
            case Sampling sampling -> new SamplingKernel();
            case Matmul _ when inputs[0].size() > 0 -> new MatmulKernel(products, inputs[0], inputs[1]);
            case Pooling.Pick _ -> PickKernel.of(inputs[0], inputs[1], outputs[0]);
            case Pooling pooling -> PoolKernel.of(pooling, inputs, outputs[0]);
            case Convolution convolution -> ConvolutionKernel.of(products, convolution, inputs, outputs[0]);
            default -> null;
        };
    }
}
