"""The readout's network: maps at three scales in; for each category a logit and a map of where out."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 80
PLACES = 6  # cells whose mean speaks for the picture: a defect fills some, noise one


class Readout(nn.Module):
    """Small on purpose: MediaPipe's network has done the seeing."""

    def __init__(self, channels: tuple[int, int, int], categories: int, *, views: int, halve: bool) -> None:
        """`channels` of the fine, middle and coarse maps; `halve` for places at the coarse scale."""
        super().__init__()
        fine, middle, coarse = channels
        self.fine = nn.Sequential(_conv(fine, 48, 1), _conv(48, 64, 3, stride=2))
        self.middle = _conv(middle, 64, 1)
        self.coarse = _conv(coarse, 96, 1)
        self.view = nn.Embedding(views, WIDTH)
        self.merge = _conv(64 + 64 + 96, WIDTH, 1)
        self.down = _conv(WIDTH, WIDTH, 3, stride=2) if halve else nn.Identity()
        self.blocks = nn.ModuleList([_Block(WIDTH) for _ in range(3)])
        self.place = nn.Conv2d(WIDTH, categories, 1)
        self.whole = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * WIDTH, 96), nn.ReLU(), nn.Dropout(0.3), nn.Linear(96, categories)
        )
        for name, count in zip(("fine", "middle", "coarse"), channels, strict=True):
            self.register_buffer(f"{name}_mean", torch.zeros(1, count, 1, 1))
            self.register_buffer(f"{name}_scale", torch.ones(1, count, 1, 1))

    def forward(self, fine: Tensor, middle: Tensor, coarse: Tensor, view: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (n, categories) and places (n, categories, cells, cells), also logits."""
        seen = [self._standard(name, maps) for name, maps in (("fine", fine), ("middle", middle))]
        wide = functional.interpolate(self.coarse(self._standard("coarse", coarse)), scale_factor=2.0)
        x = self.merge(torch.cat([self.fine(seen[0]), self.middle(seen[1]), wide], dim=1))
        x = self.down(x + self.view(view)[:, :, None, None])
        for block in self.blocks:
            x = block(x)
        place = self.place(x)
        strongest = place.flatten(2).topk(PLACES, dim=2).values.mean(dim=2)
        whole = self.whole(torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1))
        return strongest + whole, place

    def _standard(self, name: str, maps: Tensor) -> Tensor:
        standard: Tensor = (maps - getattr(self, f"{name}_mean")) / getattr(self, f"{name}_scale")
        return standard.clamp(-8, 8)


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = _conv(width, width, 3), _conv(width, width, 3)

    def forward(self, x: Tensor) -> Tensor:
        changed: Tensor = x + self.second(self.first(x))
        return changed


def _conv(inputs: int, outputs: int, size: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )
