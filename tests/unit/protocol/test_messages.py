from __future__ import annotations

import subprocess
import sys
import typing
from pathlib import Path

import pytest

from inspector_app.domain.case import Case
from inspector_app.domain.operation import Operation
from inspector_app.protocol import codec, messages
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import FeedEntry, FeedPage, read_feed_page
from tests.helpers.builders import a_case, a_finding, a_verdict
from tests.helpers.fake_store import FakeStation


@pytest.mark.parametrize(
    "value", [a_case(), a_finding(), a_verdict(), FakeStation().save(a_finding())]
)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    read = decode(encode(value), type(value))
    assert read == value
    # From then on always the same bytes; the first may have had 200 for 200.0.
    assert encode(decode(encode(read), type(value))) == encode(read)


def test_every_type_that_is_decoded_is_prepared() -> None:
    names = ("Hello", "Health", "FeedPage", "OperationBatch", "ReceiptBatch", "Problem")
    names += ("DeviceState", "DayDigests", "Successor", "ConflictPage")
    types = {getattr(messages, name) for name in names}
    assert types | {Case, *typing.get_args(codec.Record), Operation} <= codec._DECODERS.keys()


_EIGHT_AT_ONCE = """
import sys, threading
from inspector_app.domain.case import Case
from inspector_app.protocol.codec import decode
sys.setswitchinterval(1e-6)
raw, together = sys.stdin.buffer.read(), threading.Barrier(8)
def read():
    together.wait()
    decode(raw, Case)
threads = [threading.Thread(target=read) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("all read")
"""


def test_eight_threads_may_be_the_first_to_decode() -> None:
    # Without `prepare` about one process in three dies here.
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", _EIGHT_AT_ONCE],
            input=encode(a_case()),
            capture_output=True,
            cwd=Path(__file__).parents[3],
            check=False,
        )
        assert (done.returncode, done.stdout.split()) == (0, [b"all", b"read"]), done.stderr


def test_a_case_that_cannot_be_read_is_counted_and_left_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    entries = (FeedEntry(1, a_case()), FeedEntry(2, a_case(case_id="case-2")))
    raw = encode(FeedPage(entries, "e:2", more=False))
    odd = raw.replace(b'"channel":"red"', b'"channel":"violet"', 1)
    pulled = read_feed_page(odd)
    assert (pulled.page.entries, pulled.unreadable) == (entries[1:], 1)
    assert pulled.page.cursor == "e:2"
    assert "entry 1" in caplog.text
    assert read_feed_page(raw) == messages.PulledPage(FeedPage(entries, "e:2", more=False))


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"entries":[]}', b"\xff"])
def test_what_is_no_page_is_an_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_feed_page(raw)
