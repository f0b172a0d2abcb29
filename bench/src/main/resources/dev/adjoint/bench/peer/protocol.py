"""What all peers in Python have in common: the questions that dev.adjoint.bench.peer.Side asks, and reading first values."""

import json
import sys
import time

import numpy


def tensors(path):
    """The arrays of a safetensors file by name."""
    kinds = {"F32": numpy.float32, "F64": numpy.float64, "I64": numpy.int64, "I32": numpy.int32}
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    header.pop("__metadata__", None)
    arrays = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        arrays[name] = numpy.frombuffer(data[start:end], kinds[entry["dtype"]]).reshape(entry["shape"]).copy()
    return arrays


def serve(greeting, make, run, size):
    """Answers questions.

    make(case, arrays) gives a step, run(step) computes once and is over when its results are there, and gives them;
    size(results) is the sum of their mean sizes.
    """
    files = {}
    steps = {}

    def timed(step, iterations):
        start = time.perf_counter()
        for _ in range(iterations):
            run(step)
        return (time.perf_counter() - start) / iterations

    def prepare(case, file):
        files[case] = file
        steps[case] = make(case, tensors(file))
        return []

    def warm(case, seconds, most):
        times = []
        while len(times) < int(most) and (len(times) < 3 or sum(times) < float(seconds)):
            times.append(timed(steps[case], 1))
        return times

    def measure(case, iterations, samples):
        return [timed(steps[case], int(iterations)) for _ in range(int(samples))]

    def outcome(case, count):
        fresh = make(case, tensors(files[case]))
        return [float(size(run(fresh))) for _ in range(int(count))]

    questions = {"prepare": prepare, "warm": warm, "time": measure, "outcome": outcome}
    print("ok", greeting, flush=True)
    for line in sys.stdin:
        word, *arguments = line.split()
        try:
            print("ok", *questions[word](*arguments), flush=True)
        except KeyError as unknown:
            print("no", "there is no", unknown, flush=True)
        except Exception as failure:
            lines = str(failure).strip().splitlines() or [""]
            print("no", type(failure).__name__ + ":", lines[0], flush=True)
