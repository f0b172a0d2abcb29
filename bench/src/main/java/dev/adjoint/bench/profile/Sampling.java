package dev.adjoint.bench.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples the stacks of all threads while something runs.
 *
 * <p>Where the JDK can (25 under Linux) samples are taken for each few milliseconds of processor time, in Java or native code
 * alike; elsewhere by the clock, where threads in native code are those that wait too.
 */
public final class Sampling implements AutoCloseable {

    private static final String BY_TIME = "jdk.CPUTimeSample";
    private static final List<String> BY_CLOCK = List.of("jdk.ExecutionSample", "jdk.NativeMethodSample");
    private static final int PERIOD = 5;

    /** Classes that the JDK makes while a program runs, named by their addresses: those would be others each time. */
    private static final String MADE = "[/.+]0x[0-9a-f]+";

    private final Recording recording;

    private Sampling(Recording recording) {
        this.recording = recording;
    }

    /**
     * Begins.
     *
     * @return what to stop
     */
    @SuppressWarnings("resource")
    public static Sampling start() {
        boolean byTime = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .anyMatch(type -> type.getName().equals(BY_TIME));
        Map<String, String> settings = new HashMap<>();
        for (String event : byTime ? List.of(BY_TIME) : BY_CLOCK) {
            settings.put(event + "#enabled", "true");
            settings.put(event + (byTime ? "#throttle" : "#period"), PERIOD + " ms");
        }
        Recording recording = new Recording();
        recording.setSettings(settings);
        recording.start();
        return new Sampling(recording);
    }

    /**
     * Ends it.
     *
     * @return what was sampled, by thread first
     * @throws IOException if there is no room for the samples on the way
     */
    public Stacks stop() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("adjoint", ".jfr");
        try {
            recording.dump(file);
            return read(file);
        } finally {
            Files.delete(file);
        }
    }

    private static Stacks read(Path file) throws IOException {
        Stacks all = new Stacks("all threads");
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getStackTrace() != null) {
                    all.add(frames(event));
                }
            }
        }
        return all;
    }

    private static List<String> frames(RecordedEvent event) {
        List<String> frames = new ArrayList<>();
        RecordedThread thread = event.getThread(event.hasField("sampledThread") ? "sampledThread" : "eventThread");
        frames.add("thread " + (thread == null ? "?" : thread.getJavaName()));
        if (event.getStackTrace().isTruncated()) {
            frames.add("callers beyond the longest stack that is kept");
        }
        for (RecordedFrame frame : event.getStackTrace().getFrames().reversed()) {
            RecordedMethod method = frame.getMethod();
            frames.add((method.getType().getName() + "." + method.getName()).replaceAll(MADE, ""));
        }
        return frames;
    }

    @Override
    public void close() {
        recording.close();
    }
}
