"""What the states of files on their way to the centre are called on screen."""

from __future__ import annotations

from inspector_app.protocol.messages import FileKind
from inspector_app.ui import theme
from inspector_app.ui.texts import translate
from inspector_app.workflow.file_ports import Upload, UploadState

UPLOAD_COLOURS = {
    UploadState.WAITING: theme.WARNING,
    UploadState.SENDING: theme.ACCENT,
    UploadState.SAFE: theme.GOOD,
    UploadState.REFUSED: theme.DANGER,
}


def upload_state_text(state: UploadState) -> str:
    return {
        UploadState.WAITING: translate("Upload", "Saved here"),
        UploadState.SENDING: translate("Upload", "Being sent"),
        UploadState.SAFE: translate("Upload", "Safe at the centre"),
        UploadState.REFUSED: translate("Upload", "Refused by the centre"),
    }[state]


def file_kind_text(kind: FileKind) -> str:
    return {
        FileKind.SCAN: translate("FileKind", "Scan file"),
        FileKind.PHOTO: translate("FileKind", "Photo"),
        FileKind.PREVIEW: translate("FileKind", "Preview of a scan"),
    }[kind]


def upload_meaning_text(upload: Upload) -> str:
    """What the state of a file means for whoever waits for it."""
    if upload.reason:
        return upload_reason_text(upload.reason)
    return {
        UploadState.WAITING: translate(
            "Upload", "It goes out by itself as soon as the centre can be reached."
        ),
        UploadState.SENDING: translate(
            "Upload", "A cut line costs nothing: it goes on where it stopped."
        ),
        UploadState.SAFE: translate("Upload", "The centre has the whole file and has checked it."),
        UploadState.REFUSED: translate("Upload", "The file stays here. Tell the technician."),
    }[upload.state]


def upload_reason_text(reason: str) -> str:
    return {
        "unknown-case": translate(
            "Upload", "The centre does not have this case yet. It is tried again."
        ),
        "no-room": translate("Upload", "The centre has no room just now. It is tried again."),
        "centre-failed": translate(
            "Upload", "The centre could not keep it just now. It is tried again."
        ),
        "not-here": translate("Upload", "The file is not in the scan store. Tell the technician."),
        "wrong-hash": translate(
            "Upload", "It arrived damaged three times. It is tried again; tell the technician."
        ),
        "too-large": translate("Upload", "The file is too large for the centre. It stays here."),
    }.get(reason, translate("Upload", "The centre does not take it as it is. Tell the technician."))


def size_text(size_bytes: int) -> str:
    """A size in units of a thousand, as disks are sold."""
    if size_bytes >= 1_000_000_000:
        gigabytes = size_bytes / 1_000_000_000
        return translate("Upload", "{0} GB").format(f"{gigabytes:.1f}".removesuffix(".0"))
    if size_bytes >= 10_000_000:
        return translate("Upload", "{0} MB").format(round(size_bytes / 1_000_000))
    if size_bytes >= 1_000_000:
        return translate("Upload", "{0} MB").format(f"{size_bytes / 1_000_000:.1f}")
    return translate("Upload", "{0} kB").format(max(1, round(size_bytes / 1_000)))


def files_text(uploads: tuple[Upload, ...]) -> str:
    """How many of some files are safe at the centre; empty where there are none."""
    if not uploads:
        return ""
    safe = sum(one.state is UploadState.SAFE for one in uploads)
    text = translate("Upload", "Files safe at the centre: {0} of {1}")
    return text.format(safe, len(uploads))
