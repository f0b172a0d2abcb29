package dev.adjoint.op;

import static dev.adjoint.expr.Expr.constant;
import static dev.adjoint.expr.Expr.input;

/** The steps of an extremum's gradient that are formulas: each goes through memory once. */
final class Ties {

    /** 1 where an element, the first input, is the extremum of its line, else 0. */
    static final PointwiseFunction REACHED =
            PointwiseFunction.define("reached", 2, input(0).eq(input(1)).select(constant(1), constant(0)));

    /** A change's part for one of those that tie, given 1 or 0 and how many there are; as gradients are multiplied. */
    static final PointwiseFunction SHARED =
            PointwiseFunction.define("shared", 3, input(0).chain(input(1).over(input(2))));

    private Ties() {}
}
