package dev.adjoint.data;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** A batch in Java arrays that are filled again and again; it becomes tensors by two copies. */
final class StagedBatch {

    private final Dataset data;

    /** The examples, one behind the other. */
    final float[] features;

    /** The class of each example; empty where labels are targets. */
    final long[] classes;

    /** The targets of each example; empty where labels are classes. */
    final float[] targets;

    /** How many examples there are now. */
    int count;

    StagedBatch(Dataset data, int examples) {
        this.data = data;
        this.features = new float[examples * data.exampleLength()];
        this.classes = new long[data.classified() ? examples : 0];
        this.targets = new float[data.classified() ? 0 : examples * data.labelLength()];
    }

    /** Tensors of the calling thread's innermost scope, which share nothing with this. */
    Batch batch() {
        Array x = Array.allocate(DType.FLOAT32, data.features().shape().with(0, count));
        MemorySegment.copy(features, 0, x.borrowed(), JAVA_FLOAT, 0, Math.toIntExact(x.size()));
        Array y = Array.allocate(data.labels().dtype(), data.labels().shape().with(0, count));
        int length = Math.toIntExact(y.size());
        if (data.classified()) {
            MemorySegment.copy(classes, 0, y.borrowed(), JAVA_LONG, 0, length);
        } else {
            MemorySegment.copy(targets, 0, y.borrowed(), JAVA_FLOAT, 0, length);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(y);
        return new Batch(tensor(x), tensor(y));
    }

    private static Tensor tensor(Array array) {
        return Interpreter.current().tensor(array);
    }
}
