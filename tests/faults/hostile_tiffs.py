"""TIFF files that are broken, lie or attack. Part of `hostile_files`."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

WIDTH, HEIGHT = 64, 48
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 11: 4}
_CODES = {1: "B", 2: "B", 3: "H", 4: "I", 11: "f"}

Tag = tuple[int, tuple[float, ...]]
"""Type and values of a tag."""

Made = Iterator[tuple[str, bytes, frozenset[str]]]
"""Name, contents, reasons that are right; no reason where the file is readable."""


def grey_tags(**changes: Tag | None) -> dict[int, Tag]:
    """Tags of an uncompressed 8-bit grey page whose pixels begin at byte 8."""
    tags: dict[int, Tag] = {
        256: (4, (WIDTH,)),
        257: (4, (HEIGHT,)),
        258: (3, (8,)),
        259: (3, (1,)),
        262: (3, (1,)),
        273: (4, (8,)),
        277: (3, (1,)),
        278: (4, (HEIGHT,)),
        279: (4, (WIDTH * HEIGHT,)),
    }
    for name, tag in changes.items():
        number = int(name.removeprefix("t"))
        if tag is None:
            del tags[number]
        else:
            tags[number] = tag
    return tags


def tiff(data: bytes, *pages: dict[int, Tag], last_leads_to: int = 0) -> bytes:
    """A little-endian TIFF: pixels first, then its pages. `last_leads_to` is where the last page
    says the next one is."""
    out = bytearray(b"II*\0" + bytes(4) + data)
    link = 4
    for tags in pages:
        entries, extra_at = bytearray(), len(out) + 2 + 12 * len(tags) + 4
        extra = bytearray()
        struct.pack_into("<I", out, link, len(out))
        for number, (kind, values) in sorted(tags.items()):
            packed = struct.pack(f"<{len(values)}{_CODES[kind]}", *values)
            if len(packed) > 4:
                field = struct.pack("<I", extra_at + len(extra))
                extra += packed
            else:
                field = packed.ljust(4, b"\0")
            entries += struct.pack("<HHI", number, kind, len(values)) + field
        out += struct.pack("<H", len(tags)) + entries
        link = len(out)
        out += bytes(4) + extra
    struct.pack_into("<I", out, link, last_leads_to)
    return bytes(out)


def make_tiffs(grey: bytes, noise: bytes) -> Made:
    """Hostile TIFFs.

    Args:
        grey: WIDTH x HEIGHT values of a real picture.
        noise: at least as many random bytes.
    """
    yield from _lying_directories(grey)
    yield from _unfit_pixels(grey)
    yield from _bad_compression(grey, noise)
    yield from _cut_and_changed(grey)


def _lying_directories(grey: bytes) -> Made:
    broken, truncated = frozenset({"broken"}), frozenset({"truncated"})
    first = 8 + len(grey)
    plain = grey_tags()
    yield "page-loop.tif", tiff(grey, plain, last_leads_to=first), broken
    yield "page-loop-of-three.tif", tiff(grey, plain, plain, plain, last_leads_to=first), broken
    yield "next-page-beyond-end.tif", tiff(grey, plain, last_leads_to=2**31), truncated
    yield "seventeen-pages.tif", tiff(grey, *[plain] * 17), frozenset({"too-many-pages"})
    yield "three-pages.tif", tiff(grey, *[plain] * 3), frozenset({"too-many-pages"})
    other = grey_tags(t257=(4, (24,)), t278=(4, (24,)))
    yield "two-sizes.tif", tiff(grey, plain, other), frozenset({"energies-differ"})
    sub = grey_tags(t330=(4, (first,)))
    yield "sub-page-loop.tif", tiff(grey, sub), frozenset()
    giant = grey_tags(t256=(4, (100_000,)), t257=(4, (100_000,)))
    yield "giant.tif", tiff(grey, giant), frozenset({"too-large"})
    beyond = grey_tags(t273=(4, (2**31,)))
    yield "strip-beyond-end.tif", tiff(grey, beyond), truncated
    giant_strip = grey_tags(t279=(4, (4_000_000_000,)))
    yield "giant-strip.tif", tiff(grey, giant_strip), truncated
    yield "short-strip.tif", tiff(grey, grey_tags(t279=(4, (100,)))), truncated
    yield "strip-missing.tif", tiff(grey, grey_tags(t278=(4, (8,)))), broken
    yield "no-strips.tif", tiff(grey, grey_tags(t273=None)), broken
    yield "rows-per-strip-0.tif", tiff(grey, grey_tags(t278=(4, (0,)))), broken
    yield "width-0.tif", tiff(grey, grey_tags(t256=(4, (0,)))), broken
    yield "width-as-text.tif", tiff(grey, grey_tags(t256=(2, tuple(b"64\0")))), broken
    yield "width-as-nan.tif", tiff(grey, grey_tags(t256=(11, (float("nan"),)))), broken
    many = bytearray(tiff(grey, plain))
    struct.pack_into("<H", many, first, 65_535)
    yield "page-of-65535-tags.tif", bytes(many), broken
    counted = bytearray(tiff(grey, plain))
    place = counted.index(struct.pack("<HHI", 273, 4, 1))
    struct.pack_into("<I", counted, place + 4, 2_000_000_000)
    yield "two-billion-strips.tif", bytes(counted), broken
    yield "bigtiff-odd-offsets.tif", b"II+\0" + struct.pack("<HHQ", 4, 0, 16) + bytes(64), broken
    yield "bigtiff-far-page.tif", b"II+\0" + struct.pack("<HHQ", 8, 0, 2**60), truncated
    yield "no-page.tif", b"II*\0" + bytes(12), broken


def _unfit_pixels(grey: bytes) -> Made:
    unfit = frozenset({"unsupported-format"})
    data = grey * 4
    floats = grey_tags(t258=(3, (32,)), t339=(3, (3,)), t279=(4, (len(data),)))
    nan = struct.pack("<f", float("nan")) * (WIDTH * HEIGHT)
    yield "float32.tif", tiff(data, floats), unfit
    yield "all-nan.tif", tiff(nan, floats), unfit
    yield "one-bit.tif", tiff(grey, grey_tags(t258=(3, (1,)))), unfit
    signed = grey_tags(t258=(3, (16,)), t339=(3, (2,)), t279=(4, (WIDTH * HEIGHT * 2,)))
    yield "signed.tif", tiff(data, signed), unfit
    cmyk = grey_tags(t258=(3, (8, 8, 8, 8)), t262=(3, (5,)), t277=(3, (4,)), t279=(4, (len(data),)))
    yield "cmyk.tif", tiff(data, cmyk), unfit
    yield "jpeg-inside.tif", tiff(grey, grey_tags(t259=(3, (7,)))), unfit
    yield "compression-65000.tif", tiff(grey, grey_tags(t259=(3, (65_000,)))), unfit


def _bad_compression(grey: bytes, noise: bytes) -> Made:
    undecodable = frozenset({"broken", "truncated"})
    for name, code in (("lzw", 5), ("deflate", 8), ("packbits", 32773)):
        page = grey_tags(t259=(3, (code,)), t279=(4, (200,)))
        yield f"{name}-noise.tif", tiff(noise[:200], page), undecodable
    packed = zlib.compress(grey)
    half = grey_tags(t259=(3, (8,)), t279=(4, (len(packed) // 2,)))
    yield "deflate-half.tif", tiff(packed[: len(packed) // 2], half), undecodable
    # The strip holds far more than the picture: what is beyond the last row is never unpacked.
    bomb = zlib.compress(grey + bytes(10_000_000), 9)
    page = grey_tags(t259=(3, (8,)), t279=(4, (len(bomb),)))
    yield "deflate-bomb.tif", tiff(bomb, page), frozenset()
    # A quarter of a billion pixels, by its header, in a few bytes.
    wide = grey_tags(
        t256=(4, (60_000,)), t257=(4, (4_000,)), t258=(3, (16,)), t259=(3, (5,)),
        t278=(4, (4_000,)), t279=(4, (200,)),
    )  # fmt: skip
    yield "one-giant-lzw-strip.tif", tiff(noise[:200], wide), frozenset({"too-large"})


def _cut_and_changed(grey: bytes) -> Made:
    truncated = frozenset({"truncated"})
    whole = tiff(grey, grey_tags())
    yield "cut-in-header.tif", whole[:6], truncated
    yield "cut-in-page.tif", whole[: 8 + len(grey) + 40], truncated
    # Pixels after the page, as most writers do it, and then the file ends early.
    page_first = tiff(b"", grey_tags(t273=(4, (8 + 2 + 9 * 12 + 4,))))
    yield "cut-in-pixels.tif", page_first + grey[: len(grey) // 2], truncated
    yield "cut-before-pixels.tif", page_first, truncated
    flipped = bytearray(whole)
    flipped[8 + len(grey) + 2 + 12 * 2 + 8] ^= 0x20  # 8 bits become 40
    yield "depth-bit-flipped.tif", bytes(flipped), frozenset({"unsupported-format"})
