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
    for name, loss in {
        "cross-entropy": lambda s: F.cross_entropy(s, labels),
        "cross-entropy sum": lambda s: F.cross_entropy(s, labels, reduction="sum"),
        "cross-entropy smooth": lambda s: F.cross_entropy(s, labels, label_smoothing=0.1),
        "cross-entropy weighted": lambda s: F.cross_entropy(s, labels, weight=weights),
        "cross-entropy both": lambda s: F.cross_entropy(s, labels, weight=weights, label_smoothing=0.1),
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


losses()
layers()
