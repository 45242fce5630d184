"""Carrying messages between the centre's tables and the broker.

Every step may be cut off anywhere and done again: results have ids that follow from what they
report, messages from CAIS are recognised by theirs, and the broker forgets a message only after
the centre's database has it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from inspector_app.central.cais.broker import Broker, BrokerUnavailable, Delivered, Message
from inspector_app.central.cais.declaration_in import find, message_type, read_declaration
from inspector_app.central.cais.exchange_tables import (
    SEND_AGAIN_AFTER,
    note_backed_out,
    note_failure,
    note_result_sent,
    prepare_results,
    results_to_send,
    take_answer,
    take_declaration,
)
from inspector_app.central.cais.ibm_mq import IbmMqBroker
from inspector_app.domain.errors import InspectorError

TRIES = 5
"""How often a message is tried before it goes to the backout queue."""

AT_ONCE = 100
"""Most messages in each direction in one round."""

_REJECTED = "03"  # FunctionCode of a response that says no; WCO data model services agree on it
_LONGEST_WAIT_S = 300.0
_FIRST_WAIT_S = 2.0
_IDLE_S = 5.0
_LOOK_EVERY_S = 0.5
_ID_LIMIT = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Queues:
    """Names of the queues at the broker."""

    results: str = "inspector.results"
    incoming: str = "inspector.incoming"
    backout: str = "inspector.incoming.backout"


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    sent: int = 0
    taken: int = 0
    failed: int = 0
    backed_out: int = 0

    @property
    def is_idle(self) -> bool:
        return not (self.sent or self.taken or self.failed or self.backed_out)


def connect(url: str) -> Broker:
    """A connection to the broker at `url`: ``amqp``, ``amqps`` or ``ibmmq``. Raises
    BrokerUnavailable, also when the driver is not installed."""
    if url.startswith("ibmmq:"):
        return IbmMqBroker(url)
    try:
        # pika comes with the extra `central`; a post and the demo do without.
        from inspector_app.central.cais.amqp import AmqpBroker  # noqa: PLC0415
    except ImportError as error:
        raise BrokerUnavailable("the package pika is not installed") from error
    return AmqpBroker(url)


def relay_once(
    engine: Engine, broker: Broker, queues: Queues, *, now: Callable[[], datetime]
) -> Round:
    """One round: results out, then messages in. Raises BrokerUnavailable and SQLAlchemy's errors;
    nothing is lost then, and the next round goes on."""
    prepare_results(engine, now=now())
    sent = 0
    for message in results_to_send(engine, AT_ONCE, now=now()):
        broker.send(queues.results, message)
        note_result_sent(engine, message.message_id, again_at=now() + SEND_AGAIN_AFTER)
        sent += 1
    taken = failed = backed_out = 0
    for _ in range(AT_ONCE):
        delivered = broker.receive(queues.incoming)
        if delivered is None:
            break
        message = _identified(delivered.message)
        try:
            _take_in(engine, message, now())
        except (OperationalError, InterfaceError):
            # The database is away, which is no fault of the message: it comes again, untried.
            raise
        except Exception as error:  # noqa: BLE001 - no message may end the conversation for ever
            failed += 1
            backed_out += _put_aside(engine, broker, queues, delivered, message, error, now())
        else:
            delivered.accept()
            taken += 1
    return Round(sent, taken, failed, backed_out)


def keep_relaying(
    engine: Engine,
    url: str,
    queues: Queues,
    *,
    should_stop: Callable[[], bool],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    nap: Callable[[float], None] = time.sleep,
) -> None:
    """Relay until `should_stop`; an outage of the broker or the database is waited out."""
    failures = 0
    while not should_stop():
        try:
            with connect(url) as broker:
                while not should_stop():
                    idle = relay_once(engine, broker, queues, now=now).is_idle
                    failures = 0
                    if idle:
                        _wait(_IDLE_S, should_stop, nap)
        except (BrokerUnavailable, SQLAlchemyError) as error:
            wait_s = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(failures, 16))
            failures += 1
            _log.warning("the line to CAIS is down, next try in %.0f s: %s", wait_s, error)
            _wait(wait_s, should_stop, nap)


def _take_in(engine: Engine, message: Message, now: datetime) -> None:
    kind, root = message_type(message.body)
    if kind == "RES":
        take_answer(engine, message, about=_about(root, message), refused=_refusal(root), now=now)
    else:
        take_declaration(engine, message, read_declaration(message.body), now=now)


def _about(root: Element, message: Message) -> str:
    """Which of our messages is answered: the broker's correlation id, or the reference inside."""
    reference = find(root, "Response/FunctionalReferenceID")
    inside = "" if reference is None else (reference.text or "").strip()
    return message.correlation_id or inside


def _refusal(root: Element) -> str:
    """Why a result was refused, empty when it was acknowledged."""
    code = find(root, "Response/FunctionCode")
    if code is None or (code.text or "").strip() != _REJECTED:
        return ""
    error = find(root, "Response/Error/ValidationCode")
    description = find(root, "Response/Error/Description")
    words = [(one.text or "").strip() for one in (error, description) if one is not None]
    return " ".join(words) or "refused without a reason"


def _identified(message: Message) -> Message:
    """A message without an id, or with an impossible one, is known by its content."""
    if message.message_id and len(message.message_id) <= _ID_LIMIT:
        return message
    return replace(message, message_id="sha256-" + hashlib.sha256(message.body).hexdigest())


def _put_aside(
    engine: Engine,
    broker: Broker,
    queues: Queues,
    delivered: Delivered,
    message: Message,
    error: Exception,
    now: datetime,
) -> int:
    """Give a message back to the broker, or to the backout queue after so many tries; how many were
    backed out."""
    reason = error.reason if isinstance(error, InspectorError) else type(error).__name__
    tries = note_failure(engine, message, f"{reason}: {error}", now=now)
    _log.error("message %s, try %d of %d: %s", message.message_id, tries, TRIES, error)
    if tries < TRIES:
        delivered.give_back()
        return 0
    # First into the other queue, then out of this one: cut off between, it lies in both, and is
    # recognised by its id.
    broker.send(queues.backout, replace(message, headers={**message.headers, "reason": reason}))
    note_backed_out(engine, message.message_id)
    delivered.accept()
    return 1


def _wait(seconds: float, should_stop: Callable[[], bool], nap: Callable[[float], None]) -> None:
    left = seconds
    while left > 0 and not should_stop():
        nap(min(_LOOK_EVERY_S, left))
        left -= _LOOK_EVERY_S
