"""What PyTorch's optimisers make of fixed gradients, printed as the literals of OptimizerTest (PyTorch 2.13, float64)."""

import torch

torch.set_default_dtype(torch.float64)

START = [1.0, -2.0, 0.5]
GRADIENTS = [[0.5, -1.0, 0.25], [-0.2, 0.4, 1.5], [1.0, 1.0, -1.0], [0.0, -3.0, 0.125]]

CASES = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
    "SGD decay": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.05),
    "SGD momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "SGD momentum dampening decay": lambda p: torch.optim.SGD(
        p, lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.05
    ),
    "SGD nesterov decay": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "Adam betas epsilon decay": lambda p: torch.optim.Adam(
        p, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05
    ),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.1),
    "AdamW betas epsilon decay": lambda p: torch.optim.AdamW(
        p, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2
    ),
}


def main():
    for name, make in CASES.items():
        p = torch.tensor(START, requires_grad=True)
        optimizer = make([p])
        for gradient in GRADIENTS:
            p.grad = torch.tensor(gradient)
            optimizer.step()
        print(f"{name}: {', '.join(repr(x) for x in p.tolist())}")
    p = torch.tensor(START, requires_grad=True)
    p.grad = torch.tensor([3.0, 4.0, 12.0])
    norm = torch.nn.utils.clip_grad_norm_([p], 6.5)
    print(f"clip norm {norm.item()!r}: {', '.join(repr(x) for x in p.grad.tolist())}")


main()
