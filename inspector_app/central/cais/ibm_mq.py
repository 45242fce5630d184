"""IBM MQ. Needs the package ``ibmmq`` and IBM's own client library; neither is installed with us.

Puts and gets go under syncpoint, so that a message is either wholly ours or still the queue
manager's. IBM MQ counts how often a message was backed out, but does nothing about it by itself;
the relay does (`relay.TRIES`). Message ids are ours and travel as a property, because MQ's own are
24 bytes. Not run against a queue manager here: the tests run it against a stand-in of the package.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from inspector_app.central.cais.broker import BrokerUnavailable, Message

_ID_PROPERTY = "InspectorMessageId"
_CORRELATION_PROPERTY = "InspectorCorrelationId"
_NO_MESSAGE = 2033  # MQRC_NO_MSG_AVAILABLE


class IbmMqBroker:
    """`broker.Broker` over one connection to a queue manager."""

    def __init__(self, url: str) -> None:
        """`url` as in ``ibmmq://user:password@host:1414/QUEUEMANAGER?channel=NAME``.
        Raises BrokerUnavailable, also when the package is not installed."""
        try:
            self._mq: Any = importlib.import_module("ibmmq")
        except ImportError as error:
            raise BrokerUnavailable("the package ibmmq is not installed") from error
        parts = urlsplit(url)
        query = dict(one.partition("=")[::2] for one in parts.query.split("&") if one)
        with self._reported():
            self._manager = self._mq.connect(
                parts.path.strip("/"),
                query.get("channel", "DEV.APP.SVRCONN"),
                f"{parts.hostname}({parts.port or 1414})",
                unquote(parts.username or "") or None,
                unquote(parts.password or "") or None,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Ending the connection would commit what was received and not accepted.
        with suppress(self._mq.MQMIError):
            self._manager.backout()
        with suppress(self._mq.MQMIError):
            self._manager.disconnect()

    def send(self, queue: str, message: Message) -> None:
        """Put under syncpoint and commit. Raises BrokerUnavailable."""
        mq = self._mq
        with self._reported(), self._open(queue, mq.CMQC.MQOO_OUTPUT) as opened:
            descriptor = mq.MD()
            descriptor.Format = mq.CMQC.MQFMT_STRING
            descriptor.CodedCharSetId = 1208  # UTF-8
            descriptor.Persistence = mq.CMQC.MQPER_PERSISTENT
            options = mq.PMO()
            options.Options = mq.CMQC.MQPMO_SYNCPOINT
            handle = mq.MessageHandle(self._manager)
            handle.properties.set(_ID_PROPERTY, message.message_id)
            if message.correlation_id:
                handle.properties.set(_CORRELATION_PROPERTY, message.correlation_id)
            for name, value in message.headers.items():
                handle.properties.set(name, value)
            options.OriginalMsgHandle = handle.msg_handle
            opened.put(message.body, descriptor, options)
            self._manager.commit()

    def receive(self, queue: str) -> MqDelivered | None:
        """Get under syncpoint; `accept` commits. Raises BrokerUnavailable."""
        mq = self._mq
        with self._reported(), self._open(queue, mq.CMQC.MQOO_INPUT_SHARED) as opened:
            descriptor = mq.MD()
            options = mq.GMO()
            options.Options = (
                mq.CMQC.MQGMO_SYNCPOINT | mq.CMQC.MQGMO_NO_WAIT | mq.CMQC.MQGMO_PROPERTIES_IN_HANDLE
            )
            handle = mq.MessageHandle(self._manager)
            options.MsgHandle = handle.msg_handle
            try:
                body = opened.get(None, descriptor, options)
            except mq.MQMIError as error:
                if error.reason == _NO_MESSAGE:
                    return None
                raise
            message = Message(
                self._property(handle, _ID_PROPERTY),
                bytes(body),
                self._property(handle, _CORRELATION_PROPERTY),
            )
        return MqDelivered(self, message)

    def commit(self) -> None:
        """Raises BrokerUnavailable."""
        with self._reported():
            self._manager.commit()

    def back_out(self) -> None:
        """Raises BrokerUnavailable."""
        with self._reported():
            self._manager.backout()

    @contextmanager
    def _open(self, queue: str, options: int) -> Iterator[Any]:
        opened = self._mq.Queue(self._manager, queue, options)
        try:
            yield opened
        finally:
            with suppress(self._mq.MQMIError):
                opened.close()

    def _property(self, handle: Any, name: str) -> str:
        try:
            return str(handle.properties.get(name))
        except self._mq.MQMIError:
            return ""

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except self._mq.MQMIError as error:
            raise BrokerUnavailable(f"IBM MQ: {error}") from error


class MqDelivered:
    """`broker.Delivered` of IBM MQ. One at a time: settling it settles the unit of work."""

    def __init__(self, broker: IbmMqBroker, message: Message) -> None:
        self._broker = broker
        self.message = message

    def accept(self) -> None:
        self._broker.commit()

    def give_back(self) -> None:
        self._broker.back_out()
