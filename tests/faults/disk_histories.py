"""Random histories in which some posts have no line at all: whatever happens to them, disks alone
have to put it right. Over a sound line at the end much would come right that a disk gets wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from inspector_app.domain.errors import CarrierRefused
from inspector_app.workflow.carry_in import CarriedIn
from tests.faults.histories import History
from tests.faults.outcomes import Outcome, Templates
from tests.faults.posts import Crash, Post
from tests.faults.rough_line import RoughLine
from tests.faults.thrift import OneLoop, RunningCentres

JOURNEYS = 8
"""How many journeys may pass in the end until a post and the centre have nothing left to say."""

_A_DAY_S = 90_000
_SHARE = 1 / 3


def history_of(
    folder: Path, templates: Templates, loop: OneLoop, running: RunningCentres, seed: int
) -> History:
    """The history of a seed, with or without posts that have no line. The choice draws from dice
    of its own, so that the others are what they would be without it."""
    without_line = random.Random(f"no line {seed}")
    kind = DiskHistory if without_line.random() < _SHARE else History
    return kind(folder, templates, loop, running, seed)


class NoLine(RoughLine):
    """The program of a post without a line looks for the centre all the same, and finds nothing."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("there is no line")


class DiskHistory(History):
    """One run with at least one post that only disks reach.

    Attributes:
        seen: how often what happened to posts without a line.
    """

    def __init__(
        self,
        folder: Path,
        templates: Templates,
        loop: OneLoop,
        running: RunningCentres,
        seed: int,
    ) -> None:
        self.seen: Counter[str] = Counter(histories=1)
        self._held: int | None = None
        # Which letting in of which post the centre knows of, now and in its backup.
        self._let_in: Counter[str] = Counter()
        self._known: set[tuple[str, int]] = set()
        self._known_in_backup: set[tuple[str, int]] = set()
        super().__init__(folder, templates, loop, running, seed)

    def run(self) -> Outcome:
        outcome = super().run()
        outcome.disk_only = dict(self.seen)
        return outcome

    # What happens

    def _weighed(self) -> list[tuple[int, Callable[[], None]]]:
        return [*super()._weighed(), (10, self.set_back)]

    def set_back(self) -> None:
        """A post is set back to before what it has delivered, and delivers again. The centre may
        be set back as well, before or after."""
        number = self.dice.choice([n for n, one in enumerate(self.posts) if is_disk_only(one)])
        post = self.posts[number]
        self.seen["set back"] += 1
        with self._only(number):
            self._perhaps(self.back_up_centre)
            self.save_new()
            self._send(post)
            self._perhaps(self.back_up_centre)
            self.back_up_station()
            self.save_new()
            self._send(post)
            self.restore_station()
            self._perhaps(self.save_new)
            for _ in range(self.dice.randint(1, 3)):
                self._send(post)
                self._perhaps(self.restore_centre)
                self._perhaps(self.restore_station)

    def _send(self, post: Post) -> None:
        """All that a post has, or as much as one journey settles."""
        if self.dice.random() < 0.5:
            self.roads.deliver(post)
            return
        try:
            self.roads.travel(post)
        except CarrierRefused as refusal:
            if refusal.reason != "unknown-device":
                raise

    def talk(self) -> None:
        number, post = self._some_post()
        with self._only(number):
            if not is_disk_only(post):
                super().talk()
                return
            self.seen["carried instead of talking"] += 1
            for _ in range(self.dice.randint(1, 3)):
                self.carry()

    def crash(self) -> None:
        number, post = self._some_post()
        with self._only(number):
            if not is_disk_only(post):
                super().crash()
                return
            self.seen["crashes without a line"] += 1
            with suppress(Crash):
                post.crash_at(self.dice.choice((None, self.dice.randint(1, 25))))
                for _ in range(self.dice.randint(0, 3)):
                    self._step(post)
            self._restart(post)
            self.carry()

    def reinstall(self) -> None:
        number, post = self._some_post()
        self.seen["reinstalled"] += is_disk_only(post)
        with self._only(number):
            super().reinstall()

    def restore_station(self) -> None:
        number, post = self._some_post()
        self.seen["stations restored"] += is_disk_only(post) and number in self.backups
        with self._only(number):
            super().restore_station()

    def back_up_centre(self) -> None:
        super().back_up_centre()
        self._known_in_backup = set(self._known)

    def restore_centre(self) -> None:
        if (self.folder / "backup-centre").exists():
            self._known = set(self._known_in_backup)
            self.seen["centre restored"] += 1
        super().restore_centre()

    # How it happens

    def _new_post(self, number: int) -> Post:
        # At least the first; in a history of many posts some have a line.
        if number and self.dice.random() < 0.5:
            return super()._new_post(number)
        self.seen["posts"] += 1
        post = Post(
            self.folder / f"station-{number}",
            self.templates.station,
            line=NoLine(lambda: self.centre.http, self.centre.fail_at, self.dice),
            loop=self._loop,
            seed=self.dice.randrange(1 << 30),
        )
        self._prepare(post)
        return post

    def _connect(self, post: Post) -> None:
        """A post without a line is brought to the centre once, where it is let in by a code."""
        if not is_disk_only(post):
            super()._connect(post)
            return
        post.connect(self.centre.let_in(post.database, "lane", by_code=True))
        self._let_in[post.folder.name] += 1
        self._known.add(self._as_let_in(post))

    def _as_let_in(self, post: Post) -> tuple[str, int]:
        return post.folder.name, self._let_in[post.folder.name]

    def _some_post(self) -> tuple[int, Post]:
        if self._held is not None:
            return self._held, self.posts[self._held]
        return super()._some_post()

    @contextmanager
    def _only(self, number: int) -> Iterator[None]:
        """Inside, whatever happens, happens to this post."""
        kept, self._held = self._held, number
        try:
            yield
        finally:
            self._held = kept

    def _perhaps(self, act: Callable[[], None]) -> None:
        if self.dice.random() < 0.4:
            act()

    # How it ends

    def _drain(self, post: Post) -> None:
        if not is_disk_only(post):
            super()._drain(post)
            return
        # What still lies about on the roads may come even now.
        for _ in range(self.dice.randint(0, 2)):
            self.roads.meanwhile(self.posts.index(post), post)
        for _ in range(JOURNEYS):
            post.clocks.pass_s(_A_DAY_S)
            self.seen["journeys in the end"] += 1
            carried = self._travel(post)
            if carried and not (
                carried.reopened
                or carried.new_log
                or carried.log_trouble
                or post.database.outbox.unanswered(1)
            ):
                return
        self.outcome.is_stuck = True
        summary = post.database.outbox.summary()
        self.outcome.problem = f"stuck without a line: {carried}, {summary}"

    def _travel(self, post: Post) -> CarriedIn | None:
        """One journey without a mishap. None where the post had to be let in once more, which the
        administrator does only where the centre was set back to before it came."""
        try:
            return self.roads.travel(post)
        except CarrierRefused as refusal:
            if refusal.reason != "unknown-device" or self._as_let_in(post) in self._known:
                raise
        self.seen["let in again"] += 1
        self.outcome.helped += 1
        self._connect(post)
        return None


def is_disk_only(post: Post) -> bool:
    return isinstance(post.line, NoLine)
