"""The relay with a real broker, which is also killed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.central.cais.broker import BrokerUnavailable, Message
from inspector_app.central.cais.relay import Queues, connect, relay_once
from inspector_app.central.cases import read_feed
from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from tests.helpers.rabbitmq import RabbitMq, missing_reason, running_rabbitmq
from tests.unit.central.cais.messages import a_declaration

if missing_reason():
    pytest.skip(missing_reason(), allow_module_level=True)

QUEUES = Queues()


@pytest.mark.timeout(300)
def test_messages_survive_the_death_of_the_broker_and_come_again_until_accepted(
    settings: CentreSettings, tmp_path: Path
) -> None:
    # Started in here and not by a fixture: it is killed and started again, and the guard against
    # leaked processes counts those that are new.
    with running_rabbitmq(tmp_path / "server") as rabbitmq:
        _send_kill_and_receive(rabbitmq, settings)


def _send_kill_and_receive(rabbitmq: RabbitMq, settings: CentreSettings) -> None:
    with connect(rabbitmq.url) as broker:
        broker.send("other", Message("x1", "өгөгдөл".encode(), "about", {"reason": "why"}))
        delivered = broker.receive("other")
        assert delivered is not None
        assert delivered.message == Message("x1", "өгөгдөл".encode(), "about", {"reason": "why"})
        delivered.give_back()
        again = broker.receive("other")
        assert again is not None
        again.accept()
        assert broker.receive("other") is None
        broker.send(QUEUES.incoming, Message("bad", b"no xml"))
        broker.send(QUEUES.incoming, Message("m1", a_declaration()))
        rabbitmq.stop()
        with pytest.raises(BrokerUnavailable):
            broker.receive(QUEUES.incoming)
    with pytest.raises(BrokerUnavailable):
        connect(rabbitmq.url)
    rabbitmq.start()
    with opened(settings) as engine, connect(rabbitmq.url) as broker:
        done = relay_once(engine, broker, QUEUES, now=lambda: datetime.now(UTC))
        assert (done.taken, done.backed_out) == (1, 1)
        assert len(read_feed(engine, "ZU", after="", limit=9).entries) == 1
        aside = broker.receive(QUEUES.backout)
        assert aside is not None
        assert aside.message.headers["reason"] == "not-xml"
        aside.accept()
