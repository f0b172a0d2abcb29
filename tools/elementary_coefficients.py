#!/usr/bin/env python3
"""Coefficients of the elementary functions of kernel-vector, for Java source: pip install mpmath, then run.

Each polynomial has the least greatest weighted error over its interval (Remez exchange, with 120 digits), so that the
error beside it, which is what is left of the mathematics, is far below the rounding of the type. The highest power stands first.
"""
import sys

from mpmath import atan, asin, cos, erf, erfc, exp, expm1, inf, log, lu_solve, matrix, mp, mpf, pi, polyval, sin, sinh, sqrt

mp.dps = 120


def remez(f, weight, low, high, degree, rounds=12):
    """The polynomial of a degree for which the greatest of weight * |p - f| is least, and that greatest."""
    low, high = mpf(low), mpf(high)
    count = degree + 2
    nodes = [(low + high) / 2 - (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    nodes = [x if weight(x) > 1e-40 else (x + nodes[i - 1]) / 2 for i, x in enumerate(nodes)]
    grid = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / (30 * count)) for i in range(30 * count + 1)]
    grid = [x for x in grid if weight(x) > 1e-40]
    values = [(f(x), weight(x)) for x in grid]
    for _ in range(rounds):
        a = matrix(count, count)
        b = matrix(count, 1)
        for i, x in enumerate(nodes):
            for j in range(degree + 1):
                a[i, j] = x ** (degree - j)
            a[i, degree + 1] = (-1) ** i / weight(x)
            b[i] = f(x)
        solution = lu_solve(a, b)
        p = [solution[j] for j in range(degree + 1)]
        errors = [(polyval(p, x) - v) * w for x, (v, w) in zip(grid, values)]
        # The greatest error of each stretch of one sign.
        peaks = []
        for x, error in zip(grid, errors):
            if peaks and (peaks[-1][1] > 0) == (error > 0):
                if abs(error) > abs(peaks[-1][1]):
                    peaks[-1] = (x, error)
            else:
                peaks.append((x, error))
        while len(peaks) > count:
            peaks.pop(0 if abs(peaks[0][1]) < abs(peaks[-1][1]) else -1)
        greatest = max(abs(error) for error in errors)
        if len(peaks) < count:
            break
        nodes = [x for x, _ in peaks]
    return p, greatest


def show(name, f, weight, low, high, degree):
    p, error = remez(f, weight, low, high, degree)
    print(f"// {name}: 2^{float(log(error, 2)):.1f}")
    print("{" + ", ".join(repr(float(c)) for c in p) + "}")
    sys.stdout.flush()


def parts(name, value, count, bits=53):
    """A number as a sum of ever smaller ones with so many bits each."""
    rest = value
    out = []
    for _ in range(count):
        if bits == 53:
            part = mpf(float(rest))
        else:
            import math
            exponent = math.frexp(float(rest))[1]
            part = mp.nint(rest * mpf(2) ** (bits - exponent)) / mpf(2) ** (bits - exponent)
        out.append(float(part).hex())
        rest -= part
    print(f"// {name} in parts of {bits} bits\n{out}")


SMALL = mpf("1e-30")


def exp_tail(r):
    r = r if abs(r) > SMALL else SMALL
    return (exp(r) - 1 - r) / r**2


def log_rest(z):
    """log(1 + f) / s - 2, divided by z, for s = f / (2 + f) and z = s²."""
    z = z if z > SMALL else SMALL
    s = sqrt(z)
    return (log((1 + s) / (1 - s)) / s - 2) / z


def erf_near(z):
    z = z if z > SMALL else SMALL
    return erf(sqrt(z)) / sqrt(z) - 1


def tail(q, centre):
    a = centre * (1 + q) / (1 - q)
    return (1 + 2 * a) * exp(a * a) * erfc(a)


def sin_rest(z):
    z = z if z > SMALL else SMALL
    return (sin(sqrt(z)) / sqrt(z) - 1) / z


def cos_rest(z):
    z = z if z > SMALL else SMALL
    return (cos(sqrt(z)) - 1 + z / 2) / z**2


def atan_rest(z):
    z = z if z > SMALL else SMALL
    return (atan(sqrt(z)) / sqrt(z) - 1) / z


def asin_rest(z):
    z = z if z > SMALL else SMALL
    return (asin(sqrt(z)) / sqrt(z) - 1) / z


def sinh_rest(z):
    z = z if z > SMALL else SMALL
    return (sinh(sqrt(z)) / sqrt(z) - 1) / z


if __name__ == "__main__":
    half = log(2) / 2 * mpf("1.001")
    logs = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.001")
    show("exp, double", exp_tail, lambda r: r * r * exp(-r), -half, half, 9)
    show("log, double", log_rest, lambda z: z / 2, 0, logs, 6)
    show("erf below 1, double", erf_near, lambda z: 1 / (1 + erf_near(z)), 0, 1, 13)
    parts("log 2", log(2), 2, 42)
    parts("log 2", log(2), 3)
    quarter = (pi / 4) ** 2 * mpf("1.001")
    for name, s, c in ("double", 5, 5), ("float", 2, 2):
        show(f"sin, {name}", sin_rest, lambda z: z, 0, quarter, s)
        show(f"cos, {name}", cos_rest, lambda z: z * z, 0, quarter, c)
    parts("half of pi", pi / 2, 3)
    parts("half of pi", pi / 2, 3, 24)
