"""Carrier disks at the centre: taking one in as if its station had come over the line, and writing
the answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from sqlalchemy import Engine

from inspector_app.central.batches import Batch, read_batch
from inspector_app.central.carrier_answer import AnswerMaker, Content
from inspector_app.central.carrier_owner import Owner, check_maker, find_owner
from inspector_app.central.database import opened, writing
from inspector_app.central.intake import Sender, take_batch
from inspector_app.central.keeping import Kept, keep_audits
from inspector_app.central.keys import CentreKeys, centre_keys
from inspector_app.central.object_store import ObjectStore, open_object_store
from inspector_app.central.refusals import Refusal
from inspector_app.central.sequence import locked_state
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import utc_now
from inspector_app.central.uploads import FileIntake
from inspector_app.domain.errors import CarrierRefused
from inspector_app.domain.operation import Operation
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.carrier import (
    FILES_LIMIT,
    OPERATIONS,
    AnsweredOperation,
    AnswerManifest,
    DiskManifest,
    Part,
    TakenFile,
    read_manifest,
    sign_manifest,
)
from inspector_app.protocol.codec import decode
from inspector_app.protocol.messages import BATCH_LIMIT, CHUNK_LIMIT_BYTES, FileOffer
from inspector_app.protocol.sealed_tar import clear_scratch, is_recipient, seal, unsealed
from inspector_app.protocol.unpacking import Unsealed

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"files/([0-9a-f]{64})")
# The first protocol whose stations sign.
_OLDEST_PROTOCOL = 2

_log = logging.getLogger(__name__)


class FillNewFile(Protocol):
    """As in `workflow.carrier_ports`."""

    def __call__(self, path: Path, fill: Callable[[BinaryIO], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a disk.

    Attributes:
        refused: why nothing was taken from the station, empty otherwise.
        files: those that are whole here now.
        cases: how many go back in the answer; `scans` likewise.
        left_out: scans that the station wanted and that did not fit.
    """

    device_id: str
    post: str
    made_at: datetime
    refused: str
    receipts: tuple[AnsweredOperation, ...]
    files: tuple[TakenFile, ...]
    cases: int = 0
    scans: int = 0
    left_out: int = 0


def answer_disk(
    settings: CentreSettings,
    source: Path,
    target: Path,
    *,
    fill_new_file: FillNewFile,
    limit_bytes: int | None = None,
    now: Callable[[], datetime] = utc_now,
    watch: Callable[[int], None] = lambda _: None,
) -> Answered:
    """Take a disk in and write the answer to it into a new file, no larger than the station asked
    for and than `limit_bytes`.

    May be said again with the same disk: nothing is taken in twice, and the answer is the same.
    Raises CarrierRefused: those of `sealed_tar.unsealed` and `carrier.read_manifest`, ``forged``,
    ``unknown-device``, ``protocol``, ``already-there`` (the answer); then nothing was taken in.
    Raises OSError where the answer cannot be written; then the disk was.
    """
    if target.exists():
        raise CarrierRefused("already-there", f"{target} is there already; nothing is written over")
    with opened(settings) as engine, closing(open_object_store(settings)) as store:
        desk = _Desk(engine, store, settings, now)
        return desk.answer(source, target, fill_new_file, limit_bytes, watch)


class _Desk:
    """One disk on the desk."""

    def __init__(
        self,
        engine: Engine,
        store: ObjectStore,
        settings: CentreSettings,
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._store = store
        self._now = now
        self._scratch = settings.folder / "carrier"
        self._files = FileIntake(
            engine,
            store,
            settings.uploads,
            quota_bytes=settings.file_quota_bytes,
            reserve_bytes=settings.file_reserve_bytes,
        )
        with engine.begin() as connection:
            self._keys: CentreKeys = centre_keys(connection)

    def answer(
        self,
        source: Path,
        target: Path,
        fill_new_file: FillNewFile,
        limit_bytes: int | None,
        watch: Callable[[int], None],
    ) -> Answered:
        clear_scratch(self._scratch)
        read: list[tuple[DiskManifest, str]] = []

        def expect(raw: bytes) -> tuple[Part, ...]:
            manifest, signed = read_manifest(raw, DiskManifest)
            key = check_maker(self._engine, manifest, signed)
            _check(manifest)
            read.append((manifest, key))
            return manifest.parts

        opening = unsealed(
            source,
            identity=self._keys.sealing_identity,
            expect=expect,
            in_memory=frozenset({OPERATIONS}),
            scratch=self._scratch,
            watch=watch,
        )
        with opening as content:
            manifest, key = read[0]
            batches = _read_batches(manifest, content.parts[OPERATIONS])
            owner = find_owner(self._engine, manifest, key)
            answered = self._take(manifest, owner, batches, content)
        limit = min(manifest.answer_limit_bytes, limit_bytes or manifest.answer_limit_bytes)
        maker = AnswerMaker(self._engine, self._store)
        made = (
            maker.refuse(manifest, answered.refused, at=self._now())
            if owner.sender is None
            else maker.make(
                manifest, owner.sender, answered.receipts, answered.files, limit, at=self._now()
            )
        )
        fill = partial(self._fill, manifest.sealing_key, made.manifest, made.contents)
        fill_new_file(target, fill)
        return Answered(
            device_id=answered.device_id,
            post=answered.post,
            made_at=answered.made_at,
            refused=answered.refused,
            receipts=answered.receipts,
            files=answered.files,
            cases=made.cases,
            scans=made.scans,
            left_out=made.manifest.left_out,
        )

    def _fill(
        self,
        recipient: str,
        manifest: AnswerManifest,
        contents: Sequence[Content],
        file: BinaryIO,
    ) -> None:
        signed = sign_manifest(manifest, self._keys.signer)
        seal(file, signed, contents, recipient=recipient, watch=lambda _: None)

    def _take(
        self,
        manifest: DiskManifest,
        owner: Owner,
        batches: Sequence[Batch],
        content: Unsealed,
    ) -> Answered:
        receipts: list[AnsweredOperation] = []
        files: tuple[TakenFile, ...] = ()
        if owner.sender is None:
            self._keep_as_facts(owner, batches)
        else:
            receipts = self._take_operations(owner.sender, batches)
            files = tuple(self._take_file(owner.sender, one, content) for one in manifest.files)
        return Answered(
            device_id=owner.device_id,
            post=owner.post,
            made_at=manifest.made_at,
            refused="device-revoked" if owner.sender is None else "",
            receipts=tuple(receipts),
            files=files,
        )

    def _take_operations(self, sender: Sender, batches: Sequence[Batch]) -> list[AnsweredOperation]:
        answered: list[AnsweredOperation] = []
        for batch in batches:
            given = take_batch(self._engine, sender, batch).receipts
            answered += [
                AnsweredOperation(operation.sha256, receipt)
                for operation, receipt in zip(batch.operations, given, strict=True)
            ]
        return answered

    def _take_file(self, sender: Sender, offer: FileOffer, content: Unsealed) -> TakenFile:
        path = content.files[f"files/{offer.sha256}"]
        try:
            state = self._files.offer(sender, offer)
            with path.open("rb") as file:
                file.seek(state.offset)
                while not state.whole and (chunk := file.read(CHUNK_LIMIT_BYTES)):
                    at = state.offset
                    state, _ = self._files.take_chunk(sender, offer.sha256, at, chunk)
            if not state.whole:
                state = self._files.finish(sender, offer.sha256)
        except Refusal as refusal:
            _log.warning("file %s was not taken: %s", offer.sha256, refusal.reason)
            return TakenFile(offer, whole=False, reason=refusal.reason)
        return TakenFile(offer, state.whole)

    def _keep_as_facts(self, owner: Owner, batches: Sequence[Batch]) -> None:
        """What a station wrote that was shut out is not believed and not forgotten."""
        kept = Kept(received_at=self._now())
        for batch in batches:
            for operation, written in zip(batch.operations, batch.written, strict=True):
                kept.audit(
                    owner.device_id, "device-revoked", sha256=operation.sha256, content=written
                )
        if not kept.audits:
            return
        with writing(self._engine) as connection:
            locked_state(connection)
            keep_audits(connection, kept)


def _check(manifest: DiskManifest) -> None:
    if not _OLDEST_PROTOCOL <= manifest.protocol <= PROTOCOL_VERSION:
        raise CarrierRefused("protocol", f"this centre does not speak {manifest.protocol}")
    if not is_recipient(manifest.sealing_key):
        raise _malformed("it does not say what to seal the answer to")
    names = [one.name for one in manifest.parts]
    if names[:1] != [OPERATIONS] or len(names) > FILES_LIMIT + 1:
        raise _malformed("it has other parts than a disk has")
    sizes = {}
    for part in manifest.parts[1:]:
        match = _FILE.fullmatch(part.name)
        if match is None or match[1] != part.sha256:
            raise _malformed("a file does not have its hash as name")
        sizes[part.sha256] = part.size_bytes
    if not all(map(_SHA256.fullmatch, manifest.wanted)):
        raise _malformed("it asks for what is no file")
    offered = {one.sha256: one.size_bytes for one in manifest.files}
    if offered != sizes or len(manifest.files) > FILES_LIMIT or len(manifest.wanted) > FILES_LIMIT:
        raise _malformed("the files are not those that it lists")


def _read_batches(manifest: DiskManifest, raw: bytes) -> list[Batch]:
    """All operations, before the first of them is taken in."""
    lines = raw.splitlines()
    if len(lines) != manifest.operation_count:
        raise _malformed("operations are missing or added")
    try:
        strangers = [
            one.n
            for one in (decode(line, Operation) for line in lines)
            if one.device_id != manifest.device_id
        ]
        batches = [
            read_batch(_batch(manifest, lines[at : at + BATCH_LIMIT]))
            for at in range(0, len(lines), BATCH_LIMIT)
        ]
    except (ValueError, RecursionError) as error:
        raise _malformed(f"an operation cannot be read: {error}") from error
    except Refusal as refusal:
        raise _malformed(refusal.detail) from refusal
    if strangers:
        raise _malformed("it carries operations of another device")
    return batches


def _batch(manifest: DiskManifest, lines: Iterable[bytes]) -> bytes:
    # Without the head of the log: a disk is older than what may have come over the line since.
    return b'{"protocol":%d,"operations":[%s]}' % (manifest.protocol, b",".join(lines))


def _malformed(detail: str) -> CarrierRefused:
    return CarrierRefused("malformed", f"not a carrier disk as it should be: {detail}")
