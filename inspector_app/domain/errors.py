"""Errors that a person can do something about. Each names what happened; `reason` is a stable key.

The screen shows a sentence in the person's language, chosen by `reason`; `detail` is for the log
and
for the command line, in English.
"""

from __future__ import annotations


class InspectorError(Exception):
    """Base of all errors a person is told about.

    Attributes:
        reason: stable key, such as ``truncated``; the user interface translates it.
        detail: one English sentence with the particulars.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail or reason


class ScanUnreadable(InspectorError):
    """A scan file cannot be shown: broken, empty, too large, or not what its name says."""


class DeclarationUnreadable(InspectorError):
    """A declaration file cannot be taken in: not JSON, or a field is missing or impossible."""


class CentreUnreachable(InspectorError):
    """The central system did not answer. Work goes on here and is sent later."""


class CentreRefused(InspectorError):
    """The central system answered and said no: wrong token, wrong version, wrong post."""


class StorageUnavailable(InspectorError):
    """The station's database or scan store cannot be used: disk full, no rights, locked, wrong
    key."""


class ModelRefused(InspectorError):
    """A model file is missing, changed since it was released, or does not fit this scan."""


class ExportFailed(InspectorError):
    """Unsent work could not be written to the file a person chose; there is no such file now."""


class CarrierRefused(InspectorError):
    """A carrier disk, or the answer to one, cannot be taken in; nothing of it was."""


class FindingRefused(InspectorError):
    """A finding, verdict or annotation breaks a rule and was not saved."""


class PreferenceRefused(InspectorError):
    """What a person set for themselves cannot be kept: it is too large."""
