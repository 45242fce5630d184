"""A station's end of an upload, spoken by hand: for what a well-behaved station would never do."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from fastapi import FastAPI

from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import DEVICE_HEADER, FileKind, FileOffer, FileState


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def a_file_offer(content: bytes, **fields: Any) -> FileOffer:
    """A photo of a finding in case-0412."""
    made = {
        "sha256": sha256_of(content),
        "size_bytes": len(content),
        "kind": FileKind.PHOTO,
        "case_id": "case-0412",
        "finding_id": "finding-1",
        **fields,
    }
    if made["kind"] is not FileKind.PHOTO:
        made["finding_id"] = ""
    return FileOffer(**made)


class Asks(Protocol):
    """An httpx.Client, or an `AppClient`."""

    def request(self, method: str, path: str, **more: Any) -> httpx.Response: ...


@dataclass
class AppClient:
    """Asks an application of this process."""

    app: FastAPI

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def carry() -> httpx.Response:
            through = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=through, base_url="http://centre") as client:
                return await client.request(method, path, **more)

        return asyncio.run(carry())


@dataclass
class FileSender:
    """Sends through `client` as one device."""

    client: Asks
    token: str
    device_id: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", DEVICE_HEADER: self.device_id}

    def offer(self, offer: FileOffer) -> httpx.Response:
        return self.client.request("POST", "/v1/files", content=encode(offer), headers=self.headers)

    def state(self, offer: FileOffer) -> FileState:
        response = self.offer(offer)
        assert response.status_code == 200, response.text
        return decode(response.content, FileState)

    def head(self, sha256: str, **headers: str) -> httpx.Response:
        tus = {"Tus-Resumable": "1.0.0", **headers}
        return self.client.request("HEAD", f"/v1/files/{sha256}", headers={**self.headers, **tus})

    def patch(
        self, sha256: str, offset: int, chunk: bytes, *, told: bytes | None = None, **headers: str
    ) -> httpx.Response:
        """`told` is what the checksum is of, where that is not the chunk."""
        digest = hashlib.sha256(chunk if told is None else told).digest()
        tus = {
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {base64.b64encode(digest).decode()}",
            **headers,
        }
        return self.client.request(
            "PATCH", f"/v1/files/{sha256}", content=chunk, headers={**self.headers, **tus}
        )

    def send(self, content: bytes, offer: FileOffer, *, chunk: int = 1 << 20) -> FileState:
        """All that is missing, in order."""
        state = self.state(offer)
        while not state.whole:
            piece = content[state.offset : state.offset + chunk]
            response = self.patch(offer.sha256, state.offset, piece)
            assert response.status_code == 204, response.text
            state = self.state(offer)
        return state

    def preview_of(self, sha256: str) -> httpx.Response:
        return self.client.request("GET", f"/v1/scans/{sha256}/preview", headers=self.headers)

    def read(self, sha256: str, **headers: str) -> httpx.Response:
        return self.client.request(
            "GET", f"/v1/scans/{sha256}", headers={**self.headers, **headers}
        )
