"""What the relay asks of a message broker. A driver is one class with these methods."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self


class BrokerUnavailable(Exception):
    """The broker does not answer. Nothing is lost: what was not acknowledged comes again."""


@dataclass(frozen=True, slots=True)
class Message:
    """Attributes:
    message_id: given by whoever sent it; the same message sent again has the same one.
    body: XML, UTF-8.
    correlation_id: of an answer, the id of the message that it answers.
    headers: beside the body, such as why a message was backed out.
    """

    message_id: str
    body: bytes
    correlation_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Delivered(Protocol):
    """A message that the broker keeps until it is settled, by one of these."""

    @property
    def message(self) -> Message: ...

    def accept(self) -> None:
        """It is safe with us; the broker may forget it. Raises BrokerUnavailable."""

    def give_back(self) -> None:
        """Not now: the broker delivers it again. Raises BrokerUnavailable."""


class Broker(Protocol):
    """A connection to one broker, for one thread."""

    def send(self, queue: str, message: Message) -> None:
        """Hand over a message; when this returns the broker has it on its disk. Raises
        BrokerUnavailable; then it is not known whether the broker has it."""

    def receive(self, queue: str) -> Delivered | None:
        """The next message, None when there is none just now. Raises BrokerUnavailable."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
