"""Posts that come back at once after a long time without the centre. Part of `sync`.

Each is the station's own conversation (`SyncCore` over `HttpTransport`) on a thread of its own, as
far as possible at the same moment, over a line that holds nothing back: worse for the gateway than
39 thin ones would be. Only their storage is in memory, because their disks would be one disk here.
"""

from __future__ import annotations

import hashlib
import logging
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import func, select

from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.central.tables import received_operation, stored_file
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import FileKind
from inspector_app.sync.conversation import converse
from inspector_app.sync.core import SyncCore
from inspector_app.sync.http_transport import HttpTransport
from tests.helpers.builders import a_finding
from tests.helpers.fake_store import FakeStation

_PREVIEW_BYTES = 150_000
_LONGEST_S = 900.0


class CountingLine(httpx.AsyncBaseTransport):
    """The network, with a count of what was answered: a station that tries again would hide a
    failure of the centre."""

    def __init__(self) -> None:
        self._network = httpx.AsyncHTTPTransport(trust_env=False)
        self.statuses: Counter[int] = Counter()
        self.faults: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = await self._network.handle_async_request(request)
        except httpx.HTTPError as error:
            self.faults[type(error).__name__] += 1
            raise
        self.statuses[answer.status_code] += 1
        return answer

    async def aclose(self) -> None:
        await self._network.aclose()


class _Post:
    """A station with a backlog. Everything is signed and hashed before the clock starts."""

    def __init__(self, settings: CentreSettings, number: int, backlog: int) -> None:
        content = random.Random(number).randbytes(_PREVIEW_BYTES)
        sha256 = hashlib.sha256(content).hexdigest()
        self.station = FakeStation(device_id=new_id(), files={sha256: content})
        of = hashlib.sha256(b"scan %d" % number).hexdigest()
        self.station.uploads.put(FileKind.PREVIEW, sha256, len(content), preview_of=of)
        for _ in range(backlog):
            self.station.save(a_finding())
        self.sha256 = sha256
        self.line = CountingLine()
        self.drained_s = 0.0
        self._token = add_station(settings, "ZU", self.station.device_id)
        self._dice = random.Random(number)

    def is_drained(self) -> bool:
        return not self.station.unanswered(1) and not self.station.uploads.waiting()

    def talk(self, url: str, together: threading.Barrier) -> None:
        """Until nothing is left, or for a quarter of an hour."""
        core = SyncCore(
            self.station.side(),
            now=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
            rng=self._dice,
        )
        device_id = self.station.device_id
        with HttpTransport(
            url, token=self._token, device_id=device_id, through=self.line
        ) as transport:
            together.wait(60)
            began = time.monotonic()

            def should_stop() -> bool:
                self.drained_s = time.monotonic() - began
                return self.is_drained() or self.drained_s > _LONGEST_S

            def wait(seconds: float) -> bool:
                time.sleep(seconds)
                return False

            converse(core, transport, should_stop=should_stop, on_status=lambda _: None, wait=wait)


def reconnect(settings: CentreSettings, port: int, *, posts: int, backlog: int) -> dict[str, Any]:
    """All posts at once, each with so many findings and a preview of 150 kB, until all is
    answered and safe."""
    fleet = [_Post(settings, number, backlog) for number in range(posts)]
    together = threading.Barrier(posts)
    url = f"http://127.0.0.1:{port}"
    threads = [
        threading.Thread(target=post.talk, args=(url, together), name=f"post-{number}")
        for number, post in enumerate(fleet)
    ]
    # Each trouble of a line is a line in the log otherwise; the counts say it all.
    logging.getLogger("inspector_app.sync").setLevel(logging.CRITICAL)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    logging.getLogger("inspector_app.sync").setLevel(logging.NOTSET)
    statuses = sum((post.line.statuses for post in fleet), Counter())
    return {
        "reconnect_39_posts_s": round(max(post.drained_s for post in fleet), 1),
        "reconnect_server_errors": sum(n for one, n in statuses.items() if one >= 500),
        "reconnect": {
            "posts": posts,
            "findings_each": backlog,
            "preview_bytes_each": _PREVIEW_BYTES,
            "posts_drained": sum(post.is_drained() for post in fleet),
            "first_post_s": round(min(post.drained_s for post in fleet), 1),
            "statuses": dict(sorted(statuses.items())),
            "faults": dict(sum((post.line.faults for post in fleet), Counter())),
            "missing_at_the_centre": _missing(settings, fleet, backlog),
        },
    }


def _missing(settings: CentreSettings, fleet: list[_Post], backlog: int) -> int:
    """Operations and files that the centre does not have, whatever the posts believe."""
    ids = [post.station.device_id for post in fleet]
    hashes = [post.sha256 for post in fleet]
    answers, files = received_operation.c, stored_file.c
    with opened(settings) as engine, engine.begin() as connection:
        applied = connection.scalar(
            select(func.count()).where(answers.device_id.in_(ids), answers.status == "applied")
        )
        stored = connection.scalar(select(func.count()).where(files.sha256.in_(hashes)))
    return len(fleet) * (backlog + 1) - int(applied or 0) - int(stored or 0)
