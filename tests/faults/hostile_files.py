"""Makes files that are broken, lie or attack, and shows what reading each of them costs.

    python tests/faults/hostile_files.py --report

prints one line for each file: what was said, seconds, and the peak memory of the reading process
and its child together. Every file is read in a fresh process, so that the peak is its own.
"""

from __future__ import annotations

import argparse
import functools
import io
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.faults.hostile_tiffs import HEIGHT, WIDTH, Made, make_tiffs

UNDECODABLE = frozenset({"broken", "truncated"})


@dataclass(frozen=True, slots=True)
class HostileFile:
    """Attributes:
    reasons: the right answers; none where the file is in truth readable.
    """

    path: Path
    reasons: frozenset[str]


def make_hostile_files(folder: Path, seed: int) -> tuple[HostileFile, ...]:
    """Write all of them into `folder`. The same seed gives the same files."""
    dice = random.Random(seed)
    noise = dice.randbytes(20_000)
    grey = bytes(
        min(255, x * 2 + y + dice.randrange(8)) for y in range(HEIGHT) for x in range(WIDTH)
    )
    files = list(_odd_places(folder))
    for makers in (_wrong_kinds(noise), _pngs(grey, noise), _jpegs(grey), make_tiffs(grey, noise)):
        for name, contents, reasons in makers:
            path = folder / name
            path.write_bytes(contents)
            files.append(HostileFile(path, reasons))
    return tuple(files)


def _odd_places(folder: Path) -> Iterator[HostileFile]:
    """What is not a file that can be opened."""
    yield HostileFile(folder / "missing.png", frozenset({"missing"}))
    yield HostileFile(folder / "null\0inside.png", frozenset({"missing"}))
    yield HostileFile(folder / ("long-name" * 100 + ".png"), frozenset({"missing"}))
    (folder / "folder.png").mkdir()
    yield HostileFile(folder / "folder.png", frozenset({"not-a-file"}))
    sparse = folder / "three-gigabytes.tif"
    with sparse.open("wb") as stream:
        stream.write(b"II*\0\x08\0\0\0")
        stream.truncate(3_000_000_000)
    yield HostileFile(sparse, frozenset({"too-large"}))
    if sys.platform == "win32":
        return
    (folder / "link-ring.png").symlink_to(folder / "link-ring.png")
    yield HostileFile(folder / "link-ring.png", frozenset({"missing"}))
    (folder / "endless.png").symlink_to("/dev/zero")
    yield HostileFile(folder / "endless.png", frozenset({"not-a-file"}))
    os.mkfifo(folder / "pipe.png")
    yield HostileFile(folder / "pipe.png", frozenset({"not-a-file"}))
    closed = folder / "closed.png"
    closed.write_bytes(b"\x89PNG")
    closed.chmod(0)
    # The superuser reads everything; then the file is merely cut off.
    allowed = os.access(closed, os.R_OK)
    yield HostileFile(closed, frozenset({"truncated" if allowed else "no-rights"}))


def _wrong_kinds(noise: bytes) -> Made:
    """Other kinds of file under the name of a picture."""
    other = frozenset({"not-a-picture"})
    yield "empty.png", b"", frozenset({"empty"})
    yield "one-byte.png", b"\x89", frozenset({"truncated"})
    yield "text.jpg", b"This is a picture, believe me.\n" * 20, other
    yield "page.png", b"<!DOCTYPE html><html><body>404</body></html>", other
    yield "animation.png", b"GIF89a" + noise[:300], other
    yield "bitmap.tif", b"BM" + noise[:300], other
    yield "archive.jpg", b"PK\x03\x04" + noise[:300], other
    yield "program.png", b"\x7fELF\x02\x01\x01" + noise[:300], other
    yield "document.tif", b"%PDF-1.7\n" + noise[:300], other
    yield "noise.png", b"\0" + noise[:2000], other
    yield "noise-after-png-start.png", b"\x89PNG\r\n\x1a\n" + noise[:2000], frozenset({"broken"})
    yield "noise-after-jpeg-start.jpg", b"\xff\xd8\xff" + noise[:2000], UNDECODABLE
    yield "noise-after-tiff-start.tif", b"II*\0" + noise[:2000], UNDECODABLE


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, depth: int, colour: int, *between: bytes, data: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), *between, chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@functools.cache
def packed_zeros() -> bytes:
    """A hundred megabytes in a hundred kilobytes."""
    return zlib.compress(bytes(100_000_000), 9)


def _flipped(contents: bytes, place: int) -> bytes:
    changed = bytearray(contents)
    changed[place] ^= 0x10
    return bytes(changed)


def _pngs(grey: bytes, noise: bytes) -> Made:
    broken, truncated = frozenset({"broken"}), frozenset({"truncated"})
    rows = b"".join(b"\0" + grey[y * WIDTH : (y + 1) * WIDTH] for y in range(HEIGHT))
    packed = zlib.compress(rows)
    whole = png(WIDTH, HEIGHT, 8, 0, data=packed)
    data_at = whole.index(b"IDAT") + 4
    yield "cut-in-header.png", whole[:20], truncated
    yield "cut-in-pixels.png", whole[: data_at + len(packed) // 2], truncated
    yield "cut-before-end.png", whole[:-12], truncated
    yield "header-bit-flipped.png", _flipped(whole, 18), broken
    for share in (0.1, 0.5, 0.9):
        place = data_at + int(len(packed) * share)
        yield f"pixel-bit-flipped-{share}.png", _flipped(whole, place), broken
    giant = png(100_000, 100_000, 16, 0, data=packed)
    yield "giant.png", giant, frozenset({"too-large"})
    yield "giant-with-wrong-checksum.png", _flipped(giant, 30), broken
    yield "giant-within-limits.png", png(60_000, 4_000, 16, 0, data=packed), UNDECODABLE
    yield "width-0.png", png(0, HEIGHT, 8, 0, data=packed), broken
    yield "no-pixels.png", whole[: data_at - 8] + chunk(b"IEND", b""), broken
    bomb = packed_zeros()
    yield "pixel-bomb.png", png(WIDTH, HEIGHT, 8, 0, data=bomb), broken
    text_bomb = chunk(b"zTXt", b"k\0\0" + bomb)
    yield "text-bomb.png", png(WIDTH, HEIGHT, 8, 0, text_bomb, data=packed), broken
    many = [chunk(b"tEXt", b"k\0v")] * 5_000
    yield "five-thousand-chunks.png", png(WIDTH, HEIGHT, 8, 0, *many, data=packed), broken
    long_chunk = struct.pack(">I", 0x7FFFFFFF) + b"tEXt"
    yield "giant-chunk.png", whole[: data_at - 8] + long_chunk + noise[:100], truncated
    animated = chunk(b"acTL", struct.pack(">II", 1_000_000, 0))
    frames = png(WIDTH, HEIGHT, 8, 0, animated, data=packed)
    yield "animated.png", frames, frozenset({"too-many-pages"})
    unfit = frozenset({"unsupported-format"})
    yield "one-bit.png", png(WIDTH, HEIGHT, 1, 0, data=packed), unfit
    yield "rgba-16.png", png(WIDTH, HEIGHT, 16, 6, data=packed), unfit
    ramp = bytes(value for level in range(256) for value in (level, level, level))
    rainbow = bytes(value for level in range(256) for value in (level, 255 - level, 80))
    yield (
        "grey-palette.png",
        png(WIDTH, HEIGHT, 8, 3, chunk(b"PLTE", ramp), data=packed),
        frozenset(),
    )
    coloured = png(WIDTH, HEIGHT, 8, 3, chunk(b"PLTE", rainbow), data=packed)
    yield "colour-palette.png", coloured, frozenset({"colour-picture"})


def _jpeg_of(grey: bytes, mode: str, *, progressive: bool = False) -> bytes:
    image = Image.frombytes("L", (WIDTH, HEIGHT), grey)
    if mode == "rainbow":
        image = Image.merge(
            "RGB", (image, image.point(lambda v: 255 - v), image.point(lambda _: 9))
        )
    elif mode != "L":
        image = image.convert(mode)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, progressive=progressive)
    return out.getvalue()


def _jpegs(grey: bytes) -> Made:
    broken, truncated = frozenset({"broken"}), frozenset({"truncated"})
    unfit = frozenset({"unsupported-format"})
    whole = _jpeg_of(grey, "L")
    frame, pixels = whole.index(b"\xff\xc0"), whole.index(b"\xff\xda")
    yield "cut-in-header.jpg", whole[:100], truncated
    for share in (0.05, 0.5, 0.9):
        yield f"cut-{share}.jpg", whole[: pixels + int((len(whole) - pixels) * share)], truncated

    def sized(height: int, width: int) -> bytes:
        return whole[: frame + 5] + struct.pack(">HH", height, width) + whole[frame + 9 :]

    yield "giant.jpg", sized(65_500, 65_500), frozenset({"too-large"})
    yield "giant-within-limits.jpg", sized(4_000, 60_000)[:-2], truncated
    yield "height-0.jpg", sized(0, WIDTH), broken
    yield "no-pixels.jpg", whole[:pixels], UNDECODABLE
    yield "ends-before-pixels.jpg", whole[:pixels] + b"\xff\xd9", broken
    yield "no-frame.jpg", whole[:frame] + whole[frame + 2 + 11 :], broken
    yield "two-frames.jpg", whole[:pixels] + whole[frame:], broken
    yield "lossless.jpg", whole[: frame + 1] + b"\xc3" + whole[frame + 2 :], unfit
    yield "twelve-bit.jpg", whole[: frame + 4] + b"\x0c" + whole[frame + 5 :], unfit
    yield "cmyk.jpg", _jpeg_of(grey, "CMYK"), unfit
    yield "fill-bytes.jpg", whole[:2] + b"\xff" * 100_000 + whole[2:], broken
    yield "segment-of-no-length.jpg", whole[:4] + b"\0\0" + whole[6:], broken
    tables = whole.index(b"\xff\xc4")
    yield (
        "huffman-table-wrong.jpg",
        whole[: tables + 5] + b"\xff" * 16 + whole[tables + 21 :],
        broken,
    )
    passes = _jpeg_of(grey, "L", progressive=True)
    last = passes.rindex(b"\xff\xda")
    yield "ten-thousand-passes.jpg", passes[:last] + passes[last:-2] * 10_000 + b"\xff\xd9", broken
    yield "false-colour.jpg", _jpeg_of(grey, "rainbow"), frozenset({"colour-picture"})


def read_one(path: Path) -> dict[str, object]:
    """Read one file in this process; what came of it and what it cost, both processes together."""
    import resource

    from inspector_app.domain.errors import ScanUnreadable
    from inspector_app.imaging.read_scan import read_view

    before = time.perf_counter()
    try:
        view = read_view(path)
    except ScanUnreadable as error:
        reason, said = error.reason, error.detail
    else:
        reason, said = "", f"{view.width_px} x {view.height_px} px, {view.bits} bits"
    seconds = time.perf_counter() - before
    kilobytes = _peak_here_kb() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"reason": reason, "said": said, "seconds": seconds, "peak_mb": kilobytes * 1024 / 1e6}


def _peak_here_kb() -> int:
    """This process's own peak. On Linux not from getrusage: there a program takes over the peak of
    whoever started it, and a whole test run in one process is large."""
    import resource

    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(status.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0])


def measure(path: Path) -> dict[str, object]:
    """`read_one` in a fresh process."""
    command = [sys.executable, __file__, "--one", json.dumps(str(path))]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def report(seed: int) -> int:
    """Read every file and print one line each; 1 where an answer is not the right one."""
    wrong = errors = readable = 0
    peak_mb = longest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for file in make_hostile_files(Path(folder), seed):
            cost = measure(file.path)
            reason = str(cost["reason"])
            right = reason in file.reasons or (not reason and not file.reasons)
            wrong += not right
            errors += bool(reason)
            readable += not reason
            peak_mb, longest = max(peak_mb, cost["peak_mb"]), max(longest, cost["seconds"])  # type: ignore[type-var]
            print(
                f"{'  ' if right else '! '}{file.path.name[:34]!r:38} {reason or 'readable':19}"
                f"{cost['seconds']:6.2f} s {cost['peak_mb']:6.0f} MB  {str(cost['said'])[:80]!r}"
            )
    print(
        f"{errors} clear errors, {readable} readable, {wrong} wrong answers; "
        f"longest {longest:.2f} s, highest peak {peak_mb:.0f} MB (both processes together)"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--report", action="store_true", help="read every file and print a line each"
    )
    parser.add_argument("--one", help="read one file (its path as JSON) and print its cost as JSON")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(read_one(Path(json.loads(chosen.one)))))
    else:
        sys.exit(report(chosen.seed))
