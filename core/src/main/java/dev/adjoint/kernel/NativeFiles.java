package dev.adjoint.kernel;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Turns the library inside its jar into a file that the system can load: in a folder of the user's cache that is named
 * by the content, so that it is unpacked once and shared by all later processes.
 *
 * <p>A file comes into its place by one atomic step when it is whole: processes that start together at worst unpack
 * it both.
 *
 * @param cache where to unpack to
 * @param finder where to look for a resource
 */
public record NativeFiles(Path cache, Finder finder) {

    /** Names the folder to unpack libraries to. */
    public static final String CACHE_SETTING = "adjoint.cache";

    /** Finds a resource. */
    @FunctionalInterface
    public interface Finder {

        /**
         * Where a file of an artifact is.
         *
         * @param artifact whose file it is
         * @param file its name there
         * @return where to read it; null if it is not installed
         * @throws IOException if a place where it may be cannot be read
         */
        @Nullable
        URL find(NativeArtifact artifact, String file) throws IOException;
    }

    /**
     * The user's cache folder; the class path, then jars that lie on the module path.
     *
     * @return how libraries are found in this process
     */
    public static NativeFiles installed() {
        return new NativeFiles(userCache(), NativeFiles::find);
    }

    /**
     * The library as a file, its companions beside it.
     *
     * @param artifact what to look for
     * @return the file, or null if it is not installed
     * @throws IOException if it is there, but cannot be unpacked
     */
    public @Nullable Path locate(NativeArtifact artifact) throws IOException {
        URL library = finder.find(artifact, artifact.library());
        if (library == null) {
            return null;
        }
        if (library.getProtocol().equals("file")) {
            return path(library);
        }
        List<Packed> files = new ArrayList<>();
        for (String companion : artifact.companions()) {
            URL found = finder.find(artifact, companion);
            if (found != null) {
                files.add(Packed.of(companion, found));
            }
        }
        files.add(Packed.of(artifact.library(), library));
        StringBuilder content = new StringBuilder(artifact.platform());
        files.forEach(file -> content.append('-').append(HexFormat.of().toHexDigits(file.checksum, 8)));
        Path folder = Files.createDirectories(cache.resolve(artifact.name()).resolve(content.toString()));
        for (Packed file : files) {
            file.unpack(folder);
        }
        return folder.resolve(artifact.library());
    }

    /** A file in a jar. The jar's own checksum names the content: hashing 90 MB at each start would cost 0.3 s. */
    private record Packed(String name, URL source, long size, long checksum) {

        static Packed of(String name, URL source) throws IOException {
            if (!(source.openConnection() instanceof JarURLConnection connection)) {
                throw new IOException(source + " is neither a file nor in a jar");
            }
            ZipEntry entry = connection.getJarEntry();
            return new Packed(name, source, entry.getSize(), entry.getCrc());
        }

        void unpack(Path folder) throws IOException {
            Path target = folder.resolve(name);
            if (isWhole(target)) {
                return;
            }
            Path partial = Files.createTempFile(folder, name, ".part");
            try {
                try (InputStream content = source.openStream()) {
                    Files.copy(content, partial, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException failure) {
                // Windows refuses to replace a library that another process has loaded by now.
                if (!isWhole(target)) {
                    throw failure;
                }
            } finally {
                Files.deleteIfExists(partial);
            }
        }

        private boolean isWhole(Path file) throws IOException {
            return Files.isRegularFile(file) && Files.size(file) == size;
        }
    }

    private static Path userCache() {
        String setting = System.getProperty(CACHE_SETTING);
        if (setting != null) {
            return Path.of(setting);
        }
        String home = System.getProperty("user.home");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            String local = System.getenv("LOCALAPPDATA");
            return Path.of(local == null ? home : local, "adjoint", "cache");
        }
        if (system.startsWith("mac")) {
            return Path.of(home, "Library", "Caches", "adjoint");
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        return caches == null || caches.isEmpty() ? Path.of(home, ".cache", "adjoint") : Path.of(caches, "adjoint");
    }

    private static @Nullable URL find(NativeArtifact artifact, String file) throws IOException {
        String resource = artifact.resource(file);
        ClassLoader loader = NativeFiles.class.getClassLoader();
        URL found = loader == null ? ClassLoader.getSystemResource(resource) : loader.getResource(resource);
        if (found != null) {
            return found;
        }
        // The artifact's module descriptor requires a jar that is of no use here, so on the module path it is never
        // resolved; its files can be read all the same.
        for (String entry : System.getProperty("jdk.module.path", "").split(File.pathSeparator)) {
            for (Path jar : jars(entry, artifact.name())) {
                URL inside = URI.create("jar:" + jar.toUri() + "!/" + resource).toURL();
                if (exists(inside)) {
                    return inside;
                }
            }
        }
        return null;
    }

    private static List<Path> jars(String entry, String name) throws IOException {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                return files.filter(file -> isArtifact(file, name)).toList();
            }
        }
        return isArtifact(path, name) ? List.of(path) : List.of();
    }

    private static boolean isArtifact(Path path, String name) {
        Path file = path.getFileName();
        return file != null
                && file.toString().startsWith(name + "-")
                && file.toString().endsWith(".jar");
    }

    private static boolean exists(URL inside) {
        try {
            return inside.openConnection() instanceof JarURLConnection connection && connection.getJarEntry() != null;
        } catch (IOException missing) {
            return false;
        }
    }

    private static Path path(URL file) throws IOException {
        try {
            return Path.of(file.toURI());
        } catch (URISyntaxException invalid) {
            throw new IOException("not a path: " + file, invalid);
        }
    }
}
