package dev.adjoint.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Who else can compute the workloads. */
public enum Peer {
    /** PyTorch as it comes. */
    TORCH("PyTorch eager", "torch_peer.py", "eager"),

    /** PyTorch with its compiler, which takes its time at first. */
    TORCH_COMPILE("torch.compile", "torch_peer.py", "compile"),

    /** JAX with whole steps compiled. */
    JAX("JAX jit", "jax_peer.py", "jit"),

    /** PyTorch's library called from Java, for the cost of single ops; fetched only when somebody asks for it. */
    LIBTORCH("LibTorch from Java", "", "") {
        @Override
        public Side start(String python, int threads, Path folder) throws PeerException {
            return LibTorch.start(title(), threads);
        }
    };

    private static final List<String> SCRIPTS = List.of("protocol.py", "torch_peer.py", "jax_peer.py");

    /** Reading PyTorch from a slow disk for the first time. */
    private static final Duration GREETING = Duration.ofSeconds(60);

    private final String title;
    private final String script;
    private final String mode;

    Peer(String title, String script, String mode) {
        this.title = title;
        this.script = script;
        this.mode = mode;
    }

    /**
     * What it is called in tables.
     *
     * @return a short title
     */
    public String title() {
        return title;
    }

    /** What it is called on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Starts a process of it.
     *
     * @param python the Python that has it installed
     * @param threads how many threads it computes with
     * @param folder where the scripts are
     * @return the process, ready to be asked
     * @throws PeerException if it is not there
     */
    public Side start(String python, int threads, Path folder) throws PeerException {
        return Side.start(
                title,
                List.of(python, "-B", folder.resolve(script).toString(), mode, Integer.toString(threads)),
                GREETING);
    }

    /**
     * Puts the scripts of all peers into a folder.
     *
     * @param folder where to
     * @throws IOException if that fails
     */
    public static void unpack(Path folder) throws IOException {
        for (String script : SCRIPTS) {
            try (InputStream text = Objects.requireNonNull(Peer.class.getResourceAsStream(script), script)) {
                Files.copy(text, folder.resolve(script));
            }
        }
    }
}
