"""A carrier disk: how work travels where no line reaches, and how the answer comes back.

A disk is one file, ``*.inspector-carrier``, sealed with age to the centre's sealing key. Inside is
a plain tar (`protocol.sealed_tar`) of

::

    manifest.json      a SignedManifest: DiskManifest, signed by the station's key
    operations.jsonl   operations in the order of n, one line of canonical JSON each
    files/<sha256>     photos, previews and scans, as the manifest lists them

and the answer is another such file, sealed to the station's sealing key:

::

    manifest.json      a SignedManifest: AnswerManifest, signed by the centre's key
    receipts.jsonl     AnsweredOperation, one line each
    feed.json          a FeedPage from the station's cursor on
    scans/<sha256>     scans that the station has not got

The manifest names everything that follows with size and hash, so its signature is over all of it.
Neither end keeps anything in mind about disks: what is taken in is taken in as if it had come over
the line, so a disk may be read twice, late, in another order, or after the line came back.

That a centre was restored from a backup is seen from its epoch, and epochs have no order: an old
answer would look like one of a centre that was restored. So a disk says which epoch its station
knows, and the answer repeats that. Where it is still the one that the station knows, the answer was
given later than everything the station knows it from, and another epoch in it is a newer one.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec

from inspector_app.domain.errors import CarrierRefused
from inspector_app.domain.operation import Receipt
from inspector_app.protocol.codec import decode, encode, prepare
from inspector_app.protocol.messages import DeviceState, FileOffer, Successor
from inspector_app.protocol.signing import Signer, is_signed

SUFFIX = ".inspector-carrier"

DISK_FORMAT = "inspector-carrier-1"
ANSWER_FORMAT = "inspector-carrier-answer-1"

OPERATIONS = "operations.jsonl"
RECEIPTS = "receipts.jsonl"
FEED = "feed.json"

PART_LIMIT_BYTES = 64 * 1024 * 1024
"""Longest part that is held in memory: operations, receipts, the feed."""

FILES_LIMIT = 5_000
"""Most files, and most scans that are asked for, on one disk."""

SUCCESSIONS_LIMIT = 100
"""Most successions on one disk: the newest. A station begins a new log when it, or its centre, was
restored from a backup; no centre is set back by a hundred of these."""

_PURPOSES = {
    DISK_FORMAT: b"inspector-carrier-1\n",
    ANSWER_FORMAT: b"inspector-carrier-answer-1\n",
}


class Part(msgspec.Struct, frozen=True):
    """One entry of the tar. `sha256` in lower-case hex."""

    name: str
    size_bytes: int
    sha256: str


class CarriedSuccession(msgspec.Struct, frozen=True):
    """One time that the station began a new log. Without a line there is no token or certificate:
    the old key must have signed it."""

    old_device_id: str
    successor: Successor


class DiskManifest(msgspec.Struct, frozen=True):
    """What a station put on a disk, and what it asks for.

    Attributes:
        head_n: number of the newest operation in the station's log, whether or not it is here.
        answered_n: the highest number for which the station has a final receipt.
        sealing_key: what the answer is to be sealed to: an age recipient.
        cursor: where the station's feed goes on.
        answer_limit_bytes: how large the answer may be; scans that do not fit are left out.
        files: what the files belong to; a file that belongs to two things is in the tar once.
        wanted: hashes of scans that the station has not got, the most wanted first.
        successions: the newest `SUCCESSIONS_LIMIT`, the oldest of these first; the last leads to
            `device_id`. Those that the centre knew are among them: it may have been restored to
            before it did, and without them it could not tell whose the disk is.
        centre_epoch: the life of the centre that the station knows of, empty for none.
    """

    format: str
    device_id: str
    protocol: int
    head_n: int
    head_sha256: str
    answered_n: int
    made_at: datetime
    sealing_key: str
    cursor: str
    answer_limit_bytes: int
    operation_count: int
    parts: tuple[Part, ...]
    files: tuple[FileOffer, ...] = ()
    wanted: tuple[str, ...] = ()
    successions: tuple[CarriedSuccession, ...] = ()
    centre_epoch: str = ""


class TakenFile(msgspec.Struct, frozen=True):
    """What became of one file of a disk; `reason` says why it is not `whole` at the centre."""

    offer: FileOffer
    whole: bool
    reason: str = ""


class AnsweredOperation(msgspec.Struct, frozen=True):
    """A receipt and the hash of the operation it answers: in a later log of the station the same
    act has another hash, and this is no answer to that."""

    sha256: str
    receipt: Receipt


class AnswerManifest(msgspec.Struct, frozen=True):
    """What the centre answers to one disk.

    Attributes:
        refused: why it took nothing, such as ``device-revoked``; then there are no parts.
        state: what the centre has of the station's log after the disk.
        answered_n: as in the disk: what the station had when it asked.
        after: the cursor that the feed begins after.
        files: what became of the files.
        left_out: how many scans the station wanted that are here and did not fit.
        known_epoch: the disk's `centre_epoch`; None from a centre that does not repeat it yet.
    """

    format: str
    device_id: str
    epoch: str
    made_at: datetime
    answered_n: int
    after: str
    refused: str = ""
    state: DeviceState | None = None
    parts: tuple[Part, ...] = ()
    files: tuple[TakenFile, ...] = ()
    left_out: int = 0
    known_epoch: str | None = None


class SignedManifest(msgspec.Struct, frozen=True):
    """A manifest as its maker wrote it, and the signature over just that."""

    text: str
    signature: str


class _Format(msgspec.Struct):
    format: str


prepare(DiskManifest, AnswerManifest, SignedManifest, AnsweredOperation, _Format)

_Manifest = TypeVar("_Manifest", DiskManifest, AnswerManifest)
_KINDS = {DiskManifest: DISK_FORMAT, AnswerManifest: ANSWER_FORMAT}


def sign_manifest(manifest: DiskManifest | AnswerManifest, signer: Signer) -> bytes:
    """The first entry of the tar."""
    text = encode(manifest).decode()
    signature = signer.sign(_PURPOSES[manifest.format] + text.encode())
    return encode(SignedManifest(text, signature))


def read_manifest(raw: bytes, kind: type[_Manifest]) -> tuple[_Manifest, SignedManifest]:
    """Read a manifest, without looking at its signature.

    Raises CarrierRefused: ``malformed``, ``is-answer`` or ``is-disk`` for the other of both files,
    ``newer-format``.
    """
    try:
        signed = decode(raw, SignedManifest)
        found = decode(signed.text, _Format).format
        if found == _KINDS[kind]:
            return decode(signed.text, kind), signed
    except (ValueError, RecursionError) as error:
        raise CarrierRefused("malformed", f"the manifest cannot be read: {error}") from error
    if found == ANSWER_FORMAT:
        raise CarrierRefused("is-answer", "this is the answer to a carrier disk")
    if found == DISK_FORMAT:
        raise CarrierRefused("is-disk", "this is a carrier disk and not the answer to one")
    raise CarrierRefused("newer-format", f"this program does not know the format {found[:60]!r}")


def check_signature(
    manifest: DiskManifest | AnswerManifest, signed: SignedManifest, *, public_key: str
) -> None:
    """Raises CarrierRefused(``forged``) unless the holder of the key signed this manifest."""
    message = _PURPOSES[manifest.format] + signed.text.encode()
    if not is_signed(message, signed.signature, public_key=public_key):
        raise CarrierRefused("forged", "the manifest is not signed by whom it claims to be from")
