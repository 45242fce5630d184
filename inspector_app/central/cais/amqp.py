"""AMQP 0-9-1, as RabbitMQ speaks it: durable queues, persistent messages, publisher confirms."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

import pika
from pika.exceptions import AMQPError

from inspector_app.central.cais.broker import BrokerUnavailable, Message

_PERSISTENT = pika.DeliveryMode.Persistent
_log = logging.getLogger(__name__)


class AmqpBroker:
    """`broker.Broker` over one blocking connection."""

    def __init__(self, url: str) -> None:
        """`url` as in ``amqps://user:password@host/vhost``. Raises BrokerUnavailable."""
        try:
            parameters = pika.URLParameters(url)
        except (ValueError, TypeError, KeyError) as error:
            raise BrokerUnavailable(f"not the address of a broker: {error}") from error
        parameters.socket_timeout = parameters.blocked_connection_timeout = 15
        with _reported():
            self._connection = pika.BlockingConnection(parameters)
            self._channel: Any = self._connection.channel()
            self._channel.confirm_delivery()
        self._declared: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(AMQPError, OSError):
            self._connection.close()

    def send(self, queue: str, message: Message) -> None:
        """Returns when the broker has confirmed. Raises BrokerUnavailable."""
        with _reported():
            self._declare(queue)
            self._channel.basic_publish(
                exchange="",
                routing_key=queue,
                body=message.body,
                mandatory=True,
                properties=pika.BasicProperties(
                    content_type="application/xml",
                    content_encoding="utf-8",
                    delivery_mode=_PERSISTENT,
                    message_id=message.message_id,
                    correlation_id=message.correlation_id or None,
                    headers=message.headers or None,
                ),
            )

    def receive(self, queue: str) -> AmqpDelivered | None:
        """The next message, None when there is none. Raises BrokerUnavailable."""
        with _reported():
            self._declare(queue)
            method, properties, body = self._channel.basic_get(queue)
        if method is None:
            return None
        headers = {str(name): str(value) for name, value in (properties.headers or {}).items()}
        message = Message(
            properties.message_id or "", body, properties.correlation_id or "", headers
        )
        return AmqpDelivered(self._channel, method.delivery_tag, message)

    def _declare(self, queue: str) -> None:
        if queue not in self._declared:
            self._channel.queue_declare(queue, durable=True)
            self._declared.add(queue)


class AmqpDelivered:
    """`broker.Delivered` of AMQP."""

    def __init__(self, channel: Any, tag: int, message: Message) -> None:
        self._channel = channel
        self._tag = tag
        self.message = message

    def accept(self) -> None:
        """Raises BrokerUnavailable."""
        with _reported():
            self._channel.basic_ack(self._tag)

    def give_back(self) -> None:
        """Raises BrokerUnavailable."""
        with _reported():
            self._channel.basic_nack(self._tag, requeue=True)


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except (AMQPError, OSError) as error:
        _log.info("the broker failed: %r", error)
        raise BrokerUnavailable(f"{type(error).__name__}: {error}") from error
