"""Where the centre keeps whole files: scans, photos and previews, each under the hash of its
content. A folder by default, or S3.

Only a file whose hash was checked is ever put in, so whatever is there is whole.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from inspector_app.central.scan_files import give_name, scan_path
from inspector_app.central.settings import CentreSettings
from inspector_app.domain.errors import StorageUnavailable

_PIECE_BYTES = 1 << 20
# S3 takes at most 10,000 parts of at least 5 MiB; 64 MiB parts hold more than any scan.
_PART_BYTES = 64 << 20

# How servers say that there is no such object, and that there is one already.
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_TAKEN = frozenset({"412", "PreconditionFailed", "ConditionalRequestConflict"})


class ObjectStore(Protocol):
    """All raise OSError or StorageUnavailable when the place cannot be reached or written."""

    def put(self, sha256: str, source: Path) -> None:
        """Move a checked file in; after it `source` is gone. Putting the same again does no
        harm, also at the same moment. Safe from a power cut when it returns."""

    def size(self, sha256: str) -> int | None:
        """How many bytes the object has, None while it is not here."""

    def read(self, sha256: str, offset: int, length: int) -> Iterator[bytes]:
        """The bytes from `offset`, at most `length` of them, in pieces. Raises KeyError for an
        object that is not here."""

    def local_path(self, sha256: str) -> Path | None:
        """Where the object lies as a file of this machine; None where it does not, or is not
        here."""

    def close(self) -> None: ...


def open_object_store(settings: CentreSettings) -> ObjectStore:
    """The store that the settings name. Raises StorageUnavailable(``no-s3``) when that is S3 and
    the package for it is not installed."""
    if settings.s3_bucket:
        return S3Store(settings.s3_bucket, endpoint=settings.s3_endpoint, region=settings.s3_region)
    return FolderStore(settings.scans)


class FolderStore:
    """Files in a folder, laid out by `scan_files.scan_path`. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, sha256: str, source: Path) -> None:
        """As in `ObjectStore`. Raises OSError."""
        target = scan_path(self._folder, sha256)
        if target.exists():
            source.unlink(missing_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            give_name(source, target)
        except OSError as error:
            if target.exists():
                return  # somebody else was quicker
            if error.errno != errno.EXDEV:
                raise
            # On another disk: there is nothing to rename.
            beside = target.with_name(f"{source.name}.new")
            shutil.copyfile(source, beside)
            give_name(beside, target)
            source.unlink(missing_ok=True)

    def size(self, sha256: str) -> int | None:
        """As in `ObjectStore`."""
        try:
            return scan_path(self._folder, sha256).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, sha256: str, offset: int, length: int) -> Iterator[bytes]:
        """As in `ObjectStore`."""
        try:
            file = scan_path(self._folder, sha256).open("rb")
        except FileNotFoundError as error:
            raise KeyError(sha256) from error
        return _pieces(file, offset, length)

    def local_path(self, sha256: str) -> Path | None:
        """As in `ObjectStore`."""
        path = scan_path(self._folder, sha256)
        return path if path.is_file() else None

    def close(self) -> None:
        """Nothing is held open."""


class S3Store:
    """Objects in one bucket, named by their hash.

    The keys come from where every S3 program looks for them: the environment
    (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``) or the shared credentials file. Any thread
    may use it.
    """

    def __init__(self, bucket: str, *, endpoint: str = "", region: str = "") -> None:
        """`endpoint` is the server's address, empty for the one of the region. Raises
        StorageUnavailable(``no-s3``)."""
        try:
            import boto3  # noqa: PLC0415 - only a centre with S3 has it
            from botocore.config import Config  # noqa: PLC0415
            from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
        except ImportError as error:
            raise StorageUnavailable("no-s3", "boto3 is not installed") from error
        self._bucket = bucket
        self._refused: type[Exception] = ClientError
        self._unreached: type[Exception] = BotoCoreError
        # Checksums in the trailer are newer than most servers; Content-MD5 all of them know.
        config = Config(
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"},
            retries={"max_attempts": 4, "mode": "standard"},
            connect_timeout=10,
            read_timeout=60,
        )
        # A session of its own, because the shared one keeps the first keys it found.
        self._client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or "us-east-1",
            config=config,
        )

    def put(self, sha256: str, source: Path) -> None:
        """As in `ObjectStore`. Nothing that is there is ever written over (If-None-Match)."""
        size_bytes = source.stat().st_size
        if self.size(sha256) != size_bytes:
            with self._telling(unless=_TAKEN), source.open("rb") as file:
                if size_bytes <= _PART_BYTES:
                    self._put_at_once(sha256, file.read())
                else:
                    self._put_in_parts(sha256, file)
            if self.size(sha256) != size_bytes:
                raise StorageUnavailable("no-s3", f"{sha256} is not whole in the bucket")
        source.unlink(missing_ok=True)

    def size(self, sha256: str) -> int | None:
        """As in `ObjectStore`."""
        head = None
        with self._telling(unless=_ABSENT):
            head = self._client.head_object(Bucket=self._bucket, Key=sha256)
        return None if head is None else int(head["ContentLength"])

    def read(self, sha256: str, offset: int, length: int) -> Iterator[bytes]:
        """As in `ObjectStore`."""
        wanted = f"bytes={offset}-{offset + length - 1}"
        found = None
        with self._telling(unless=_ABSENT):
            found = self._client.get_object(Bucket=self._bucket, Key=sha256, Range=wanted)
        if found is None:
            raise KeyError(sha256)
        return _streamed(found["Body"])

    def local_path(self, sha256: str) -> Path | None:  # noqa: ARG002 - it never does
        """None: the objects lie elsewhere."""
        return None

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    @contextmanager
    def _telling(self, *, unless: frozenset[str]) -> Iterator[None]:
        """Raises StorageUnavailable for what the package raises; answers in `unless` end the block
        and are no error."""
        try:
            yield
        except self._refused as error:
            if _code(error) not in unless:
                raise StorageUnavailable("no-s3", str(error)) from error
        except self._unreached as error:
            raise StorageUnavailable("no-s3", str(error)) from error

    def _put_at_once(self, sha256: str, content: bytes) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=sha256,
            Body=content,
            ContentMD5=_md5(content),
            IfNoneMatch="*",
        )

    def _put_in_parts(self, sha256: str, file: BinaryIO) -> None:
        name = {"Bucket": self._bucket, "Key": sha256}
        upload = self._client.create_multipart_upload(**name)["UploadId"]
        parts: list[dict[str, object]] = []
        try:
            while content := file.read(_PART_BYTES):
                number = len(parts) + 1
                part = self._client.upload_part(
                    **name,
                    UploadId=upload,
                    PartNumber=number,
                    Body=content,
                    ContentMD5=_md5(content),
                )
                parts.append({"PartNumber": number, "ETag": part["ETag"]})
            self._client.complete_multipart_upload(
                **name, UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )
        except BaseException:
            self._client.abort_multipart_upload(**name, UploadId=upload)
            raise


def _code(error: Exception) -> str:
    response: dict[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", ""))


def _md5(content: bytes) -> str:
    digest = hashlib.md5(content, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode("ascii")


def _pieces(file: BinaryIO, offset: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(offset)
        while length > 0 and (piece := file.read(min(length, _PIECE_BYTES))):
            length -= len(piece)
            yield piece


def _streamed(body: Any) -> Iterator[bytes]:
    try:
        yield from body.iter_chunks(_PIECE_BYTES)
    finally:
        body.close()
