"""What a scan file may be at most, and every reason for refusing one.

Imports nothing heavy: the decoding child reads this module too, and it has to start fast.

The numbers follow from one case: a train of 60,000 x 4,000 pixels at two energies must be readable
with less than 1 GB in use at any moment. One energy of it is 240 million pixels, 480 MB as uint16.
The child holds one energy at a time and hands it over in a file that is mapped, not copied, so the
peak is the child's memory and what the caller then touches.
"""

from __future__ import annotations

from typing import Final

SCAN_REASONS: Final = frozenset(
    {
        "missing",  # no such file, or a link that leads nowhere
        "not-a-file",  # a folder, a device, a pipe
        "no-rights",  # the file is there and may not be read
        "empty",  # no byte in it
        "not-a-picture",  # its first bytes are not those of PNG, TIFF or JPEG
        "unsupported-format",  # PNG, TIFF or JPEG, but of a kind that no scan has
        "too-large",  # more pixels or bytes than the limits below
        "too-many-pages",  # more pictures in one file than two energies
        "truncated",  # the end is missing
        "broken",  # contradicts itself or cannot be decoded
        "colour-picture",  # truly coloured: its values are not transmission
        "energies-differ",  # the two energies differ in size or depth
        "bits-disagree",  # values larger than the sidecar's `bits` allow
        "decoder-died",  # the decoding child crashed or could not be started
        "took-too-long",  # the decoding child was stopped
        "scratch-full",  # no room for the decoded pixels
        "bad-sidecar",  # the file that describes the scan does not make sense
    }
)
"""All values of `ScanUnreadable.reason`; the user interface has a sentence for each."""

MAX_PIXELS: Final = 250_000_000
"""Pixels of one energy image."""

MAX_SIDE_PX: Final = 200_000
"""Width or height of one energy image."""

MAX_FILE_BYTES: Final = 1_100_000_000
"""Length of one file: two energies of the largest scan, uncompressed, and some room."""

MAX_DECODER_BYTES: Final = 600 * 1024 * 1024
"""Memory that decoding one picture may need by its header; more is refused before it starts."""

CHILD_BASE_BYTES: Final = 320 * 1024 * 1024
"""Address space that the child may use beside the picture: the interpreter and its libraries."""

IN_MEMORY_BYTES: Final = 128 * 1024 * 1024
"""Decoded pictures up to this size are copied into memory; larger ones stay in a mapped file."""

CHILD_START_SECONDS: Final = 10.0
"""Time for the child to start and decode a small picture, on a slow and busy machine."""

CHILD_CPU_SECONDS: Final = 4
"""Processor time for a small picture."""

PIXELS_PER_SECOND: Final = 3_000_000
"""Added to both limits: one second for so many pixels. A fifth of what the slowest kind (LZW) did
on a busy machine."""

COARSE_FROM_PIXELS: Final = 4_000_000
"""Smaller pictures are there before a rough one could be looked at."""

COARSE_PIXELS: Final = 1_000_000
"""A rough picture has at most so many pixels: about what a screen can show of a whole scan."""

WHOLE_SHARE: Final = 1000
"""Work is told in thousandths."""
