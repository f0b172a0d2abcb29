package dev.adjoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which source file of the house uses which, read from the class files of all modules.
 *
 * <p>Class files, not sources: they name what is used without an import as well (the same package, a fully qualified
 * name, an inferred type). Nested classes count with the file that they stand in. What javac copies and does not name
 * (a constant of another class) leaves no trace and is not seen.
 *
 * @param uses for each file, by the name of its top-level class, the other files of ours that it names
 * @param permits for each file with sealed types, the other files of the types that they permit
 */
record House(Map<String, Set<String>> uses, Map<String, Set<String>> permits) {
    private static final String ROOT = "dev/adjoint/";
    /** A class in a field's or method's type, or in a generic signature. */
    private static final Pattern DESCRIBED = Pattern.compile("L(" + ROOT + "[\\w/$]+)");

    /** Reads the compiled classes of every module under the repository's root. */
    static House under(Path root) throws IOException {
        House house = new House(new TreeMap<>(), new TreeMap<>());
        try (Stream<Path> modules = Files.list(root)) {
            for (Path classes : (Iterable<Path>) modules.map(module -> module.resolve("target/classes/" + ROOT))
                    .filter(Files::isDirectory)::iterator) {
                try (Stream<Path> files = Files.walk(classes)) {
                    files.filter(file -> file.toString().endsWith(".class")).forEach(house::read);
                }
            }
        }
        return house;
    }

    private void read(Path file) {
        ClassModel model;
        try {
            model = ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String user = file(model.thisClass().asInternalName());
        Set<String> used = uses.computeIfAbsent(user, _ -> new TreeSet<>());
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type
                when type.asInternalName().startsWith(ROOT) -> used.add(file(type.asInternalName()));
                case Utf8Entry text ->
                    DESCRIBED.matcher(text.stringValue()).results().forEach(match -> used.add(file(match.group(1))));
                default -> {}
            }
        }
        used.remove(user);
        model.findAttribute(Attributes.permittedSubclasses())
                .ifPresent(closed -> closed.permittedSubclasses()
                        .forEach(type -> permits.computeIfAbsent(user, _ -> new TreeSet<>())
                                .add(file(type.asInternalName()))));
    }

    private static String file(String internalName) {
        int nested = internalName.indexOf('$');
        return (nested < 0 ? internalName : internalName.substring(0, nested)).replace('/', '.');
    }

    /** The package of a file. */
    static String room(String file) {
        return file.substring(0, file.lastIndexOf('.'));
    }

    /** The same, from package to package. */
    Map<String, Set<String>> rooms() {
        Map<String, Set<String>> rooms = new TreeMap<>();
        uses.forEach((user, used) -> {
            Set<String> others = rooms.computeIfAbsent(room(user), _ -> new TreeSet<>());
            used.forEach(file -> others.add(room(file)));
        });
        rooms.forEach((room, others) -> others.remove(room));
        return rooms;
    }
}
