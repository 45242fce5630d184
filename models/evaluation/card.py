"""Fills the tables of the model card from measured results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_MODE_NAMES = {
    "two-energies": "two energies (9/6 MV, 16 bit)",
    "one-energy": "one energy (6 MV, 8-bit JPEG export)",
}


def write_card(results: dict[str, Any], path: Path) -> None:
    """Replace what stands between the marks of the card.

    Raises:
        ValueError: the card lacks the marks.
    """
    text = path.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"{path} has no place for the tables")
    path.write_text(f"{before}{BEGIN}\n\n{_tables(results)}\n{END}{after}", encoding="utf-8")


def _tables(results: dict[str, Any]) -> str:
    parts = [f"Model file sha256 `{results['model_sha256']}`, version {results['version']}.\n"]
    for mode, figures in results["simulated"].items():
        parts += _simulated(_MODE_NAMES[mode], figures)
    parts += _real(results["real"])
    parts += _large(results.get("large_scan"))
    return "\n".join(parts)


def _large(large: dict[str, Any] | None) -> list[str]:
    if large is None:
        return []
    return [
        "### A very large scan\n",
        f"{large['width_px']} x {large['height_px']} pixels, {large['energies']} energies: "
        f"{large['wall_seconds']:.1f} s by the clock ({large['cpu_seconds']:.1f} s of processor), "
        f"the first strip after {large['first_strip_seconds']:.1f} s, "
        f"{large['memory_beside_the_pixels_mb']} MB of memory beside the pixels themselves.\n",
    ]


def _interval(rate: dict[str, Any]) -> str:
    if not rate or rate.get("detected") is None or rate["detected"] != rate["detected"]:
        return "no objects"
    return f"{rate['detected']:.0%} ({rate['low']:.0%} to {rate['high']:.0%})"


def _simulated(name: str, figures: dict[str, Any]) -> list[str]:
    lines = [
        f"### Simulated scans, {name}\n",
        f"Thresholds from {figures['validation_scans']} benign validation scans; figures from "
        f"{figures['benign_test_scans']} benign test scans and "
        f"{figures['object_test_scans']} test scans with {figures['objects']} hidden objects, "
        f"{figures['clear_objects']} of them with a contrast of at "
        "least 0.1. Intervals are 95 %, by resampling whole scans.\n",
        "| tier | least score | false marks per benign scan | benign scans marked "
        "| found, all objects | found, contrast at least 0.1 |",
        "|---|---|---|---|---|---|",
    ]
    for tier, t in figures["tiers"].items():
        lines.append(
            f"| {tier} | {t['score']:.3f} | {t['false_marks_per_scan']:.2f} "
            f"| {t['benign_scans_marked']:.0%} | {_interval(t['all_objects'])} "
            f"| {_interval(t['clear_objects'])} |"
        )
    lines += [
        "\nFound and rightly placed, at equal false marks per benign test scan; the baseline is "
        "a plain difference-of-Gaussians blob detector on the same scans, which, unlike the model, "
        "is told where the container is.\n",
        "| false marks per scan | model | baseline | model, contrast at least 0.1 "
        "| baseline, contrast at least 0.1 |",
        "|---|---|---|---|---|",
    ]
    for point in figures["froc"]:
        cells = [point["model"], point["baseline"], point["model_clear"], point["baseline_clear"]]
        row = " | ".join(_interval(cell) for cell in cells)
        lines.append(f"| {point['false_marks_per_scan']:g} | {row} |")
    lines += ["\n| hidden object (look tier) | number | found |", "|---|---|---|"]
    lines += _rates(figures["by_kind"])
    lines += ["\n| attenuation of what is in front and behind | number | found |", "|---|---|---|"]
    lines += _rates(figures["by_background"])
    lines += ["\n| cargo | false marks per benign scan (look tier; few scans each) |", "|---|---|"]
    lines += [f"| {k} | {v:.2f} |" for k, v in figures["false_marks_by_family"].items()]
    lines.append(f"\nProcessor time: {figures['cpu_seconds_per_megapixel']:.2f} s per megapixel.\n")
    return lines


def _rates(table: dict[str, Any]) -> list[str]:
    return [
        f"| {name} | {rate['objects']} | {_interval(rate) if rate['objects'] else 'no objects'} |"
        for name, rate in table.items()
    ]


def _real(real: dict[str, Any] | None) -> list[str]:
    if real is None:
        return ["### Real scans\n", "Not measured: the real scans were not at hand.\n"]
    return [
        "### Real scans: marks only\n",
        f"{real['scans']} real 8-bit truck scans with unknown content; thresholds as above. "
        "Whether a mark is right cannot be known here; most are believed harmless.\n",
        "| | mean | median |",
        "|---|---|---|",
        f"| marks of both tiers per scan | {real['marks_mean']:.2f} | {real['marks_median']:.0f} |",
        f"| alert marks per scan | {real['alerts_mean']:.2f} | {real['alerts_median']:.0f} |",
        f"\nScans without any mark: {real['scans_without_marks']:.0%}; with an alert: "
        f"{real['scans_with_alert']:.0%}. Median time per scan "
        f"{real['cpu_seconds_median']:.2f} s of processor, "
        f"{real['wall_seconds_median']:.2f} s by the clock on a busy two-core machine.\n",
    ]
