"""What PyTorch's layers and losses make of small inputs, printed as the literals of LayerTest and LossTest
(PyTorch 2.13, float64)."""

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def show(name, *tensors):
    for part, t in zip("ABCDEFGH", tensors):
        print(f"{name} {part} {list(t.shape)}: {', '.join(repr(round(x, 15)) for x in t.detach().flatten().tolist())}")


def ramp(*shape):
    """Numbers of both signs without pattern: sin(1), sin(4), sin(9), ..."""
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(1, count + 1).double() ** 2).reshape(shape)


def losses():
    scores = (2 * ramp(3, 4)).requires_grad_()
    labels = torch.tensor([2, 0, 3])
    weights = torch.tensor([0.5, 2.0, 1.0, 4.0])
    shares = (ramp(3, 4) + 1) / 2
    for name, loss in {
        "cross-entropy": lambda s: F.cross_entropy(s, labels),
        "cross-entropy sum": lambda s: F.cross_entropy(s, labels, reduction="sum"),
        "cross-entropy smooth": lambda s: F.cross_entropy(s, labels, label_smoothing=0.1),
        "cross-entropy weighted": lambda s: F.cross_entropy(s, labels, weight=weights),
        "cross-entropy both": lambda s: F.cross_entropy(s, labels, weight=weights, label_smoothing=0.1),
        "cross-entropy shares": lambda s: F.cross_entropy(s, shares),
        "cross-entropy shares both": lambda s: F.cross_entropy(s, shares, weight=weights, label_smoothing=0.1),
        "hinge": lambda s: 4 * F.multi_margin_loss(s, labels),
        "hinge margin": lambda s: 4 * F.multi_margin_loss(s, labels, margin=0.25),
        "bce": lambda s: F.binary_cross_entropy_with_logits(s, (ramp(3, 4) + 1) / 2),
        "mse": lambda s: F.mse_loss(s, ramp(3, 4)),
    }.items():
        value = loss(scores)
        show(name, value, torch.autograd.grad(value, scores)[0])


def layers():
    x = ramp(4, 3, 2, 2).requires_grad_()
    norm = torch.nn.BatchNorm2d(3)
    with torch.no_grad():
        norm.weight.copy_(torch.tensor([0.5, 1.0, -2.0]))
        norm.bias.copy_(torch.tensor([0.0, 1.0, 0.25]))
    y = norm(x)
    upstream = ramp(4, 3, 2, 2).flip(0)
    gradients = torch.autograd.grad(y, [x, norm.weight, norm.bias], upstream)
    norm(x * 2 + 1)
    show("batch norm first 4 outputs, gradients", y.flatten()[:4], gradients[0].flatten()[:4], *gradients[1:])
    show("batch norm running", norm.running_mean, norm.running_var)
    norm.eval()
    show("batch norm evaluation", norm(x).flatten()[:4])
    layer = torch.nn.LayerNorm([2, 2])
    show("layer norm", layer(x).flatten()[:8])
    show("rms norm", torch.nn.RMSNorm([2, 2], eps=1e-6)(x).flatten()[:4])
    group = torch.nn.GroupNorm(2, 4)
    with torch.no_grad():
        group.weight.copy_(ramp(4))
        group.bias.copy_(ramp(4))
    show("group norm", group(ramp(2, 4, 3)).flatten()[:6])
    show("instance norm", torch.nn.InstanceNorm2d(3)(x).flatten()[:4])
    show("local response norm", torch.nn.LocalResponseNorm(3, 0.5)(x).flatten()[:4])
    heads = torch.nn.MultiheadAttention(4, 2, batch_first=True)
    with torch.no_grad():
        heads.in_proj_weight.copy_(torch.cat([ramp(4, 4)] * 3))
        heads.in_proj_bias.copy_(torch.cat([ramp(4)] * 3))
        heads.out_proj.weight.copy_(ramp(4, 4))
        heads.out_proj.bias.copy_(ramp(4))
    words, others = ramp(2, 3, 4), ramp(2, 5, 4)
    show("attention", heads(words, words, words)[0].flatten()[:6])
    show("attention to others", heads(words, others, others)[0].flatten()[:6])
    linear = ramp(2, 3) @ ramp(4, 3).T + ramp(4)
    show("linear", linear)
    conv = F.conv2d(ramp(1, 4, 5, 5), ramp(6, 2, 3, 3), ramp(6), stride=2, padding=1, dilation=1, groups=2)
    show("conv", conv.flatten()[:6], conv.sum())
    convolutions()


def convolutions():
    """Each with ramps for input, filters and bias: the first outputs, and the sum of all."""
    for name, y in {
        "conv1d": F.conv1d(ramp(2, 4, 7), ramp(6, 2, 3), ramp(6), stride=2, padding=1, groups=2),
        "conv1d same": F.conv1d(ramp(1, 2, 5), ramp(3, 2, 4), padding="same", dilation=2),
        "conv3d": F.conv3d(ramp(1, 2, 3, 4, 3), ramp(2, 2, 2, 2, 2), ramp(2), stride=(1, 2, 1), padding=(0, 1, 0)),
        "conv transpose 1d": F.conv_transpose1d(
            ramp(1, 4, 3), ramp(4, 3, 3), ramp(6), stride=2, padding=1, output_padding=1, groups=2),
        "conv transpose 2d": F.conv_transpose2d(ramp(2, 2, 2, 3), ramp(2, 3, 2, 3), ramp(3), stride=(2, 1), dilation=2),
        "conv transpose 3d": F.conv_transpose3d(ramp(1, 2, 2, 2, 2), ramp(2, 1, 2, 2, 2), ramp(1), padding=1, stride=2),
        "avg pool": F.avg_pool2d(ramp(1, 1, 4, 4), 3, stride=2, padding=1, count_include_pad=False),
        "adaptive": F.adaptive_avg_pool2d(ramp(1, 2, 4, 5), (1, 3)),
    }.items():
        show(name, y.flatten()[:6], y.sum())


def fill(module, scale):
    """Each parameter its own ramp, scaled, and turned by its place so that no two are the same."""
    with torch.no_grad():
        for place, parameter in enumerate(module.parameters()):
            parameter.copy_(scale * ramp(*parameter.shape) if place % 2 == 0 else scale * ramp(*parameter.shape).flip(0))
    return module


def recurrent():
    x = ramp(3, 2, 3).requires_grad_()
    lstm = fill(torch.nn.LSTM(3, 2, num_layers=2), 0.5)
    h, c = ramp(2, 2, 2), ramp(2, 2, 2).flip(0)
    y, (hn, cn) = lstm(x, (h, c))
    gradients = torch.autograd.grad((y * ramp(3, 2, 2)).sum() + cn.sum(), [x, lstm.weight_hh_l0, lstm.bias_ih_l1])
    show("lstm", y, hn, cn, gradients[0], gradients[1], gradients[2])


class Block(torch.nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(outer)
        self.conv2 = torch.nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(outer)
        self.downsample = None
        if stride != 1 or inner != outer:
            self.downsample = torch.nn.Sequential(
                torch.nn.Conv2d(inner, outer, 1, stride, bias=False), torch.nn.BatchNorm2d(outer))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(torch.nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(64)
        for stage, (inner, outer, stride) in enumerate([(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]):
            setattr(self, f"layer{stage + 1}", torch.nn.Sequential(Block(inner, outer, stride), Block(outer, outer, 1)))
        self.fc = torch.nn.Linear(512, classes)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        for stage in [self.layer1, self.layer2, self.layer3, self.layer4]:
            y = stage(y)
        return self.fc(y.mean((2, 3)))


class Attention(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.c_attn = torch.nn.Linear(width, 3 * width)
        self.c_proj = torch.nn.Linear(width, width)

    def forward(self, x):
        n, t, width = x.shape
        q, k, v = (p.view(n, t, self.heads, -1).transpose(1, 2) for p in self.c_attn(x).split(width, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(n, t, width))


class Layer(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = torch.nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.ln_2 = torch.nn.LayerNorm(width)
        self.c_fc = torch.nn.Linear(width, 4 * width)
        self.c_proj = torch.nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.c_proj(F.gelu(self.c_fc(self.ln_2(x))))


class Gpt(torch.nn.Module):
    def __init__(self, vocabulary, context, layers, heads, width):
        super().__init__()
        self.wte = torch.nn.Embedding(vocabulary, width)
        self.wpe = torch.nn.Embedding(context, width)
        self.h = torch.nn.Sequential(*[Layer(width, heads) for _ in range(layers)])
        self.ln_f = torch.nn.LayerNorm(width)

    def forward(self, x):
        y = self.wte(x) + self.wpe(torch.arange(x.shape[1]))
        return F.linear(self.ln_f(self.h(y)), self.wte.weight)


def models():
    """Networks whose parameters are ramps: some outputs, and some of the gradients of their weighted sum."""
    network = fill(ResNet(4), 0.1)
    x = ramp(2, 3, 16, 16)
    y = network(x)
    first, last = torch.autograd.grad((y * ramp(2, 4)).sum(), [network.conv1.weight, network.layer4[1].bn2.weight])
    show("resnet", y, first.flatten()[:4], last.flatten()[:4])
    print("resnet parameters", sum(p.numel() for p in ResNet(10).parameters()))
    gpt = fill(Gpt(5, 4, 2, 2, 4), 0.7)
    y = gpt(torch.tensor([[1, 4, 0], [2, 2, 3]]))
    words, query = torch.autograd.grad((y * ramp(2, 3, 5)).sum(), [gpt.wte.weight, gpt.h[1].attn.c_attn.weight])
    show("gpt", y, words, query.flatten()[:6])
    print("gpt parameters", sum(p.numel() for p in Gpt(65, 64, 4, 4, 128).parameters()))


losses()
layers()
recurrent()
models()
