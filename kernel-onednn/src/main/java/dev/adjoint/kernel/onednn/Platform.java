package dev.adjoint.kernel.onednn;

import dev.adjoint.kernel.NativeArtifact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operating system and processor for which oneDNN is published, and the names of its files there.
 *
 * @param name the classifier of the artifact, such as {@code linux-x86_64}
 * @param library the file of oneDNN itself
 * @param companions files beside it that it loads by itself
 * @param openMp the system's OpenMP runtime that the library uses, or null where it brings its own
 */
record Platform(
        String name,
        String library,
        List<String> companions,
        @Nullable String openMp) {

    private static final List<Platform> KNOWN = List.of(
            new Platform("linux-x86_64", "libdnnl.so.3", List.of("libgomp.so.1"), null),
            new Platform("linux-arm64", "libdnnl.so.3", List.of("libgomp.so.1"), null),
            new Platform("macosx-arm64", "libdnnl.3.dylib", List.of("libomp.dylib"), null),
            new Platform("windows-x86_64", "dnnl.dll", List.of(), "vcomp140"));

    /** The platform of this machine, or null if oneDNN is not published for it. */
    static @Nullable Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** The platform for values of the Java properties {@code os.name} and {@code os.arch}. */
    static @Nullable Platform of(String system, String processor) {
        String name = NativeArtifact.classifier(system, processor);
        return KNOWN.stream()
                .filter(platform -> platform.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether the library has a gemm of its own for this processor; elsewhere it is plain C++, slower than others'. */
    static boolean isX86() {
        Platform platform = current();
        return platform != null && platform.name.endsWith("x86_64");
    }

    /** The artifact that holds the files of this platform. */
    NativeArtifact artifact() {
        return new NativeArtifact("dnnl", name, library, companions);
    }
}
