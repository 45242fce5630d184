"""Signatures: who wrote an operation, and that the centre's word is the centre's.

Ed25519 (RFC 8032) over the ASCII of a name of what is signed, a line feed and the signed hash or
canonical JSON. The name keeps a signature made for one purpose from being shown as another. Keys
and signatures travel as base64url without padding.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from inspector_app.domain.operation import Operation, Receipt
from inspector_app.protocol.codec import encode

_OPERATION = b"inspector-operation-1\n"
_RECEIPT = b"inspector-receipt-1\n"


class Signer:
    """Holds a private key. Any thread may sign with it."""

    def __init__(self, private_key: str) -> None:
        """`private_key` as `new_private_key` gave it. Raises ValueError for what is none."""
        self._key = Ed25519PrivateKey.from_private_bytes(from_text(private_key))

    @property
    def public_key(self) -> str:
        """What others check its signatures with."""
        return to_text(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> str:
        """The signature of `message`, which begins with the name of what it is."""
        return to_text(self._key.sign(message))


def new_private_key() -> str:
    """A new key, from the system's source of chance."""
    return to_text(Ed25519PrivateKey.generate().private_bytes_raw())


def is_signed(message: bytes, signature: str, *, public_key: str) -> bool:
    """Whether the holder of the key signed just this. False, too, for what is no key or no
    signature at all."""
    try:
        key = Ed25519PublicKey.from_public_bytes(from_text(public_key))
        key.verify(from_text(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def operation_message(sha256: str) -> bytes:
    """What a station signs of an operation: its hash, which is over everything else in it and
    over the operation before it."""
    return _OPERATION + sha256.encode("ascii", errors="replace")


def is_signed_by(operation: Operation, *, public_key: str) -> bool:
    """Whether the operation's signature is the station's. The hash is not checked here."""
    message = operation_message(operation.sha256)
    return is_signed(message, operation.signature, public_key=public_key)


def receipt_message(receipt: Receipt, *, sha256: str, epoch: str) -> bytes:
    """What a centre signs of a receipt: which operation (`sha256` is its hash), what became of it,
    and in which life of the centre."""
    fields = [
        sha256,
        receipt.op_id,
        receipt.status.value,
        receipt.sequence,
        receipt.reason,
        receipt.theirs,
        epoch,
    ]
    return _RECEIPT + encode(fields)


def to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def from_text(text: str) -> bytes:
    """The bytes behind `to_text`. Raises ValueError."""
    try:
        raw = text.encode("ascii")
        return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(f"not base64url: {error}") from error
