"""Turn a training checkpoint into models/highlights.onnx and check that both compute the same.

    python models/training/export_highlights.py --checkpoint FOLDER/checkpoint.pt

Needs torch and onnx. models/evaluation/evaluate_highlights.py writes the manifest and the card.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from network import HighlightNet  # noqa: E402


class Scorer(torch.nn.Module):
    """The network with scores of 0 to 1 instead of logits."""

    def __init__(self, net: HighlightNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.net(features))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "highlights.onnx")
    options = parser.parse_args()
    state = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    net = HighlightNet()
    net.load_state_dict(state["ema"])
    scorer = Scorer(net).eval()
    example = torch.rand(1, 4, 128, 192)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            scorer,
            (example,),
            str(options.out),
            input_names=["features"],
            output_names=["scores"],
            dynamic_axes={
                "features": {0: "n", 2: "h", 3: "w"},
                "scores": {0: "n", 2: "h4", 3: "w4"},
            },
            opset_version=17,
            dynamo=False,
        )
    session = onnxruntime.InferenceSession(str(options.out), providers=["CPUExecutionProvider"])
    probe = torch.rand(1, 4, 96, 320)
    with torch.no_grad():
        expected = scorer(probe).numpy()
    got = session.run(None, {"features": probe.numpy()})[0]
    worst = float(np.abs(expected - got).max())
    if worst > 1e-4:
        raise SystemExit(f"the exported model differs by {worst}")
    size = options.out.stat().st_size
    print(f"step {state['step']}, {size / 1e6:.2f} MB, largest difference {worst:.1e}")


if __name__ == "__main__":
    main()
