package dev.adjoint.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Named tensors in files: the format's own, and nothing that does not fit it. */
class SafetensorsTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("tensors.safetensors");
    }

    /** A file by the format's description: the header's length, the header, the elements. */
    private Path written(String header, int elements) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + elements).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        return Files.write(file(), bytes.array());
    }

    /** Made by the Python package safetensors 0.8.0 with numpy. */
    @Test
    void readsWhatTheReferenceWrote() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("reference.safetensors"))) {
            Files.copy(in, file());
        }
        Safetensors.Contents contents = Safetensors.read(file());
        Map<String, Tensor> tensors = contents.tensors();
        assertThat(contents.metadata()).isEqualTo(Map.of("made by", "safetensors"));
        assertThat(tensors).hasSize(8);
        assertThat(tensors.get("weight").shape()).isEqualTo(Shape.of(2, 3));
        assertThat(tensors.get("weight").floats()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
        assertThat(tensors.get("double").doubles()).containsExactly(1.5, -2.25);
        assertThat(tensors.get("labels").longs()).containsExactly(3, -1);
        assertThat(tensors.get("small").dtype()).isEqualTo(DType.INT32);
        assertThat(tensors.get("mask").booleans()).containsExactly(true, false, true);
        assertThat(tensors.get("pixels").longs()).containsExactly(0, 255);
        assertThat(tensors.get("scalar").item()).isEqualTo(2.5);
        assertThat(tensors.get("none").shape()).isEqualTo(Shape.of(0, 4));
    }

    @Test
    void whatIsSavedComesBackInItsOrderWhateverItsLayout() {
        Tensor matrix = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("turned", matrix.transpose());
        tensors.put("flag", Tensor.of(true, false));
        tensors.put("every second", matrix.slice(1, 0, 3, 2));
        tensors.put(
                "leaf \"quoted\" ü",
                Tensor.of(1f, Float.NaN, Float.NEGATIVE_INFINITY).withGrad());
        tensors.put("expanded", Tensor.scalar(3).expand(2, 2));
        tensors.put("nothing", Tensor.zeros(0));
        tensors.put("bytes", Tensor.ofBytes(new byte[] {-1, 1}, 2));
        Safetensors.save(file(), new Safetensors.Contents(tensors, Map.of("epoch", "7")));
        Safetensors.Contents found = Safetensors.read(file());
        assertThat(found.metadata()).isEqualTo(Map.of("epoch", "7"));
        assertThat(new ArrayList<>(found.tensors().keySet())).isEqualTo(new ArrayList<>(tensors.keySet()));
        tensors.forEach((name, tensor) -> {
            assertThat(found.tensors().get(name).type()).as(name).isEqualTo(tensor.type());
            assertThat(found.tensors().get(name).doubles()).as(name).isEqualTo(tensor.doubles());
        });
    }

    @Test
    void elementsStandAtMultiplesOfTheirSizeWithoutGaps() throws IOException {
        Safetensors.save(file(), Map.of("a", Tensor.of(true), "b", Tensor.of(1.5), "c", Tensor.of(2f)));
        byte[] bytes = Files.readAllBytes(file());
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(bytes).hasSize((int) header + 8 + 13);
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble((int) header + 8))
                .isEqualTo(1.5);
        assertThat(bytes[8]).isEqualTo((byte) '{');
    }

    @Test
    void headersThatDoNotFitAreRefused() throws IOException {
        String good = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        assertThat(Safetensors.load(written(good, 8)).get("a").floats()).containsExactly(0, 0);
        List<String> bad = List.of(
                good.replace("[0,8]", "[0,4]"),
                good.replace("[0,8]", "[4,12]"),
                good.replace("[0,8]", "[0,8,9]"),
                good.replace("[0,8]", "[-8,0]"),
                good.replace("[0,8]", "[0,9223372036854775807]"),
                good.replace("[0,8]", "[0,1e1]"),
                good.replace("[2]", "[2,9223372036854775807,4]"),
                good.replace("[2]", "[4611686018427387904]"),
                good.replace("[2]", "[99999999999999999999]"),
                good.replace("[2]", "[-2]"),
                good.replace("[2]", "[\"2\"]"),
                good.replace("[2]", "null"),
                good.replace("F32", "BF16"),
                good.replace("\"dtype\":\"F32\",", ""),
                good.replace("}}", "},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}}"),
                good.replace("}}", "},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"),
                good + "{}",
                good.substring(1),
                "[1]",
                "{\"__metadata__\":{\"a\":1}}",
                "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                "");
        for (String header : bad) {
            assertThatThrownBy(() -> Safetensors.load(written(header, 8)))
                    .as(header)
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("tensors.safetensors: cannot be read: ");
        }
        assertThatThrownBy(() -> Safetensors.load(written(good, 9))).hasMessageContaining("has 9");
        assertThatThrownBy(() -> Safetensors.load(written(good, 7))).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> Safetensors.load(
                        written("{\"a\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]}}", 8)))
                .hasMessageContaining("tensor a has elements of type F16");
    }

    @Test
    void aTruthValueIsOneOrZero() throws IOException {
        Path file = written("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] = 2;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.load(file)).hasMessageContaining("a truth value is 2");
    }

    @Test
    void aMissingFileAndAMissingFolder() {
        assertThatThrownBy(() -> Safetensors.load(folder.resolve("none")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> Safetensors.load(folder)).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> Safetensors.save(folder.resolve("no/where"), Map.of()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("could not be written");
        assertThatThrownBy(() -> Safetensors.save(file(), Map.of("__metadata__", Tensor.scalar(1f))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatFailsWhileWritingLeavesTheOldFile() throws IOException {
        Safetensors.save(file(), Map.of("a", Tensor.scalar(1f)));
        byte[] before = Files.readAllBytes(file());
        assertThatThrownBy(() -> WholeFile.write(file(), channel -> {
                    channel.write(ByteBuffer.allocate(100));
                    throw new IOException("no room");
                }))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("no room");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing is left behind").hasSize(1);
        }
    }
}
