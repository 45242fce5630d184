"""Which files a station may offer."""

from __future__ import annotations

import re

from inspector_app.central.refusals import Refusal
from inspector_app.domain.photo import PHOTO_LIMIT_BYTES
from inspector_app.protocol.messages import PREVIEW_LIMIT_BYTES, FileKind, FileOffer

LIMITS_BYTES = {
    FileKind.PHOTO: PHOTO_LIMIT_BYTES,
    FileKind.PREVIEW: PREVIEW_LIMIT_BYTES,
    FileKind.SCAN: 2_000_000_000,
}
"""Largest file of each kind."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_offer(offer: FileOffer) -> None:
    """Raises Refusal: 400 ``malformed``, 413 ``too-large``."""
    hashes = [offer.sha256, *([offer.preview_of] if offer.preview_of else [])]
    if any(_SHA256.fullmatch(one) is None for one in hashes):
        raise Refusal(400, "malformed", "a file is known by its SHA-256 in lower-case hex")
    ids = (offer.case_id, offer.finding_id)
    if not offer.case_id or any(len(one) > 64 or "\0" in one for one in ids):
        raise Refusal(400, "malformed", "a file belongs to a case by its id")
    if (offer.kind is FileKind.PHOTO) != bool(offer.finding_id):
        raise Refusal(400, "malformed", "a photo belongs to a finding, and nothing else does")
    if (offer.kind is FileKind.PREVIEW) != bool(offer.preview_of):
        raise Refusal(400, "malformed", "a preview is of a scan file, and nothing else is")
    if offer.preview_of == offer.sha256:
        raise Refusal(400, "malformed", "a preview is another file than its scan")
    if offer.size_bytes < 1:
        raise Refusal(400, "malformed", "a file has at least one byte")
    if offer.size_bytes > LIMITS_BYTES[offer.kind]:
        detail = f"a {offer.kind.value} has at most {LIMITS_BYTES[offer.kind]} bytes"
        raise Refusal(413, "too-large", detail)
