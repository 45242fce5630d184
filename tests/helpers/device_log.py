"""A station's log as the centre sees it come: numbered, chained and, where it has a key, signed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from inspector_app.domain.operation import Operation
from inspector_app.protocol.codec import Record
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import Successor, successor_message
from inspector_app.protocol.operations import make_operation, sealed
from inspector_app.protocol.signing import Signer, new_private_key


def a_signer() -> Signer:
    return Signer(new_private_key())


@dataclass
class DeviceLog:
    """`signer` is None for a station of protocol 1."""

    device_id: str
    signer: Signer | None = field(default_factory=a_signer)
    operations: list[Operation] = field(default_factory=list)

    @property
    def head(self) -> str:
        return self.operations[-1].sha256 if self.operations else ""

    def save(self, record: Record) -> Operation:
        """Write a record down as the next operation."""
        self.operations.append(
            make_operation(
                record,
                op_id=new_id(),
                device_id=self.device_id,
                n=len(self.operations) + 1,
                previous_sha256=self.head,
                signer=self.signer,
            )
        )
        return self.operations[-1]

    def written_anew(self, operation: Operation) -> Operation:
        """The same act, that another device wrote, as the next operation of this log."""
        moved = replace(
            operation,
            device_id=self.device_id,
            n=len(self.operations) + 1,
            previous_sha256=self.head,
        )
        self.operations.append(sealed(moved, self.signer))
        return self.operations[-1]

    def successor_of(self, old_device_id: str, old: Signer | None = None) -> Successor:
        """What tells the centre that this log follows another, whose key `old` is."""
        assert self.signer is not None
        key = self.signer.public_key
        message = successor_message(old_device_id, self.device_id, key)
        agreed = "" if old is None else old.sign(message)
        return Successor(self.device_id, key, self.signer.sign(message), agreed)
