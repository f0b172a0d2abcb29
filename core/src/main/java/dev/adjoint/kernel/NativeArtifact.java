package dev.adjoint.kernel;

import java.util.List;
import java.util.Locale;

/**
 * A native library as Maven's {@code org.bytedeco} artifacts hold it: one jar for each platform, with the library and
 * what it loads by itself.
 *
 * @param name the artifact, such as {@code dnnl}
 * @param platform its classifier, such as {@code linux-x86_64}
 * @param library the file of the library itself
 * @param companions files beside it that it loads by itself
 */
public record NativeArtifact(String name, String platform, String library, List<String> companions) {

    /**
     * Where the jar holds a file.
     *
     * @param file the library or a companion
     * @return the name of the resource
     */
    public String resource(String file) {
        return "org/bytedeco/" + name + "/" + platform + "/" + file;
    }

    /**
     * The classifier of this machine.
     *
     * @return such as {@code linux-x86_64}, whether or not anything is published for it
     */
    public static String classifier() {
        return classifier(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /**
     * The classifier of a machine.
     *
     * @param system the value of the Java property {@code os.name}
     * @param processor the value of the Java property {@code os.arch}
     * @return such as {@code linux-x86_64}, whether or not anything is published for it
     */
    public static String classifier(String system, String processor) {
        return family(system) + "-" + architecture(processor);
    }

    private static String family(String system) {
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            return "windows";
        }
        return lower.startsWith("mac") ? "macosx" : lower;
    }

    private static String architecture(String processor) {
        return switch (processor.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm64";
            default -> processor;
        };
    }
}
