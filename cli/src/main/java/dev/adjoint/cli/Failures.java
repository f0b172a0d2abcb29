package dev.adjoint.cli;

import dev.adjoint.NonFiniteException;
import dev.adjoint.data.DataException;
import dev.adjoint.memory.OutOfNativeMemoryException;
import dev.adjoint.train.TrainingException;

/** What a failure is called in front of the person who asked: one line, never a stack trace. */
final class Failures {

    private Failures() {}

    static String message(Throwable failure) {
        return switch (failure) {
            case DataException expected -> text(expected);
            case CommandException expected -> text(expected);
            case NonFiniteException expected -> text(expected);
            case TrainingException expected -> text(expected) + " Here: a smaller --lr.";
            case OutOfNativeMemoryException expected ->
                text(expected) + " Here: a smaller --batch-size, or more with -Dadjoint.memory.limit.";
            case OutOfMemoryError expected ->
                "out of Java memory: " + text(expected) + ", of "
                        + Sizes.format(Runtime.getRuntime().maxMemory())
                        + ". Give more in the environment: JAVA_TOOL_OPTIONS=-Xmx4g.";
            default ->
                "unexpected " + failure.getClass().getSimpleName() + ": " + text(failure)
                        + ". This is a defect of Adjoint or of its installation: see adjoint doctor, and report it"
                        + " with what --debug prints.";
        };
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
