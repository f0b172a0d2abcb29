package dev.adjoint.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the processor can do, as far as the system tells. */
final class Processor {

    private static final Path LINUX = Path.of("/proc/cpuinfo");

    /** Of the hundred flags, those that arithmetic profits from. */
    private static final List<String> KNOWN = List.of(
            "sse4_2",
            "avx",
            "fma",
            "avx2",
            "avx512f",
            "avx512bw",
            "avx512_vnni",
            "avx512_bf16",
            "avx_vnni",
            "amx_tile",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "sve",
            "sve2",
            "bf16",
            "i8mm");

    private Processor() {}

    static Finding instructions() {
        String flags = linuxFlags();
        List<String> present = KNOWN.stream()
                .filter(Arrays.asList(flags.split("\\s+"))::contains)
                .toList();
        return Finding.fine(
                "instructions",
                present.isEmpty()
                        ? "those of " + System.getProperty("os.arch") + "; the system tells no more"
                        : String.join(" ", present));
    }

    private static String linuxFlags() {
        if (!Files.isReadable(LINUX)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(LINUX)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .orElse("");
        } catch (IOException | UncheckedIOException unreadable) {
            return "";
        }
    }
}
