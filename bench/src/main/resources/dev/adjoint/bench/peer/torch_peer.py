"""PyTorch's side of the benchmarks: the same shapes, element types, first values, batch and optimiser as ours, each written
as its users write it. Arguments: eager or compile, and the number of threads.
"""

import sys

import torch
from torch import nn
from torch.nn import functional as F

import protocol

COMPILED = sys.argv[1] == "compile"


def compiled(function):
    return torch.compile(function) if COMPILED else function


def load(model, state):
    parts = {name.removeprefix("model."): value for name, value in state.items() if name.startswith("model.")}
    # Batch normalisation here also counts its batches, which nothing depends on.
    unlike = model.load_state_dict(parts, strict=False)
    wrong = [name for name in unlike.missing_keys if not name.endswith("num_batches_tracked")]
    if wrong or unlike.unexpected_keys:
        raise ValueError(f"parameters differ: {wrong} are missing, {unlike.unexpected_keys} unknown")


def training(model, optimizer, state):
    load(model, state)
    x, labels = state["x"], state["labels"]

    @compiled
    def loss_of(x, labels):
        scores = model(x)
        return F.cross_entropy(scores.flatten(0, -2), labels)

    def step():
        optimizer.zero_grad()
        loss = loss_of(x, labels)
        loss.backward()
        optimizer.step()
        loss.item()
        return [loss]

    return step


def mlp(state):
    model = nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10)
    )
    return training(model, torch.optim.Adam(model.parameters(), lr=1e-3), state)


def cnn(state):
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10)
    )
    return training(model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), state)


class Block(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        self.downsample = None
        if stride != 1 or inner != outer:
            self.downsample = nn.Sequential(
                nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer)
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = nn.Sequential(Block(64, 64, 1), Block(64, 64, 1))
        self.layer2 = nn.Sequential(Block(64, 128, 2), Block(128, 128, 1))
        self.layer3 = nn.Sequential(Block(128, 256, 2), Block(256, 256, 1))
        self.layer4 = nn.Sequential(Block(256, 512, 2), Block(512, 512, 1))
        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.layer4(self.layer3(self.layer2(self.layer1(y))))
        return self.fc(F.adaptive_avg_pool2d(y, 1).flatten(1))


def resnet18(state):
    model = ResNet18()
    return training(model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), state)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)

    def forward(self, x):
        batch, time, width = x.shape
        q, k, v = (
            part.view(batch, time, self.heads, width // self.heads).transpose(1, 2)
            for part in self.c_attn(x).split(width, 2)
        )
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).contiguous().view(batch, time, width))


class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x)))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = FeedForward(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    def __init__(self, vocabulary, context, layers, heads, width):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(context, width)
        self.h = nn.Sequential(*(Layer(width, heads) for _ in range(layers)))
        self.ln_f = nn.LayerNorm(width)

    def forward(self, tokens):
        places = torch.arange(tokens.shape[1])
        y = self.h(self.wte(tokens) + self.wpe(places))
        return F.linear(self.ln_f(y), self.wte.weight)


def gpt(state):
    model = GPT(65, 64, 4, 4, 128)
    return training(model, torch.optim.AdamW(model.parameters(), lr=1e-3), state)


def gradients(forward, leaves, upstream=None):
    """Forward and backward in the usual form: results and the gradients of the leaves."""
    for leaf in leaves:
        leaf.requires_grad_()
    forward = compiled(forward)

    def step():
        for leaf in leaves:
            leaf.grad = None
        value = forward()
        value.backward(upstream)
        return [value, *(leaf.grad for leaf in leaves)]

    return step


def lstm(state):
    model = nn.LSTM(128, 128)
    load(model, state)
    x = state["x"]
    return gradients(lambda: model(x)[0].square().mean(), list(model.parameters()))


def rnn_small(state):
    inputs = list(state["x"])
    start, u, w = state["start"], state["u"], state["w"]

    def forward():
        h = start
        for x in inputs:
            h = torch.tanh(x @ u + h @ w)
        return h.square().mean()

    return gradients(forward, [u, w])


def chain(state):
    x, w = state["x"], state["w"]

    def forward():
        y = x
        for _ in range(250):
            y = torch.tanh(torch.sin(y * 0.999) + w)
        return y.sum()

    return gradients(forward, [w])


def pointwise(state):
    x, w, b = state["x"], state["w"], state["b"]
    return gradients(lambda: F.gelu(x * w + b).mean(), [w, b])


def reduce(state, kind):
    x, upstream = state["x"], state["upstream"]
    if kind == "softmax":
        return gradients(lambda: torch.softmax(x, 1), [x], upstream)
    weight, bias = state["weight"], state["bias"]
    return gradients(lambda: F.layer_norm(x, (x.shape[1],), weight, bias), [x, weight, bias], upstream)


def matmul(state, n, dtype):
    a, b = state["a"], state["b"]
    product = compiled(lambda: a @ b)

    def step():
        with torch.no_grad():
            return [product()]

    return step


def conv(state, what, batch, channels, side, out, kernel, stride, pad):
    x, filters = state["x"], state["filters"]
    convolve = compiled(lambda: F.conv2d(x, filters, None, int(stride), int(pad)))
    if what == "forward":
        def step():
            with torch.no_grad():
                return [convolve()]

        return step
    x.requires_grad_()
    filters.requires_grad_()
    y = F.conv2d(x, filters, None, int(stride), int(pad))
    upstream = state["upstream"]
    return lambda: torch.autograd.grad(y, (x, filters), upstream, retain_graph=True)


def hvp(state):
    if COMPILED:
        raise NotImplementedError("torch.compile does not differentiate twice")
    x, labels = state["x"], state["labels"]
    names = ["w1", "b1", "w2", "b2", "w3", "b3"]
    weights = [state[name].requires_grad_() for name in names]
    direction = [state["d" + name] for name in names]

    def step():
        h = F.relu(F.linear(x, weights[0], weights[1]))
        h = F.relu(F.linear(h, weights[2], weights[3]))
        loss = F.cross_entropy(F.linear(h, weights[4], weights[5]), labels)
        slopes = torch.autograd.grad(loss, weights, create_graph=True)
        return torch.autograd.grad(slopes, weights, direction)

    return step


MAKERS = {
    "mlp": mlp, "cnn": cnn, "resnet18": resnet18, "gpt": gpt, "lstm": lstm, "rnn-small": rnn_small, "chain": chain, "pointwise": pointwise, "reduce": reduce,
    "matmul": matmul, "conv": conv, "hvp": hvp,
}


def make(case, arrays):
    name, *sizes = case.split("/")
    return MAKERS[name]({key: torch.from_numpy(array) for key, array in arrays.items()}, *sizes)


torch.set_num_threads(int(sys.argv[2]))
protocol.serve(
    "PyTorch " + torch.__version__,
    make,
    lambda step: step(),
    lambda results: sum(each.detach().double().abs().mean() for each in results),
)
