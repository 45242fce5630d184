"""The headers of PNG and JPEG files, read without decoding anything.

Only the few bytes that say how large the picture is are looked at, every length in the file is
checked against the file's size, and every loop ends after a fixed number of steps.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.scan_limits import MAX_PIXELS, MAX_SIDE_PX

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"

_MAX_CHUNKS = 1000
_MAX_SEGMENTS = 1000
_PNG_GREY, _PNG_RGB, _PNG_PALETTE = 0, 2, 3
# Frame headers of JPEG: baseline, extended (8-bit only here) and progressive, all Huffman-coded.
_SOF_READABLE = frozenset({0xC0, 0xC1, 0xC2})
_SOF_ALL = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True, slots=True)
class ScanHeader:
    """What a file says of its picture. Nothing here was decoded, so nothing here is proven.

    Attributes:
        bits: significant bits per value, 8 to 16: what the file states, else the container's depth.
        container_bits: 8 or 16, how a value is stored.
        pages: full pictures in the file; more than one only for TIFF.
        in_colour: three samples per pixel or a palette; whether they hold only grey is known after
            decoding.
        large_is_dark: the file says that its largest value is black (TIFF WhiteIsZero).
        decoder_bytes: memory that decoding needs, an upper estimate.
        frame: place of this picture in the file, 0 for the first.
        strips: offset and length of each strip of an uncompressed grey TIFF, in order; else None.
        big_endian: byte order of such strips.
    """

    format: Literal["png", "tiff", "jpeg"]
    width_px: int
    height_px: int
    bits: int
    container_bits: int
    pages: int = 1
    in_colour: bool = False
    large_is_dark: bool = False
    decoder_bytes: int = 0
    frame: int = 0
    strips: tuple[tuple[int, int], ...] | None = None
    big_endian: bool = False

    @property
    def pixels(self) -> int:
        return self.width_px * self.height_px


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    """The next `size` bytes. Raises ScanUnreadable ``truncated`` where there are fewer."""
    data = stream.read(size)
    if len(data) != size:
        raise ScanUnreadable("truncated", "the file ends inside its header")
    return data


def check_sides(width_px: int, height_px: int) -> None:
    """Raises ScanUnreadable: ``broken`` for no width or height, ``too-large`` over the limits."""
    if not width_px or not height_px:
        raise ScanUnreadable("broken", "a picture without width or height")
    if max(width_px, height_px) > MAX_SIDE_PX or width_px * height_px > MAX_PIXELS:
        raise ScanUnreadable("too-large", f"{width_px} x {height_px} pixels are over the limit")


def read_png_header(stream: BinaryIO) -> ScanHeader:
    """Header of a PNG. Grey of 8 or 16 bits, RGB of 8 bits or a palette.

    A PNG's sBIT chunk is not used: by the standard, samples with fewer significant bits are scaled
    up to the full depth, so the values still reach 65,535.

    Raises ScanUnreadable: ``truncated``, ``broken``, ``too-large``, ``unsupported-format``,
    ``too-many-pages``.
    """
    stream.seek(len(PNG_SIGNATURE))
    length, name = struct.unpack(">I4s", read_exactly(stream, 8))
    if (length, name) != (13, b"IHDR"):
        raise ScanUnreadable("broken", "a PNG that does not begin with its header chunk")
    body = read_exactly(stream, 13)
    (stated_crc,) = struct.unpack(">I", read_exactly(stream, 4))
    if zlib.crc32(name + body) != stated_crc:
        raise ScanUnreadable("broken", "the checksum of the PNG header is wrong")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(
        ">IIBBBBB", body
    )
    check_sides(width, height)
    if compression or filtering or interlace > 1:
        raise ScanUnreadable("broken", "the PNG header holds impossible values")
    if (colour, depth) not in {(_PNG_GREY, 8), (_PNG_GREY, 16), (_PNG_RGB, 8), (_PNG_PALETTE, 8)}:
        raise ScanUnreadable(
            "unsupported-format", f"a PNG of colour type {colour} with {depth} bits is no scan"
        )
    _walk_to_png_data(stream)
    in_colour = colour != _PNG_GREY
    bytes_per_pixel = 4 if in_colour else depth // 8
    return ScanHeader(
        "png", width, height, depth, depth, in_colour=in_colour,
        decoder_bytes=width * height * bytes_per_pixel,
    )  # fmt: skip


def _walk_to_png_data(stream: BinaryIO) -> None:
    """Pass over the chunks before the pixels. Raises ScanUnreadable."""
    size = _size_of(stream)
    for _ in range(_MAX_CHUNKS):
        length, name = struct.unpack(">I4s", read_exactly(stream, 8))
        if name == b"IDAT":
            return
        if name == b"IEND":
            raise ScanUnreadable("broken", "a PNG without pixels")
        after = stream.tell() + length + 4
        if after > size:
            raise ScanUnreadable("truncated", f"the PNG ends inside its {name!r} chunk")
        if name == b"acTL" and length == 8 and struct.unpack(">II", read_exactly(stream, 8))[0] > 1:
            raise ScanUnreadable("too-many-pages", "an animated PNG is no scan")
        stream.seek(after)
    raise ScanUnreadable("broken", "too many chunks before the pixels of a PNG")


def read_jpeg_header(stream: BinaryIO) -> ScanHeader:
    """Header of a JPEG: 8 bits, one component or three, baseline or progressive.

    Raises ScanUnreadable: ``truncated``, ``broken``, ``too-large``, ``unsupported-format``.
    """
    size = _size_of(stream)
    stream.seek(2)
    header: ScanHeader | None = None
    for _ in range(_MAX_SEGMENTS):
        marker = _next_marker(stream)
        if marker in _STANDALONE:
            continue
        if marker == 0xD9:
            raise ScanUnreadable("broken", "a JPEG that ends before its pixels")
        (length,) = struct.unpack(">H", read_exactly(stream, 2))
        after = stream.tell() + length - 2
        if length < 2:
            raise ScanUnreadable("broken", "a JPEG segment of impossible length")
        if after > size:
            raise ScanUnreadable("truncated", "the JPEG ends inside its header")
        if marker == 0xDA:
            if header is None:
                raise ScanUnreadable("broken", "a JPEG without a frame header")
            return header
        if marker in _SOF_ALL:
            if header is not None:
                raise ScanUnreadable("broken", "a JPEG with two frame headers")
            header = _frame_header(marker, read_exactly(stream, min(length - 2, 6)))
        stream.seek(after)
    raise ScanUnreadable("broken", "too many segments before the pixels of a JPEG")


def _next_marker(stream: BinaryIO) -> int:
    if read_exactly(stream, 1) != b"\xff":
        raise ScanUnreadable("broken", "a JPEG segment does not begin with a marker")
    # A marker may be preceded by any number of fill bytes; more than a few are a trick.
    for _ in range(64):
        marker = read_exactly(stream, 1)[0]
        if marker != 0xFF:
            return marker
    raise ScanUnreadable("broken", "endless fill bytes in a JPEG header")


def _frame_header(marker: int, body: bytes) -> ScanHeader:
    if len(body) < 6:
        raise ScanUnreadable("broken", "a JPEG frame header that is too short")
    depth, height, width, components = struct.unpack(">BHHB", body)
    if marker not in _SOF_READABLE or depth != 8 or components not in (1, 3):
        raise ScanUnreadable(
            "unsupported-format",
            f"a JPEG of type {marker - 0xC0}, {components} components of {depth} bits, is no scan",
        )
    check_sides(width, height)
    header = ScanHeader("jpeg", width, height, 8, 8, in_colour=components == 3)
    # Only brightness is decoded: one byte a pixel. A progressive file keeps two bytes for every
    # coefficient of every component until its last scan.
    coefficients = 2 * components if marker == 0xC2 else 0
    return replace(header, decoder_bytes=header.pixels * (1 + coefficients))


def _size_of(stream: BinaryIO) -> int:
    return os.fstat(stream.fileno()).st_size
