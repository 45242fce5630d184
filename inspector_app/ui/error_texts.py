"""A sentence for every error a person is told about: what happened, and what to do."""

from __future__ import annotations

from inspector_app.domain.errors import (
    CarrierRefused,
    CentreRefused,
    CentreUnreachable,
    DeclarationUnreadable,
    ExportFailed,
    FindingRefused,
    InspectorError,
    ModelRefused,
    PreferenceRefused,
    ScanUnreadable,
    StorageUnavailable,
)
from inspector_app.ui.carrier_texts import carrier_texts, not_enrolled_text
from inspector_app.ui.centre_texts import unproved_text
from inspector_app.ui.texts import translate


def error_text(error: Exception) -> str:
    """What to tell the person about an error. Bugs get a general sentence; the log has the rest."""
    for kind, table in (
        (ScanUnreadable, scan_texts),
        (StorageUnavailable, storage_texts),
        (FindingRefused, finding_texts),
        (ModelRefused, model_texts),
        (CentreRefused, refusal_texts),
        (CentreUnreachable, link_texts),
        (DeclarationUnreadable, declaration_texts),
        (ExportFailed, export_texts),
        (CarrierRefused, carrier_texts),
        (PreferenceRefused, preference_texts),
    ):
        if isinstance(error, kind):
            known = table()
            reason = error.reason if isinstance(error, InspectorError) else ""
            return known.get(reason, known["other"])
    return translate(
        "Errors",
        "Something went wrong in the program. It was written to the log; please report it.",
    )


def scan_texts() -> dict[str, str]:
    again = translate("Errors", "Ask for the scan to be sent again.")
    other_file = translate("Errors", "Check which file was sent.")
    return {
        "not-here": translate(
            "Errors",
            "The scan has not arrived at this station yet. It is fetched when the link is up.",
        ),
        "no-image": translate("Errors", "The case names no scan file for this view."),
        "missing": translate("Errors", "The scan file is gone from the scan store.") + " " + again,
        "not-a-file": translate("Errors", "This is not a file.") + " " + other_file,
        "no-rights": translate(
            "Errors", "This account may not read the scan file. Tell the technician."
        ),
        "empty": translate("Errors", "The scan file is empty.") + " " + again,
        "not-a-picture": translate("Errors", "This file is not a scan, whatever its name says.")
        + " "
        + other_file,
        "unsupported-format": translate(
            "Errors", "The scan is stored in a way this program does not read."
        )
        + " "
        + other_file,
        "too-large": translate("Errors", "The file claims more pixels than any scan has.")
        + " "
        + other_file,
        "too-many-pages": translate("Errors", "The file holds more than two pictures.")
        + " "
        + other_file,
        "truncated": translate("Errors", "The end of the scan file is missing.") + " " + again,
        "broken": translate("Errors", "The scan file is damaged.") + " " + again,
        "damaged": translate("Errors", "The scan file is not the one the case names.")
        + " "
        + again,
        "colour-picture": translate(
            "Errors", "This picture is coloured. Its colours are not what the scanner measured."
        )
        + " "
        + other_file,
        "energies-differ": translate(
            "Errors", "The two energies of this scan do not have the same size."
        )
        + " "
        + again,
        "bits-disagree": translate(
            "Errors", "The scan holds larger values than its description allows."
        )
        + " "
        + again,
        "decoder-died": translate("Errors", "The scan file could not be decoded.") + " " + again,
        "took-too-long": translate("Errors", "Decoding the scan took too long and was stopped.")
        + " "
        + again,
        "scratch-full": translate(
            "Errors", "There is no disk space to open the scan. Free some space and try again."
        ),
        "bad-sidecar": translate("Errors", "The file that describes the scan does not make sense.")
        + " "
        + again,
        "other": translate("Errors", "The scan cannot be shown.") + " " + again,
    }


def storage_texts() -> dict[str, str]:
    return {
        "disk-full": translate(
            "Errors", "Not saved: the disk is full. Free some space, then save again."
        ),
        "read-only": translate(
            "Errors",
            "Not saved: this account may not write to the data folder. Tell the technician.",
        ),
        "locked": translate(
            "Errors", "The data folder is in use by another program. Close it and try again."
        ),
        "damaged": translate(
            "Errors", "The station's database is damaged. Do not delete it; tell the technician."
        ),
        "wrong-key": translate(
            "Errors", "The key file does not belong to this database. Tell the technician."
        ),
        "key-missing": translate(
            "Errors", "The database's key file is missing. Tell the technician; delete nothing."
        ),
        "newer-schema": translate(
            "Errors", "This data folder was used by a newer version. Install that version or later."
        ),
        "bad-settings": translate(
            "Errors",
            "The station's settings file cannot be read. Tell the technician; nothing is lost.",
        ),
        "io-error": translate(
            "Errors",
            "The disk reports an error. What was saved before is kept. Tell the technician.",
        ),
        "cannot-open": translate(
            "Errors", "The data folder cannot be opened. Check the disk and the rights."
        ),
        "other": translate("Errors", "The station's data cannot be used. Tell the technician."),
    }


def finding_texts() -> dict[str, str]:
    return {
        "no-kind": translate("Errors", "Choose what the finding is, then save again."),
        "unknown-kind": translate(
            "Errors", "This kind of finding is no longer in the table. Choose another."
        ),
        "unknown-scan": translate("Errors", "The case no longer has this scan. Open it again."),
        "unknown-view": translate("Errors", "The scan no longer has this view. Open it again."),
        "unknown-reason": translate(
            "Errors", "The case no longer has this risk reason. Choose another."
        ),
        "unknown-item": translate(
            "Errors", "The declaration no longer has this goods item. Choose another."
        ),
        "nothing-changed": translate("Errors", "Nothing was changed, so nothing was saved."),
        "already-withdrawn": translate("Errors", "This finding was withdrawn before."),
        "changed-meanwhile": translate(
            "Errors", "A later version was saved meanwhile. Look at it, then amend that one."
        ),
        "remark-too-long": translate("Errors", "The text is too long. Shorten it and save again."),
        "scan-not-here": translate(
            "Errors", "The scan has not arrived whole: it cannot be called clean yet."
        ),
        "no-scan-to-judge": translate(
            "Errors", "This case has no scan. All that can be said of it is: not scanned."
        ),
        "no-text": translate("Errors", "Write the words, then save again."),
        "photo-unreadable": translate(
            "Errors", "The photo cannot be read. Put the stick in again and choose it once more."
        ),
        "photo-empty": translate("Errors", "The photo file is empty. Take it again."),
        "photo-too-large": translate(
            "Errors", "The photo is larger than 20 MB. Take it with a smaller setting."
        ),
        "not-a-photo": translate("Errors", "Only JPEG and PNG photos can be attached."),
        "already-attached": translate("Errors", "This photo is attached to the finding already."),
        "text-too-long": translate("Errors", "The text is too long. Shorten it and save again."),
        "verdict-needs-reason": translate(
            "Errors", "Say why the scan could not be made or must be repeated."
        ),
        "other": translate("Errors", "This cannot be saved as it is."),
    }


def model_texts() -> dict[str, str]:
    reinstall = translate("Errors", "Look at the scan without highlights; tell the technician.")
    return {
        "no-model": translate("Errors", "This installation has no model.") + " " + reinstall,
        "hash-mismatch": translate(
            "Errors", "The model file is not the one that was released, so it is not used."
        )
        + " "
        + reinstall,
        "other": translate("Errors", "The model cannot be used.") + " " + reinstall,
    }


def refusal_texts() -> dict[str, str]:
    unknown = translate("Errors", "The centre does not know this station. Tell the technician.")
    return {
        "unknown-token": unknown,
        "unknown-certificate": unknown,
        "no-device": unknown,
        "device-of-another-post": unknown,
        "token-in-use": translate(
            "Errors", "Another station uses this station's token. Tell the technician."
        ),
        "centre-unproved": unproved_text(),
        "device-revoked": translate(
            "Errors",
            "The centre has shut this station out. Its work is kept here and can be exported. "
            "Tell the technician.",
        ),
        "certificate-ended": translate(
            "Errors",
            "This station's certificate has ended. Its work is kept here; the technician needs a "
            "new code from the centre.",
        ),
        "bad-identity": translate(
            "Errors",
            "The files with which this station proves itself cannot be used. The technician needs "
            "a new code from the centre.",
        ),
        "bad-address": translate(
            "Errors", "The centre's address in the settings is wrong. Tell the technician."
        ),
        "protocol": translate(
            "Errors", "The centre needs another version of this program. Tell the technician."
        ),
        "other": translate(
            "Errors", "The centre refuses this station. Work goes on here; tell the technician."
        ),
    }


def link_texts() -> dict[str, str]:
    return {
        "stuck": translate(
            "Errors", "The conversation with the centre stood still. It is begun again by itself."
        ),
        "other": translate("Errors", "The centre cannot be reached. Work goes on here."),
    }


def declaration_texts() -> dict[str, str]:
    return {
        "missing": translate("Errors", "The folder is not there. Choose it again."),
        "no-cases": translate(
            "Errors", "The folder holds no cases. Choose the folder in which the case files lie."
        ),
        "twice": translate("Errors", "The folder holds the same case twice. Nothing was taken in."),
        "other": translate(
            "Errors", "The declaration file cannot be read. Check which file was given."
        ),
    }


def export_texts() -> dict[str, str]:
    return {
        "nothing-unsent": translate(
            "Errors", "The centre has answered everything, so there is nothing to export."
        ),
        "already-there": translate(
            "Errors", "There is a file of this name already. Choose another name."
        ),
        "disk-full": translate(
            "Errors", "Not exported: there is no room on this disk. Choose another place."
        ),
        "file-too-large": translate(
            "Errors",
            "Not exported: the file is too large for this disk's file system. Choose a smaller "
            "size, or a disk formatted otherwise.",
        ),
        "not-enrolled": not_enrolled_text(),
        "no-rights": translate(
            "Errors", "Not exported: this account may not write there. Choose another place."
        ),
        "no-folder": translate(
            "Errors", "Not exported: the folder is not there. Choose another place."
        ),
        "other": translate(
            "Errors",
            "Not exported: the disk reports an error. Everything is still saved here. "
            "Choose another place.",
        ),
    }


def preference_texts() -> dict[str, str]:
    return {
        "other": translate(
            "Errors", "Your settings take too much room and were not kept. Remove some of them."
        ),
    }
