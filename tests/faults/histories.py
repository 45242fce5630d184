"""Random histories: stations and a centre in one process, and everything that can go wrong between
them, from a seed. The same seed gives the same history."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from inspector_app.domain.errors import CentreRefused, CentreUnreachable, StorageUnavailable
from inspector_app.protocol.codec import Record
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.link import LinkState
from inspector_app.sync.steps import Step, WaitUntil
from inspector_app.sync.waits import LONGEST_WAIT_S
from tests.faults.centres import Centre
from tests.faults.oracle import judge, look_at_centre
from tests.faults.outcomes import Outcome, Templates
from tests.faults.posts import Crash, Post, amendment_of
from tests.faults.roads import Roads
from tests.faults.rough_line import RoughLine
from tests.faults.thrift import OneLoop, RunningCentres
from tests.helpers.builders import a_case, a_finding, a_verdict, an_annotation

ACTS = 24
DRAIN_STEPS = 400
CASES = ("case-0001", "case-0002")
NOT_AT_CENTRE = "case-unknown"
NEEDS_A_PERSON = {"unknown-token", "token-in-use"}
"""Where the administrator has to let a station in once more: the centre was restored from before it
came, or an old disk brought back an old token."""


class History:
    """One run.

    Attributes:
        owed: revisions that must be at the centre in the end. A disaster that takes the only copy
            takes it from here too, and is counted as excused.
    """

    def __init__(
        self,
        folder: Path,
        templates: Templates,
        loop: OneLoop,
        running: RunningCentres,
        seed: int,
    ) -> None:
        self.dice = random.Random(seed)
        self.folder = folder
        self.templates = templates
        self._loop = loop
        self.outcome = Outcome(seed)
        self.owed: set[str] = set()
        self.poison: set[str] = set()
        self.case_ids = {*CASES, NOT_AT_CENTRE}
        self.newest: dict[int, dict[str, Record]] = {}
        self.centre = Centre(folder / "centre", templates.centre, loop, running)
        self.centre.give(*(a_case(case_id=one, scans=()) for one in CASES))
        (folder / "roads").mkdir()
        self.roads = Roads(folder / "roads", self.centre, self.dice, self._restart)
        count = self.dice.choice((1, 2, 2, 3))
        self.posts = [self._new_post(number) for number in range(count)]
        self.backups: dict[int, set[str]] = {}

    def run(self) -> Outcome:
        try:
            for _ in range(self.dice.randint(ACTS // 2, ACTS)):
                self._act()
            self._heal()
            self._judge()
        finally:
            for post in self.posts:
                post.end()
            self.centre.close()
        return self.outcome

    # What happens

    def _weighed(self) -> list[tuple[int, Callable[[], None]]]:
        return [
            (20, self.save_new),
            (12, self.amend),
            (8, self.rival),
            (3, self.save_poison),
            (24, self.talk),
            (12, self.crash),
            (4, self.turn_clock),
            (3, self.another_case),
            (2, self.reinstall),
            (5, self.back_up_station),
            (6, self.restore_station),
            (4, self.back_up_centre),
            (5, self.restore_centre),
            (5, self.write_disk),
            (8, self.answer_disk),
            (8, self.read_answer),
            (14, self.carry),
        ]

    def _act(self) -> None:
        weights, acts = zip(*self._weighed(), strict=True)
        act = self.dice.choices(acts, weights)[0]
        self.outcome.acts[act.__name__] = self.outcome.acts.get(act.__name__, 0) + 1
        act()

    def save_new(self) -> None:
        """New findings, verdicts and drawings at one station."""
        number, post = self._some_post()
        for _ in range(self.dice.randint(1, 4)):
            make = self.dice.choice((a_finding, a_finding, a_verdict, an_annotation))
            case_id = self.dice.choice(sorted(self.case_ids - {NOT_AT_CENTRE}))
            record = make(case_id=case_id, recorded_at=post.clocks.now())
            self._save(number, post, record)

    def amend(self) -> None:
        """A later version of something this station has."""
        number, post = self._some_post()
        findings = self.newest.get(number)
        if not findings:
            return
        last = findings[self.dice.choice(sorted(findings))]
        self._save(number, post, amendment_of(last, post))

    def rival(self) -> None:
        """Two stations write the same thing, each in its own way."""
        number, post = self._some_post()
        others = [one for other, one in self.newest.items() if other != number and one]
        if not others:
            return
        theirs = self.dice.choice(others)
        finding_id = self.dice.choice(sorted(theirs))
        case_id = theirs[finding_id].case_id
        # Not `newest`: that is empty after a restoring.
        if any(one.finding_id == finding_id for one in post.database.records.findings(case_id)):
            return
        first = a_finding(
            finding_id=finding_id,
            case_id=case_id,
            recorded_at=post.clocks.now(),
            author="d.dorj",
            remark="энэ миний үзсэн",
        )
        if self._save(number, post, first) and self.dice.random() < 0.5:
            self._save(number, post, amendment_of(first, post))

    def save_poison(self) -> None:
        """Something that the centre can only reject."""
        number, post = self._some_post()
        post.database.cases.keep([a_case(case_id=NOT_AT_CENTRE, scans=())])
        record = a_finding(case_id=NOT_AT_CENTRE, recorded_at=post.clocks.now())
        self.poison.add(record.revision_id)
        self._save(number, post, record)

    def talk(self) -> None:
        """A station talks for a while over a bad line."""
        _, post = self._some_post()
        line = _line(post)
        line.badness = self.dice.choice((0.0, 0.2, 0.5, 0.9))
        for _ in range(self.dice.randint(1, 12)):
            self._step(post)
        line.badness = 0.0

    def crash(self) -> None:
        """The program ends in the middle: before or after an exchange, or in the database."""
        _, post = self._some_post()
        for _ in range(self.dice.randint(0, 3)):
            self._step(post)
        moment = self.dice.randrange(3)
        with suppress(Crash):
            if moment == 0:
                post.crash_at(self.dice.randint(1, 25))
                self._step(post)
                self._step(post)
            else:
                step = post.core.next_step()
                if moment == 1 and not isinstance(step, WaitUntil):
                    with suppress(CentreRefused, CentreUnreachable):
                        post.transport.carry(step, should_stop=_never)
        self._restart(post)

    def turn_clock(self) -> None:
        _, post = self._some_post()
        post.clocks.wall += timedelta(days=self.dice.randint(-3650, 3650))

    def another_case(self) -> None:
        case_id = f"case-{new_id()[-8:]}"
        self.centre.give(a_case(case_id=case_id, scans=()))

    def reinstall(self) -> None:
        """The disk is gone, and with it what was nowhere else."""
        number, post = self._some_post()
        post.reinstall(self.templates.station)
        self._prepare(post)
        self.newest[number] = {}
        self.backups.pop(number, None)
        self._excuse()

    def back_up_station(self) -> None:
        number, post = self._some_post()
        post.back_up(self.folder / f"backup-{number}")
        self.backups[number] = set(post.present(self.case_ids))

    def restore_station(self) -> None:
        """An old state of the disk comes back. What was saved since and not sent is gone."""
        number, post = self._some_post()
        if number not in self.backups:
            return
        post.restore(self.folder / f"backup-{number}")
        here = post.present(self.case_ids)
        assert set(here) == self.backups[number], "the backup of a station lacks something"
        self.newest[number] = {}
        self._excuse()

    def back_up_centre(self) -> None:
        self.centre.back_up(self.folder / "backup-centre")

    def restore_centre(self) -> None:
        """Yesterday's centre comes back; only what no station holds any more is gone."""
        copy = self.folder / "backup-centre"
        if copy.exists():
            self.centre.restore(copy)
            self._excuse()

    def write_disk(self) -> None:
        self.roads.write(*self._some_post())

    def answer_disk(self) -> None:
        self.roads.answer()

    def read_answer(self) -> None:
        self.roads.read(*self._some_post())

    def carry(self) -> None:
        """A disk there and an answer back, unless one of them lies about for a while."""
        number, post = self._some_post()
        self.roads.write(number, post)
        if self.dice.random() < 0.7:
            self.roads.answer()
        if self.dice.random() < 0.8:
            self.roads.read(number, post)

    # How it happens

    def _new_post(self, number: int) -> Post:
        line = RoughLine(lambda: self.centre.http, self.centre.fail_at, self.dice)
        post = Post(
            self.folder / f"station-{number}",
            self.templates.station,
            line=line,
            loop=self._loop,
            seed=self.dice.randrange(1 << 30),
        )
        self._prepare(post)
        return post

    def _prepare(self, post: Post) -> None:
        self._connect(post)
        post.database.cases.keep([a_case(case_id=one, scans=()) for one in sorted(self.case_ids)])

    def _connect(self, post: Post) -> None:
        by_code = self.dice.random() < 0.7
        post.connect(self.centre.let_in(post.database, "lane", by_code=by_code))

    def _some_post(self) -> tuple[int, Post]:
        number = self.dice.randrange(len(self.posts))
        return number, self.posts[number]

    def _save(self, number: int, post: Post, record: Record) -> bool:
        """Save; now and then the program ends in the middle of it."""
        if self.dice.random() < 0.05:
            post.crash_at(self.dice.randint(1, 10))
        try:
            post.database.records.save(record)
        except Crash:
            self._restart(post)
            if record.revision_id not in post.present(self.case_ids):
                return False
        except StorageUnavailable:
            return False
        post.crash_at(None)
        self.outcome.saved += 1
        self.owed.add(record.revision_id)
        if record.case_id != NOT_AT_CENTRE and hasattr(record, "finding_id"):
            self.newest.setdefault(number, {})[record.finding_id] = record
        post.core.wake()
        return True

    def _restart(self, post: Post) -> None:
        before = self.owed
        post.end()
        post.start()
        here = set(post.present(self.case_ids))
        gone = self.newest.get(self.posts.index(post), {}) if before else {}
        missing = {one.revision_id for one in gone.values()} - here
        assert not missing, f"a restart lost {missing}"

    def _step(self, post: Post) -> Step:
        """One step as the conversation does it, and time passes."""
        self.outcome.steps += 1
        core = post.core
        try:
            step = core.next_step()
            if isinstance(step, WaitUntil):
                post.clocks.pass_s(post.core.seconds_until(step) + 0.001)
                return step
            post.clocks.pass_s(0.05)
            try:
                answer = post.transport.carry(step, should_stop=_never)
            except (CentreUnreachable, CentreRefused) as error:
                post.core.failed(step, error)
            else:
                if self.dice.random() < 0.02:
                    self.roads.meanwhile(self.posts.index(post), post)
                    if core is not post.core:
                        return step
                post.core.answered(step, answer)
        except Exception as error:
            if not isinstance(error, StorageUnavailable | TypeError):
                raise
            post.core.stumbled(error)
            post.clocks.pass_s(0.5)
            return WaitUntil(post.clocks.monotonic())
        return step

    def _excuse(self) -> None:
        """What is on no disk any more cannot be owed."""
        held = look_at_centre(self.centre.engine).known
        for post in self.posts:
            held |= set(post.present(self.case_ids))
        self.outcome.excused += len(self.owed - held)
        self.owed &= held

    # How it ends

    def _heal(self) -> None:
        """The lines are sound again. A station that was refused rests up to five minutes; a day
        later both sides compare their logs."""
        if self.dice.random() < 0.5:
            for post in self.posts:
                self.roads.deliver(post)
        for day in range(2):
            for post in self.posts:
                _line(post).badness = 0.0
                self._drain(post)
            if day == 0:
                for post in self.posts:
                    post.clocks.pass_s(90_000)

    def _drain(self, post: Post) -> None:
        line = _line(post)
        # Longer than any rest from before, so that the next one comes after a look at the centre.
        # What is not in order by then is seen by the judge.
        post.clocks.pass_s(LONGEST_WAIT_S + 1)
        for _ in range(DRAIN_STEPS):
            if not isinstance(self._step(post), WaitUntil):
                continue
            status = post.core.status
            if status.reason in NEEDS_A_PERSON:
                self.outcome.helped += 1
                self._connect(post)
            elif status.state is LinkState.IDLE and not (
                line.late or post.database.outbox.unanswered(1)
            ):
                return
        self.outcome.is_stuck = True
        summary = post.database.outbox.summary()
        self.outcome.problem = f"stuck: {post.core.status}, {summary}"

    def _judge(self) -> None:
        self.outcome.carrier = dict(self.roads.seen)
        if self.roads.problem:
            self.outcome.is_stuck = True
            self.outcome.problem = self.outcome.problem or self.roads.problem
        found = look_at_centre(self.centre.engine)
        stations = [post.present(self.case_ids) for post in self.posts]
        said = judge(found, self.owed, self.poison, stations)
        self.outcome.judgement = said
        self.outcome.conflicts = len(found.conflicts)
        cases = {one.case_id: one for one in self.centre.cases.values()}
        for post in self.posts:
            here = {entry.case.case_id for entry in post.database.cases.queue()}
            said.differing |= set(cases) - here
        if not said.is_well and not self.outcome.problem:
            self.outcome.problem = str(said)


def _line(post: Post) -> RoughLine:
    assert isinstance(post.line, RoughLine)
    return post.line


def _never() -> bool:
    return False
