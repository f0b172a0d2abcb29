"""JAX's side of the benchmarks: the same shapes, element types, first values, batch and optimiser as ours, whole steps
compiled by jit, updates included. Arguments: the mode, which is jit, and the number of threads.
"""

import os
import sys

# XLA takes all the processors that it is allowed to run on.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[2])])

import jax
from jax import lax, nn
from jax import numpy as jnp

import protocol

jax.config.update("jax_enable_x64", True)


def parameters(state):
    return {name.removeprefix("model."): value for name, value in state.items() if name.startswith("model.")}


def cross_entropy(scores, labels):
    return -jnp.take_along_axis(nn.log_softmax(scores), labels[:, None], 1).mean()


def adam(rate, decay=0.0):
    def init(p):
        zeros = jax.tree.map(jnp.zeros_like, p)
        return zeros, zeros, 0

    def update(p, g, memory):
        m, v, t = memory
        t = t + 1
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        c1 = (1 - 0.9**t).astype(jnp.float32)
        c2 = (1 - 0.999**t).astype(jnp.float32)
        p = jax.tree.map(
            lambda a, b, c: a * (1 - rate * decay) - rate * (b / c1) / (jnp.sqrt(c / c2) + 1e-8), p, m, v
        )
        return p, (m, v, t)

    return init, update


def momentum(rate, share):
    def init(p):
        return jax.tree.map(jnp.zeros_like, p)

    def update(p, g, velocity):
        velocity = jax.tree.map(lambda a, b: share * a + b, velocity, g)
        return jax.tree.map(lambda a, b: a - rate * b, p, velocity), velocity

    return init, update


def training(loss_of, optimizer, state):
    """loss_of(parameters, x, labels) is the loss and parameters that it has changed itself, such as running means."""
    init, update = optimizer
    x, labels = state["x"], state["labels"]

    @jax.jit
    def step(p, memory, x, labels):
        (loss, changed), g = jax.value_and_grad(loss_of, has_aux=True)(p, x, labels)
        p, memory = update(p, g, memory)
        return loss, p | changed, memory

    now = [parameters(state)]
    now.append(init(now[0]))

    def run():
        loss, now[0], now[1] = step(now[0], now[1], x, labels)
        return [loss]

    return run


def linear(p, name, x):
    return x @ p[name + ".weight"].T + p[name + ".bias"]


def convolve(x, filters, stride=1, pad=0):
    return lax.conv_general_dilated(x, filters, (stride, stride), ((pad, pad), (pad, pad)))


def mlp(state):
    def loss_of(p, x, labels):
        h = nn.relu(linear(p, "0", x))
        h = nn.relu(linear(p, "2", h))
        return cross_entropy(linear(p, "4", h), labels), {}

    return training(loss_of, adam(1e-3), state)


def cnn(state):
    def loss_of(p, x, labels):
        h = nn.relu(convolve(x, p["0.weight"]) + p["0.bias"][:, None, None])
        h = nn.relu(convolve(h, p["2.weight"]) + p["2.bias"][:, None, None])
        h = lax.reduce_window(h, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
        h = nn.relu(linear(p, "6", h.reshape(h.shape[0], -1)))
        return cross_entropy(linear(p, "8", h), labels), {}

    return training(loss_of, momentum(0.01, 0.9), state)


def resnet18(state):
    def loss_of(p, x, labels):
        changed = {}

        def norm(name, x):
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3))
            count = x.size // x.shape[1]
            changed[name + ".running_mean"] = 0.9 * p[name + ".running_mean"] + 0.1 * mean
            changed[name + ".running_var"] = 0.9 * p[name + ".running_var"] + 0.1 * variance * count / (count - 1)
            scale = p[name + ".weight"] * lax.rsqrt(variance + 1e-5)
            return (x - mean[:, None, None]) * scale[:, None, None] + p[name + ".bias"][:, None, None]

        def block(name, x, stride):
            y = nn.relu(norm(name + ".bn1", convolve(x, p[name + ".conv1.weight"], stride, 1)))
            y = norm(name + ".bn2", convolve(y, p[name + ".conv2.weight"], 1, 1))
            if name + ".downsample.0.weight" in p:
                x = norm(name + ".downsample.1", convolve(x, p[name + ".downsample.0.weight"], stride))
            return nn.relu(y + x)

        h = nn.relu(norm("bn1", convolve(x, p["conv1.weight"], 1, 1)))
        for stage in range(1, 5):
            h = block(f"layer{stage}.0", h, 1 if stage == 1 else 2)
            h = block(f"layer{stage}.1", h, 1)
        return cross_entropy(linear(p, "fc", h.mean((2, 3))), labels), changed

    return training(loss_of, momentum(0.01, 0.9), state)


def gpt(state):
    heads = 4

    def norm(p, name, x):
        mean = x.mean(-1, keepdims=True)
        variance = x.var(-1, keepdims=True)
        return (x - mean) * lax.rsqrt(variance + 1e-5) * p[name + ".weight"] + p[name + ".bias"]

    def loss_of(p, tokens, labels):
        y = p["wte.weight"][tokens] + p["wpe.weight"][: tokens.shape[1]]
        batch, time, width = y.shape
        for i in range(4):
            q, k, v = (
                part.reshape(batch, time, heads, width // heads)
                for part in jnp.split(linear(p, f"h.{i}.attn.c_attn", norm(p, f"h.{i}.ln_1", y)), 3, -1)
            )
            seen = jax.nn.dot_product_attention(q, k, v, is_causal=True).reshape(batch, time, width)
            y = y + linear(p, f"h.{i}.attn.c_proj", seen)
            h = nn.gelu(linear(p, f"h.{i}.mlp.c_fc", norm(p, f"h.{i}.ln_2", y)), approximate=False)
            y = y + linear(p, f"h.{i}.mlp.c_proj", h)
        scores = norm(p, "ln_f", y) @ p["wte.weight"].T
        return cross_entropy(scores.reshape(batch * time, -1), labels), {}

    return training(loss_of, adam(1e-3, 0.01), state)


def gradients(function, arguments, constants=()):
    """Value and gradients of a scalar function by its first arguments."""
    both = jax.jit(jax.value_and_grad(function, tuple(range(len(arguments)))))

    def run():
        value, slopes = both(*arguments, *constants)
        return [value, *slopes]

    return run


def lstm(state):
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]

    def loss_of(ih, hh, bi, bh, x):
        inputs = x @ ih.T + (bi + bh)

        def cell(carry, z):
            h, c = carry
            i, f, g, o = jnp.split(z + h @ hh.T, 4, 1)
            c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(g)
            h = nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        zeros = jnp.zeros((x.shape[1], hh.shape[1]), x.dtype)
        return jnp.square(lax.scan(cell, (zeros, zeros), inputs)[1]).mean()

    return gradients(loss_of, [state["model." + name] for name in names], [state["x"]])


def rnn_small(state):
    def loss_of(u, w, x, start):
        h = start
        for t in range(x.shape[0]):
            h = jnp.tanh(x[t] @ u + h @ w)
        return jnp.square(h).mean()

    return gradients(loss_of, [state["u"], state["w"]], [state["x"], state["start"]])


def chain(state):
    def loss_of(w, x):
        y = x
        for _ in range(250):
            y = jnp.tanh(jnp.sin(y * 0.999) + w)
        return y.sum()

    return gradients(loss_of, [state["w"]], [state["x"]])


def pointwise(state):
    def loss_of(w, b, x):
        return nn.gelu(x * w + b, approximate=False).mean()

    return gradients(loss_of, [state["w"], state["b"]], [state["x"]])


def reduce(state, kind):
    if kind == "softmax":
        names = ["x"]

        def function(x):
            return nn.softmax(x, 1)
    else:
        names = ["x", "weight", "bias"]

        def function(x, weight, bias):
            mean = x.mean(1, keepdims=True)
            return (x - mean) * lax.rsqrt(x.var(1, keepdims=True) + 1e-5) * weight + bias

    @jax.jit
    def both(arguments, upstream):
        y, pull = jax.vjp(function, *arguments)
        return [y, *pull(upstream)]

    return lambda: both([state[name] for name in names], state["upstream"])


def matmul(state, n, dtype):
    product = jax.jit(jnp.matmul)
    return lambda: [product(state["a"], state["b"])]


def conv(state, what, batch, channels, side, out, kernel, stride, pad):
    def function(x, filters):
        return convolve(x, filters, int(stride), int(pad))

    if what == "forward":
        forward = jax.jit(function)
        return lambda: [forward(state["x"], state["filters"])]
    # The value is not asked for, so the compiler leaves it out.
    backward = jax.jit(lambda x, filters, upstream: jax.vjp(function, x, filters)[1](upstream))
    return lambda: backward(state["x"], state["filters"], state["upstream"])


def hvp(state):
    x, labels = state["x"], state["labels"]
    names = ["w1", "b1", "w2", "b2", "w3", "b3"]

    def loss_of(w):
        h = nn.relu(x @ w[0].T + w[1])
        h = nn.relu(h @ w[2].T + w[3])
        return cross_entropy(h @ w[4].T + w[5], labels)

    product = jax.jit(lambda w, d: jax.jvp(jax.grad(loss_of), (w,), (d,))[1])
    return lambda: product([state[name] for name in names], [state["d" + name] for name in names])


MAKERS = {
    "mlp": mlp, "cnn": cnn, "resnet18": resnet18, "gpt": gpt, "lstm": lstm, "rnn-small": rnn_small, "chain": chain,
    "pointwise": pointwise, "reduce": reduce, "matmul": matmul, "conv": conv, "hvp": hvp,
}


def make(case, arrays):
    name, *sizes = case.split("/")
    return MAKERS[name]({key: jnp.asarray(array) for key, array in arrays.items()}, *sizes)


protocol.serve(
    "JAX " + jax.__version__,
    make,
    lambda step: jax.block_until_ready(step()),
    lambda results: sum(jnp.abs(each.astype(jnp.float64)).mean() for each in results),
)
