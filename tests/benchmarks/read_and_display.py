"""What reading, the pyramid and the window cost.

    python tests/benchmarks/read_and_display.py            times
    python tests/benchmarks/read_and_display.py --train    peak memory for the largest scan

Times are wall clock. Reading includes starting the decoding child; files are in the page cache.
Ratios are against the plain numpy way of doing the same thing in the same run, so they mean
something on another machine.
"""

from __future__ import annotations

import argparse
import functools
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import tifffile
from PIL import Image

from inspector_app.imaging.display import Window, auto_window, render, window_table
from inspector_app.imaging.pyramid import PyramidKind, build_pyramid, overview
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.scan_file import scan_header
from inspector_app.imaging.view_pixels import Pixels


def timed(name: str, act: Callable[[], object], times: int) -> float:
    """Run `act`, print median and 95th percentile, return the median in milliseconds."""
    act()
    took = []
    for _ in range(times):
        before = time.perf_counter()
        act()
        took.append((time.perf_counter() - before) * 1000)
    median, p95 = np.percentile(took, [50, 95])
    print(f"{name:52} median {median:8.2f} ms   p95 {p95:8.2f} ms   ({times} times)")
    return float(median)


def scan_like(height_px: int, width_px: int) -> Pixels:
    """Smooth goods under detector noise: compresses about as a scan does."""
    dice = np.random.default_rng(0)
    y, x = np.ogrid[:height_px, :width_px]
    smooth = 30_000 + 15_000 * np.sin(x / 90) * np.cos(y / 70)
    tile = dice.integers(-150, 150, (height_px, min(width_px, 997)))
    noise = np.tile(tile, (1, -(-width_px // tile.shape[1])))[:, :width_px]
    return (smooth + noise).astype(np.uint16)


def time_reading(folder: Path) -> None:
    small = scan_like(799, 2484)
    jpeg, png = folder / "a.jpg", folder / "a.png"
    Image.fromarray((small >> 8).astype(np.uint8)).convert("RGB").save(jpeg, quality=90)
    Image.fromarray(small).save(png)
    timed("header of a JPEG", lambda: scan_header(jpeg), 200)
    timed("read 8-bit JPEG, 2484 x 799, RGB holding grey", lambda: read_view(jpeg), 15)
    timed("read 16-bit PNG, 2484 x 799", lambda: read_view(png), 15)
    timed("read 16-bit PNG, 2484 x 799, two energies", lambda: read_view(png, png), 15)
    for width_px, height_px, times in ((6000, 1500, 15), (20_000, 2500, 7)):
        time_reading_tiff(folder, width_px, height_px, times)


def time_reading_tiff(folder: Path, width_px: int, height_px: int, times: int) -> None:
    pixels = scan_like(height_px, width_px)
    size = f"{width_px} x {height_px}"
    plain, packed = folder / "plain.tif", folder / "packed.tif"
    tifffile.imwrite(plain, pixels, rowsperstrip=64)
    ours = timed(f"read uncompressed TIFF, {size}", lambda: read_view(plain), times)
    floor = timed(
        f"  numpy.fromfile of as many bytes, {size}", lambda: np.fromfile(plain, np.uint16), times
    )
    print(f"  ratio {ours / floor:.2f}")
    Image.fromarray(pixels).save(packed, compression="tiff_lzw")
    timed(f"read LZW TIFF, {size}", lambda: read_view(packed), 5)


def time_pyramid() -> None:
    pixels = scan_like(4000, 5000)
    for kind in PyramidKind:
        ours = timed(
            f"pyramid of 20 Mpx, {kind}", functools.partial(build_pyramid, pixels, kind), 9
        )
        if kind is PyramidKind.MEAN:
            floor = timed("  first level by numpy in uint32", lambda: _numpy_mean(pixels), 5)
            print(f"  ratio {ours / floor:.2f} (all levels against the first alone)")
    timed("overview of 20 Mpx", lambda: overview(pixels), 20)


def _numpy_mean(pixels: Pixels) -> Pixels:
    wide = pixels.astype(np.uint32)
    total = wide[::2, ::2] + wide[1::2, ::2] + wide[::2, 1::2] + wide[1::2, 1::2]
    return ((total + 2) >> 2).astype(np.uint16)


def time_window() -> None:
    pixels = scan_like(1080, 1920)
    window = Window(30_000, 40_000)
    table, out = window_table(window), np.empty(pixels.shape, np.uint8)
    timed("table of a window", lambda: window_table(window), 50)
    ours = timed("window over 1920 x 1080", lambda: render(pixels, table, out), 50)
    floor = timed("  numpy fancy indexing", lambda: table[pixels], 30)
    print(f"  ratio {ours / floor:.2f}")
    timed("automatic window of 20 Mpx", lambda: auto_window(np.tile(pixels, (4, 3))), 9)


class PeakWatcher(threading.Thread):
    """Samples the memory of this process and its children every 5 ms.

    Private memory is what must fit; the resident size also counts pages of mapped files, which the
    system can drop.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.resident_mb = 0.0
        self.private_mb = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        me = psutil.Process()
        while not self._over.wait(0.005):
            resident = private = 0
            for process in [me, *me.children()]:
                try:
                    memory = process.memory_info()
                except psutil.NoSuchProcess:
                    continue
                resident += memory.rss
                private += memory.rss - memory.shared
            self.resident_mb = max(self.resident_mb, resident / 1e6)
            self.private_mb = max(self.private_mb, private / 1e6)

    def stop(self) -> None:
        self._over.set()
        self.join()


def measure_train(folder: Path) -> None:
    """Peak memory for 60,000 x 4,000 pixels at two energies, read and looked at."""
    strip = scan_like(4000, 6000)
    pixels = np.tile(strip, (1, 10))
    del strip
    plain, png = folder / "train.tif", folder / "train.png"
    tifffile.imwrite(plain, pixels, rowsperstrip=64)
    Image.fromarray(pixels).save(png, compress_level=1)
    del pixels
    for path in (plain, png):
        # A fresh process: what making the file left behind must not count.
        pid = os.fork()
        if pid == 0:
            os.execv(sys.executable, [sys.executable, __file__, "--read-train", str(path)])
        os.waitpid(pid, 0)


def read_train(path: Path) -> None:
    watcher = PeakWatcher()
    watcher.start()
    before = time.perf_counter()
    view = read_view(path, path)
    seconds = time.perf_counter() - before
    after_reading = watcher.private_mb, watcher.resident_mb
    auto_window(view.high)
    overview(view.high)
    looked_at = watcher.resident_mb
    watcher.stop()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    print(
        f"{path.name}: {view.width_px} x {view.height_px} at two energies, "
        f"{path.stat().st_size * 2 / 1e6:.0f} MB of files, read in {seconds:.1f} s; "
        f"peak of both processes {after_reading[1]:.0f} MB resident, "
        f"{after_reading[0]:.0f} MB of it private; largest child {child:.0f} MB; "
        f"{looked_at:.0f} MB resident after a first look"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true", help="measure memory for the largest scan")
    parser.add_argument("--read-train", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read_train:
        read_train(chosen.read_train)
        sys.exit()
    with tempfile.TemporaryDirectory() as name:
        if chosen.train:
            measure_train(Path(name))
        else:
            print(
                f"{os.cpu_count()} cores, numpy {np.__version__}, Python {sys.version.split()[0]}"
            )
            time_reading(Path(name))
            time_pyramid()
            time_window()
