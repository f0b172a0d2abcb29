#!/usr/bin/env python3
"""Values of elementary functions to a hundred bits, that tests measure errors in units in the last place by.

    pip install mpmath; python tools/elementary_oracle.py > kernel-vector/src/test/resources/dev/adjoint/kernel/vector/elementary.txt

A line is a function, its arguments, and its value as a sum of two doubles, in hexadecimal.
"""
import random

from mpmath import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cbrt,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expm1,
    hypot,
    log,
    mp,
    mpf,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)

mp.dps = 400
COUNT = 60


def even(low, high):
    return lambda: (random.uniform(low, high),)


def sizes(low, high, signs=(1, -1)):
    """Numbers of all sizes between two powers of two."""
    return lambda: (random.choice(signs) * 2.0 ** random.uniform(low, high),)


def pairs(one, other):
    return lambda: one() + other()


def powers():
    """A base of any size, and an exponent that keeps the power within range."""
    x = 2.0 ** random.uniform(-1000, 1000)
    return x, random.uniform(-1000, 1000) / float(log(x, 2))


FUNCTIONS = {
    "exp": (exp, even(-1, 1), even(-745, 709), sizes(-60, 6)),
    "expm1": (expm1, even(-2, 2), sizes(-60, 9.4)),
    "log": (log, even(0.5, 2), sizes(-1074, 1024, (1,))),
    "log1p": (lambda x: log(1 + x), even(-0.9, 3), sizes(-60, 60, (1,)), sizes(-60, 0, (-1,))),
    "tanh": (tanh, even(-3, 3), sizes(-60, 5)),
    "sigmoid": (lambda x: 1 / (1 + exp(-x)), even(-40, 40), sizes(-60, 9)),
    "softplus": (lambda x: log(1 + exp(x)), even(-40, 40), sizes(-60, 9)),
    "sin": (sin, even(-7, 7), even(-1000, 1000), sizes(-40, 1000)),
    "cos": (cos, even(-7, 7), even(-1000, 1000), sizes(-40, 1000)),
    "tan": (tan, even(-7, 7), even(-1000, 1000), sizes(-40, 1000)),
    "erf": (erf, even(-3, 3), sizes(-60, 3)),
    "erfc": (erfc, even(-3, 3), even(0.5, 27), sizes(-60, 3)),
    "log2": (lambda x: log(x, 2), even(0.5, 2), sizes(-1074, 1024, (1,))),
    "log10": (lambda x: log(x, 10), even(0.5, 2), sizes(-1074, 1024, (1,))),
    "pow": (pow, powers, pairs(even(0, 3), even(-300, 300)), pairs(sizes(-9, 9, (1,)), sizes(-60, 6))),
    "cbrt": (lambda x: sign(x) * cbrt(abs(x)), even(-9, 9), sizes(-1074, 1024)),
    "hypot": (hypot, pairs(even(-9, 9), even(-9, 9)), pairs(sizes(-1000, 1000), sizes(-1000, 1000))),
    "asin": (asin, even(-1, 1), sizes(-60, 0)),
    "acos": (acos, even(-1, 1), even(0.99, 1), sizes(-60, 0)),
    "atan": (atan, even(-3, 3), sizes(-60, 60)),
    "atan2": (atan2, pairs(even(-9, 9), even(-9, 9)), pairs(sizes(-60, 60), sizes(-60, 60))),
    "sinh": (sinh, even(-3, 3), even(-710, 710), sizes(-60, 9)),
    "cosh": (cosh, even(-3, 3), even(-710, 710), sizes(-60, 9)),
    "asinh": (asinh, even(-3, 3), sizes(-60, 1000)),
    "acosh": (acosh, even(1, 3), sizes(0, 1000, (1,))),
    "atanh": (atanh, even(-1, 1), sizes(-60, 0)),
}


def main():
    random.seed(1)
    for name, (function, *draws) in FUNCTIONS.items():
        for draw in draws:
            for _ in range(COUNT // len(draws)):
                args = draw()
                value = function(*map(mpf, args))
                high = float(value)
                print(name, *(x.hex() for x in args), high.hex(), float(value - mpf(high)).hex())


main()
