"""Reading the answer to a carrier disk. What is in it is taken in as if it had come over the line,
so it does no harm to read an answer twice, late, or after a newer one."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inspector_app.domain.errors import CarrierRefused, CentreRefused
from inspector_app.domain.operation import Operation, Receipt, ReceiptStatus
from inspector_app.protocol.carrier import (
    FEED,
    RECEIPTS,
    AnsweredOperation,
    AnswerManifest,
    Part,
    check_signature,
    read_manifest,
)
from inspector_app.protocol.codec import decode
from inspector_app.protocol.messages import DeviceState, FileOffer, PulledPage, read_feed_page
from inspector_app.protocol.receipts import LOG_TROUBLE, sort_receipts
from inspector_app.protocol.sealed_tar import unsealed
from inspector_app.protocol.unpacking import Unsealed
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.carry_out import Stopped, watcher
from inspector_app.workflow.file_ports import UploadState
from inspector_app.workflow.log_ports import DeviceLog

_PAGE = 500
_SCAN = re.compile(r"scans/([0-9a-f]{64})")

# Why a file will never be taken, however often it is offered; the rest may be put right.
_NEVER = frozenset({"too-large", "malformed", "other-size"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CarriedIn:
    """What an answer brought.

    Attributes:
        applied: operations that the centre has now said it has; so `conflicts` and `rejected`.
        later: operations that the centre cannot take before earlier ones.
        unproved: receipts that are not signed by the centre; they changed nothing.
        log_trouble: why the centre doubts this station's log, a reason of `LOG_TROUBLE`; what that
            was about stays unanswered. Only a line can settle it.
        reopened: operations that a restored centre had lost; they go on the next disk.
        offered_again: operations that a centre had answered before it was restored, and may have
            judged anew since; they go on the next disk as well.
        files: files that are now safe at the centre.
        cases: how many cases were new or newer.
        scans_left: scans that are at the centre and did not fit.
        new_log: whether a new log was begun: the station was restored from a backup, so that the
            centre has more of its log than itself; or the centre was, and had lost what stands in a
            log that is over. What is unanswered goes on the next disk, with the proof of whose it
            is.
    """

    applied: int
    conflicts: int
    rejected: int
    later: int
    unproved: int
    log_trouble: str
    reopened: int
    files: int
    files_refused: int
    cases: int
    unreadable_cases: int
    scans: int
    scans_left: int
    new_log: bool = False
    offered_again: int = 0


def carry_in(
    ports: CarrierPorts,
    path: Path,
    *,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> CarriedIn | None:
    """Read an answer to its end, and then take it in.

    None when stopped early; then nothing was taken in. `progress` gets 0 to 1. Raises
    StorageUnavailable; CentreRefused with the centre's reason when it took nothing from this
    station (``device-revoked``); and CarrierRefused: ``not-enrolled``, ``not-a-carrier``,
    ``other-recipient``, ``damaged``, ``malformed``, ``newer-format``, ``is-disk``, ``forged``,
    ``other-station``, ``cannot-read``, ``disk-full``, ``io-error``.
    """
    identity = ports.log.identity()
    if not identity.centre_signing_key:
        raise CarrierRefused("not-enrolled", "this station was not enrolled at a centre")
    size_bytes = path.stat().st_size if path.is_file() else 0
    manifests: list[AnswerManifest] = []

    def expect(raw: bytes) -> tuple[Part, ...]:
        manifest, signed = read_manifest(raw, AnswerManifest)
        check_signature(manifest, signed, public_key=identity.centre_signing_key)
        if manifest.device_id != identity.device_id:
            raise CarrierRefused("other-station", "the answer is for another station")
        _check_parts(manifest)
        manifests.append(manifest)
        return manifest.parts

    opening = unsealed(
        path,
        identity=ports.log.sealing_identity(),
        expect=expect,
        in_memory=frozenset({RECEIPTS, FEED}),
        scratch=ports.scratch,
        watch=watcher(size_bytes, progress, should_stop),
    )
    try:
        with opening as content:
            manifest = manifests[0]
            if manifest.refused:
                raise CentreRefused(manifest.refused, "the centre took nothing from this station")
            carried = _take(ports, manifest, content)
    except Stopped:
        return None
    progress(1.0)
    return carried


def _check_parts(manifest: AnswerManifest) -> None:
    names = [one.name for one in manifest.parts]
    if manifest.refused:
        expected = not names
    else:
        expected = names[:2] == [RECEIPTS, FEED] and all(map(_SCAN.fullmatch, names[2:]))
    if not expected:
        raise CarrierRefused("malformed", "the answer has other parts than an answer has")


def _take(ports: CarrierPorts, manifest: AnswerManifest, content: Unsealed) -> CarriedIn:
    # Everything is read before anything is written.
    answers = _read_answers(content.parts[RECEIPTS])
    pulled = _read_feed(content.parts[FEED])
    receipts = _take_receipts(ports, manifest, answers)
    compared = _compare_logs(ports, manifest)
    safe, refused = _take_files(ports, manifest)
    cases = _take_cases(ports, manifest, pulled)
    by_status = [one.status for one in receipts.final]
    return CarriedIn(
        applied=sum(one in (ReceiptStatus.APPLIED, ReceiptStatus.DUPLICATE) for one in by_status),
        conflicts=by_status.count(ReceiptStatus.CONFLICT),
        rejected=by_status.count(ReceiptStatus.REJECTED),
        later=by_status.count(ReceiptStatus.LATER),
        unproved=receipts.unproved,
        log_trouble="" if compared.new_log else receipts.log_trouble,
        reopened=compared.reopened,
        files=safe,
        files_refused=refused,
        cases=cases,
        unreadable_cases=pulled.unreadable,
        scans=_take_scans(ports, manifest, content),
        scans_left=manifest.left_out,
        new_log=compared.new_log,
        offered_again=compared.offered_again,
    )


def _read_answers(raw: bytes) -> tuple[AnsweredOperation, ...]:
    try:
        return tuple(decode(line, AnsweredOperation) for line in raw.splitlines())
    except (ValueError, RecursionError) as error:
        raise CarrierRefused("malformed", f"a receipt cannot be read: {error}") from error


def _read_feed(raw: bytes) -> PulledPage:
    try:
        return read_feed_page(raw)
    except (ValueError, RecursionError) as error:
        raise CarrierRefused("malformed", f"the cases cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class _Receipts:
    final: tuple[Receipt, ...]
    unproved: int
    log_trouble: str


def _take_receipts(
    ports: CarrierPorts, manifest: AnswerManifest, answers: tuple[AnsweredOperation, ...]
) -> _Receipts:
    open_here = _unanswered(ports)
    asked = {
        one.receipt.op_id: open_here[one.receipt.op_id]
        for one in answers
        # In a later log the same act is another operation, which this does not answer.
        if one.receipt.op_id in open_here and open_here[one.receipt.op_id].sha256 == one.sha256
    }
    receipts = sort_receipts(
        [one.receipt for one in answers],
        asked,
        epoch=manifest.epoch,
        centre_key=ports.log.identity().centre_signing_key,
    )
    about_log = [one for one in receipts.believed if _is_about_log(one)]
    final = tuple(one for one in receipts.believed if not _is_about_log(one))
    if final:
        ports.outbox.note_receipts(final, at=ports.now(), epoch=manifest.epoch)
    if receipts.unproved or about_log:
        _log.error("%d unproved, %d about the log", len(receipts.unproved), len(about_log))
    return _Receipts(final, len(receipts.unproved), about_log[0].reason if about_log else "")


def _is_about_log(receipt: Receipt) -> bool:
    # As over the line: in a new log the same operation may be fine.
    is_no = receipt.status in (ReceiptStatus.REJECTED, ReceiptStatus.LATER)
    return is_no and receipt.reason in LOG_TROUBLE


def _unanswered(ports: CarrierPorts) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    after = 0
    while page := ports.outbox.unanswered(_PAGE, after=after):
        found.update({one.op_id: one for one in page})
        after = page[-1].n
    return found


@dataclass(frozen=True, slots=True)
class _Compared:
    new_log: bool = False
    reopened: int = 0
    offered_again: int = 0


def _compare_logs(ports: CarrierPorts, manifest: AnswerManifest) -> _Compared:
    """As `sync.comparison.LogComparison` does it over the line, but for answers that come late."""
    state = manifest.state
    if state is None or state.device_id != manifest.device_id:
        return _Compared()
    for succession in ports.log.untold_successions():
        # It knows the device that came of them.
        ports.log.note_told(succession.old_device_id)
    identity = ports.log.identity()
    known = identity.centre_epoch
    is_news = _is_news(manifest, state, known)
    # True of this log however old the answer is: numbers are never used twice.
    differs = _differs(state, ports.log)
    begins = differs or (is_news and ports.log.stranded(state.epoch) > 0)
    has_lost = is_news and not begins and state.last_n < manifest.answered_n
    if is_news and ((known and state.epoch != known) or (has_lost and not known)):
        # Whatever is left of the log: a file goes later than the operation that it belongs to.
        ports.uploads.offer_again(at=ports.now())
    reopened = offered_again = 0
    if begins:
        begun = ports.log.succeed(at=ports.now(), epoch=state.epoch if is_news else known)
        _log.warning("device %s goes on as %s", begun.old_device_id, begun.device_id)
    elif has_lost:
        reopened = ports.log.reopen(state.last_n, at=ports.now())
        _log.warning("the centre was restored and had lost %d operations", reopened)
    # Over a line the logs are compared day by day; then what agrees is not carried again.
    was_compared = state.epoch == known and identity.digests_at is not None
    if is_news and not begins and not was_compared:
        offered_again = ports.log.reoffer_answered_elsewhere(state.epoch, at=ports.now())
    if is_news and state.epoch != known:
        # Last, so that a cut before it leaves everything to the next answer.
        ports.log.note_epoch(state.epoch)
    return _Compared(begins, reopened, offered_again)


def _is_news(manifest: AnswerManifest, state: DeviceState, known: str) -> bool:
    """Whether the answer is to a disk of a station that knew what this one knows of the centre's
    lives; then its epoch is the same or a later one. An older answer says nothing about a loss."""
    if manifest.known_epoch is not None:
        return manifest.known_epoch == known
    # From a centre that does not say it.
    return not known or (state.epoch != known and state.last_n < manifest.answered_n)


def _differs(state: DeviceState, log: DeviceLog) -> bool:
    if state.last_n > log.head().n:
        return True
    return bool(state.head_sha256) and log.sha256_of(state.last_n) != state.head_sha256


def _take_files(ports: CarrierPorts, manifest: AnswerManifest) -> tuple[int, int]:
    known = ports.log.identity().centre_epoch
    if manifest.known_epoch is not None and manifest.epoch != known:
        # What was whole in another life of the centre may be gone in this one.
        return 0, 0
    rows = {
        FileOffer(
            one.sha256, one.size_bytes, one.kind, one.case_id, one.finding_id, one.preview_of
        ): one
        for one in ports.uploads.waiting()
    }
    safe = refused = 0
    for taken in manifest.files:
        row = rows.get(taken.offer)
        if row is None:
            continue
        note = partial(ports.uploads.note, row.upload_id, at=ports.now())
        if taken.whole:
            note(offset=row.size_bytes, state=UploadState.SAFE)
            safe += 1
        elif taken.reason:
            never = taken.reason in _NEVER
            state = UploadState.REFUSED if never else UploadState.WAITING
            note(offset=0, state=state, reason=taken.reason)
            refused += 1
    return safe, refused


def _take_cases(ports: CarrierPorts, manifest: AnswerManifest, pulled: PulledPage) -> int:
    cases = [entry.case for entry in pulled.page.entries]
    here = ports.feed.cursor()
    # Where the station has gone on meanwhile, its own place is the better one; with a case that
    # this program cannot read it stays, so that a newer one asks for it again.
    moves = here == manifest.after and not pulled.unreadable
    cursor = pulled.page.cursor if moves else here
    if not cases and cursor == here:
        return 0
    return ports.feed.take(cases, cursor=cursor)


def _take_scans(ports: CarrierPorts, manifest: AnswerManifest, content: Unsealed) -> int:
    images = [
        image
        for entry in ports.cases.queue()
        if not entry.scans_here
        for scan in entry.case.scans
        for view in scan.views
        for image in view.images
    ]
    missing = {one.sha256 for one in ports.scans.missing(images)}
    taken = 0
    for part in manifest.parts[2:]:
        if part.sha256 in missing and part.name == f"scans/{part.sha256}":
            taken += ports.scans.adopt(content.files[part.name], part.sha256)
    return taken
