package dev.adjoint.bench.peer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts the process in which Java calls LibTorch; module bench-libtorch has what it runs. */
final class LibTorch {

    /** Where the jars are, if not where the profile puts them. */
    private static final String PROPERTY = "adjoint.libtorch";

    /** The launcher sets it to itself; the profile puts the jars beside it. */
    private static final String LAUNCHER = "ADJOINT_LAUNCHER";

    /** The natives are unpacked at the first start. */
    private static final Duration GREETING = Duration.ofSeconds(90);

    private LibTorch() {}

    static Side start(String title, int threads) throws PeerException {
        Path jars = jars();
        if (!Files.isDirectory(jars)) {
            throw new PeerException(title + " is not in " + jars
                    + "; ./mvnw -P libtorch -pl bench-libtorch -am -Dmaven.test.skip=true package fetches it, 120 MB");
        }
        return Side.start(
                title,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        jars + File.separator + "*",
                        "dev.adjoint.bench.libtorch.LibTorchWorker",
                        Integer.toString(threads)),
                GREETING);
    }

    private static Path jars() {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return Path.of(given);
        }
        String launcher = System.getenv(LAUNCHER);
        Path root = launcher == null
                ? Path.of("").toAbsolutePath()
                : Path.of(launcher).resolveSibling("");
        return root.resolve("bench-libtorch", "target", "libtorch");
    }
}
