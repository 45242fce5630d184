"""What the centre's answers mean for whoever recorded something, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.domain.codes import CodeTable
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.protocol.codec import decode
from inspector_app.ui.texts import translate, verdict_text
from inspector_app.workflow.record_finding import FINDING_KINDS


def rejection_text(reason: str) -> str:
    """Why the centre rejected an operation, and what to do."""
    known = {
        "version-conflict": translate(
            "Rejection", "Somebody recorded another version first. It is kept for the supervisor."
        ),
        "unknown-case": translate(
            "Rejection", "The centre has no such case for this post. Tell the supervisor."
        ),
        "damaged": translate(
            "Rejection", "It did not arrive as it was saved. It is kept here; tell the technician."
        ),
        "unreadable": translate(
            "Rejection", "The centre could not read it. Tell the technician; it is kept here."
        ),
        "unknown-kind": translate(
            "Rejection",
            "The centre is older than this program and does not know this kind. It is kept here.",
        ),
        "too-large": translate(
            "Rejection", "It is too long for the centre. It is kept here; record it in parts."
        ),
        "given-up": translate(
            "Rejection",
            "The centre failed on it again and again, so the later ones were sent without it. It "
            "is kept here; tell the technician.",
        ),
        "four-eyes": translate(
            "Rejection", "Nobody reviews their own verdict. Another supervisor has to do it."
        ),
        "not-supervisor": translate("Rejection", "Only a supervisor of this post may decide this."),
        "unknown-person": translate(
            "Rejection", "Its author is not on the roll of this post. Tell the supervisor."
        ),
        "forged": _log_rejection(),
        "unsigned": _log_rejection(),
        "broken-chain": _log_rejection(),
        "number-reused": _log_rejection(),
    }
    return known.get(
        reason,
        translate("Rejection", "The centre did not take it ({reason}). It is kept here.").format(
            reason=reason
        ),
    )


def _log_rejection() -> str:
    return translate(
        "Rejection",
        "Its number or signature does not fit what the centre has of this station. It is kept "
        "here; tell the technician.",
    )


def conflict_text() -> str:
    """What a conflict means for whoever recorded it."""
    return translate(
        "Rejection",
        "Somebody else recorded another version first. The centre keeps both; a supervisor looks "
        "at them.",
    )


def their_finding_text(theirs: str, codes: Mapping[str, CodeTable], language: str) -> str:
    """The centre's version of a finding, in one line; `theirs` as in a DeliveryStatus."""
    if not theirs:
        return _none_text()
    try:
        finding = decode(theirs, Finding)
    except ValueError:
        return _unreadable_text()
    what = codes[FINDING_KINDS].text(finding.kind, language)
    if finding.remark:
        what = f"{what} — {finding.remark}"
    if finding.withdrawn:
        what = translate("Conflict", "{what}, withdrawn").format(what=what)
    return _their_text(what, finding)


def their_verdict_text(theirs: str) -> str:
    """The centre's version of a verdict, in one line; `theirs` as in a DeliveryStatus."""
    if not theirs:
        return _none_text()
    try:
        given = decode(theirs, ScanVerdict)
    except ValueError:
        return _unreadable_text()
    what = verdict_text(given.verdict)
    return _their_text(f"{what} — {given.reason}" if given.reason else what, given)


def _their_text(what: str, record: Finding | ScanVerdict) -> str:
    return translate(
        "Conflict", "At the centre: {what} ({author}, {time}, version {version})"
    ).format(
        what=what,
        author=record.author,
        time=record.recorded_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        version=record.version,
    )


def _none_text() -> str:
    return translate("Conflict", "The centre does not have the version that this one amends.")


def _unreadable_text() -> str:
    return translate("Conflict", "The centre's version was written by a newer program.")


def trouble_text(reason: str) -> str:
    """What is wrong while the conversation goes on; empty for what needs no word."""
    log = translate(
        "Errors",
        "The centre does not accept this station's numbering or signature. Nothing is lost; tell "
        "the technician.",
    )
    batch = translate(
        "Errors", "The centre cannot take the next record. It is tried again; nothing is lost."
    )
    known = {
        "centre-unproved": unproved_text(),
        "scan-damaged": translate(
            "Errors", "A scan file arrives damaged from the centre. It is fetched again later."
        ),
        "no-such-scan": translate("Errors", "The centre does not have a scan file yet."),
        "case-unreadable": translate(
            "Errors", "A case from the centre could not be read. This program may be too old."
        ),
        "no-progress": translate(
            "Errors", "The centre has put off its answer. It is asked again by itself."
        ),
    }
    known |= dict.fromkeys(("malformed", "too-large", "batch-too-long", "centre-failed"), batch)
    about_log = ("forged", "unsigned", "broken-chain", "number-reused", "number-taken")
    known |= dict.fromkeys((*about_log, "log-differs", "centre-restored"), log)
    return known.get(reason, "")


def unproved_text() -> str:
    """Somebody answers who is not the centre."""
    return translate(
        "Errors",
        "Whoever answers cannot prove to be the centre. Nothing it says is believed, and work is "
        "kept here. Tell the technician.",
    )
