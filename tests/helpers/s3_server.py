"""A real S3 server for tests, from a wheel."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCESS_KEY = "inspector-tests"
SECRET_KEY = "not a secret, only for tests"

_START_S = 60.0
# Beside each port it listens on the one ten thousand higher.
_GRPC_AWAY = 10_000


@dataclass(frozen=True)
class S3Server:
    endpoint: str
    bucket: str

    def client(self) -> Any:
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )


def weed_program() -> str | None:
    """Where the server lies, None where it is not installed."""
    beside = Path(sys.executable).parent / "weed"
    return str(beside) if beside.is_file() else shutil.which("weed")


@contextmanager
def running_s3(folder: Path, *, bucket: str = "inspector") -> Iterator[S3Server]:
    """A server with an empty bucket for the length of a block. Raises FileNotFoundError where
    there is none, TimeoutError when it does not come up."""
    program = weed_program()
    if program is None:
        raise FileNotFoundError("weed")
    folder.mkdir(parents=True, exist_ok=True)
    keys = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
    actions = ["Admin", "Read", "Write", "List"]
    identity = {"name": "tests", "credentials": [keys], "actions": actions}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    master, volume, filer, s3 = _free_ports(4)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                program,
                "server",
                f"-dir={folder}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                f"-master.port={master}",
                "-master.telemetry=false",
                "-master.volumeSizeLimitMB=64",
                f"-volume.port={volume}",
                "-volume.max=20",
                f"-filer.port={filer}",
                "-s3",
                f"-s3.port={s3}",
                f"-s3.config={config}",
            ],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
        )
        try:
            server = S3Server(f"http://127.0.0.1:{s3}", bucket)
            _make_bucket(server, process)
            yield server
        finally:
            # It takes half a minute to end politely, and nothing of it is kept.
            process.kill()
            process.wait()


def _make_bucket(server: S3Server, process: subprocess.Popen[bytes]) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    client = server.client()
    deadline = time.monotonic() + _START_S
    try:
        while True:
            try:
                client.create_bucket(Bucket=server.bucket)
                client.put_object(Bucket=server.bucket, Key="probe", Body=b"x")
                client.delete_object(Bucket=server.bucket, Key="probe")
            except (BotoCoreError, ClientError) as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise TimeoutError("the S3 server does not come up") from error
                time.sleep(0.3)
            else:
                return
    finally:
        client.close()


def _free_ports(count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        port = random.randint(20_000, 45_000)
        if port not in found and _is_free(port) and _is_free(port + _GRPC_AWAY):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
