"""Where pixels of an endless plane lie in a buffer the size of the screen.

Pixel (x, y) always lies at (x mod width, y mod height). So when the picture moves, what stays on
screen stays where it is in memory, and only the strips that come into view are written.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.ui.viewer.orientation import Area


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an area that lies in one piece in the buffer.

    Attributes:
        at: rows and columns of the buffer.
        part: the same rows and columns within the area.
    """

    at: tuple[slice, slice]
    part: tuple[slice, slice]


def pieces(area: Area, width: int, height: int) -> list[Piece]:
    """Up to four pieces that make up an area (left, top, width, height) no larger than the
    buffer."""
    return [
        Piece((rows, columns), (part_rows, part_columns))
        for rows, part_rows in _stretches(area[1], area[3], height)
        for columns, part_columns in _stretches(area[0], area[2], width)
    ]


def _stretches(first: int, count: int, length: int) -> list[tuple[slice, slice]]:
    begin = first % length
    before_end = min(count, length - begin)
    stretches = [(slice(begin, begin + before_end), slice(0, before_end))]
    if before_end < count:
        stretches.append((slice(0, count - before_end), slice(before_end, count)))
    return stretches


def overlap(a: Area, b: Area) -> Area | None:
    """What two areas share."""
    left, top = max(a[0], b[0]), max(a[1], b[1])
    right, bottom = min(a[0] + a[2], b[0] + b[2]), min(a[1] + a[3], b[1] + b[3])
    if right <= left or bottom <= top:
        return None
    return left, top, right - left, bottom - top


def around(kept: Area, area: Area) -> list[Area]:
    """The strips of `area` outside `kept`: above and below at full width, then left and right."""
    right, bottom = area[0] + area[2], area[1] + area[3]
    kept_right, kept_bottom = kept[0] + kept[2], kept[1] + kept[3]
    strips = [
        (area[0], area[1], area[2], kept[1] - area[1]),
        (area[0], kept_bottom, area[2], bottom - kept_bottom),
        (area[0], kept[1], kept[0] - area[0], kept[3]),
        (kept_right, kept[1], right - kept_right, kept[3]),
    ]
    return [strip for strip in strips if strip[2] > 0 and strip[3] > 0]
