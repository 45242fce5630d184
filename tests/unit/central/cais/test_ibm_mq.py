"""The IBM MQ driver against a stand-in of IBM's package: its calls, not IBM's behaviour."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from inspector_app.central.cais.broker import BrokerUnavailable, Message
from inspector_app.central.cais.relay import connect

URL = "ibmmq://app:s%20cret@mq.example:1415/QM1?channel=INSPECTOR.SVRCONN"


class MQMIError(Exception):
    def __init__(self, reason: int) -> None:
        super().__init__(reason)
        self.reason = reason


class StandIn:
    """One queue manager with a unit of work."""

    MQMIError = MQMIError
    CMQC = SimpleNamespace(
        MQOO_OUTPUT=1,
        MQOO_INPUT_SHARED=2,
        MQFMT_STRING=b"MQSTR",
        MQPER_PERSISTENT=1,
        MQPMO_SYNCPOINT=2,
        MQGMO_SYNCPOINT=2,
        MQGMO_NO_WAIT=4,
        MQGMO_PROPERTIES_IN_HANDLE=8,
    )
    MD = PMO = GMO = SimpleNamespace

    def __init__(self) -> None:
        self.connected: tuple[Any, ...] = ()
        self.safe: dict[str, list[tuple[bytes, dict[str, str]]]] = {}
        self.put: list[tuple[str, bytes, dict[str, str]]] = []
        self.taken: list[tuple[str, tuple[bytes, dict[str, str]]]] = []
        self.handles: dict[int, MessageHandle] = {}
        self.down = False

    def connect(self, *arguments: Any) -> StandIn:
        if self.down:
            raise MQMIError(2059)
        self.connected = arguments
        return self

    def disconnect(self) -> None:
        self.commit()  # as MQDISC does with an open unit of work

    def commit(self) -> None:
        for queue, body, properties in self.put:
            self.safe.setdefault(queue, []).append((body, properties))
        self.put, self.taken = [], []

    def backout(self) -> None:
        for queue, message in reversed(self.taken):
            self.safe[queue].insert(0, message)
        self.put, self.taken = [], []

    def MessageHandle(self, manager: StandIn) -> MessageHandle:
        handle = MessageHandle(len(manager.handles))
        manager.handles[handle.msg_handle] = handle
        return handle

    def Queue(self, manager: StandIn, name: str, options: int) -> Queue:
        return Queue(manager, name, options)


class MessageHandle:
    def __init__(self, number: int) -> None:
        self.msg_handle = number
        self.kept: dict[str, str] = {}
        self.properties = SimpleNamespace(set=self.kept.__setitem__, get=self._get)

    def _get(self, name: str) -> str:
        if name not in self.kept:
            raise MQMIError(2471)
        return self.kept[name]


class Queue:
    def __init__(self, manager: StandIn, name: str, options: int) -> None:
        self.manager, self.name, self.options = manager, name, options

    def put(self, body: bytes, descriptor: Any, options: Any) -> None:
        assert self.options == StandIn.CMQC.MQOO_OUTPUT
        assert descriptor.Persistence == StandIn.CMQC.MQPER_PERSISTENT
        assert options.Options == StandIn.CMQC.MQPMO_SYNCPOINT
        kept = self.manager.handles[options.OriginalMsgHandle].kept
        self.manager.put.append((self.name, body, dict(kept)))

    def get(self, length: None, descriptor: Any, options: Any) -> bytes:
        assert options.Options & StandIn.CMQC.MQGMO_SYNCPOINT
        waiting = self.manager.safe.get(self.name, [])
        if not waiting:
            raise MQMIError(2033)
        message = waiting.pop(0)
        self.manager.taken.append((self.name, message))
        self.manager.handles[options.MsgHandle].kept.update(message[1])
        return message[0]

    def close(self) -> None:
        """Nothing to give back."""


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    manager = StandIn()
    monkeypatch.setitem(sys.modules, "ibmmq", manager)
    return manager


def test_messages_go_and_come_under_syncpoint(manager: StandIn) -> None:
    with connect(URL) as broker:
        assert manager.connected == (
            "QM1",
            "INSPECTOR.SVRCONN",
            "mq.example(1415)",
            "app",
            "s cret",
        )
        sent = Message("m1", "ө".encode(), "about")
        broker.send("q", sent)
        assert broker.receive("empty") is None
        first = broker.receive("q")
        assert first is not None
        assert first.message == sent
        first.give_back()
        again = broker.receive("q")
        assert again is not None
        again.accept()
        assert broker.receive("q") is None


def test_what_was_not_accepted_is_there_after_the_connection_ends(manager: StandIn) -> None:
    with connect(URL) as broker:
        broker.send("q", Message("m1", b"<a/>"))
        assert broker.receive("q") is not None
    with connect(URL) as broker:
        assert broker.receive("q") is not None


def test_an_outage_and_a_missing_package_are_told_in_the_same_way(
    manager: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.down = True
    with pytest.raises(BrokerUnavailable):
        connect(URL)
    monkeypatch.setitem(sys.modules, "ibmmq", None)
    with pytest.raises(BrokerUnavailable, match="not installed"):
        connect(URL)
