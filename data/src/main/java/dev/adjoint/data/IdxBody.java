package dev.adjoint.data;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Array;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** The values of an IDX file, read piece by piece: the memory follows what the file holds, not what it claims. */
final class IdxBody {

    /** A multiple of the size of every type, so that no value lies in two pieces. */
    private static final int PIECE = 1 << 20;

    private IdxBody() {}

    static Tensor read(IdxHeader header, InputStream in, Object file) throws IOException {
        long wanted = header.valueBytes();
        List<byte[]> pieces = new ArrayList<>();
        long read = 0;
        while (read < wanted) {
            byte[] piece = in.readNBytes((int) Math.min(PIECE, wanted - read));
            if (piece.length == 0) {
                throw header.disagreement(file, read + " follow");
            }
            pieces.add(piece);
            read += piece.length;
        }
        if (in.read() >= 0) {
            throw header.disagreement(file, "more follow");
        }
        Array array = Array.allocate(header.type().dtype(), header.shape());
        long first = 0;
        for (byte[] piece : pieces) {
            long count = piece.length / header.type().bytes();
            header.type().convert(MemorySegment.ofArray(piece), count, array.borrowed(), first);
            first += count;
        }
        Reference.reachabilityFence(array);
        return Interpreter.current().tensor(array);
    }
}
