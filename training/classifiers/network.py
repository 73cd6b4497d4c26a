"""The classifier's network: maps at three scales in; for each category a logit and a map of where out."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 80
BLOCKS = 2
CLIP = 6.0  # spreads from the mean
PLACES = 6  # cells whose mean speaks for the picture: a defect fills some, noise one


class Classifier(nn.Module):
    """Small on purpose: MediaPipe's network has done most of the work. Its maps come in standardised."""

    def __init__(self, channels: tuple[int, int, int], categories: int, *, views: int, halve: bool) -> None:
        """`channels` of the fine, middle and coarse maps; `halve` for places at the coarse scale."""
        super().__init__()
        fine, middle, coarse = channels
        self.fine = nn.Conv2d(fine, 64, 2, stride=2)
        self.middle = nn.Conv2d(middle, 64, 1)
        self.coarse = nn.Conv2d(coarse, 96, 1)
        self.view = nn.Embedding(views, WIDTH)
        self.merge = nn.Conv2d(64 + 64 + 96, WIDTH, 1)
        self.down = nn.Sequential(nn.Conv2d(WIDTH, WIDTH, 2, stride=2), nn.ReLU()) if halve else nn.Identity()
        self.blocks = nn.ModuleList([_Block(WIDTH) for _ in range(BLOCKS)])
        self.place = nn.Conv2d(WIDTH, categories, 1)
        self.whole = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * WIDTH, 96), nn.ReLU(), nn.Dropout(0.3), nn.Linear(96, categories)
        )

    def forward(self, fine: Tensor, middle: Tensor, coarse: Tensor, view: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (n, categories) and places (n, categories, cells, cells), also logits."""
        wide = functional.interpolate(self.coarse(coarse), scale_factor=2.0)
        seen = torch.relu(torch.cat([self.fine(fine), self.middle(middle), wide], dim=1))
        x = torch.relu(self.merge(seen) + self.view(view)[:, :, None, None])
        x = self.down(x)
        for block in self.blocks:
            x = block(x)
        place = self.place(x)
        strongest = place.flatten(2).topk(PLACES, dim=2).values.mean(dim=2)
        whole = self.whole(torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1))
        return strongest + whole, place


class Standardised(nn.Module):
    """A classifier that takes the maps as they come: what is exported."""

    def __init__(self, classifier: Classifier, means: list[Tensor], scales: list[Tensor]) -> None:
        """Means and spreads of the channels of the three maps."""
        super().__init__()
        # The attribute's name is part of the shipped ONNX files.
        self.readout, self._means, self._scales = classifier, means, scales

    def forward(self, fine: Tensor, middle: Tensor, coarse: Tensor, view: Tensor) -> tuple[Tensor, Tensor]:
        """Run the classifier on standardised maps."""
        maps = [
            ((each - mean[:, None, None]) / scale[:, None, None]).clamp(-CLIP, CLIP)
            for each, mean, scale in zip((fine, middle, coarse), self._means, self._scales, strict=True)
        ]
        answer: tuple[Tensor, Tensor] = self.readout(*maps, view)
        return answer


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = (nn.Conv2d(width, width, 3, padding=1) for _ in range(2))
        nn.init.zeros_(self.second.weight)  # each block begins as nothing at all

    def forward(self, x: Tensor) -> Tensor:
        changed: Tensor = torch.relu(x + self.second(torch.relu(self.first(x))))
        return changed
