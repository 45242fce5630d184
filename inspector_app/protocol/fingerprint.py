"""A certificate in a form that one person can read out to another."""

from __future__ import annotations

import hashlib
import hmac
import ssl


def fingerprint_of(certificate: str) -> str:
    """SHA-256 of a certificate (PEM): groups of four in lower-case hex. Raises ValueError."""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
    return "-".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def is_fingerprint_of(certificate: str, text: str) -> bool:
    """Whether `text`, as a person typed it, is the whole fingerprint. Raises ValueError for a
    certificate that is none."""
    typed = "".join(letter for letter in text.lower() if letter not in "-: ")
    wanted = fingerprint_of(certificate).replace("-", "")
    return hmac.compare_digest(typed.encode(), wanted.encode())
