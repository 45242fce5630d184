"""The highlight network: a small U-shaped fully convolutional net, one logit per 4x4 input pixels.

The input is the scan averaged over 2x2 pixels, so a logit stands for 8x8 scan pixels."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

STRIDE = 4
ALIGNMENT_PX = 32
WIDTHS = (32, 64, 96, 128)


def _conv(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, (size - 1) // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two convolutions beside an identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _conv(width, width)
        self.second = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


class HighlightNet(nn.Module):
    """Input (N, 4, H, W), H and W multiples of 32; output (N, 1, H/4, W/4), logits."""

    def __init__(self) -> None:
        super().__init__()
        stem, b, c, d = WIDTHS
        # One coarse stride of 4 keeps nearly all arithmetic far below the input's resolution.
        self.stem = nn.Sequential(
            nn.ZeroPad2d((1, 1, 1, 1)),
            nn.Conv2d(4, stem, 6, 4, 0, bias=False),
            nn.BatchNorm2d(stem),
            nn.ReLU(inplace=True),
        )
        self.level_b = nn.Sequential(_conv(stem, b, 3, 2), Residual(b))
        self.level_c = nn.Sequential(_conv(b, c, 3, 2), Residual(c), Residual(c))
        self.level_d = nn.Sequential(_conv(c, d, 3, 2), Residual(d))
        self.reduce_d = nn.Conv2d(d, c, 1)
        self.join_c = _conv(c, c)
        self.reduce_c = nn.Conv2d(c, b, 1)
        self.join_b = _conv(b, b)
        self.reduce_b = nn.Conv2d(b, stem, 1)
        self.join_a = _conv(stem, stem)
        self.head = nn.Conv2d(stem, 1, 1)
        nn.init.constant_(self.head.bias, -4.0)

    def forward(self, x: Tensor) -> Tensor:
        a = self.stem(x)
        b = self.level_b(a)
        c = self.level_c(b)
        d = self.level_d(c)
        c = self.join_c(c + functional.interpolate(self.reduce_d(d), scale_factor=2.0))
        b = self.join_b(b + functional.interpolate(self.reduce_c(c), scale_factor=2.0))
        a = self.join_a(a + functional.interpolate(self.reduce_b(b), scale_factor=2.0))
        out: Tensor = self.head(a)
        return out
