"""Carrier disks of the fault runs: written, lost, cut off, answered twice or late or in another
order, and read by stations that became somebody else meanwhile."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

from inspector_app.domain.errors import CarrierRefused
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.durable_files import fill_new_durably
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.carry_in import CarriedIn
from tests.faults.centres import Centre
from tests.faults.posts import Crash, Post
from tests.helpers import carrier_rig

TRIPS = 6
CUT_OFF = {"damaged", "not-a-carrier"}
NOT_ITS_OWN = {"other-recipient", "other-station", "not-enrolled"}
"""Of an answer to somebody else, or to whom this station was before."""


@dataclass(frozen=True)
class Sent:
    """A disk or an answer on its way. `number` is the station's."""

    path: Path
    number: int


@dataclass
class Roads:
    """What lies on all roads between the stations and the centre.

    Attributes:
        restart: begins the program of a station that has ended.
        seen: how often what happened.
        problem: a station whose operations do not get through, however often disks are carried.
    """

    folder: Path
    centre: Centre
    dice: random.Random
    restart: Callable[[Post], None]
    disks: list[Sent] = field(default_factory=list)
    answers: list[Sent] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    problem: str = ""
    _count: int = 0
    _arrived: set[Path] = field(default_factory=set)
    _written: dict[Path, int] = field(default_factory=dict)

    def write(self, number: int, post: Post) -> None:
        """A station writes a disk; now and then the program ends in the middle."""
        if not post.database.log.identity().centre_sealing_key:
            return
        path, ports = self._new(), ports_of(post)
        match self._one_in(5) and self.dice.randint(1, 2):
            case 1:
                post.crash_at(self.dice.randint(1, 12))
            case 2:
                ports = replace(ports, fill_new_file=_ending(self.dice.randint(1, 3)))
        try:
            carrier_rig.write_disk(ports, path)
        except Crash:
            self.seen["crashes while writing"] += 1
            self.restart(post)
            assert not path.exists(), "half a disk looks like a whole one"
            return
        post.crash_at(None)
        self.seen["disks written"] += 1
        self._written[path] = number
        self.disks.append(Sent(path, number))

    def answer(self) -> None:
        """Some disk arrives at the centre, perhaps again, perhaps behind younger ones."""
        if not self.disks:
            return
        disk = self._some(self.disks)
        if disk is None:
            return
        path, is_cut = self._new(), self._one_in(12)
        source = self._cut(disk.path) if is_cut else disk.path
        if fails := self._one_in(6):
            self.centre.fail_at(self.dice.randint(1, 40))
        try:
            carrier_rig.answer(self.centre.settings, source, path)
        except CarrierRefused as refusal:
            self.seen[f"disks refused: {refusal.reason}"] += 1
            expected = CUT_OFF if is_cut else {"unknown-device"}
            _check(refusal, expected | {"io-error"} if fails else expected)
        except OSError:
            if not fails:
                raise
            self.seen["centre failed on a disk"] += 1
        else:
            assert not is_cut, "the centre took half a disk"
            self.seen["disks answered"] += 1
            self.seen["disks answered again"] += disk.path in self._arrived
            self.seen["disks answered behind younger ones"] += self._is_late(disk)
            self._arrived.add(disk.path)
            self.answers.append(Sent(path, disk.number))
        finally:
            self.centre.fail_at(None)

    def read(self, number: int, post: Post) -> None:
        """A station reads an answer: its own as a rule, and sometimes to the end of the program."""
        mine = [one for one in self.answers if one.number == number]
        pile = self.answers if self._one_in(10) else mine
        answer = self._some(pile) if pile else None
        if answer is None:
            return
        is_cut = self._one_in(12)
        source = self._cut(answer.path) if is_cut else answer.path
        if self._one_in(4):
            post.crash_at(self.dice.randint(1, 40))
        try:
            carried = carrier_rig.read_answer(ports_of(post), source)
        except Crash:
            self.seen["crashes while reading"] += 1
            self.restart(post)
        except CarrierRefused as refusal:
            self.seen[f"answers refused: {refusal.reason}"] += 1
            _check(refusal, CUT_OFF | NOT_ITS_OWN if is_cut else NOT_ITS_OWN)
        else:
            assert not is_cut, "a station took half an answer"
            self._note(answer, carried)
            if self._one_in(2):
                post.core.wake()
        post.crash_at(None)

    def meanwhile(self, number: int, post: Post) -> None:
        """Somebody is at the disks while the station waits for the centre."""
        self.dice.choice((self.answer, lambda: self.read(number, post)))()

    def deliver(self, post: Post) -> None:
        """Disks are carried to and fro without a mishap until nothing is left to say. What only a
        line can settle is left to it."""
        if not post.database.log.identity().centre_sealing_key:
            return
        for _ in range(TRIPS):
            try:
                carried = self.travel(post)
            except CarrierRefused as refusal:
                _check(refusal, {"unknown-device"})
                return
            if carried.log_trouble or not post.database.outbox.unanswered(1):
                self.seen["ends that need a line"] += bool(carried.log_trouble)
                return
        self.problem = f"not through by disk: {carried}, {post.database.outbox.summary()}"

    def travel(self, post: Post) -> CarriedIn:
        """One disk there and its answer back. Raises CarrierRefused."""
        disk, path = self._new(), self._new()
        carrier_rig.write_disk(ports_of(post), disk)
        carrier_rig.answer(self.centre.settings, disk, path)
        carried = carrier_rig.read_answer(ports_of(post), path)
        assert not carried.unproved, "the centre's own receipts are not believed"
        self.seen["trips without a mishap"] += 1
        self._count_receipts(carried)
        return carried

    def _some(self, pile: list[Sent]) -> Sent | None:
        """The newest more often than others. It may be lost instead, and may come once more."""
        one = self.dice.choice(pile) if self._one_in(2) else pile[-1]
        everything = self.disks if one in self.disks else self.answers
        is_lost = self._one_in(12)
        if is_lost or self._one_in(3):
            everything.remove(one)
        self.seen["lost on the road"] += is_lost
        return None if is_lost else one

    def _is_late(self, disk: Sent) -> bool:
        arrived = [one for one in self._arrived if self._written.get(one) == disk.number]
        younger = [one for one in arrived if one.name > disk.path.name]
        return disk.path not in self._arrived and bool(younger)

    def _note(self, answer: Sent, carried: CarriedIn) -> None:
        assert not carried.unproved, "the centre's own receipts are not believed"
        self.seen["answers read"] += 1
        self.seen["answers read again"] += answer.path in self._arrived
        self._arrived.add(answer.path)
        self._count_receipts(carried)

    def _count_receipts(self, carried: CarriedIn) -> None:
        self.seen["receipts by disk"] += carried.applied + carried.conflicts + carried.rejected
        self.seen["offered again by disk"] += carried.reopened
        self.seen["log troubles by disk"] += bool(carried.log_trouble)

    def _cut(self, path: Path) -> Path:
        """The stick was pulled while it was copied."""
        content, copy = path.read_bytes(), self._new()
        copy.write_bytes(content[: int(self.dice.random() * len(content))])
        return copy

    def _new(self) -> Path:
        self._count += 1
        return self.folder / f"{self._count:04}.inspector-carrier"

    def _one_in(self, count: int) -> bool:
        return self.dice.randrange(count) == 0


def ports_of(post: Post) -> CarrierPorts:
    """A station's side, by its own clock."""
    ports = carrier_rig.ports_of(DataFolder(post.folder), post.database)
    return replace(ports, now=lambda: post.clocks.now().replace(tzinfo=UTC))


def _check(refusal: CarrierRefused, expected: set[str]) -> None:
    if refusal.reason not in expected:
        raise AssertionError(f"{refusal.reason}: {refusal.detail}") from refusal


def _ending(writes: int) -> Callable[[Path, Callable[[BinaryIO], None]], None]:
    """As `fill_new_durably`, but the program ends at this write."""

    def fill_new(path: Path, fill: Callable[[BinaryIO], None]) -> None:
        def fill_and_end(file: BinaryIO) -> None:
            broken: Any = _Ending(file, writes)
            fill(broken)

        fill_new_durably(path, fill_and_end)

    return fill_new


class _Ending:
    def __init__(self, file: BinaryIO, writes: int) -> None:
        self._file = file
        self._left = writes

    def write(self, content: bytes) -> int:
        self._left -= 1
        if self._left == 0:
            raise Crash
        return self._file.write(content)
