"""Reference values and gradients for Adjoint's ops, computed by PyTorch in float64.

Writes the small text files that OracleTest reads:

    python tools/op_oracle.py proof/src/test/resources/dev/adjoint/testkit/oracle

Made with PyTorch 2.13.0 (CPU). A file is a list of cases; a case is a name, its inputs, the upstream gradient that
weighs the output, the output, and the gradient of each input that has one:

    case softmax axis 1
    in float64 [2, 3] 0.1 ...
    out float64 [2, 3] ...
    upstream float64 [2, 3] ...
    grad 0 float64 [2, 3] ...

Numbers are written so that they read back to the same bits; what a name computes stands here in Python and in
OracleTest in Java, and nowhere else.
"""

import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)

INF, NAN = math.inf, math.nan


def number(value):
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def line(kind, x):
    dtype = {torch.float64: "float64", torch.int64: "int64", torch.bool: "bool"}[x.dtype]
    values = " ".join(number(v) for v in x.detach().contiguous().reshape(-1).tolist())
    return f"{kind} {dtype} {list(x.shape)} {values}".rstrip()


class Book:
    """The cases of one file."""

    def __init__(self):
        self.lines = []

    def case(self, name, f, *inputs):
        leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
        y = f(*leaves)
        self.lines += [f"case {name}"] + [line("in", x) for x in leaves] + [line("out", y)]
        if y.requires_grad:
            upstream = torch.rand_like(y) * 2 - 1
            self.lines.append(line("upstream", upstream))
            y.backward(upstream)
            for i, x in enumerate(leaves):
                if x.is_floating_point() and x.grad is not None:
                    self.lines.append(line(f"grad {i}", x.grad))


def pointwise(book):
    points = torch.tensor([0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.8, 3.7, 1e-8, -1e-8, 20, -20, 38, -38, 700, -700,
                           750, -750, 1e300, -1e300, INF, -INF, NAN])
    unary = {
        "neg": torch.neg, "abs": torch.abs, "sign": torch.sign, "square": torch.square, "sqrt": torch.sqrt,
        "reciprocal": torch.reciprocal, "exp": torch.exp, "expm1": torch.expm1, "log": torch.log, "log1p": torch.log1p,
        "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "tanh": torch.tanh, "erf": torch.erf,
        "sigmoid": torch.sigmoid, "relu": torch.relu, "gelu": F.gelu, "silu": F.silu,
        "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "trunc": torch.trunc,
        "is_nan": torch.isnan, "is_finite": torch.isfinite,
        # Beyond its threshold PyTorch answers x itself; it is put where that is exact.
        "softplus": lambda x: F.softplus(x, threshold=700),
        "leaky_relu 0.1": lambda x: F.leaky_relu(x, 0.1), "elu 0.7": lambda x: F.elu(x, 0.7),
        "clamp -0.5 0.8": lambda x: torch.clamp(x, -0.5, 0.8),
    }
    for name, f in unary.items():
        book.case(name, f, points)
    some = torch.tensor([0, -0.0, 1, -1, 2, 0.5, 2.5, -3, INF, -INF, NAN])
    left, right = (x.reshape(-1) for x in torch.meshgrid(some, some, indexing="ij"))
    for name, f in {
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "rem": torch.remainder, "pow": torch.pow,
        "minimum": torch.minimum, "maximum": torch.maximum, "eq": torch.eq, "ne": torch.ne, "lt": torch.lt,
        "le": torch.le, "gt": torch.gt, "ge": torch.ge,
    }.items():
        book.case(name, f, left, right)
    finite = torch.tensor([0, 0.5, 1, 2, -1, -2.5, 3])
    for exponent in (0, 1, 2, 3, -1, 0.5):
        book.case(f"pow {exponent}", lambda x, e=exponent: x.pow(e), finite)
    truth = torch.tensor([False, False, True, True])
    other = torch.tensor([False, True, False, True])
    book.case("and", torch.logical_and, truth, other)
    book.case("or", torch.logical_or, truth, other)
    book.case("xor", torch.logical_xor, truth, other)
    book.case("not", torch.logical_not, truth)
    book.case("where", torch.where, truth, torch.tensor([NAN, 1, 2, INF]), torch.tensor([5, INF, NAN, -INF]))
    whole = torch.tensor([-7, 7, 0, 3, 2**53 + 1, -1])
    by = torch.tensor([3, -3, 5, 3, 2, 4])
    book.case("integers: add", torch.add, whole, by)
    book.case("integers: mul", torch.mul, whole, by)
    book.case("integers: rem", torch.remainder, whole, by)
    book.case("integers: pow", torch.pow, whole, by.abs())
    book.case("integers: maximum", torch.maximum, whole, by)
    book.case("integers: sign", torch.sign, whole)
    book.case("broadcast: a bias", torch.add, torch.randn(2, 3, 4), torch.randn(4))
    book.case("broadcast: both ways", torch.mul, torch.randn(3, 1), torch.randn(1, 4))


class Polygamma(torch.autograd.Function):
    """By Hurwitz' zeta function, since PyTorch's own trigamma has ten digits only."""

    @staticmethod
    def value(order, x):
        if order == 0:
            return torch.digamma(x)
        return (-1) ** (order + 1) * math.factorial(order) * torch.special.zeta(order + 1.0, x)

    @staticmethod
    def forward(ctx, x, order):
        ctx.save_for_backward(x)
        ctx.order = order
        return Polygamma.value(order, x)

    @staticmethod
    def backward(ctx, upstream):
        return upstream * Polygamma.value(ctx.order + 1, ctx.saved_tensors[0]), None


def functions(book):
    points = torch.tensor([0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.8, 3.7, 0.26, 0.97, 6, -6, 3, -3, 20, -20,
                           38, -38, 8, 1000, 1e300, -1e300, INF, -INF])
    near = points[points.abs() < 1e15]
    tiny = torch.tensor([1e-8, -1e-8, 1e-300, NAN])
    unit = torch.tensor([0, 1e-300, 1e-8, 0.1, 0.26, 0.5, 0.51, 0.74, 0.97, 1])
    positive = points[(points > 0) & (points < 1e15)]
    for domain, unary in (
        (torch.cat((points, tiny)), {
            "rsqrt": torch.rsqrt, "exp2": torch.exp2, "log2": torch.log2, "log10": torch.log10, "atan": torch.atan,
            "sinh": torch.sinh, "cosh": torch.cosh, "asinh": torch.asinh, "erfc": torch.erfc, "frac": torch.frac,
            "is_inf": torch.isinf, "nan_to_num": torch.nan_to_num,
            "nan_to_num 1 2 3": lambda x: torch.nan_to_num(x, 1, 2, 3), "log_sigmoid": F.logsigmoid,
            "softsign": F.softsign,
        }),
        (points, {
            "clamp_min 0.5": lambda x: torch.clamp_min(x, 0.5), "clamp_max 0.5": lambda x: torch.clamp_max(x, 0.5),
            "heaviside 0.5": lambda x: torch.heaviside(x.detach(), torch.tensor(0.5)),
            "relu6": F.relu6, "selu": F.selu, "celu 0.5": lambda x: F.celu(x, 0.5),
            "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"), "mish": F.mish,
            # PyTorch's own derivative of hardsigmoid takes 1 / 6 in float32.
            "hard_sigmoid": lambda x: F.relu6(x + 3) / 6, "hard_swish": F.hardswish, "hard_tanh": F.hardtanh,
            "tanh_shrink": F.tanhshrink, "hard_shrink 0.5": F.hardshrink, "soft_shrink 0.5": F.softshrink,
        }),
        # Beyond these PyTorch's derivatives are those of other branches than the one its values are from.
        (torch.cat((unit, -unit)), {"asin": torch.asin, "acos": torch.acos, "atanh": torch.atanh}),
        (unit, {"logit": torch.logit}),
        (torch.tensor([1, 1.01, 1.5, 3.7, 1000, 1e100]), {"acosh": torch.acosh}),
        (near, {"sinc": torch.sinc}),
        (positive, {
            "lgamma": torch.lgamma, "digamma": lambda x: Polygamma.apply(x, 0),
            "polygamma 1": lambda x: Polygamma.apply(x, 1), "polygamma 2": lambda x: Polygamma.apply(x, 2),
        }),
        (torch.tensor([1, -1, 8, -27, 0.3]), {"cbrt": lambda x: x.sign() * x.abs() ** (1 / 3)}),
    ):
        for name, f in unary.items():
            book.case(name, f, domain)
    some = torch.tensor([0, -0.0, 1, -1, 2, 0.5, 2.5, -3, 40, -40, 1000, INF, -INF, NAN])
    finite = some[torch.isfinite(some)]
    for values, binary in (
        (some, {
            "atan2": torch.atan2, "hypot": torch.hypot, "log_add_exp": torch.logaddexp, "xlogy": torch.xlogy,
            "floor_div": lambda x, y: torch.floor_divide(x.detach(), y.detach()),
            "is_close": lambda x, y: torch.isclose(x, y, 1e-5, 1e-8),
        }),
        (finite, {"copy_sign": torch.copysign}),
        (finite[2:], {"fmod": torch.fmod}),
    ):
        left, right = (x.reshape(-1) for x in torch.meshgrid(values, values, indexing="ij"))
        for name, f in binary.items():
            book.case(name, f, left, right)
    r = torch.randn
    book.case("clamp between", torch.clamp, r(4, 5), r(4, 5), r(4, 5))
    book.case("prelu", F.prelu, r(2, 3, 4), r(3))
    book.case("glu", lambda x: F.glu(x, 1), r(2, 6))
    book.case("lerp", torch.lerp, r(3, 4), r(3, 4), 2 * r(3, 4))
    book.case("lerp 0.75", lambda x, y: torch.lerp(x, y, 0.75), r(5), r(5))
    whole = torch.tensor([-7, 7, 0, 3, 2**53 + 1, -1])
    by = torch.tensor([3, -3, 5, 3, 2, 4])
    book.case("integers: floor_div", torch.floor_divide, whole, by)
    book.case("integers: fmod", torch.fmod, whole, by)
    book.case("integers: clamp_min 2", lambda x: torch.clamp_min(x, 2), whole)
    book.case("integers: is_inf", torch.isinf, whole)


def statistics(book):
    cube = torch.randn(4, 3, 4)
    for axes in ((0,), (1, 2), (0, 1, 2)):
        text = " ".join(map(str, axes))
        for order in (0, 0.5, 1, 2, 3, INF, -INF, -1):
            book.case(f"norm {number(order)} axes {text}",
                      lambda x, p=order, a=axes: torch.linalg.vector_norm(x, p, a), cube)
        book.case(f"std axes {text}", lambda x, a=axes: x.std(a, correction=0), cube)
        book.case(f"std_unbiased axes {text}", lambda x, a=axes: x.std(a), cube)
        book.case(f"variance_unbiased axes {text}", lambda x, a=axes: x.var(a), cube)
    zeros = torch.tensor([[2.0, 0, 3, 4], [0, 5, 0, -1], [1, 2, 3, 4], [0, 0, 0, 7]])
    book.case("prod", lambda x: x.prod(1), zeros)
    book.case("prod of all", lambda x: x.prod(), torch.randn(3, 5))
    for order in (0, 1, 2, 3):
        book.case(f"norm {order} with zeros",
                  lambda x, p=order: torch.linalg.vector_norm(x, p, 1), torch.tensor([[0, 0], [0, -3], [1, 2.0]]))
    book.case("std of a constant", lambda x: x.std(), torch.full((3,), 2.0))
    book.case("count_non_zero", lambda x: x.count_nonzero(1), zeros)
    book.case("argmax of all", torch.argmax, cube)
    book.case("argmin of all", torch.argmin, cube)
    book.case("integers: prod", lambda x: x.prod(0), torch.tensor([[2**31, 3], [2**31, 5]]))
    for axis in range(3):
        book.case(f"cumsum axis {axis}", lambda x, a=axis: x.cumsum(a), cube)
        book.case(f"cumprod axis {axis}", lambda x, a=axis: x.cumprod(a), cube)
        book.case(f"cummax axis {axis}", lambda x, a=axis: x.cummax(a).values, cube)
        book.case(f"cummin axis {axis}", lambda x, a=axis: x.cummin(a).values, cube)
        book.case(f"cum_argmax axis {axis}", lambda x, a=axis: x.detach().cummax(a).indices, cube)
        book.case(f"log_cum_sum_exp axis {axis}", lambda x, a=axis: x.logcumsumexp(a), cube)
    book.case("zeros: cumprod", lambda x: x.cumprod(1), zeros)
    ties = torch.tensor([[1, 3, 3, 2, 3], [-0.0, 0, 0, -0.0, -1]])
    special = torch.tensor([[1, NAN, 2, INF], [2, -INF, INF, 0]])
    for name, x in (("ties", ties), ("special", special)):
        book.case(f"{name}: cummax", lambda x: x.cummax(1).values, x)
        book.case(f"{name}: cummin", lambda x: x.cummin(1).values, x)
        book.case(f"{name}: cumsum", lambda x: x.cumsum(1), x)
    book.case("far: log_cum_sum_exp", lambda x: x.logcumsumexp(1), torch.tensor([[100, -1000, 101, 3.0]]))
    book.case("integers: cumsum", lambda x: x.cumsum(0), torch.tensor([2**53, 1, 1]))
    book.case("integers: cumprod", lambda x: x.cumprod(0), torch.tensor([3, -5, 7]))
    book.case("diff", lambda x: x.diff(2, 1), torch.randn(2, 5))


def networks(book):
    r = torch.randn
    image, weight, bias = r(2, 4, 3, 3), r(4), r(4)
    book.case("layer_norm", lambda x, w, b: F.layer_norm(x, (3, 3), w, b), image, r(3, 3), r(3, 3))
    book.case("rms_norm", lambda x, w: F.rms_norm(x, (3,), w, 1e-6), image, r(3))
    book.case("group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), image, weight, bias)
    book.case("instance_norm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), image, weight, bias)
    book.case("batch_norm", lambda x, w, b: F.batch_norm(x, None, None, w, b, True), image, weight, bias)
    book.case("batch_norm given", lambda x, w, b: F.batch_norm(x, torch.tensor([0.1, 0.2, 0.3, 0.4]),
              torch.tensor([0.5, 1, 2, 4]), w, b, False), image, weight, bias)
    for size in (3, 4):
        book.case(f"local_response_norm {size}", lambda x, n=size: F.local_response_norm(x, n, 0.5, 0.75, 1.5), image)
    book.case("normalize", lambda x: F.normalize(x, 2, 1), torch.tensor([[3, 4, 0], [0, 0, 0], [1e-20, 0, 0]]))
    book.case("normalize 3", lambda x: F.normalize(x, 3, 1), r(3, 4))
    book.case("cosine_similarity", lambda x, y: F.cosine_similarity(x, y, 1), r(3, 4), r(3, 4))
    book.case("softmin", lambda x: F.softmin(x, 1), r(3, 4))
    q, k, v = r(2, 3, 4), r(2, 5, 4), r(2, 5, 6)
    mask = torch.tensor([[1, 0, 1, 1, 0], [0, 1, 0, 0, 0], [1, 1, 1, 1, 1]]) > 0
    blind = torch.tensor([[1, 0, 1, 1, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]]) > 0
    attention = F.scaled_dot_product_attention
    book.case("attention", attention, q, k, v)
    book.case("attention scale", lambda q, k, v: attention(q, k, v, scale=0.3), q, k, v)
    book.case("attention causal", lambda q, k, v: attention(q, k, v, is_causal=True), q, k, v)
    book.case("attention mask", lambda q, k, v, m: attention(q, k, v, attn_mask=m), q, k, v, mask)
    book.case("attention blind", lambda q, k, v, m: attention(q, k, v, attn_mask=m), q, k, v, blind)
    book.case("attention added", lambda q, k, v, m: attention(q, k, v, attn_mask=m), q, k, v, r(3, 5))
    book.case("causal_softmax", lambda x: (x + torch.full((3, 4), -torch.inf).triu(1)).softmax(-1), r(2, 3, 4))
    scores, labels, shares = r(3, 4), torch.tensor([2, 0, 3]), torch.rand(3, 4)
    for smoothing in (0.0, 0.25):
        book.case(f"softmax_cross_entropy {smoothing}", lambda s, y, e=smoothing: F.cross_entropy(
            s, y, reduction="none", label_smoothing=e), scores, labels)
        book.case(f"softmax_cross_entropy of shares {smoothing}", lambda s, y, e=smoothing: F.cross_entropy(
            s, y, reduction="none", label_smoothing=e), scores, shares)


def reductions(book):
    cube = torch.randn(2, 3, 4)
    ties = torch.tensor([[1, 3, 3, 2], [-0.0, 0, 0, -0.0], [5, 5, 5, 5]])
    special = torch.tensor([[1, NAN, 2], [INF, 1, 2], [-INF, -INF, -INF], [INF, -INF, 0]])
    for axes in ((0,), (1,), (2,), (0, 2), (0, 1, 2)):
        text = " ".join(map(str, axes))
        book.case(f"sum axes {text}", lambda x, a=axes: x.sum(a), cube)
        book.case(f"mean axes {text}", lambda x, a=axes: x.mean(a), cube)
        book.case(f"max axes {text}", lambda x, a=axes: x.amax(a), cube)
        book.case(f"min axes {text}", lambda x, a=axes: x.amin(a), cube)
        book.case(f"variance axes {text}", lambda x, a=axes: x.var(a, unbiased=False), cube)
        book.case(f"logsumexp axes {text}", lambda x, a=axes: x.logsumexp(a), cube)
    for name, x in (("ties", ties), ("special", special)):
        book.case(f"{name}: sum", lambda x: x.sum(1), x)
        book.case(f"{name}: max", lambda x: x.amax(1), x)
        book.case(f"{name}: min", lambda x: x.amin(1), x)
        book.case(f"{name}: argmax", lambda x: x.argmax(1), x)
        book.case(f"{name}: argmin", lambda x: x.argmin(1), x)
        book.case(f"{name}: logsumexp", lambda x: x.logsumexp(1), x)
        book.case(f"{name}: softmax", lambda x: x.softmax(1), x)
        book.case(f"{name}: log_softmax", lambda x: x.log_softmax(1), x)
    book.case("empty: sum", lambda x: x.sum(0), torch.zeros(0, 3))
    for axis in range(3):
        book.case(f"argmax axis {axis}", lambda x, a=axis: x.argmax(a), cube)
        book.case(f"argmin axis {axis}", lambda x, a=axis: x.argmin(a), cube)
        book.case(f"softmax axis {axis}", lambda x, a=axis: x.softmax(a), cube)
        book.case(f"log_softmax axis {axis}", lambda x, a=axis: x.log_softmax(a), cube)
    far = torch.tensor([[1000, 1001, 999.5], [-1e300, 0, 1e300], [-INF, 1, 2]])
    book.case("far: softmax", lambda x: x.softmax(1), far)
    book.case("far: log_softmax", lambda x: x.log_softmax(1), far)
    book.case("far: logsumexp", lambda x: x.logsumexp(1), far)
    truth = torch.rand(3, 4) > 0.6
    book.case("any", lambda x: x.any(1), truth)
    book.case("all", lambda x: x.all(0), truth)
    book.case("integers: sum", lambda x: x.sum(0), torch.tensor([[2**53, 1], [1, 2]]))
    neighbours = torch.tensor([[2**53, 1], [2**53 + 1, 2], [-(2**53) - 1, 3]])
    book.case("integers: max", lambda x: x.amax(0), neighbours)
    book.case("integers: min", lambda x: x.amin(0), neighbours)
    book.case("integers: argmax", lambda x: x.argmax(0), neighbours)
    book.case("integers: argmin", lambda x: x.argmin(0), neighbours)


def movement(book):
    cube = torch.randn(2, 3, 4)
    book.case("permute 2 0 1", lambda x: x.permute(2, 0, 1), cube)
    book.case("reshape 4 6", lambda x: x.reshape(4, 6), cube)
    book.case("expand", lambda x: x.expand(2, 3, 4), torch.randn(1, 3, 1))
    book.case("slice 1 6 2", lambda x: x[1:6:2], torch.randn(7, 2))
    book.case("flip 0 2", lambda x: x.flip(0, 2), cube)
    book.case("pad", lambda x: F.pad(x, (2, 1)), torch.randn(2, 3))
    book.case("concat", lambda a, b: torch.cat((a, b), 1), torch.randn(2, 3), torch.randn(2, 1))
    book.case("stack", lambda a, b: torch.stack((a, b), 1), torch.randn(2, 3), torch.randn(2, 3))
    book.case("cast int64", lambda x: x.long(), torch.tensor([0, 1, 2.75, -2.75, 100]))
    book.case("cast bool", lambda x: x.bool(), torch.tensor([0, -0.0, 0.25, NAN, 2]))


def indexing(book):
    cube = torch.randn(2, 3, 4)
    for axis in range(3):
        shape = list(cube.shape)
        bound, shape[axis] = shape[axis], 5
        index = torch.randint(bound, shape)
        book.case(f"gather axis {axis}", lambda x, i, a=axis: x.gather(a, i), cube, index)
        book.case(f"scatter_add axis {axis}", lambda x, i, s, a=axis: x.scatter_add(a, i, s),
                  cube, index, torch.randn(shape))
        book.case(f"take axis {axis}", lambda x, i, a=axis: x.index_select(a, i), cube, torch.randint(bound, (6,)))
    book.case("gather shorter", lambda x, i: x.gather(1, i), torch.randn(4, 3), torch.tensor([[2], [0]]))
    book.case("embedding", lambda x, i: F.embedding(i, x), torch.randn(5, 3), torch.randint(5, (2, 4)))
    book.case("integers: scatter_add", lambda x, i, s: x.scatter_add(0, i, s),
              torch.tensor([0, 0]), torch.tensor([0, 0, 1]), torch.tensor([2**53 + 1, 0, 5]))
    book.case("one_hot", lambda i: F.one_hot(i, 5).double(), torch.randint(5, (2, 3)))


def arrangement(book):
    torch.manual_seed(1)
    cube = torch.randn(2, 3, 4)
    for offset in (-1, 0, 2):
        book.case(f"diagonal {offset} axes 0 2", lambda x, k=offset: x.diagonal(k, 0, 2), cube)
        book.case(f"diagonal matrix {offset}", lambda x, k=offset: torch.diag_embed(x, k), torch.randn(2, 3))
        book.case(f"tril {offset}", lambda x, k=offset: x.tril(k), cube)
        book.case(f"triu {offset}", lambda x, k=offset: x.triu(k), cube)
    book.case("trace", torch.trace, torch.randn(3, 4))
    book.case("move axis 0 to 2", lambda x: x.movedim(0, 2), cube)
    book.case("squeeze all", torch.squeeze, torch.randn(1, 2, 1, 3))
    book.case("flatten 0 to 1", lambda x: x.flatten(0, 1), cube)
    book.case("unflatten 2 by 2 2", lambda x: x.unflatten(2, (2, 2)), cube)
    for quarters in (-1, 1, 2, 4):
        book.case(f"rot90 {quarters}", lambda x, k=quarters: x.rot90(k, (1, 2)), cube)
    for axis, shift in ((0, 1), (1, -4), (2, 3)):
        book.case(f"roll axis {axis} by {shift}", lambda x, a=axis, n=shift: x.roll(n, a), cube)
    book.case("tile 2 1 3", lambda x: x.tile(2, 1, 3), cube)
    book.case("tile 3", lambda x: x.tile(3), cube)
    book.case("repeat axis 1 by 2", lambda x: x.repeat_interleave(2, 1), cube)
    book.case("repeat axis 1 by 0 2 1", lambda x: x.repeat_interleave(torch.tensor([0, 2, 1]), 1), cube)
    book.case("split by 2, second", lambda x: x.split(2, 1)[1], cube)
    book.case("split by 1 3, second", lambda x: x.split([1, 3], 2)[1], cube)
    book.case("chunk into 3, last", lambda x: x.chunk(3, 0)[-1], torch.randn(7, 2))
    book.case("unstack, second", lambda x: x.unbind(1)[1], cube)
    book.case("meshgrid, second", lambda a, b: torch.meshgrid(a, b, indexing="ij")[1], torch.randn(2), torch.randn(3))
    book.case("selection", lambda x: x[1:, None, ..., 1::2], cube)
    book.case("pad with 1.5", lambda x: F.pad(x, (2, 1, 0, 1), value=1.5), torch.randn(2, 3))
    for mode in ("reflect", "replicate", "circular"):
        book.case(f"pad {mode}", lambda x, m=mode: F.pad(x, (2, 3), mode=m), torch.randn(2, 4))


def choosing(book):
    torch.manual_seed(1)
    cube = torch.randn(2, 3, 4)
    for axis in range(3):
        shape = list(cube.shape)
        index = torch.stack([torch.randperm(shape[axis]) for _ in range(cube.numel() // shape[axis])], -1)
        index = index.reshape([shape[axis]] + shape[:axis] + shape[axis + 1:]).movedim(0, axis)
        book.case(f"scatter axis {axis}", lambda x, i, s, a=axis: x.scatter(a, i, s), cube, index, torch.randn(shape))
        book.case(f"take along axis {axis}", lambda x, i, a=axis: torch.take_along_dim(x, i, a),
                  cube, cube.argmax(axis, keepdim=True))
        book.case(f"sort axis {axis}", lambda x, a=axis: x.sort(a).values, cube)
        book.case(f"sort axis {axis} descending", lambda x, a=axis: x.sort(a, descending=True).values, cube)
        book.case(f"argsort axis {axis}", lambda x, a=axis: x.argsort(a), cube)
    book.case("scatter a number", lambda x, i: x.scatter(0, i, 2.5), torch.randn(4, 3), torch.tensor([[2, 0, 2], [2, 1, 1]]))
    book.case("index add", lambda x, i, s: x.index_add(1, i, s), cube, torch.tensor([2, 0, 2]), torch.randn(2, 3, 4))
    book.case("index copy", lambda x, i, s: x.index_copy(1, i, s), cube, torch.tensor([2, 0]), torch.randn(2, 2, 4))
    mask = torch.rand(2, 3, 4) > 0.5
    book.case("masked fill", lambda x, m: x.masked_fill(m, -2.5), cube, mask)
    book.case("masked fill, a mask of columns", lambda x, m: x.masked_fill(m, 0), cube, mask[0, 0])
    book.case("masked select", torch.masked_select, cube, mask)
    book.case("nonzero", torch.nonzero, mask)
    book.case("bin count", lambda x: x.bincount(minlength=6), torch.tensor([5, 0, 2, 2]))
    special = torch.tensor([[1, NAN, -1, INF], [-0.0, 0, -INF, 0], [NAN, NAN, 2, 2]])
    for name, descending in (("", False), (" descending", True)):
        book.case(f"special: sort{name}", lambda x, d=descending: x.sort(dim=1, descending=d, stable=True).values, special)
        book.case(f"special: argsort{name}", lambda x, d=descending: x.argsort(dim=1, descending=d, stable=True), special)
    book.case("integers: argsort", lambda x: x.argsort(dim=0, stable=True), torch.tensor([2**53 + 1, 2**53, 5, -1, 5]))
    book.case("top 2 axis 2", lambda x: x.topk(2, 2).values, cube)
    book.case("least 2 axis 1", lambda x: x.topk(2, 1, largest=False).values, cube)
    book.case("top 2 axis 2, positions", lambda x: x.topk(2, 2).indices, cube)
    book.case("third least axis 2", lambda x: x.kthvalue(3, 2).values, cube)
    book.case("median of 5", lambda x: x.median(1).values, torch.randn(2, 5))
    for share in (0, 0.3, 0.5, 1):
        book.case(f"quantile {share} axis 2", lambda x, q=share: x.quantile(float(q), 2), cube)
    book.case("special: quantile 0.5", lambda x: x.quantile(0.5, 1), special[:1])
    steps = torch.tensor([-INF, -1, 0, 0.5, 0.5, 2])
    for right in (False, True):
        book.case(f"search sorted {'right' if right else 'left'}", lambda s, v, r=right: torch.searchsorted(s, v, right=r),
                  steps, torch.tensor([[-0.0, 0.5, 3], [NAN, -INF, 0.6]]))


def products(book):
    r = torch.randn
    book.case("matmul", torch.matmul, r(3, 4), r(4, 2))
    book.case("matmul batched", torch.matmul, r(2, 3, 4), r(2, 4, 2))
    book.case("matmul two batch axes", torch.matmul, r(2, 2, 1, 3), r(2, 2, 3, 2))
    book.case("matmul stack by matrix", torch.matmul, r(2, 3, 4), r(4, 2))
    book.case("matmul vector by matrix", torch.matmul, r(4), r(4, 2))
    book.case("matmul matrix by vector", torch.matmul, r(3, 4), r(4))
    book.case("matmul vectors", torch.matmul, r(4), r(4))
    book.case("matmul no inner", torch.matmul, r(2, 0), r(0, 3))
    image = r(2, 2, 5, 4)
    for name, x, w, options in (
        ("plain", image, r(3, 2, 3, 2), {}),
        ("stride 2 1 padding 1 2", image, r(2, 2, 3, 3), {"stride": (2, 1), "padding": (1, 2)}),
        ("dilation 2 1 padding 1", image, r(2, 2, 2, 3), {"dilation": (2, 1), "padding": 1}),
        ("stride 3", image, r(1, 2, 2, 2), {"stride": 3}),
        ("groups 2", r(1, 4, 3, 3), r(6, 2, 2, 2), {"groups": 2}),
        ("depthwise", r(2, 3, 3, 3), r(3, 1, 2, 2), {"groups": 3}),
    ):
        book.case(f"conv2d {name}", lambda x, w, b, o=options: F.conv2d(x, w, b, **o), x, w, r(w.shape[0]))
    book.case("conv1d stride 2", lambda x, w, b: F.conv1d(x, w, b, stride=2), r(2, 2, 6), r(2, 2, 3), r(2))
    book.case("conv3d", F.conv3d, r(1, 1, 2, 3, 3), r(2, 1, 2, 2, 2), r(2))


def pools(book):
    image = torch.randn(2, 2, 5, 6)
    ties = torch.tensor([[1, 1, -0.0, 0], [1, 1, 0, -0.0]]).reshape(1, 1, 2, 4)
    for name, kernel, options in (
        ("2 2", (2, 2), {}), ("2 3", (2, 3), {}), ("3 2 stride 1", (3, 2), {"stride": 1}),
        ("3 3 stride 2 padding 1", (3, 3), {"stride": 2, "padding": 1}),
    ):
        book.case(f"max_pool {name}", lambda x, k=kernel, o=options: F.max_pool2d(x, k, **o), image)
        book.case(f"avg_pool {name}", lambda x, k=kernel, o=options: F.avg_pool2d(x, k, **o), image)
    book.case("max_pool 2 2 dilation 2 stride 1", lambda x: F.max_pool2d(x, 2, stride=1, dilation=2), image)
    book.case("max_pool ties", lambda x: F.max_pool2d(x, 2), ties)


def contractions(book):
    """Vectors, labelled sums, powers."""
    r = torch.randn
    book.case("dot", torch.dot, r(4), r(4))
    book.case("outer", torch.outer, r(3), r(2))
    book.case("inner", torch.inner, r(2, 3), r(4, 3))
    book.case("inner of stacks", torch.inner, r(2, 2, 3), r(4, 3))
    book.case("kron", torch.kron, r(2, 3), r(3, 2))
    book.case("kron by vector", torch.kron, r(2, 3), r(2))
    book.case("cross", torch.linalg.cross, r(4, 3), r(4, 3))
    book.case("cross axis 0", lambda a, b: torch.linalg.cross(a, b, dim=0), r(3, 2), r(3, 1))
    book.case("linear", torch.nn.functional.linear, r(2, 3, 4), r(5, 4), r(5))
    book.case("tensordot 2", lambda a, b: torch.tensordot(a, b, 2), r(2, 3, 4), r(3, 4, 5))
    book.case("tensordot 0", lambda a, b: torch.tensordot(a, b, 0), r(2), r(3, 2))
    book.case("tensordot 2 0 by 0 1", lambda a, b: torch.tensordot(a, b, ((2, 0), (0, 1))), r(2, 3, 4), r(4, 2, 3))
    for exponent in (0, 1, 2, 3, 7):
        book.case(f"matrix_power {exponent}", lambda x, e=exponent: torch.matrix_power(x, e), r(2, 3, 3))
    whole = torch.tensor([[1, 2], [3, 2**53 + 1]])
    book.case("integers: einsum", lambda a, b: torch.einsum("ij,jk->ik", a, b), whole, whole.T.contiguous())
    for formula, *shapes in (
        ("ij,jk->ik", (2, 3), (3, 4)),
        ("ij,jk", (2, 3), (3, 4)),
        ("ba", (2, 3)),
        ("aB,Ba->", (2, 3), (3, 2)),
        ("bA", (2, 3)),
        ("ij->", (2, 3)),
        ("ii", (3, 3)),
        ("ii->i", (3, 3)),
        ("iij->ji", (3, 3, 2)),
        ("iii->i", (2, 2, 2)),
        ("ijij->ij", (2, 3, 2, 3)),
        ("i,i->i", (3,), (3,)),
        ("i,j->ij", (3,), (2,)),
        ("i,i", (3,), (3,)),
        ("bij,bjk->bik", (2, 3, 2), (2, 2, 4)),
        ("b i j , b j k -> b k i", (2, 3, 2), (2, 2, 4)),
        ("bqhd,bkhd->bhqk", (2, 3, 2, 4), (2, 5, 2, 4)),
        ("...ij,...jk->...ik", (2, 2, 3), (2, 3, 2)),
        ("...ij,jk->...ik", (2, 2, 3), (3, 2)),
        ("...ij->...ji", (2, 1, 2, 3)),
        ("i...,...j", (2, 3), (3, 2)),
        ("...,...", (2, 3), (2, 3)),
        ("...a,...a->...", (2, 1, 3), (1, 4, 3)),
        ("i...->...", (2, 3)),
        ("i...->i", (2, 3)),
        ("ij,ij->ij", (2, 3), (1, 3)),
        ("ij,jk->ik", (2, 1), (3, 4)),
        ("ii,ij->j", (1, 1), (3, 2)),
        (",ij->ij", (), (2, 3)),
        ("", ()),
        ("ij,jk->ik", (2, 0), (0, 3)),
        ("ab,bc,cd->ad", (2, 3), (3, 4), (4, 2)),
        ("ab,cd,bc->da", (2, 3), (4, 2), (3, 4)),
        ("a,b,c,abc->", (2,), (3,), (2,), (2, 3, 2)),
        ("ij,jk,ki->", (2, 3), (3, 4), (4, 2)),
        ("ai,bi,ci,di->abcd", (2, 3), (2, 3), (1, 3), (2, 3)),
        ("xn,anb,yn->xaby", (2, 3), (2, 3, 2), (2, 3)),
        ("a,b,c,d,e,f,g,h,i,abcdefghi->", *[(2,)] * 9, (2,) * 9),
    ):
        name = f"einsum {formula} {' '.join(str(list(shape)) for shape in shapes)}"
        book.case(name, lambda *x, f=formula: torch.einsum(f, *x), *[r(shape) for shape in shapes])


def windows(book):
    """Convolutions over one, two and three axes, transposed ones, poolings and sizes."""

    def r(*shape):
        return torch.randn(*shape).round(decimals=3)

    for axes, sides in ((1, (6,)), (2, (4, 5)), (3, (3, 4, 3))):
        conv = (F.conv1d, F.conv2d, F.conv3d)[axes - 1]
        back = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[axes - 1]
        for name, channels, w, options in (
            ("plain", 2, (3, 2), {}),
            ("stride 2 padding 1", 2, (2, 2), {"stride": 2, "padding": 1}),
            ("dilation 2 padding 1", 2, (2, 2), {"dilation": 2, "padding": 1}),
            ("groups 2 padding 1", 4, (6, 2), {"groups": 2, "padding": 1}),
        ):
            filters = r(*w, *[2] * axes)
            book.case(f"conv{axes}d {name}", lambda x, w, b, f=conv, o=options: f(x, w, b, **o),
                      r(1 + (axes == 1), channels, *sides), filters, r(w[0]))
            more = {"output_padding": 1} if "stride" in options else {}
            book.case(f"conv_transpose{axes}d {name}", lambda x, w, b, f=back, o=options | more: f(x, w, b, **o),
                      r(1, w[0], *sides), filters, r(w[1] * options.get("groups", 1)))
        same = r(2, 2, *[4] * axes)
        book.case(f"conv{axes}d same", lambda x, w, f=conv: f(x, w, padding="same"), r(1, 2, *sides), same)
        largest = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[axes - 1]
        mean = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[axes - 1]
        image = r(1, 2, *[side + 1 for side in sides]) if axes < 3 else r(1, 1, 4, 3, 5)
        for name, options in (
            ("2", {"kernel_size": 2}),
            ("3 stride 2 padding 1", {"kernel_size": 3, "stride": 2, "padding": 1}),
            ("2 stride 2 padding 1 ceil", {"kernel_size": 2, "stride": 2, "padding": 1, "ceil_mode": True}),
            ("3 stride 2 ceil", {"kernel_size": 3, "stride": 2, "ceil_mode": True}),
        ):
            book.case(f"max_pool{axes}d {name}", lambda x, f=largest, o=options: f(x, **o), image)
            book.case(f"max_pool{axes}d places {name}",
                      lambda x, f=largest, o=options: f(x, **o, return_indices=True)[1], image)
            book.case(f"avg_pool{axes}d {name}", lambda x, f=mean, o=options: f(x, **o), image)
            book.case(f"avg_pool{axes}d {name} without padding",
                      lambda x, f=mean, o=options: f(x, **o, count_include_pad=False), image)
        bins = (F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d)[axes - 1]
        tops = (F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d)[axes - 1]
        for to in ((2, 2, 2), (3, 2, 5), (7, 3, 4)):
            book.case(f"adaptive_avg_pool {to[:axes]}", lambda x, f=bins, t=to[:axes]: f(x, t), image)
            book.case(f"adaptive_max_pool {to[:axes]}", lambda x, f=tops, t=to[:axes]: f(x, t), image)
            book.case(f"resize_nearest {to[:axes]}", lambda x, t=to[:axes]: F.interpolate(x, t), image)
            mode = ("linear", "bilinear", "trilinear")[axes - 1]
            for corners in (False, True):
                book.case(f"resize_linear {corners} {to[:axes]}",
                          lambda x, t=to[:axes], m=mode, c=corners: F.interpolate(x, t, mode=m, align_corners=c), image)
        unpool = (F.max_unpool1d, F.max_unpool2d, F.max_unpool3d)[axes - 1]
        values, places = largest(r(1, 2, *[4] * axes), 2, return_indices=True)
        book.case(f"max_unpool{axes}d", lambda x, p, f=unpool: f(x, p, 2), values, places)
    ties = torch.tensor([[1, 1, -0.0, 0, 2], [1, 1, 0, -0.0, 2]]).reshape(1, 1, 2, 5)
    book.case("ties: adaptive_max_pool", lambda x: F.adaptive_max_pool2d(x, (1, 3)), ties)
    far = torch.tensor([INF, 1, 2, 3, 4, NAN, 5, 6]).reshape(1, 1, 8)
    book.case("special: adaptive_avg_pool", lambda x: F.adaptive_avg_pool1d(x, 3), far)
    book.case("special: adaptive_max_pool", lambda x: F.adaptive_max_pool1d(x, 3), far)
    book.case("special: unfold", lambda x: F.unfold(x, (1, 3)), far.reshape(1, 1, 1, 8))
    book.case("global_avg_pool", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1), r(2, 3, 2, 3))
    image = r(1, 2, 4, 5)
    for name, options in (("2 3", {"kernel_size": (2, 3)}),
                          ("2 stride 2 padding 1", {"kernel_size": 2, "stride": 2, "padding": 1}),
                          ("2 3 dilation 2 1", {"kernel_size": (2, 3), "dilation": (2, 1)})):
        book.case(f"unfold {name}", lambda x, o=options: F.unfold(x, **o), image)
        columns = torch.randn_like(F.unfold(image, **options))
        book.case(f"fold {name}", lambda x, o=options: F.fold(x, (4, 5), **o), columns)
    book.case("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2), r(1, 8, 2, 3))
    book.case("pixel_unshuffle", lambda x: F.pixel_unshuffle(x, 2), r(1, 2, 4, 6))


def losses(book):
    logits, target = torch.randn(5, 4), torch.tensor([0, 3, 1, 1, 2])
    book.case("cross_entropy", F.cross_entropy, logits, target)
    book.case("mse", F.mse_loss, torch.randn(3, 2), torch.randn(3, 2))
    extreme = torch.tensor([-750, -20, -0.5, 0, 0.5, 20, 750])
    book.case("bce_with_logits", F.binary_cross_entropy_with_logits, extreme, torch.rand(7))
    book.case("multi_margin", F.multi_margin_loss, logits, target)


def turned(vectors, partners=None):
    """Vectors in columns, each with its greatest component positive: the first of those within a hundredth."""
    sizes = vectors.detach().abs()
    first = (sizes >= 0.99 * sizes.amax(-2, keepdim=True)).double().argmax(-2, keepdim=True)
    signs = vectors.detach().gather(-2, first).sign()
    return vectors * signs if partners is None else (vectors * signs, partners * signs.mT)


def together(*parts):
    return torch.cat([part.reshape(-1) for part in parts])


def eigen(x):
    # PyTorch reads one triangle and differentiates as if both were read: here the symmetric part is the function.
    w, v = torch.linalg.eigh((x + x.mT) / 2)
    return together(w, turned(v))


def svd(x):
    u, s, vt = torch.linalg.svd(x, full_matrices=False)
    u, vt = turned(u, vt)
    return together(u, s, vt)


def qr(x):
    q, r = torch.linalg.qr(x)
    signs = torch.diagonal(r.detach(), dim1=-2, dim2=-1).sign().unsqueeze(-2)
    return together(q * signs, r * signs.mT)


def linear_algebra(book):
    r, la = torch.randn, torch.linalg
    square, stack = r(4, 4), r(2, 3, 3)
    positive = square @ square.mT + torch.eye(4)
    low = r(4, 2) @ r(2, 3)
    book.case("cholesky", la.cholesky, positive)
    book.case("cholesky stack", la.cholesky, stack @ stack.mT + torch.eye(3))
    for name, a, b in (("", square, r(4, 2)), (" vector", square, r(4)), (" stack", stack, r(2, 3, 1)),
                       (" stretched", stack, r(3, 2))):
        book.case(f"solve{name}", la.solve, a, b)
    for upper in (False, True):
        for unit in (False, True):
            name = f"triangular_solve {'upper' if upper else 'lower'}{' unit' if unit else ''}"
            book.case(name, lambda a, b, o={"upper": upper, "unitriangular": unit}: la.solve_triangular(a, b, **o),
                      r(4, 4) + 3 * torch.eye(4), r(4, 2))
    book.case("triangular_solve transposed", lambda a, b: la.solve_triangular(a.mT, b, upper=True),
              r(4, 4) + 3 * torch.eye(4), r(4, 2))
    book.case("inverse", la.inv, square)
    book.case("inverse stack", la.inv, stack)
    for name, x in (("tall", r(4, 2)), ("wide", r(2, 2, 4)), ("square", square), ("of low rank", low)):
        book.case(f"pseudo_inverse {name}", la.pinv, x)
    for name, x in (("", square), (" stack", stack), (" of an identity", torch.eye(3)), (" one by one", r(1, 1))):
        book.case(f"determinant{name}", la.det, x)
    book.case("sign_log_determinant sign", lambda x: la.slogdet(x)[0], stack)
    book.case("sign_log_determinant log", lambda x: la.slogdet(x)[1], stack)
    book.case("sign_log_determinant large", lambda x: la.slogdet(x)[1], 1e200 * torch.eye(3) + r(3, 3))
    book.case("log_determinant", torch.logdet, positive)
    for name, x in (("square", square), ("tall", r(5, 3)), ("wide", r(3, 5)), ("stack", r(2, 4, 2))):
        book.case(f"qr {name}", qr, x)
    for name, x in (("square", square), ("wide", r(3, 5)), ("stack", stack)):
        book.case(f"lu {name}", lambda x: together(*la.lu(x)), x)
    book.case("symmetric_eigen", eigen, positive)
    book.case("symmetric_eigen of any matrix", eigen, square)
    book.case("symmetric_eigen stack", eigen, stack)
    for name, x in (("", positive), (" of an identity", torch.eye(3))):
        book.case(f"symmetric_eigenvalues{name}", lambda x: la.eigvalsh((x + x.mT) / 2), x)
    for name, x in (("square", square), ("tall", r(5, 3)), ("wide", r(3, 5)), ("stack", r(2, 2, 3))):
        book.case(f"svd {name}", svd, x)
    for name, x in (("tall", r(5, 3)), ("of an identity", torch.eye(3))):
        book.case(f"singular_values {name}", la.svdvals, x)
    book.case("matrix_rank", la.matrix_rank, torch.stack((square, torch.ones(4, 4), torch.zeros(4, 4))))
    book.case("condition_number", la.cond, stack)
    for name, a, b in (("tall", r(5, 3), r(5, 2)), ("wide", r(3, 5), r(3, 2)), ("stack", r(2, 4, 3), r(2, 4, 1))):
        book.case(f"least_squares {name}", lambda a, b: la.lstsq(a, b).solution, a, b)
    book.case("matrix_power -2", lambda x: la.matrix_power(x, -2), stack)
    for name, x in (("", square), (" stack", stack), (" large", 8 * square), (" zeros", torch.zeros(2, 2))):
        book.case(f"matrix_exp{name}", la.matrix_exp, x)
    for name, kind in (("frobenius", "fro"), ("nuclear", "nuc"), ("spectral", 2)):
        book.case(f"{name}_norm", lambda x, k=kind: la.matrix_norm(x, k), r(2, 4, 3))
    book.case("frobenius_norm zeros", la.matrix_norm, torch.zeros(2, 2))


def split(x):
    a, b, c = x.split((2, 3, 2))
    return a * b[:2] + c.sin()


def copies(book):
    cube = torch.randn(2, 3, 4)
    book.case("contiguous of permute", lambda x: x.permute(2, 0, 1).contiguous(), cube)
    book.case("copy of permute", lambda x: x.permute(2, 0, 1).clone(), cube)
    book.case("split", split, torch.randn(7, 2))


def recurrent(book):
    """An identity in the place of the inputs' weights, so that what the op is given are their products."""
    def lstm(z, w, h, c):
        eye = torch.eye(z.shape[2])
        return torch.lstm(z, (h[None], c[None]), [eye, w], False, 1, 0.0, False, False, False)[0]

    r = torch.randn
    for name, steps, batch, hidden in (("three steps", 3, 2, 2), ("one step", 1, 2, 3), ("one unit", 4, 3, 1)):
        book.case(f"lstm {name}", lstm, r(steps, batch, 4 * hidden), r(4 * hidden, hidden), r(batch, hidden), r(batch, hidden))


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for family in (pointwise, reductions, movement, indexing, products, pools, losses,
                   arrangement, choosing):
        book = Book()
        family(book)
        (folder / f"{family.__name__}.txt").write_text("\n".join(book.lines) + "\n")
    for family in (contractions, windows, linear_algebra, functions, statistics, networks, recurrent, copies):
        # Each with random numbers of its own, so that a new case changes no other file.
        torch.manual_seed(1)
        book = Book()
        family(book)
        (folder / f"{family.__name__}.txt").write_text("\n".join(book.lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: op_oracle.py FOLDER")
    main(sys.argv[1])
