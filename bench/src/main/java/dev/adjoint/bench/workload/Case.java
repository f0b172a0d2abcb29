package dev.adjoint.bench.workload;

import java.util.function.Supplier;

/**
 * One thing that is timed.
 *
 * @param name what it is called between us and the peers, a word that holds its sizes, such as {@code matmul/1024/float32}
 * @param label what it is called in tables
 * @param work how much one step of it is
 * @param maker makes it ready, the same each time
 */
public record Case(String name, String label, Work work, Supplier<Subject> maker) {}
