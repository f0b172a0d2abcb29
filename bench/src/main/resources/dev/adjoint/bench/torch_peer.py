"""PyTorch's side of the benchmarks: reads a line "workload steps", answers the seconds of each step on one line.

Started by dev.adjoint.bench.TorchPeer; the same shapes, element type, batch, optimiser and thread count as there.
"""

import sys
import time

import torch
from torch import nn


def mlp():
    model = nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10)
    )
    return model, torch.rand(128, 784), torch.optim.Adam(model.parameters(), lr=1e-3)


def cnn():
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10)
    )
    return model, torch.rand(64, 1, 28, 28), torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)


def training_step(make):
    model, x, optimizer = make()
    y = torch.arange(x.shape[0]) % 10
    loss = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()
        return value.item()

    return step


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    steps = {}
    makers = {"mlp": mlp, "cnn": cnn}
    print("torch", torch.__version__, flush=True)
    for line in sys.stdin:
        name, count = line.split()
        if name not in makers:
            print("unknown", name, flush=True)
            continue
        if name not in steps:
            steps[name] = training_step(makers[name])
        times = []
        for _ in range(int(count)):
            start = time.perf_counter()
            steps[name]()
            times.append(time.perf_counter() - start)
        print(*times, flush=True)


main()
