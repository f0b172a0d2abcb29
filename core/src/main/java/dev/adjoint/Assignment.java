package dev.adjoint;

/**
 * An op whose results are to overwrite existing tensors: what {@link Interpreter#assign} takes many of.
 *
 * @param op what to compute
 * @param inputs the arguments; a target may be among them if the op is pointwise
 * @param targets tensors of the inferred types, to be overwritten
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once and never compared.
public record Assignment(Primitive op, Tensor[] inputs, Tensor... targets) {}
