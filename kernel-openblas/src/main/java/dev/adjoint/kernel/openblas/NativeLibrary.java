package dev.adjoint.kernel.openblas;

import dev.adjoint.kernel.NativeAccess;
import dev.adjoint.kernel.NativeArtifact;
import dev.adjoint.kernel.NativeFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;

/**
 * The native library of OpenBLAS as it was found on this machine: loaded, or missing for a reason that can be told. The
 * search runs once, on first use, and never throws.
 */
sealed interface NativeLibrary {

    /**
     * The library is in this process.
     *
     * @param symbols its functions
     */
    record Loaded(SymbolLookup symbols) implements NativeLibrary {}

    /**
     * There is no library to use.
     *
     * @param reason what is missing and how to get it
     */
    record Missing(String reason) implements NativeLibrary {}

    /** What was found. */
    static NativeLibrary current() {
        return Search.RESULT;
    }

    /** The functions, for code that runs only where there are some. */
    static SymbolLookup symbols() {
        return switch (current()) {
            case Loaded loaded -> loaded.symbols();
            case Missing missing -> throw new IllegalStateException("OpenBLAS: " + missing.reason());
        };
    }

    /** What is published for a platform, by the classifier of its artifact. */
    static NativeArtifact artifact(String platform) {
        return switch (platform.substring(0, platform.indexOf('-'))) {
            case "windows" -> new NativeArtifact("openblas", platform, "libopenblas.dll", List.of());
            case "macosx" ->
                new NativeArtifact(
                        "openblas",
                        platform,
                        "libopenblas.0.dylib",
                        List.of("libgcc_s.1.1.dylib", "libquadmath.0.dylib", "libgfortran.5.dylib"));
            default ->
                new NativeArtifact(
                        "openblas",
                        platform,
                        "libopenblas.so.0",
                        List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5"));
        };
    }

    /** Looks for the library of a platform and loads it into this process. */
    static NativeLibrary load(NativeArtifact artifact, NativeFiles files) {
        Path file;
        try {
            file = files.locate(artifact);
        } catch (IOException failure) {
            return new Missing("the library for " + artifact.platform() + " cannot be unpacked: " + failure
                    + ". Make the folder writable, or name another with -D" + NativeFiles.CACHE_SETTING + "=DIR.");
        }
        if (file == null) {
            return new Missing("the native library is on neither the class path nor the module path. Add"
                    + " org.bytedeco:openblas with the classifier " + artifact.platform() + " to the class path.");
        }
        try {
            SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
            return symbols.find("LAPACKE_dgesdd").isPresent()
                    ? new Loaded(symbols)
                    : new Missing(file + " is not OpenBLAS with LAPACK. Use the library of org.bytedeco:openblas.");
        } catch (IllegalCallerException denied) {
            return new Missing(NativeAccess.denied(NativeLibrary.class));
        } catch (IllegalArgumentException failure) {
            return new Missing(file + " does not load: " + failure.getMessage()
                    + ". It needs the C runtime of a current system (on Linux glibc 2.34, or newer).");
        }
    }

    /** Holds the one result of the one search. */
    final class Search {

        private static final NativeLibrary RESULT =
                load(artifact(NativeArtifact.classifier()), NativeFiles.installed());

        private Search() {}
    }
}
