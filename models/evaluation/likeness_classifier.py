"""A classifier told to tell real from simulated tiles, judged on scans it never saw.

It is trained on real scans and therefore never leaves this evaluation: weights live in memory
only, are written nowhere and are thrown away when the script ends. With torch it is a small
convolutional network; without, a logistic regression on fixed figures of each tile.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from likeness_scans import Grey, Scan
from likeness_statistics import radial_power
from numpy.typing import NDArray

Array = NDArray[np.float64]
Change = Callable[[Grey], Grey]

TILE_PX = 256
TILES = 12
_PASSES = 5
_ALIKE, _SEED = 250, 11
_BATCH, _STEP = 16, 2e-3
_LEAST_CONTENT = 0.2


@dataclass(frozen=True, slots=True)
class Tiles:
    """Tiles of many scans.

    Attributes:
        greys: (N, 256, 256) uint8.
        simulated: 1 for a simulated scan's tile, else 0, (N,).
        scan: number of the scan that each comes from, (N,).
    """

    greys: Grey
    simulated: NDArray[np.int64]
    scan: NDArray[np.int64]


@dataclass(slots=True)
class Judgement:
    """How well the two were told apart.

    Attributes:
        auc: area under the curve over tiles of scans never seen; 0.5 is chance.
        interval: 95 % bootstrap interval over scans.
        scan_auc: the same with one mean score per scan.
        scores: score per tile, higher is more simulated.
    """

    auc: float
    interval: tuple[float, float]
    scan_auc: float
    tested_tiles: int
    tested_scans: int
    scores: Array = field(repr=False)
    tested: NDArray[np.bool_] = field(repr=False)
    network: Any = field(default=None, repr=False)

    def figures(self) -> dict[str, Any]:
        return {
            "auc": round(self.auc, 4),
            "interval_95": [round(bound, 4) for bound in self.interval],
            "scan_auc": round(self.scan_auc, 4),
            "tested_tiles": self.tested_tiles,
            "tested_scans": self.tested_scans,
        }


def classifier_name() -> str:
    """What will be used here."""
    if _torch_is_there():
        return "convolutional network of four layers (torch)"
    return "logistic regression on fixed figures (torch is missing)"


def _torch_is_there() -> bool:
    return importlib.util.find_spec("torch") is not None


def _has_content(tile: Grey) -> bool:
    return float(np.mean((tile > 4) & (tile < _ALIKE))) >= _LEAST_CONTENT


def _is_air(tile: Grey) -> bool:
    return float(np.mean(tile >= 225)) >= 0.97


def cut_tiles(
    real: list[Scan], simulated: list[Scan], *, air: bool = False, each: int = TILES
) -> Tiles:
    """Up to `each` tiles of each scan at drawn places; either of content or, with `air`, of air."""
    rng = np.random.default_rng(_SEED)
    wanted = _is_air if air else _has_content
    greys, sides, numbers = [], [], []
    for number, scan in enumerate([*real, *simulated]):
        height, width = scan.grey.shape
        found = 0
        for _ in range(8 * each):
            if height < TILE_PX or width < TILE_PX or found == each:
                break
            top = int(rng.integers(height - TILE_PX + 1))
            left = int(rng.integers(width - TILE_PX + 1))
            tile = scan.grey[top : top + TILE_PX, left : left + TILE_PX]
            if wanted(tile):
                greys.append(tile)
                sides.append(int(number >= len(real)))
                numbers.append(number)
                found += 1
    return Tiles(np.stack(greys), np.array(sides), np.array(numbers))


def changed(tiles: Tiles, change: Change) -> Tiles:
    return Tiles(np.stack([change(tile) for tile in tiles.greys]), tiles.simulated, tiles.scan)


def without_fine(tile: Grey) -> Grey:
    """Low-passed: nothing finer than about 20 px is left."""
    return np.asarray(cv2.GaussianBlur(tile, (0, 0), 4), np.uint8)


def without_coarse(tile: Grey) -> Grey:
    """High-passed: only what is finer than about 10 px, four times as strong."""
    fine = tile.astype(np.float32) - cv2.GaussianBlur(tile.astype(np.float32), (0, 0), 2)
    return np.clip(np.rint(128 + 4 * fine), 0, 255).astype(np.uint8)


def equalised(tile: Grey) -> Grey:
    """Same grey histogram for every tile."""
    return np.asarray(cv2.equalizeHist(tile), np.uint8)


def outlines(tile: Grey) -> Grey:
    """Structure only: edges as lines, no greys and no noise."""
    return np.asarray(cv2.Canny(cv2.GaussianBlur(tile, (0, 0), 1.5), 20, 60), np.uint8)


def export_again(tile: Grey) -> Grey:
    """A coarser JPEG with its own blocks over the first one: hides traces of the first export."""
    _, packed = cv2.imencode(".jpg", tile[3:, 5:], [cv2.IMWRITE_JPEG_QUALITY, 50])
    again = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    return np.asarray(cv2.copyMakeBorder(again, 3, 0, 5, 0, cv2.BORDER_REFLECT), np.uint8)


ABLATIONS: dict[str, Change] = {
    "low-passed": without_fine,
    "high-passed": without_coarse,
    "histogram equalised": equalised,
    "outlines only": outlines,
    "exported once more": export_again,
}


def judge(tiles: Tiles, folds: tuple[int, ...] = (0, 1), passes: int = _PASSES) -> Judgement:
    """Split the scans in two by drawing, train on one half and test on the other.

    Args:
        folds: which halves are tested on; with both, every tile is tested once.
    """
    rng = np.random.default_rng(_SEED)
    half = np.zeros(int(tiles.scan.max()) + 1, int)
    for side in (0, 1):
        own = np.unique(tiles.scan[tiles.simulated == side])
        half[rng.permutation(own)[: len(own) // 2]] = 1
    train = _train_network if _torch_is_there() else _train_plain
    scores, tested = np.zeros(len(tiles.scan)), np.zeros(len(tiles.scan), bool)
    network = None
    for fold in folds:
        out = half[tiles.scan] == fold
        score, network = train(tiles.greys[~out], tiles.simulated[~out], passes)
        scores[out] = score(tiles.greys[out])
        tested |= out
    seen, side, scan = scores[tested], tiles.simulated[tested], tiles.scan[tested]
    return Judgement(
        area(seen, side), _interval(seen, side, scan), _scan_area(seen, side, scan),
        int(tested.sum()), len(np.unique(scan)), scores, tested, network,
    )  # fmt: skip


def area(scores: Array, simulated: NDArray[np.int64]) -> float:
    """Area under the receiver operating curve, ties counted half."""
    order = np.sort(scores[simulated == 0])
    own = scores[simulated == 1]
    if not len(order) or not len(own):
        return float("nan")
    below = np.searchsorted(order, own, "left") + np.searchsorted(order, own, "right")
    return float(below.mean() / 2 / len(order))


def _scan_area(scores: Array, side: NDArray[np.int64], scan: NDArray[np.int64]) -> float:
    names = np.unique(scan)
    means = np.array([scores[scan == name].mean() for name in names])
    return area(means, np.array([side[scan == name][0] for name in names]))


def _interval(
    scores: Array, side: NDArray[np.int64], scan: NDArray[np.int64]
) -> tuple[float, float]:
    rng = np.random.default_rng(_SEED)
    of = {name: np.flatnonzero(scan == name) for name in np.unique(scan)}
    groups = [[n for n in of if side[of[n][0]] == s] for s in (0, 1)]
    areas = []
    for _ in range(400):
        drawn = [of[n] for group in groups for n in rng.choice(group, len(group))]
        at = np.concatenate(drawn)
        areas.append(area(scores[at], side[at]))
    low, high = np.percentile(areas, [2.5, 97.5])
    return float(low), float(high)


def _train_network(greys: Grey, simulated: NDArray[np.int64], passes: int) -> Any:
    import torch
    from torch import nn

    torch.manual_seed(_SEED)
    torch.set_num_threads(1)
    sizes = (1, 8, 16, 32, 48)
    layers: list[Any] = []
    for i, (narrow, wide) in enumerate(pairwise(sizes)):
        layers += [nn.Conv2d(narrow, wide, 5 if i == 0 else 3, 2, 2 if i == 0 else 1, bias=False)]
        layers += [nn.BatchNorm2d(wide), nn.ReLU()]
    network = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(sizes[-1], 1))
    network = network.to(memory_format=torch.channels_last)
    low_precision = _has_fast_bfloat16()

    def as_input(tiles: Grey) -> Any:
        images = torch.from_numpy(tiles.astype(np.float32) / 128 - 1)[:, None]
        return images.contiguous(memory_format=torch.channels_last)

    def run(images: Any) -> Any:
        with torch.autocast("cpu", torch.bfloat16, enabled=low_precision):
            return network(images)[:, 0].float()

    steps = passes * (len(greys) // _BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_STEP, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _STEP, steps + 1)
    share = float(simulated.mean())
    loss_of = nn.BCEWithLogitsLoss(pos_weight=torch.tensor((1 - share) / share))
    rng = np.random.default_rng(_SEED)
    network.train()
    for _ in range(passes):
        order = rng.permutation(len(greys))
        for first in range(0, len(greys) - _BATCH + 1, _BATCH):
            at = order[first : first + _BATCH]
            batch = greys[at]
            if rng.random() < 0.5:
                batch = np.ascontiguousarray(batch[:, :, ::-1])
            loss = loss_of(run(as_input(batch)), torch.from_numpy(simulated[at]).float())
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    network.eval()

    def score(tiles: Grey) -> Array:
        with torch.inference_mode():
            parts = [run(as_input(tiles[i : i + 64])).numpy() for i in range(0, len(tiles), 64)]
        return np.concatenate(parts).astype(float)

    return score, network


def _has_fast_bfloat16() -> bool:
    """Without these instructions bfloat16 is emulated and slower than float32."""
    import torch

    said = torch.backends.cpu.get_cpu_capability()
    return "AMX" in said or "BF16" in said


def _train_plain(greys: Grey, simulated: NDArray[np.int64], passes: int) -> Any:
    figures = np.stack([_tile_figures(tile) for tile in greys])
    mean, spread = figures.mean(axis=0), figures.std(axis=0) + 1e-6
    weights, side = np.zeros(figures.shape[1] + 1), simulated.astype(float)

    def with_one(values: Array) -> Array:
        scaled = np.clip((values - mean) / spread, -5, 5)
        return np.column_stack([scaled, np.ones(len(scaled))])

    known = with_one(figures)
    for _ in range(100 * passes):
        share = 1 / (1 + np.exp(-known @ weights))
        weights -= 0.5 * (known.T @ (share - side) / len(side) + 1e-3 * weights)

    def score(tiles: Grey) -> Array:
        found: Array = with_one(np.stack([_tile_figures(tile) for tile in tiles])) @ weights
        return found

    return score, None


def _tile_figures(tile: Grey) -> Array:
    shares = np.histogram(tile, (0, 4, 32, 64, 96, 128, 160, 192, 224, 250, 254, 255, 256))[0]
    power = np.log(radial_power(tile)[1:121] + 1)
    values = tile.astype(np.float32)
    rough = np.abs(cv2.Laplacian(values, cv2.CV_32F))
    steps = [np.minimum(np.abs(np.diff(values, axis=a)), 16) for a in (0, 1)]
    return np.concatenate(
        [
            shares / tile.size,
            power.reshape(12, 10).mean(axis=1),
            np.log1p(np.percentile(rough, [10, 25, 50, 75, 90, 99])),
            [float(step.mean()) for step in steps],
        ]
    )


def sensitivity(network: Any, tile: Grey) -> NDArray[np.float32]:
    """Where the network's answer depends on a tile: size of its gradient, smoothed, 0 to 1."""
    import torch

    image = torch.from_numpy(tile.astype(np.float32) / 128 - 1)[None, None].requires_grad_()
    network(image).sum().backward()
    size = cv2.GaussianBlur(np.abs(image.grad[0, 0].numpy()), (0, 0), 4)
    return np.asarray(size / max(float(size.max()), 1e-12), np.float32)
