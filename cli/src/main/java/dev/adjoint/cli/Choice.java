package dev.adjoint.cli;

import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Workload;
import dev.adjoint.examples.Worked;
import dev.adjoint.models.Architecture;
import dev.adjoint.models.Rule;
import dev.adjoint.models.Task;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of some constants, by the name that people type; who mistypes it is shown the nearest. */
final class Choice {

    /** The cost curves of derivatives. */
    static final String COSTS = "costs";

    /** Starts of the command line. */
    static final String STARTUP = "startup";

    /** What is asked for like a workload and is none. */
    static final List<String> BESIDE_WORKLOADS = List.of(STARTUP, COSTS);

    private Choice() {}

    private static <E> E of(E[] constants, String what, String given) {
        for (E constant : constants) {
            if (constant.toString().equals(given.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new TypeConversionException(Wording.unknown(what, given, names(constants)));
    }

    private static List<String> names(Object[] constants) {
        return Arrays.stream(constants).map(Object::toString).toList();
    }

    /** A data set. */
    static final class Tasks implements ITypeConverter<Task>, Iterable<String> {
        @Override
        public Task convert(String given) {
            return of(Task.values(), "data set", given);
        }

        @Override
        public Iterator<String> iterator() {
            return names(Task.values()).iterator();
        }
    }

    /** A network. */
    static final class Architectures implements ITypeConverter<Architecture>, Iterable<String> {
        @Override
        public Architecture convert(String given) {
            return of(Architecture.values(), "model", given);
        }

        @Override
        public Iterator<String> iterator() {
            return names(Architecture.values()).iterator();
        }
    }

    /** An optimiser. */
    static final class Rules implements ITypeConverter<Rule>, Iterable<String> {
        @Override
        public Rule convert(String given) {
            return of(Rule.values(), "optimizer", given);
        }

        @Override
        public Iterator<String> iterator() {
            return names(Rule.values()).iterator();
        }
    }

    /** A worked example. */
    static final class WorkedExamples implements ITypeConverter<Worked>, Iterable<String> {
        @Override
        public Worked convert(String given) {
            return of(Worked.values(), "example", given);
        }

        @Override
        public Iterator<String> iterator() {
            return names(Worked.values()).iterator();
        }
    }

    /** A peer of the benchmarks. */
    static final class Peers implements ITypeConverter<Peer>, Iterable<String> {
        @Override
        public Peer convert(String given) {
            return of(Peer.values(), "peer", given);
        }

        @Override
        public Iterator<String> iterator() {
            return names(Peer.values()).iterator();
        }
    }

    /** A workload of the benchmarks. */
    static final class Workloads implements ITypeConverter<Workload>, Iterable<String> {
        @Override
        public Workload convert(String given) {
            for (Workload workload : Workload.values()) {
                if (workload.toString().equals(given.toLowerCase(Locale.ROOT))) {
                    return workload;
                }
            }
            throw new TypeConversionException(Wording.unknown("workload", given, names()));
        }

        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }

        /** The workloads, and what the command knows by itself. */
        private static List<String> names() {
            return Stream.concat(Choice.names(Workload.values()).stream(), BESIDE_WORKLOADS.stream())
                    .toList();
        }
    }
}
