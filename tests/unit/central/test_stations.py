from __future__ import annotations

import pytest
from sqlalchemy import Engine

from inspector_app.central.database import opened
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify


def refusal_of(engine: Engine, authorization: str, device_id: str) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        identify(engine, authorization, device_id)
    return refusal.value.status, refusal.value.reason


def test_a_token_belongs_to_the_first_device_that_uses_it(settings: CentreSettings) -> None:
    token = add_station(settings, "ZU", "lane 1")
    with opened(settings) as engine:
        for _ in range(2):
            assert identify(engine, f"Bearer {token}", "device-1").post == "ZU"
        assert refusal_of(engine, f"Bearer {token}", "device-2") == (409, "token-in-use")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer  ", "Basic abc", "Bearer wrong"])
def test_without_the_token_nobody_gets_in(settings: CentreSettings, authorization: str) -> None:
    add_station(settings, "ZU", "lane 1")
    with opened(settings) as engine:
        assert refusal_of(engine, authorization, "device-1") == (401, "unknown-token")


@pytest.mark.parametrize("device_id", ["", "a b", "x" * 65, "ц", "a\n"])
def test_a_device_id_that_is_none_is_refused(settings: CentreSettings, device_id: str) -> None:
    token = add_station(settings, "ZU", "lane 1")
    with opened(settings) as engine:
        assert refusal_of(engine, f"Bearer {token}", device_id) == (400, "no-device")


def test_a_device_may_get_a_new_token_at_its_own_post_only(settings: CentreSettings) -> None:
    first, second, elsewhere = (add_station(settings, post, "") for post in ("ZU", "ZU", "GS"))
    with opened(settings) as engine:
        identify(engine, f"Bearer {first}", "device-1")
        identify(engine, f"bearer {second}", "device-1")
        refused = refusal_of(engine, f"Bearer {elsewhere}", "device-1")
        assert refused == (409, "device-of-another-post")
        # The refusal bound nothing: the right device can still come.
        identify(engine, f"Bearer {elsewhere}", "device-2")


def test_the_token_is_not_in_the_database(settings: CentreSettings) -> None:
    token = add_station(settings, "ZU", "lane 1")
    assert len(token) >= 40
    everything = b"".join(
        path.read_bytes() for path in settings.folder.rglob("*") if path.is_file()
    )
    assert b"lane 1" in everything
    assert token.encode() not in everything


def test_a_station_without_a_post_is_an_error(settings: CentreSettings) -> None:
    with pytest.raises(ValueError, match="post"):
        add_station(settings, "", "lane 1")
