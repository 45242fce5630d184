"""Writing an export to a place a person chose: whole or not at all."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from inspector_app.domain.errors import ExportFailed
from inspector_app.workflow.ports import WriteNewFile

_REASONS = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EACCES: "no-rights",
    errno.EPERM: "no-rights",
    errno.EROFS: "no-rights",
    errno.ENOENT: "no-folder",
    errno.ENOTDIR: "no-folder",
    errno.EISDIR: "no-folder",
}


def write_export(write_new_file: WriteNewFile, path: Path, content: bytes, *, token: str) -> Path:
    """Write `content` to `path`, in place of what may be there; the person was asked about that.

    A file beside it is written and flushed to the disk first and then given the name, so that a
    power cut or a full disk leaves the old file or the new one, never half of it.

    Args:
        token: makes the name of the file beside it unique.

    Raises ExportFailed: ``disk-full``, ``no-rights``, ``no-folder`` or ``io-error``.
    """
    beside = path.with_name(f"{path.name}.{token}.part")
    try:
        try:
            write_new_file(beside, (content,))
            beside.replace(path)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "io-error")
        raise ExportFailed(reason, f"{path}: {error.strerror or error}") from error
    return path
