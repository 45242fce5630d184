"""What the compare page says: why a scan is offered, which is which, how well they fit."""

from __future__ import annotations

from enum import Enum

from inspector_app.domain.scan import Geometry, Scan
from inspector_app.imaging.align import AlignmentVerdict
from inspector_app.ui.texts import translate
from inspector_app.workflow.find_comparable import Comparable, WhyOffered
from inspector_app.workflow.prepare_comparison import Prepared

THIS_COLOUR = "#56b4e9"
OTHER_COLOUR = "#e69f00"
"""Told apart by people who see red and green alike; nowhere the only difference."""


class Mode(Enum):
    """How the two scans are shown."""

    BESIDE = "beside"
    SWIPE = "swipe"
    BLINK = "blink"
    DIFFERENCE = "difference"


def mode_text(mode: Mode) -> str:
    return {
        Mode.BESIDE: translate("Compare", "Side by side"),
        Mode.SWIPE: translate("Compare", "Swipe"),
        Mode.BLINK: translate("Compare", "Blink"),
        Mode.DIFFERENCE: translate("Compare", "Difference"),
    }[mode]


def mode_tip(mode: Mode) -> str:
    return {
        Mode.BESIDE: translate("Compare", "Two to four scans that move together"),
        Mode.SWIPE: translate(
            "Compare", "One scan over the other with a divider: drag it, or press Left and Right"
        ),
        Mode.BLINK: translate(
            "Compare", "One scan in place of the other: Space changes them, or let them change"
        ),
        Mode.DIFFERENCE: translate(
            "Compare", "Only what differs beyond noise: orange more material, blue less"
        ),
    }[mode]


def why_text(why: WhyOffered) -> str:
    return {
        WhyOffered.OTHER_VIEW: translate("Compare", "other view of this scan"),
        WhyOffered.SAME_CASE: translate("Compare", "another scan of this case"),
        WhyOffered.SAME_CONTAINER: translate("Compare", "same container"),
        WhyOffered.SAME_VEHICLE: translate("Compare", "same vehicle"),
        WhyOffered.EMPTY: translate("Compare", "empty, of the same length"),
        WhyOffered.SAME_HEADING: translate("Compare", "same goods (HS heading)"),
        WhyOffered.SAME_CHAPTER: translate("Compare", "similar goods (HS chapter)"),
    }[why]


def view_text(name: str) -> str:
    known = {"side": translate("Compare", "side view"), "top": translate("Compare", "top view")}
    return known.get(name, name)


def moment_text(scan: Scan, *, with_time: bool = True) -> str:
    """When a scan was taken, in local time."""
    return scan.taken_at.astimezone().strftime("%Y-%m-%d %H:%M" if with_time else "%Y-%m-%d")


def this_label(scan: Scan) -> str:
    """What the scan on screen is called beside others."""
    text = translate("Compare", "This scan · {time}").format(time=moment_text(scan))
    return with_simulated(text, scan)


def other_label(other: Comparable, this: Scan) -> str:
    """What another scan is called: earlier or later than this one, and when; which, if it is
    another vehicle's."""
    if other.why is WhyOffered.OTHER_VIEW:
        return translate("Compare", "This scan, {view}").format(view=view_text(other.view.name))
    time = moment_text(other.scan)
    when = (
        translate("Compare", "Earlier {time}")
        if other.scan.taken_at <= this.taken_at
        else translate("Compare", "Later {time}")
    ).format(time=time)
    plate = other.case.declaration.vehicle.plate
    return f"{when} · {plate}" if plate else when


def with_simulated(text: str, scan: Scan) -> str:
    """The screen always says so of a scan that our simulator made."""
    word = translate("Compare", "SIMULATED")
    return f"{text} · {word}" if scan.simulated else text


def goods_text(other: Comparable, language: str) -> str:
    """The goods that were declared, the first ones by name."""
    goods = other.case.declaration.goods
    names = [(g.description_mn if language == "mn" else "") or g.description for g in goods]
    if not names:
        return translate("Compare", "no goods declared")
    more = len(names) - 2
    text = ", ".join(names[:2])
    return f"{text} +{more}" if more > 0 else text


def caption_text(other: Comparable, this: Scan) -> str:
    """Which scan it is and why it is there, for the line above it."""
    return with_simulated(f"{other_label(other, this)} · {why_text(other.why)}", other.scan)


def fit_text(prepared: Prepared, geometry: Geometry, *, aligned: bool) -> str:
    """How the other scan was laid over this one, in plain words."""
    found = prepared.alignment
    if found is None:
        return translate(
            "Compare", "Another view: linked along the vehicle, not laid over each other"
        )
    if not found.is_trusted:
        unaligned = translate("Compare", "Shown unaligned.")
        return f"{_why_not(found.verdict)} {unaligned}"
    if not aligned:
        return translate("Compare", "Not aligned: shown by scale alone")
    parts = [
        translate("Compare", "Aligned, residual {residual}").format(
            residual=f"{found.residual or 0.0:.2f}"
        ),
        _shift_text(prepared, geometry),
    ]
    stretch = (abs(found.placement.scale_x / prepared.unaligned.scale_x) - 1) * 100
    if abs(stretch) >= 0.05:
        text = (
            translate("Compare", "stretched by {share} %")
            if stretch > 0
            else translate("Compare", "squeezed by {share} %")
        )
        parts.append(text.format(share=f"{abs(stretch):.1f}"))
    if found.placement.is_mirrored:
        parts.append(translate("Compare", "turned round: it drove the other way"))
    if found.overlap < 0.95:
        parts.append(
            translate("Compare", "{share} % overlap").format(share=f"{found.overlap * 100:.0f}")
        )
    return "; ".join(parts)


def _shift_text(prepared: Prepared, geometry: Geometry) -> str:
    found = prepared.alignment
    assert found is not None
    middle = (prepared.pixels.width_px / 2, prepared.pixels.height_px / 2)
    shift_px = found.placement.to_fixed(middle)[0] - prepared.unaligned.to_fixed(middle)[0]
    if geometry.mm_per_px_x is None:
        return translate("Compare", "shifted by {shift} px").format(shift=f"{abs(shift_px):.0f}")
    shift_mm = abs(shift_px) * geometry.mm_per_px_x
    return translate("Compare", "shifted by {shift} mm").format(shift=f"{shift_mm:.0f}")


def _why_not(verdict: AlignmentVerdict) -> str:
    return {
        AlignmentVerdict.ALIGNED: "",
        AlignmentVerdict.FLAT: translate(
            "Compare", "Cannot be aligned: there is nothing to hold on to."
        ),
        AlignmentVerdict.UNLIKE: translate(
            "Compare", "Cannot be aligned: the two do not look alike."
        ),
        AlignmentVerdict.LITTLE_OVERLAP: translate(
            "Compare", "Cannot be aligned: they have too little in common."
        ),
    }[verdict]
