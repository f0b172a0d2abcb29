package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Pointwise;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;

/** Arithmetic, extrema, rounding, comparisons and logic, element by element: each method is one pointwise op. */
interface ArithmeticFace extends Tensor {

    @Override
    default Tensor add(Tensor other) {
        return Elementwise.binary(Pointwise.ADD, this, other);
    }

    @Override
    default Tensor add(double other) {
        return Elementwise.scalar(Pointwise.ADD, this, other);
    }

    @Override
    default Tensor sub(Tensor other) {
        return Elementwise.binary(Pointwise.SUB, this, other);
    }

    @Override
    default Tensor sub(double other) {
        return Elementwise.scalar(Pointwise.SUB, this, other);
    }

    @Override
    default Tensor mul(Tensor other) {
        return Elementwise.binary(Pointwise.MUL, this, other);
    }

    @Override
    default Tensor mul(double other) {
        return Elementwise.scalar(Pointwise.MUL, this, other);
    }

    @Override
    default Tensor div(Tensor other) {
        return Elementwise.binary(Pointwise.DIV, this, other);
    }

    @Override
    default Tensor div(double other) {
        return Elementwise.scalar(Pointwise.DIV, this, other);
    }

    @Override
    default Tensor rem(Tensor other) {
        return Elementwise.binary(Pointwise.REM, this, other);
    }

    @Override
    default Tensor rem(double other) {
        return Elementwise.scalar(Pointwise.REM, this, other);
    }

    @Override
    default Tensor fmod(Tensor other) {
        return Elementwise.binary(Pointwise.FMOD, this, other);
    }

    @Override
    default Tensor fmod(double other) {
        return Elementwise.scalar(Pointwise.FMOD, this, other);
    }

    @Override
    default Tensor floorDiv(Tensor other) {
        return Elementwise.binary(Pointwise.FLOOR_DIV, this, other);
    }

    @Override
    default Tensor floorDiv(double other) {
        return Elementwise.scalar(Pointwise.FLOOR_DIV, this, other);
    }

    @Override
    default Tensor pow(Tensor other) {
        return Elementwise.binary(Pointwise.POW, this, other);
    }

    @Override
    default Tensor pow(double other) {
        return Elementwise.scalar(Pointwise.POW, this, other);
    }

    @Override
    default Tensor minimum(Tensor other) {
        return Elementwise.binary(Pointwise.MINIMUM, this, other);
    }

    @Override
    default Tensor minimum(double other) {
        return Elementwise.scalar(Pointwise.MINIMUM, this, other);
    }

    @Override
    default Tensor maximum(Tensor other) {
        return Elementwise.binary(Pointwise.MAXIMUM, this, other);
    }

    @Override
    default Tensor maximum(double other) {
        return Elementwise.scalar(Pointwise.MAXIMUM, this, other);
    }

    @Override
    default Tensor eq(Tensor other) {
        return Elementwise.binary(Pointwise.EQ, this, other);
    }

    @Override
    default Tensor eq(double other) {
        return Elementwise.scalar(Pointwise.EQ, this, other);
    }

    @Override
    default Tensor ne(Tensor other) {
        return Elementwise.binary(Pointwise.NE, this, other);
    }

    @Override
    default Tensor ne(double other) {
        return Elementwise.scalar(Pointwise.NE, this, other);
    }

    @Override
    default Tensor lt(Tensor other) {
        return Elementwise.binary(Pointwise.LT, this, other);
    }

    @Override
    default Tensor lt(double other) {
        return Elementwise.scalar(Pointwise.LT, this, other);
    }

    @Override
    default Tensor le(Tensor other) {
        return Elementwise.binary(Pointwise.LE, this, other);
    }

    @Override
    default Tensor le(double other) {
        return Elementwise.scalar(Pointwise.LE, this, other);
    }

    @Override
    default Tensor gt(Tensor other) {
        return Elementwise.binary(Pointwise.GT, this, other);
    }

    @Override
    default Tensor gt(double other) {
        return Elementwise.scalar(Pointwise.GT, this, other);
    }

    @Override
    default Tensor ge(Tensor other) {
        return Elementwise.binary(Pointwise.GE, this, other);
    }

    @Override
    default Tensor ge(double other) {
        return Elementwise.scalar(Pointwise.GE, this, other);
    }

    @Override
    default Tensor and(Tensor other) {
        return Elementwise.binary(Pointwise.AND, this, other);
    }

    @Override
    default Tensor or(Tensor other) {
        return Elementwise.binary(Pointwise.OR, this, other);
    }

    @Override
    default Tensor xor(Tensor other) {
        return Elementwise.binary(Pointwise.XOR, this, other);
    }

    @Override
    default Tensor neg() {
        return Elementwise.unary(Pointwise.NEG, this);
    }

    @Override
    default Tensor abs() {
        return Elementwise.unary(Pointwise.ABS, this);
    }

    @Override
    default Tensor sign() {
        return Elementwise.unary(Pointwise.SIGN, this);
    }

    @Override
    default Tensor copySign(Tensor other) {
        return Elementwise.binary(Pointwise.COPY_SIGN, this, other);
    }

    @Override
    default Tensor heaviside(double atZero) {
        return Elementwise.unary(Pointwise.HEAVISIDE, this, atZero);
    }

    @Override
    default Tensor square() {
        return Elementwise.unary(Pointwise.SQUARE, this);
    }

    @Override
    default Tensor reciprocal() {
        return Elementwise.unary(Pointwise.RECIPROCAL, this);
    }

    @Override
    default Tensor floor() {
        return Elementwise.unary(Pointwise.FLOOR, this);
    }

    @Override
    default Tensor ceil() {
        return Elementwise.unary(Pointwise.CEIL, this);
    }

    @Override
    default Tensor round() {
        return Elementwise.unary(Pointwise.ROUND, this);
    }

    @Override
    default Tensor trunc() {
        return Elementwise.unary(Pointwise.TRUNC, this);
    }

    @Override
    default Tensor frac() {
        return Elementwise.unary(Pointwise.FRAC, this);
    }

    @Override
    default Tensor not() {
        return Elementwise.unary(Pointwise.NOT, this);
    }

    @Override
    default Tensor isInf() {
        return Elementwise.unary(Pointwise.IS_INF, this);
    }

    @Override
    default Tensor isClose(Tensor other, double relative, double absolute) {
        Tensor room = Given.input("isClose", 1, other).abs().mul(relative).add(absolute);
        return sub(other).abs().le(room).and(other.isFinite()).or(eq(other));
    }

    @Override
    default Tensor isNan() {
        return Elementwise.unary(Pointwise.IS_NAN, this);
    }

    @Override
    default Tensor isFinite() {
        return Elementwise.unary(Pointwise.IS_FINITE, this);
    }

    @Override
    default Tensor clampMin(double low) {
        return Elementwise.unary(Pointwise.CLAMP_MIN, this, low);
    }

    @Override
    default Tensor clampMax(double high) {
        return Elementwise.unary(Pointwise.CLAMP_MAX, this, high);
    }

    @Override
    default Tensor clamp(Tensor low, Tensor high) {
        return Elementwise.ternary(Pointwise.CLAMP_BETWEEN, this, low, high);
    }

    @Override
    default Tensor clamp(double low, double high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException("clamp: the lower bound " + low + " is above the upper bound " + high
                    + ". Give the lower one first.");
        }
        return Elementwise.unary(Pointwise.CLAMP, this, low, high);
    }

    @Override
    default Tensor lerp(Tensor end, double weight) {
        return lerp(end, Tensor.full(weight, dtype()));
    }

    @Override
    default Tensor lerp(Tensor end, Tensor weight) {
        return Elementwise.ternary(Pointwise.LERP, this, end, weight);
    }

    @Override
    default Tensor nanToNum() {
        double greatest = dtype() == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        return nanToNum(0, greatest, -greatest);
    }

    @Override
    default Tensor nanToNum(double nan, double positive, double negative) {
        return Elementwise.unary(Pointwise.NAN_TO_NUM, this, nan, positive, negative);
    }

    @Override
    default Tensor where(Tensor a, Tensor b) {
        return Elementwise.ternary(Pointwise.WHERE, this, a, b);
    }
}
