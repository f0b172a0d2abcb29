package dev.adjoint.kernel.onednn;

import dev.adjoint.kernel.NativeAccess;
import dev.adjoint.kernel.NativeFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/**
 * The native library of oneDNN as it was found on this machine: loaded, or missing for a reason that can be told.
 * The search runs once, on first use, and never throws.
 */
sealed interface NativeLibrary {

    /**
     * The library is in this process.
     *
     * @param symbols its functions
     * @param openMp the functions of the OpenMP runtime that it uses
     * @param file where it was loaded from
     */
    record Loaded(SymbolLookup symbols, SymbolLookup openMp, Path file) implements NativeLibrary {}

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

    /** The library, for code that runs only where there is one. */
    static Loaded loaded() {
        return switch (current()) {
            case Loaded loaded -> loaded;
            case Missing missing -> throw new IllegalStateException("oneDNN: " + missing.reason());
        };
    }

    /** Looks for the library of a platform and loads it into this process. */
    static NativeLibrary load(Platform platform, NativeFiles files) {
        Path file;
        try {
            file = files.locate(platform.artifact());
        } catch (IOException failure) {
            return new Missing("the library for " + platform.name() + " cannot be unpacked: " + failure
                    + ". Make the folder writable, or name another with -D" + NativeFiles.CACHE_SETTING + "=DIR.");
        }
        if (file == null) {
            return new Missing("the native library is on neither the class path nor the module path. Add"
                    + " org.bytedeco:dnnl with the classifier " + platform.name() + " to the class path.");
        }
        try {
            SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
            SymbolLookup openMp =
                    platform.openMp() == null ? symbols : SymbolLookup.libraryLookup(platform.openMp(), Arena.global());
            if (symbols.find("dnnl_version").isEmpty()
                    || openMp.find("omp_set_num_threads").isEmpty()) {
                return new Missing(file + " is not oneDNN on OpenMP. Use the library of org.bytedeco:dnnl.");
            }
            return new Loaded(symbols, openMp, file);
        } catch (IllegalCallerException denied) {
            return new Missing(NativeAccess.denied(NativeLibrary.class));
        } catch (IllegalArgumentException failure) {
            return new Missing(file + " does not load: " + failure.getMessage() + ". It needs "
                    + (platform.openMp() == null
                            ? "the C and C++ runtimes of a current system (on Linux glibc 2.34 and GCC 11, or newer)."
                            : "the Microsoft Visual C++ runtime 2019 or newer."));
        }
    }

    /** Holds the one result of the one search. */
    final class Search {

        private static final NativeLibrary RESULT = search();

        private Search() {}

        private static NativeLibrary search() {
            Platform platform = Platform.current();
            if (platform == null) {
                return new Missing("there is no build of oneDNN for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch") + ".");
            }
            return load(platform, NativeFiles.installed());
        }
    }
}
