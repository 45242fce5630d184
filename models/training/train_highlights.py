"""Train the highlight network from scratch, on simulated scans only.

    python models/training/train_highlights.py --out FOLDER --minutes 60 --device cpu

Samples are simulated in worker processes while training runs; the learning rate follows the clock,
so a run of any length ends annealed. A checkpoint is written every minute and `--resume` goes on
from it.
Needs torch, which the app itself does not.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import queue
import sys
import time
from pathlib import Path
from typing import Any

# One thread per process: simulation and training share the machine as equals.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import cv2  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from network import HighlightNet  # noqa: E402
from samples import Sample, SampleSource  # noqa: E402
from torch import Tensor  # noqa: E402

TABLE = ROOT / "resources" / "physics" / "attenuation.json"
TRAIN_STREAM, CHECK_STREAM = 1, 2
CHECK_SAMPLES = 240
CHECKPOINT_EVERY_S = 60.0
CHECK_EVERY = 5


def produce(seed: tuple[int, ...], samples: Any) -> None:
    """Worker process: simulate for ever."""
    cv2.setNumThreads(1)
    for sample in SampleSource(seed, TABLE):
        samples.put((sample.inputs, sample.target))


class Replay:
    """The latest samples; each is used a few times before newer ones push it out."""

    def __init__(self, size: int, rng: np.random.Generator) -> None:
        self._size = size
        self._rng = rng
        self._items: list[Sample] = []
        self._next = 0
        self.received = 0

    def add(self, item: Sample) -> None:
        if len(self._items) < self._size:
            self._items.append(item)
        else:
            self._items[self._next] = item
            self._next = (self._next + 1) % self._size
        self.received += 1

    @property
    def held(self) -> int:
        return len(self._items)

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        chosen = [self._items[i] for i in self._rng.integers(len(self._items), size=count)]
        inputs = np.stack([c.inputs for c in chosen]).astype(np.float32)
        target = np.stack([c.target for c in chosen]).astype(np.float32)[:, None]
        if self._rng.random() < 0.5:
            inputs, target = inputs[..., ::-1].copy(), target[..., ::-1].copy()
        return torch.from_numpy(inputs), torch.from_numpy(target)


def highlight_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Focal cross entropy over the cells that count; small objects weigh more per cell."""
    positive, negative = (target > 0.5).float(), (target == 0).float()
    log_yes = torch.nn.functional.logsigmoid(logits)
    log_no = torch.nn.functional.logsigmoid(-logits)
    chance = log_yes.exp()
    cells = positive.sum(dim=(1, 2, 3), keepdim=True)
    weight = torch.sqrt(60.0 / (cells + 20.0))
    loss = -(positive * weight * (1 - chance) ** 2 * log_yes + negative * chance**2 * log_no)
    return loss.sum() / (positive.sum() + 20.0 * len(target))


def learning_rate(share: float, peak: float) -> float:
    """Short warm-up, then a cosine to nearly nothing at the end of the allotted time."""
    if share < 0.03:
        return peak * (0.05 + share / 0.03)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(share, 1.0))))


@torch.no_grad()
def check(model: HighlightNet, inputs: Tensor, target: Tensor) -> dict[str, float]:
    """Tile-level detection at 3 % alarmed benign tiles, and the loss, on fixed unseen tiles."""
    model.eval()
    chance, losses = [], []
    for start in range(0, len(inputs), 24):
        logits = model(inputs[start : start + 24])
        losses.append(float(highlight_loss(logits, target[start : start + 24])))
        chance.append(torch.sigmoid(logits))
    model.train()
    scores = torch.cat(chance)
    has = (target > 0.5).flatten(1).any(1)
    benign = (target == 0).flatten(1).all(1)
    hit = (scores * (target > 0.5)).flatten(1).amax(1)[has]
    false = scores.flatten(1).amax(1)[benign]
    limit = float(torch.quantile(false, 0.97))
    return {"loss": float(np.mean(losses)), "pd_at_3pct": float((hit > limit).float().mean())}


def average_into(ema: HighlightNet, model: HighlightNet, decay: float) -> None:
    """Move the averaged weights a step; buffers of normalisation are averaged as well."""
    with torch.no_grad():
        for kept, new in zip(ema.state_dict().values(), model.state_dict().values(), strict=True):
            if kept.dtype.is_floating_point:
                kept.lerp_(new, 1 - decay)
            else:
                kept.copy_(new)


def collect(samples: Any, replay: Replay, at_least: int) -> None:
    """Take what the workers have made; wait only until there is enough to begin."""
    while True:
        wait = replay.held < at_least
        try:
            inputs, target = samples.get(timeout=60) if wait else samples.get_nowait()
        except queue.Empty:
            return
        replay.add(Sample(inputs, target))


def checking_set(seed: int) -> tuple[Tensor, Tensor]:
    source = iter(SampleSource((CHECK_STREAM, seed), TABLE))
    fixed = [next(source) for _ in range(CHECK_SAMPLES)]
    inputs = torch.from_numpy(np.stack([s.inputs for s in fixed]).astype(np.float32))
    target = torch.from_numpy(np.stack([s.target for s in fixed]).astype(np.float32)[:, None])
    return inputs, target


class Run:
    """One training run: networks, optimiser, and the count of what was done."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.device = torch.device(options.device)
        torch.manual_seed(options.seed)
        self.model = HighlightNet().to(self.device, memory_format=torch.channels_last)
        self.ema = HighlightNet().to(self.device)
        self.ema.load_state_dict(self.model.state_dict())
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=options.rate, weight_decay=0.02
        )
        self.path = options.out / "checkpoint.pt"
        self.step, self.elapsed_s, self.loss = 0, 0.0, 0.0

    def restore(self, replay: Replay) -> None:
        state = torch.load(self.path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.ema.load_state_dict(state["ema"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.elapsed_s = int(state["step"]), float(state["elapsed_s"])
        replay.received = int(state["samples"])

    def learn(self, inputs: Tensor, target: Tensor) -> None:
        """One step of the optimiser on one batch."""
        share = self.elapsed_s / (self.options.minutes * 60)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(share, self.options.rate)
        inputs, target = inputs.to(self.device), target.to(self.device)
        enabled = self.device.type != "cpu"
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=enabled):
            logits = self.model(inputs.contiguous(memory_format=torch.channels_last))
        loss = highlight_loss(logits.float(), target)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 2.0)
        self.optimizer.step()
        self.step += 1
        average_into(self.ema, self.model, min(0.998, 1 - 10 / (self.step + 10)))
        self.loss = 0.98 * self.loss + 0.02 * float(loss.detach())

    def save(self, samples: int) -> None:
        state = {
            "model": self.model.state_dict(),
            "ema": self.ema.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "elapsed_s": self.elapsed_s,
            "samples": samples,
        }
        part = self.path.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.path)


def report(run: Run, samples: int, checked: dict[str, float]) -> None:
    """One line of progress, on the screen and in the log."""
    line = {
        "step": run.step,
        "minutes": round(run.elapsed_s / 60, 2),
        "samples": samples,
        "train_loss": round(run.loss, 4),
        **checked,
    }
    print(json.dumps(line), flush=True)
    with (run.options.out / "log.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


def train(options: argparse.Namespace, samples: Any, replay: Replay) -> None:
    """Train until the time is up, with a checkpoint every minute."""
    run = Run(options)
    if options.resume and run.path.exists():
        run.restore(replay)
    check_inputs, check_target = (t.to(run.device) for t in checking_set(options.seed))
    collect(samples, replay, 300)
    before = saved = time.monotonic()
    budget, saves = options.minutes * 60, 0
    while run.elapsed_s < budget:
        used = run.step * options.batch
        if used >= options.least_reuse * replay.received:
            # Left alone, simulation would take the time that training needs.
            collect(samples, replay, 0)
        if used > options.reuse * replay.received:
            time.sleep(0.01)
        else:
            run.learn(*replay.batch(options.batch))
        now = time.monotonic()
        run.elapsed_s += now - before
        before = now
        if now - saved > CHECKPOINT_EVERY_S or run.elapsed_s >= budget:
            saved, saves = now, saves + 1
            due = saves % CHECK_EVERY == 0 or run.elapsed_s >= budget
            checked = check(run.ema, check_inputs, check_target) if due else {}
            report(run, replay.received, checked)
            run.save(replay.received)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--reuse", type=float, default=4.0, help="most uses of one sample")
    parser.add_argument("--least-reuse", type=float, default=2.5, help="fewest uses of one sample")
    parser.add_argument("--replay", type=int, default=4000)
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1 if options.device == "cpu" else 4)
    context = multiprocessing.get_context("spawn")
    samples = context.Queue(maxsize=64)
    # A resumed run must not repeat the samples of the first one.
    run = int(time.time()) if options.resume else 0
    workers = [
        context.Process(
            target=produce, args=((TRAIN_STREAM, options.seed, run, i), samples), daemon=True
        )
        for i in range(options.workers)
    ]
    for worker in workers:
        worker.start()
    try:
        train(options, samples, Replay(options.replay, np.random.default_rng(options.seed)))
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


if __name__ == "__main__":
    main()
