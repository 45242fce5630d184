"""The station's one row about itself: its id, its keys, and whom it takes for the centre."""

from __future__ import annotations

from functools import lru_cache

from pyrage import x25519
from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from inspector_app.protocol.ids import new_id
from inspector_app.protocol.signing import Signer, new_private_key, operation_message
from inspector_app.storage import tables


@lru_cache(maxsize=4)
def signer_of(signing_key: str) -> Signer:
    """The signer of a private key; reading a key each time would cost more than signing."""
    return Signer(signing_key)


def new_keys() -> dict[str, str]:
    """A new pair of private keys, as columns of the device's row."""
    return {"signing_key": new_private_key(), "sealing_key": str(x25519.Identity.generate())}


def recipient_of(sealing_key: str) -> str:
    """The public half of a sealing key."""
    return str(x25519.Identity.from_str(sealing_key).to_public())


def device_row(connection: Connection) -> RowMapping:
    """The row, which `prepare_device` has made."""
    return connection.execute(select(tables.device)).mappings().one()


def prepare_device(connection: Connection) -> None:
    """Make the row and its keys where they are missing. What was recorded before there were keys is
    signed then, in the same transaction: from that moment a centre may ask for signatures."""
    row = connection.execute(select(tables.device)).mappings().one_or_none()
    if row is None:
        connection.execute(insert(tables.device).values(id=1, device_id=new_id(), **new_keys()))
    elif not row["signing_key"]:
        keys = new_keys()
        connection.execute(update(tables.device).values(**keys))
        _sign_all(connection, signer_of(keys["signing_key"]))


def _sign_all(connection: Connection, signer: Signer) -> None:
    table = tables.operations
    rows = connection.execute(select(table.c.n, table.c.sha256)).all()
    signed = [{"row": n, "made": signer.sign(operation_message(sha256))} for n, sha256 in rows]
    if signed:
        change = update(table).where(table.c.n == bindparam("row"))
        connection.execute(change.values(signature=bindparam("made")), signed)
