package dev.adjoint.bench.peer;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts another Java like this one: the same modules or class path, natives and settings. */
public final class Jvm {

    private Jvm() {}

    /**
     * A command.
     *
     * @param module the module of the main class
     * @param mainClass the main class
     * @param options further options of Java, which win over those of this process
     * @param arguments what to hand to the main class
     * @return program and arguments
     */
    public static List<String> command(String module, String mainClass, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-XX:StartFlightRecording"))
                .forEach(command::add);
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        if (Jvm.class.getModule().isNamed()) {
            command.add("-p");
            command.add(System.getProperty("jdk.module.path"));
            command.add("-m");
            command.add(module + "/" + mainClass);
        } else {
            command.add(mainClass);
        }
        command.addAll(arguments);
        return command;
    }
}
