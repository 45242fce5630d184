"""The program that decodes one picture, in a process of its own with little to break.

Started by `decoder`, never imported for its functions. It limits itself first (memory, processor
time, size of what it writes), then reads one picture and writes its values to a new file: uint16,
the machine's byte order, row after row. The exit status says how it went; what else may be said
goes to the standard error stream.

It imports the one Pillow plugin it needs and nothing else of weight, because people wait for it.
"""

# ruff: noqa: PLC0415  (imports inside functions: each plugin costs every start that needs it not)

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.decode_bands import can_be_banded, decode_bands
from inspector_app.imaging.decode_coarse import DECODING_SHARE, CoarseWriter, open_watched
from inspector_app.imaging.decode_values import GREY_MODES, grey_of, native_values, refuse_colour

if TYPE_CHECKING:
    from PIL import Image

EXIT_REASONS: Final = {
    20: "broken",
    21: "truncated",
    22: "unsupported-format",
    23: "colour-picture",
    24: "too-large",
    25: "scratch-full",
    26: "missing",
}
"""What the exit status means. 0 is success; any other number is a crash."""

_EXIT_STATUS: Final = {reason: status for status, reason in EXIT_REASONS.items()}
_BAND_PIXELS = 4_000_000
_MAX_JPEG_PASSES = 200
_ORIENTATION = 274


class DecodeRequest(NamedTuple):
    """What to decode, as told on the command line.

    Attributes:
        white: subtract every value from this one; 0 leaves the values as they are.
        in_colour: three samples or a palette; they must hold grey unless `colour_as_luminance`.
        memory_bytes: address space the process may use.
        cpu_seconds: processor time the process may use.
        coarse: file for a rough picture of what is decoded so far; none where empty.
    """

    scan: str
    out: str
    format: str
    frame: int
    width_px: int
    height_px: int
    white: int
    in_colour: bool
    colour_as_luminance: bool
    memory_bytes: int
    cpu_seconds: int
    coarse: str = ""

    def to_argument(self) -> str:
        return json.dumps(self)


def main(argv: list[str]) -> int:
    """Decode what `argv[0]` asks for; returns the exit status."""
    request = DecodeRequest(*json.loads(argv[0]))
    _limit_this_process(request)
    try:
        _decode(request)
    except ScanUnreadable as error:
        reason, detail = error.reason, error.detail
    except MemoryError:
        reason, detail = "too-large", "out of memory"
    except Exception as error:  # noqa: BLE001  Pillow raises whatever its parsing stumbles over
        reason = "truncated" if "truncated" in str(error) else "broken"
        detail = f"{type(error).__name__}: {error}"
    else:
        return 0
    if sys.stderr is not None:
        sys.stderr.write(ascii(detail))
    return _EXIT_STATUS[reason]


def _limit_this_process(request: DecodeRequest) -> None:
    """Bound what a hostile file can make us use. Windows has no such limits; there the parent's
    header check and its clock must do."""
    if sys.platform == "win32":
        return
    import resource  # absent on Windows

    written_bytes = request.width_px * request.height_px * 2
    for limit, value in (
        (resource.RLIMIT_AS, request.memory_bytes),
        (resource.RLIMIT_CPU, request.cpu_seconds),
        (resource.RLIMIT_FSIZE, written_bytes + 65_536),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(limit)
        most = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(limit, (most, most))


def _decode(request: DecodeRequest) -> None:
    writer = CoarseWriter(
        request.coarse,
        request.width_px,
        request.height_px,
        white=request.white,
        colour_as_luminance=request.colour_as_luminance,
    )
    try:
        with Path(request.scan).open("rb") as stream:
            image = _picture(stream, request, writer)
    except FileNotFoundError as error:
        raise ScanUnreadable("missing", str(error)) from error
    if image.size != (request.width_px, request.height_px):
        raise ScanUnreadable("broken", "the picture is not as large as its header says")
    if image.mode not in GREY_MODES:
        raise ScanUnreadable("unsupported-format", f"decoded to {image.mode}")
    _write_values(image, request, writer)


def _picture(stream: BinaryIO, request: DecodeRequest, writer: CoarseWriter) -> Image.Image:
    if request.format == "png":
        return _png(stream, request, writer)
    if request.format == "jpeg":
        return _jpeg(stream, request, writer)
    return _tiff(stream, request, writer)


def _png(stream: BinaryIO, request: DecodeRequest, writer: CoarseWriter) -> Image.Image:
    from PIL import Image, PngImagePlugin

    Image.MAX_IMAGE_PIXELS = None  # the header was checked against our own limit
    _check_png_data(stream, request)
    stream.seek(0)
    is_interlaced = _is_interlaced(stream)
    image = open_watched(PngImagePlugin.PngImageFile, stream, writer, in_rows=not is_interlaced)
    image.load()
    return _grey(image, request) if request.in_colour else image


def _is_interlaced(stream: BinaryIO) -> bool:
    """Whether the rows of a PNG come in seven passes; the header's last number says so."""
    start = stream.read(29)
    stream.seek(0)
    return start[28:] != b"\0"


def _check_png_data(stream: BinaryIO, request: DecodeRequest) -> None:
    """Checksums of the pixel chunks, which Pillow does not look at, and their length: more data
    than the pixels could need is a bomb."""
    data_bytes = 0
    most_bytes = (request.width_px * 4 + 8) * (request.height_px + 8) * 1.02 + 65_536
    stream.seek(8)
    while True:
        head = stream.read(8)
        if len(head) < 8:
            raise ScanUnreadable("truncated", "the PNG has no end")
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if name != b"IDAT":
            if name == b"IEND":
                return
            stream.seek(length + 4, 1)
            continue
        data_bytes += length
        if data_bytes > most_bytes:
            raise ScanUnreadable("broken", "the PNG holds more data than its pixels can need")
        body = stream.read(length)
        stated_crc = stream.read(4)
        if len(body) != length or len(stated_crc) != 4:
            raise ScanUnreadable("truncated", "the PNG ends inside its pixels")
        if zlib.crc32(body, zlib.crc32(name)) != int.from_bytes(stated_crc, "big"):
            raise ScanUnreadable("broken", "a checksum of the PNG's pixels is wrong")


def _jpeg(stream: BinaryIO, request: DecodeRequest, writer: CoarseWriter) -> Image.Image:
    """Brightness only. It is what a grey picture stored in three components holds, exactly, and
    decoding it alone is quicker and a quarter of the memory."""
    from PIL import Image, JpegImagePlugin

    Image.MAX_IMAGE_PIXELS = None
    _count_passes(stream)
    if request.in_colour and not request.colour_as_luminance:
        # An eighth of the size is one pixel per coded block: colour shows there, and cheaply.
        small = _reduced(stream, "RGB", 8)
        refuse_colour(small)
        writer.add_whole(small)
    elif writer.is_wanted and not _is_progressive(stream):
        # Half the time of the whole; of a progressive one it would take as long as the whole.
        writer.add_whole(_reduced(stream, "L", writer.step))
    stream.seek(0)
    image = open_watched(JpegImagePlugin.JpegImageFile, stream, writer, in_rows=False)
    image.draft("L", image.size)
    image.load()
    return image


def _reduced(stream: BinaryIO, mode: str, step: int) -> Image.Image:
    """The JPEG at a half, a quarter or an eighth of its size, as `step` asks."""
    from PIL import JpegImagePlugin

    stream.seek(0)
    small = JpegImagePlugin.JpegImageFile(stream)
    small.draft(mode, (max(1, small.width // step), max(1, small.height // step)))
    small.load()
    return small


def _is_progressive(stream: BinaryIO) -> bool:
    from PIL import JpegImagePlugin

    stream.seek(0)
    return "progressive" in JpegImagePlugin.JpegImageFile(stream).info


def _count_passes(stream: BinaryIO) -> None:
    """A progressive JPEG of a thousand passes costs minutes and is an attack."""
    stream.seek(0)
    data = stream.read()
    if data.count(b"\xff\xda") > _MAX_JPEG_PASSES:
        raise ScanUnreadable("broken", "a JPEG with too many passes")


def _tiff(stream: BinaryIO, request: DecodeRequest, writer: CoarseWriter) -> Image.Image:
    from PIL import Image, TiffImagePlugin

    Image.MAX_IMAGE_PIXELS = None
    # Missing from Pillow's table: 16-bit big-endian WhiteIsZero.
    TiffImagePlugin.OPEN_INFO[b"MM", 0, (1,), 1, (16,), ()] = ("I;16B", "I;16B")
    page = TiffImagePlugin.TiffImageFile(stream)
    page.seek(request.frame)
    if writer.is_wanted and can_be_banded(page):
        whole = decode_bands(page, stream, writer)
        return _grey(whole, request) if request.in_colour else whole
    orientation = page.tag_v2.get(_ORIENTATION)
    page.load()
    image = _grey(page, request) if request.in_colour else page
    return _unturned(image, orientation)


def _unturned(image: Image.Image, orientation: object) -> Image.Image:
    """Undo what Pillow did for the orientation tag: rows and columns of a scan are detectors and
    pulses, and marks are kept in those."""
    from PIL import Image

    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation if isinstance(orientation, int) else 1)
    return image if back is None else image.transpose(back)


def _grey(image: Image.Image, request: DecodeRequest) -> Image.Image:
    return grey_of(image, colour_as_luminance=request.colour_as_luminance)


def _write_values(image: Image.Image, request: DecodeRequest, writer: CoarseWriter) -> None:
    """Write in bands, so that no second copy of the picture is in memory."""
    rows = max(1, _BAND_PIXELS // request.width_px)
    # Pillow turns 8-bit WhiteIsZero over by itself, but not 16-bit.
    white = 0 if image.mode == "L" else request.white
    try:
        with Path(request.out).open("wb") as out:
            for top in range(0, request.height_px, rows):
                bottom = min(top + rows, request.height_px)
                out.write(native_values(image.crop((0, top, request.width_px, bottom)), white))
                written = bottom / request.height_px
                writer.tell(DECODING_SHARE + (1 - DECODING_SHARE) * written)
    except OSError as error:
        raise ScanUnreadable("scratch-full", str(error)) from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
