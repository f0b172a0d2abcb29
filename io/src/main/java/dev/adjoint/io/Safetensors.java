package dev.adjoint.io;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named tensors in a file of the safetensors format: eight bytes with the length of a JSON header, the header, the
 * elements without gaps. Other frameworks read and write it too.
 *
 * <pre>{@code
 * Safetensors.save(Path.of("model.safetensors"), model.state());
 * model.load(Safetensors.load(Path.of("model.safetensors")));
 * }</pre>
 *
 * <p>A file is replaced whole or not at all. Nothing that a file says is believed before it is checked: lengths and
 * offsets must fit the file exactly, so no more memory is taken than the file is long.
 */
public final class Safetensors {

    private static final int PREFIX = Long.BYTES;
    private static final long LONGEST_HEADER = 100_000_000;
    private static final String METADATA = "__metadata__";

    private static final Map<DType, String> NAMES = Map.of(
            DType.FLOAT32,
            "F32",
            DType.FLOAT64,
            "F64",
            DType.INT32,
            "I32",
            DType.INT64,
            "I64",
            DType.BOOL,
            "BOOL",
            DType.UINT8,
            "U8");

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param tensors the tensors by their names, in the order of the header
     * @param metadata texts by their names
     */
    public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    /**
     * Writes tensors.
     *
     * @param file where; replaced if it exists
     * @param tensors the tensors by their names; views are written as what they show
     * @throws FileException if the file cannot be written
     */
    public static void save(Path file, Map<String, Tensor> tensors) {
        save(file, new Contents(tensors, Map.of()));
    }

    /**
     * Writes tensors and texts.
     *
     * @param file where; replaced if it exists
     * @param contents what to write
     * @throws FileException if the file cannot be written
     */
    public static void save(Path file, Contents contents) {
        requireLittleEndian(file);
        if (contents.tensors().containsKey(METADATA)) {
            throw new IllegalArgumentException(
                    "save: a tensor cannot be called " + METADATA + ", which is the format's own. Rename it.");
        }
        // Long elements first, so that each stands at a multiple of its size: gaps are not allowed.
        List<Map.Entry<String, Tensor>> order = contents.tensors().entrySet().stream()
                .sorted(Comparator.comparingInt(each -> -each.getValue().dtype().bytes()))
                .toList();
        ByteBuffer header = header(contents, order);
        WholeFile.write(file, channel -> {
            fully(channel, header);
            for (Map.Entry<String, Tensor> each : order) {
                Array array = each.getValue().detach().contiguous().array();
                MemorySegment elements = elements(array);
                for (long at = 0; at < elements.byteSize(); at += Integer.MAX_VALUE) {
                    long part = Math.min(Integer.MAX_VALUE, elements.byteSize() - at);
                    fully(channel, elements.asSlice(at, part).asByteBuffer());
                }
                Reference.reachabilityFence(array);
            }
        });
    }

    private static ByteBuffer header(Contents contents, List<Map.Entry<String, Tensor>> order) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (!contents.metadata().isEmpty()) {
            entries.put(METADATA, contents.metadata());
        }
        contents.tensors().keySet().forEach(name -> entries.put(name, ""));
        long at = 0;
        for (Map.Entry<String, Tensor> each : order) {
            Tensor tensor = each.getValue();
            long end = at + tensor.size() * tensor.dtype().bytes();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", NAMES.get(tensor.dtype()));
            entry.put("shape", Fields.of(tensor.shape()));
            entry.put("data_offsets", List.of(at, end));
            entries.put(each.getKey(), entry);
            at = end;
        }
        byte[] text = Json.text(entries).getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + PREFIX - 1) / PREFIX * PREFIX;
        ByteBuffer header = ByteBuffer.allocate(PREFIX + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static MemorySegment elements(Array array) {
        return array.borrowed()
                .asSlice(array.byteOffset(), array.size() * array.dtype().bytes());
    }

    private static void fully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Reads tensors.
     *
     * @param file a file of this format
     * @return the tensors by their names, in the order of the header
     * @throws FileException if there is no such file, or it is damaged or holds element types that Adjoint does not have
     */
    public static Map<String, Tensor> load(Path file) {
        return read(file).tensors();
    }

    /**
     * Reads tensors and texts.
     *
     * @param file a file of this format
     * @return all that it holds
     * @throws FileException if there is no such file, or it is damaged or holds element types that Adjoint does not have
     */
    public static Contents read(Path file) {
        requireLittleEndian(file);
        if (!Files.isRegularFile(Given.of("load", "the path", file))) {
            throw new FileException(file + ": there is no such file. Check the path; it was looked for from "
                    + Path.of("").toAbsolutePath() + ".");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel);
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw damaged(file, e);
        }
    }

    /** What a reader's complaint means to the person whose file it is. */
    static FileException damaged(Path file, Exception cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new FileException(
                file + ": cannot be read: " + reason + ". Is it a whole safetensors file? Copy or save it again.",
                cause);
    }

    private static Contents read(FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
        fully(channel, prefix, 0);
        long length = prefix.flip().getLong();
        if (length < 2 || length > Math.min(LONGEST_HEADER, size - PREFIX)) {
            throw new IOException("the header is said to have " + length + " bytes of the file's " + size);
        }
        ByteBuffer text = ByteBuffer.allocate((int) length);
        fully(channel, text, PREFIX);
        Fields header = Json.parse(utf8(text.flip()));
        Map<String, String> metadata = new LinkedHashMap<>();
        if (header.has(METADATA)) {
            Fields texts = header.fields(METADATA);
            texts.map().keySet().forEach(name -> metadata.put(name, texts.text(name)));
        }
        Map<String, Place> places = Place.of(header, METADATA, size - PREFIX - length);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, Place> each : places.entrySet()) {
            tensors.put(each.getKey(), each.getValue().read(channel, PREFIX + length));
        }
        return new Contents(tensors, metadata);
    }

    private static String utf8(ByteBuffer bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the header is no UTF-8 text", e);
        }
    }

    private static void fully(FileChannel channel, ByteBuffer bytes, long from) throws IOException {
        long at = from;
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, at);
            if (count < 0) {
                throw new EOFException("the file ends at byte " + at);
            }
            at += count;
        }
    }

    /** Where a tensor's elements stand behind the header. */
    private record Place(DType dtype, Shape shape, long begin, long end) {

        /** The places of all tensors; together they must cover what is behind the header, each byte once. */
        static Map<String, Place> of(Fields header, String except, long available) throws IOException {
            Map<String, Place> places = new LinkedHashMap<>();
            for (String name : header.map().keySet()) {
                if (!name.equals(except)) {
                    places.put(name, of(name, header.fields(name)));
                }
            }
            long at = 0;
            for (Place place : places.values().stream()
                    .sorted(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end))
                    .toList()) {
                if (place.begin != at) {
                    throw new IOException("elements stand at byte " + place.begin + " where byte " + at
                            + " of the data should be next");
                }
                at = place.end;
            }
            if (at != available) {
                throw new IOException("the header tells of " + at + " bytes of data, the file has " + available);
            }
            return places;
        }

        private static Place of(String name, Fields entry) throws IOException {
            String type = entry.text("dtype");
            DType dtype = NAMES.entrySet().stream()
                    .filter(each -> each.getValue().equals(type))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new IOException("tensor " + name + " has elements of type " + type
                            + ", where only " + NAMES.values().stream().sorted().toList() + " are known"));
            List<?> offsets = entry.list("data_offsets");
            Place place =
                    offsets.size() == 2 && offsets.get(0) instanceof Long begin && offsets.get(1) instanceof Long end
                            ? new Place(dtype, entry.shape("shape"), begin, end)
                            : null;
            if (place == null
                    || place.begin < 0
                    || place.end < place.begin
                    || place.end - place.begin != Math.multiplyExact(place.shape.size(), dtype.bytes())) {
                throw new IOException("tensor " + name + " is said to be " + type + entry.list("shape") + " in bytes "
                        + offsets + ", which does not fit");
            }
            return place;
        }

        Tensor read(FileChannel channel, long data) throws IOException {
            Array array = Array.allocate(dtype, shape);
            MemorySegment elements = elements(array);
            for (long at = 0; at < elements.byteSize(); at += Integer.MAX_VALUE) {
                long part = Math.min(Integer.MAX_VALUE, elements.byteSize() - at);
                fully(channel, elements.asSlice(at, part).asByteBuffer(), data + begin + at);
            }
            if (dtype == DType.BOOL) {
                requireTruth(elements);
            }
            Reference.reachabilityFence(array);
            return Interpreter.current().tensor(array);
        }

        private static void requireTruth(MemorySegment elements) throws IOException {
            for (long i = 0; i < elements.byteSize(); i++) {
                byte value = elements.get(ValueLayout.JAVA_BYTE, i);
                if (value != 0 && value != 1) {
                    throw new IOException("a truth value is " + value + ", neither 0 nor 1");
                }
            }
        }
    }

    private static void requireLittleEndian(Path file) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new FileException(file + ": this machine stores numbers the other way round (big-endian)."
                    + " Use a little-endian machine, as nearly all are.");
        }
    }
}
