"""The page directory of a TIFF, read without decoding anything.

Our own reader, and a small one, because this runs in the app's own process on files that may be
hostile: it follows only the main chain of pages, knows about a dozen tags, never allocates by a
number it has not checked against the file's size, and remembers where it has been.
Source: TIFF Revision 6.0 (1992); BigTIFF by the libtiff design document.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.picture_headers import ScanHeader, check_sides, read_exactly

TIFF_SIGNATURES: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

_MAX_DIRECTORIES = 16
_MAX_ENTRIES = 512
_MAX_BLOCKS = 1_000_000
_TYPE_CODES: Final = {1: "B", 3: "H", 4: "I", 16: "Q"}

_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 254, 256, 257, 258, 259, 262
_FILL_ORDER, _STRIP_OFFSETS, _SAMPLES, _ROWS_PER_STRIP, _STRIP_SIZES = 266, 273, 277, 278, 279
_MAX_SAMPLE_VALUE, _PLANAR, _TILE_WIDTH, _TILE_HEIGHT = 281, 284, 322, 323
_TILE_OFFSETS, _TILE_SIZES, _SAMPLE_FORMAT = 324, 325, 339
_WANTED: Final = frozenset(
    {
        _SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER, _STRIP_OFFSETS,
        _SAMPLES, _ROWS_PER_STRIP, _STRIP_SIZES, _MAX_SAMPLE_VALUE, _PLANAR, _TILE_WIDTH,
        _TILE_HEIGHT, _TILE_OFFSETS, _TILE_SIZES, _SAMPLE_FORMAT,
    }
)  # fmt: skip

_UNCOMPRESSED = 1
_COMPRESSIONS: Final = frozenset(
    {_UNCOMPRESSED, 5, 8, 32773, 32946}
)  # LZW, deflate, PackBits, deflate
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB = 0, 1, 2

Tags = dict[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the numbers of this file are written: classic TIFF or BigTIFF, and the byte order."""

    order: str
    big: bool
    size: int

    def unpack(self, code: str, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"{self.order}{len(data) // struct.calcsize('=' + code)}{code}", data)

    @property
    def offset_code(self) -> str:
        return "Q" if self.big else "I"

    @property
    def offset_bytes(self) -> int:
        return 8 if self.big else 4


def read_tiff_pages(stream: BinaryIO) -> tuple[ScanHeader, ...]:
    """Headers of the full pictures of a TIFF, in order; previews and masks are left out.

    Raises ScanUnreadable: ``truncated``, ``broken``, ``too-large``, ``unsupported-format``,
    ``too-many-pages``.
    """
    layout, offset = _read_start(stream)
    headers: list[ScanHeader] = []
    been: set[int] = set()
    frame = 0
    while offset:
        if offset in been:
            raise ScanUnreadable("broken", "the pages of the TIFF lead back to themselves")
        if frame == _MAX_DIRECTORIES:
            raise ScanUnreadable("too-many-pages", f"more than {_MAX_DIRECTORIES} pages in a TIFF")
        been.add(offset)
        tags, offset = _read_directory(stream, layout, offset)
        if not _one(tags, _SUBFILE, 0) & 0b101:
            headers.append(replace(_header_of(tags, layout), frame=frame))
        frame += 1
    if not headers:
        raise ScanUnreadable("broken", "a TIFF without a picture")
    return tuple(replace(header, pages=len(headers)) for header in headers)


def _read_start(stream: BinaryIO) -> tuple[_Layout, int]:
    stream.seek(0)
    magic = read_exactly(stream, 4)
    order = "<" if magic[:2] == b"II" else ">"
    layout = _Layout(order, b"+" in magic, os.fstat(stream.fileno()).st_size)
    if layout.big and layout.unpack("H", read_exactly(stream, 4)) != (8, 0):
        raise ScanUnreadable("broken", "a BigTIFF with offsets of impossible size")
    (offset,) = layout.unpack(layout.offset_code, read_exactly(stream, layout.offset_bytes))
    return layout, offset


def _read_directory(stream: BinaryIO, layout: _Layout, offset: int) -> tuple[Tags, int]:
    """The wanted tags of one page, and the offset of the next page (0 for none)."""
    _go_to(stream, layout, offset)
    count_code, entry_bytes = ("Q", 20) if layout.big else ("H", 12)
    (count,) = layout.unpack(count_code, read_exactly(stream, struct.calcsize("=" + count_code)))
    if not 0 < count <= _MAX_ENTRIES:
        raise ScanUnreadable("broken", f"a TIFF page with {count} tags")
    entries = read_exactly(stream, count * entry_bytes)
    (following,) = layout.unpack(layout.offset_code, read_exactly(stream, layout.offset_bytes))
    tags: Tags = {}
    for start in range(0, len(entries), entry_bytes):
        entry = entries[start : start + entry_bytes]
        tag, kind = layout.unpack("H", entry[:4])
        if tag in _WANTED and tag not in tags:
            tags[tag] = _read_values(stream, layout, kind, entry[4:])
    return tags, following


def _read_values(stream: BinaryIO, layout: _Layout, kind: int, entry: bytes) -> tuple[int, ...]:
    """The whole numbers of one tag. `entry` is its count and its value or the value's offset."""
    code = _TYPE_CODES.get(kind)
    if code is None:
        raise ScanUnreadable("broken", f"a TIFF tag of type {kind} where a number is needed")
    field = layout.offset_bytes
    (count,) = layout.unpack(layout.offset_code, entry[:field])
    if not 0 < count <= _MAX_BLOCKS:
        raise ScanUnreadable("broken", f"a TIFF tag with {count} values")
    length = count * struct.calcsize("=" + code)
    if length <= field:
        return layout.unpack(code, entry[field : field + length])
    (offset,) = layout.unpack(layout.offset_code, entry[field:])
    _go_to(stream, layout, offset)
    return layout.unpack(code, read_exactly(stream, length))


def _go_to(stream: BinaryIO, layout: _Layout, offset: int) -> None:
    if offset >= layout.size:
        raise ScanUnreadable("truncated", "the TIFF refers to a place beyond its end")
    stream.seek(offset)


def _one(tags: Tags, tag: int, default: int) -> int:
    return tags.get(tag, (default,))[0]


def _header_of(tags: Tags, layout: _Layout) -> ScanHeader:
    """Check one page against what we read. Raises ScanUnreadable."""
    width, height = _one(tags, _WIDTH, 0), _one(tags, _HEIGHT, 0)
    check_sides(width, height)
    samples = _one(tags, _SAMPLES, 1)
    depths = tags.get(_BITS, (1,))
    photometric = _one(tags, _PHOTOMETRIC, -1)
    grey = samples == 1 and photometric in (_WHITE_IS_ZERO, _BLACK_IS_ZERO) and depths[0] in (8, 16)
    rgb = (
        samples == 3 and photometric == _RGB and depths == (8, 8, 8) and _one(tags, _PLANAR, 1) == 1
    )
    compression = _one(tags, _COMPRESSION, _UNCOMPRESSED)
    whole_numbers = set(tags.get(_SAMPLE_FORMAT, (1,))) == {1}
    if not (grey or rgb) or not whole_numbers or _one(tags, _FILL_ORDER, 1) != 1:
        raise ScanUnreadable(
            "unsupported-format",
            f"a TIFF of {samples} x {depths[0]} bits, photometric {photometric}, is no scan",
        )
    if compression not in _COMPRESSIONS:
        raise ScanUnreadable("unsupported-format", f"TIFF compression {compression} is not read")
    blocks, block_bytes = _blocks_of(tags, layout, width, height, samples * depths[0] // 8)
    decoded_bytes = width * height * (4 if rgb else depths[0] // 8)
    direct = grey and compression == _UNCOMPRESSED and _TILE_OFFSETS not in tags
    return ScanHeader(
        "tiff", width, height, _stated_bits(tags, depths[0]), depths[0],
        in_colour=rgb,
        large_is_dark=photometric == _WHITE_IS_ZERO,
        decoder_bytes=0 if direct else decoded_bytes + block_bytes,
        strips=blocks if direct else None,
        big_endian=layout.order == ">",
    )  # fmt: skip


def _stated_bits(tags: Tags, container_bits: int) -> int:
    """Significant bits from MaxSampleValue where that is 2**n - 1 with n of at least 8."""
    largest = _one(tags, _MAX_SAMPLE_VALUE, 0)
    bits = largest.bit_length()
    return bits if 8 <= bits < container_bits and largest == (1 << bits) - 1 else container_bits


def _blocks_of(
    tags: Tags, layout: _Layout, width: int, height: int, pixel_bytes: int
) -> tuple[tuple[tuple[int, int], ...], int]:
    """Offset and length of each strip or tile, and the bytes one of them has when decoded.

    Raises ScanUnreadable when there are not as many as the picture needs, one lies beyond the end,
    or an uncompressed strip is shorter than its rows.
    """
    tiled = _TILE_OFFSETS in tags
    if tiled:
        across, down = _one(tags, _TILE_WIDTH, 0), _one(tags, _TILE_HEIGHT, 0)
    else:
        across, down = width, min(_one(tags, _ROWS_PER_STRIP, height), height)
    if not across or not down:
        raise ScanUnreadable("broken", "TIFF strips or tiles without a size")
    offsets = tags.get(_TILE_OFFSETS if tiled else _STRIP_OFFSETS, ())
    sizes = tags.get(_TILE_SIZES if tiled else _STRIP_SIZES, ())
    needed = -(-width // across) * -(-height // down)
    if len(offsets) != needed or len(sizes) != needed:
        raise ScanUnreadable(
            "broken", f"a TIFF that needs {needed} strips or tiles and lists others"
        )
    blocks = tuple(zip(offsets, sizes, strict=True))
    if any(not size for _, size in blocks):
        raise ScanUnreadable("broken", "a TIFF strip or tile of no length")
    if any(offset + size > layout.size for offset, size in blocks):
        raise ScanUnreadable("truncated", "TIFF strips or tiles lie beyond the end of the file")
    if not tiled and _one(tags, _COMPRESSION, _UNCOMPRESSED) == _UNCOMPRESSED:
        row_bytes = width * pixel_bytes
        wanted = [min(down, height - top) * row_bytes for top in range(0, height, down)]
        if any(size < most for size, most in zip(sizes, wanted, strict=True)):
            raise ScanUnreadable(
                "truncated", "an uncompressed TIFF strip is too short for its rows"
            )
        # A strip may be padded; what is beyond its last row is no pixel.
        blocks = tuple(zip(offsets, wanted, strict=True))
    return blocks, across * down * pixel_bytes
