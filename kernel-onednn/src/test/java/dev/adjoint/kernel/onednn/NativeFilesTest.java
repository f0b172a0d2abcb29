package dev.adjoint.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.kernel.NativeFiles;
import dev.adjoint.memory.Array;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {

    private static final Platform PLATFORM = new Platform("test-machine", "libmain.so", List.of("libhelper.so"), null);

    @TempDir
    private Path folder;

    @Test
    void unpacksTheLibraryWithItsCompanions() throws IOException {
        NativeFiles files = files(jar("main 1", "helper 1"));

        Path library = files.locate(PLATFORM.artifact());

        assertThat(library).hasFileName("libmain.so").hasContent("main 1");
        assertThat(library.resolveSibling("libhelper.so")).hasContent("helper 1");
        assertThat(listing(library.getParent())).containsExactlyInAnyOrder("libmain.so", "libhelper.so");
    }

    @Test
    void unpacksOnce() throws IOException {
        NativeFiles files = files(jar("main 1", "helper 1"));
        Path library = files.locate(PLATFORM.artifact());
        Files.writeString(library, "MAIN 1");

        assertThat(files.locate(PLATFORM.artifact())).isEqualTo(library).hasContent("MAIN 1");
    }

    @Test
    void repairsAFileThatIsNotWhole() throws IOException {
        NativeFiles files = files(jar("main 1", "helper 1"));
        Files.writeString(files.locate(PLATFORM.artifact()), "mai");

        assertThat(files.locate(PLATFORM.artifact())).hasContent("main 1");
    }

    @Test
    void keepsOtherContentApart() throws IOException {
        Path first = files(jar("main 1", "helper 1")).locate(PLATFORM.artifact());
        Path second = files(jar("main 2", "helper 1")).locate(PLATFORM.artifact());

        assertThat(second).isNotEqualTo(first).hasContent("main 2");
        assertThat(first).hasContent("main 1");
    }

    @Test
    void saysWhenThereIsNothingToUnpack() throws IOException {
        assertThat(new NativeFiles(folder, (_, _) -> null).locate(PLATFORM.artifact()))
                .isNull();
    }

    @Test
    void aMissingLibraryIsAReasonAndNoException() {
        NativeLibrary library = NativeLibrary.load(PLATFORM, new NativeFiles(folder, (_, _) -> null));

        assertThat(library)
                .isInstanceOfSatisfying(
                        NativeLibrary.Missing.class,
                        missing -> assertThat(missing.reason())
                                .contains("org.bytedeco:dnnl", "test-machine", "class path"));
    }

    @Test
    void aFileThatIsNoLibraryIsAReasonAndNoException() throws IOException {
        NativeLibrary library = NativeLibrary.load(PLATFORM, files(jar("no library", "at all")));

        assertThat(library)
                .isInstanceOfSatisfying(
                        NativeLibrary.Missing.class,
                        missing -> assertThat(missing.reason()).contains("libmain.so", "does not load"));
    }

    @Test
    void aCacheThatCannotBeWrittenIsAReasonAndNoException() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        NativeLibrary library = NativeLibrary.load(
                PLATFORM, new NativeFiles(file, files(jar("main", "helper")).finder()));

        assertThat(library)
                .isInstanceOfSatisfying(
                        NativeLibrary.Missing.class,
                        missing -> assertThat(missing.reason()).contains("cannot be unpacked", "-Dadjoint.cache=DIR"));
    }

    @Test
    void processesThatStartTogetherAllGetAWholeLibrary() throws Exception {
        Numbers.assumeLibrary();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-D" + NativeFiles.CACHE_SETTING + "=" + folder,
                            "-cp",
                            classPath(),
                            Start.class.getName())
                    .redirectErrorStream(true)
                    .start());
        }

        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output).contains("oneDNN 3.");
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(path -> path.toString().endsWith(".part"))).isEmpty();
        }
    }

    /** What the processes run: the provider, and what it says of itself. */
    static final class Start {

        private Start() {}

        public static void main(String[] arguments) {
            OneDnnProvider provider = new OneDnnProvider();
            System.out.println(provider.status());
            System.exit(provider.available() ? 0 : 1);
        }
    }

    /** Just what the provider needs, however this test itself was started. */
    private static String classPath() throws Exception {
        Platform platform = Objects.requireNonNull(Platform.current());
        URL library = NativeFiles.installed().finder().find(platform.artifact(), platform.library());
        List<String> entries = new ArrayList<>();
        entries.add(Path.of(((JarURLConnection) library.openConnection())
                        .getJarFileURL()
                        .toURI())
                .toString());
        for (Class<?> type : List.of(Start.class, OneDnnProvider.class, Array.class)) {
            entries.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private NativeFiles files(Path jar) {
        return new NativeFiles(folder.resolve("cache"), (artifact, file) -> entry(jar, artifact.resource(file)));
    }

    private static @Nullable URL entry(Path jar, String resource) throws IOException {
        return URI.create("jar:" + jar.toUri() + "!/" + resource).toURL();
    }

    private Path jar(String main, String helper) throws IOException {
        Path jar = Files.createTempFile(folder, "natives", ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream entries = new ZipOutputStream(file)) {
            entries.putNextEntry(new ZipEntry(PLATFORM.artifact().resource("libmain.so")));
            entries.write(main.getBytes(StandardCharsets.UTF_8));
            entries.putNextEntry(new ZipEntry(PLATFORM.artifact().resource("libhelper.so")));
            entries.write(helper.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static List<String> listing(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
