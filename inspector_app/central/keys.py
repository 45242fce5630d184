"""The centre's own keys: what it signs receipts with, and what carrier disks are sealed to.

They lie in its database, so that every process over it has the same ones and a centre restored from
a backup is still itself to the stations. Who can read the database can speak as the centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pyrage import x25519
from sqlalchemy import Connection, select, update

from inspector_app.central.tables import centre
from inspector_app.protocol.signing import Signer, new_private_key


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """Attributes:
    signer: signs receipts; stations pin its public key.
    sealing_identity: an age identity, opens what was sealed to `sealing_key`.
    """

    signer: Signer
    sealing_identity: str

    @property
    def signing_key(self) -> str:
        """The public half, as `Hello.signing_key` and `Enrolled.signing_key` carry it."""
        return self.signer.public_key

    @property
    def sealing_key(self) -> str:
        """An age recipient, as `Enrolled.sealing_key` carries it."""
        return str(x25519.Identity.from_str(self.sealing_identity).to_public())


def make_keys(connection: Connection) -> None:
    """Make the keys where there are none yet. In a transaction that writes."""
    signing, sealing = connection.execute(select(centre.c.signing_key, centre.c.sealing_key)).one()
    if signing and sealing:
        return
    connection.execute(
        update(centre).values(
            signing_key=signing or new_private_key(),
            sealing_key=sealing or str(x25519.Identity.generate()),
        )
    )


def centre_keys(connection: Connection) -> CentreKeys:
    """The keys of an opened centre."""
    signing, sealing = connection.execute(select(centre.c.signing_key, centre.c.sealing_key)).one()
    return CentreKeys(signer_of(signing), sealing)


@lru_cache(maxsize=8)
def signer_of(private_key: str) -> Signer:
    """The signer of a key in the database; kept, because reading a key takes as long as signing."""
    return Signer(private_key)
