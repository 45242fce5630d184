"""Why a carrier disk or its answer cannot be taken in, and what to do."""

from __future__ import annotations

from inspector_app.ui.texts import translate


def carrier_texts() -> dict[str, str]:
    again = translate("Carrier", "Nothing of it was taken in.")
    return {
        "not-enrolled": not_enrolled_text(),
        "not-a-carrier": translate("Carrier", "This file is no answer from the centre.")
        + " "
        + again,
        "is-disk": translate(
            "Carrier",
            "This is a disk for the centre. Choose the answer that the centre wrote to it.",
        ),
        "other-recipient": translate("Carrier", "This answer was sealed for another station.")
        + " "
        + again,
        "other-station": translate("Carrier", "This answer is for another station.") + " " + again,
        "damaged": translate(
            "Carrier", "The answer was cut off or changed on its way. Copy it to the stick again."
        )
        + " "
        + again,
        "malformed": translate(
            "Carrier", "The answer is not as it should be. Ask the centre to write it again."
        )
        + " "
        + again,
        "newer-format": translate(
            "Carrier", "The answer was written by a newer program. Install that version or later."
        ),
        "forged": translate(
            "Carrier",
            "The answer is not signed by the centre. Nothing in it is believed. Tell the "
            "technician.",
        ),
        "cannot-read": translate(
            "Carrier",
            "The stick cannot be read. Put it in again, then choose the answer once more.",
        )
        + " "
        + again,
        "disk-full": translate(
            "Carrier", "There is no room here for what is in the answer. Free some space."
        )
        + " "
        + again,
        "other": translate("Carrier", "The answer cannot be read. Tell the technician."),
    }


def not_enrolled_text() -> str:
    """What to do at a station that has no keys of a centre."""
    return translate(
        "Carrier",
        "A carrier disk needs a station that was enrolled at the centre with a code; tell the "
        "technician. Until then, “Export unsent work…” writes everything into a plain file.",
    )
