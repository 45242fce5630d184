"""Sealed tars: what comes back, and what hostile or broken files are refused for."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import x25519

from inspector_app.domain.errors import CarrierRefused
from inspector_app.protocol.carrier import Part
from inspector_app.protocol.sealed_tar import (
    PartDamaged,
    clear_scratch,
    is_recipient,
    seal,
    unsealed,
)
from inspector_app.protocol.unpacking import Unpacking

IDENTITY = x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())
MANIFEST = b'{"it":"is"}'


def a_part(name: str, content: bytes) -> Part:
    return Part(name, len(content), hashlib.sha256(content).hexdigest())


def quiet(_: int) -> None:
    """Nobody watches."""


def sealed_file(path: Path, contents: dict[str, bytes], manifest: bytes = MANIFEST) -> list[Part]:
    parts = [a_part(name, content) for name, content in contents.items()]
    pieces = [(one, lambda one=one: [contents[one.name]]) for one in parts]
    with path.open("wb") as file:
        seal(file, manifest, pieces, recipient=RECIPIENT, watch=quiet)
    return parts


def seal_raw(path: Path, content: bytes) -> None:
    """Any bytes, sealed as a stranger can: the recipient is public."""
    path.write_bytes(pyrage.encrypt(content, [x25519.Recipient.from_str(RECIPIENT)]))


def opened(
    path: Path,
    parts: Sequence[Part] | Callable[[bytes], Sequence[Part]],
    in_memory: frozenset[str] = frozenset({"a"}),
    watch: Callable[[int], None] = quiet,
    identity: str = str(IDENTITY),
) -> tuple[bytes, dict[str, bytes], dict[str, bytes]]:
    scratch = path.parent / "scratch"
    expect = parts if callable(parts) else lambda _: parts
    try:
        with unsealed(
            path,
            identity=identity,
            expect=expect,
            in_memory=in_memory,
            scratch=scratch,
            watch=watch,
        ) as content:
            files = {name: place.read_bytes() for name, place in content.files.items()}
            return content.manifest, content.parts, files
    finally:
        assert not scratch.exists() or list(scratch.iterdir()) == []


def refusal(*given: object, **named: object) -> str:
    with pytest.raises(CarrierRefused) as error:
        opened(*given, **named)
    return error.value.reason


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    small=st.binary(max_size=3000),
    files=st.lists(
        st.integers(0, 3).flatmap(lambda n: st.binary(min_size=n * 512, max_size=n * 512 + 700)),
        max_size=4,
    ),
)
def test_whatever_goes_in_comes_out(tmp_path: Path, small: bytes, files: list[bytes]) -> None:
    contents = {"a": small, **{f"files/{i}": one for i, one in enumerate(files)}}
    path = tmp_path / "disk"
    parts = sealed_file(path, contents)
    manifest, held, written = opened(path, parts)
    assert manifest == MANIFEST
    assert held == {"a": small}
    assert written == {name: one for name, one in contents.items() if name != "a"}


def test_it_is_a_plain_tar_inside(tmp_path: Path) -> None:
    sealed_file(tmp_path / "disk", {"a": b"one", "files/b": b"two" * 1000})
    raw = pyrage.decrypt((tmp_path / "disk").read_bytes(), [IDENTITY])
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        assert tar.getnames() == ["manifest.json", "a", "files/b"]
        assert tar.extractfile("files/b").read() == b"two" * 1000


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(0, 255))
def test_every_changed_byte_and_every_cut_is_refused(
    tmp_path: Path, share: float, flip: int
) -> None:
    path = tmp_path / "disk"
    parts = sealed_file(path, {"a": b"x" * 100, "files/b": b"y" * 70_000})
    content = bytearray(path.read_bytes())
    # A share, because age makes headers of different lengths.
    place = int(share * len(content))
    if flip:
        content[place] ^= flip
    else:
        del content[place:]
    path.write_bytes(bytes(content))
    assert refusal(path, parts) in {"damaged", "other-recipient", "not-a-carrier"}


def test_a_file_for_somebody_else_and_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "disk"
    parts = sealed_file(path, {"a": b"1"})
    stranger = str(x25519.Identity.generate())
    assert refusal(path, parts, identity=stranger) == "other-recipient"
    for content in (b"", b"PK\x03\x04 a holiday picture"):
        path.write_bytes(content)
        assert refusal(path, parts) == "not-a-carrier"
    assert refusal(tmp_path / "gone", parts) == "cannot-read"
    path.write_bytes(path.read_bytes() + b"more")
    sealed_file(path, {"a": b"1"})
    path.write_bytes(path.read_bytes() + b"more")
    assert refusal(path, parts) == "damaged"


def a_tar(*entries: tuple[str, bytes], kind: bytes = tarfile.REGTYPE, size: int = -1) -> bytes:
    made = b""
    for name, content in (("manifest.json", MANIFEST), *entries):
        header = tarfile.TarInfo(name)
        header.size = len(content)
        if name != "manifest.json":
            header.type = kind
            header.size = len(content) if size < 0 else size
        made += header.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512)
    return made + bytes(1024)


HOSTILE = {
    "a path": a_tar(("../../etc/passwd", b"1")),
    "a link": a_tar(("a", b""), kind=tarfile.SYMTYPE),
    "another name": a_tar(("b", b"1")),
    "another size": a_tar(("a", b"22")),
    "another content": a_tar(("a", b"2")),
    "a size that is not there": a_tar(("a", b"1"), size=8_000_000_000),
    "one too many": a_tar(("a", b"1"), ("b", b"1")),
    "twice the same": a_tar(("a", b"1"), ("a", b"1")),
    "one too few": a_tar(),
    "no end": a_tar(("a", b"1"))[:-1024],
    "half an end": a_tar(("a", b"1"))[:-512],
    "more after the end": a_tar(("a", b"1")) + b"x" * 512,
    "zeros for ever": a_tar(("a", b"1")) + bytes(512),
    "no tar": b"x" * 4096,
    "nothing": b"",
    "an empty manifest": tarfile.TarInfo("manifest.json").tobuf() + bytes(1024),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_tar_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "disk"
    seal_raw(path, HOSTILE[kind])
    assert refusal(path, [a_part("a", b"1")]) == "malformed"


def test_the_tar_that_the_hostile_ones_differ_from_is_taken(tmp_path: Path) -> None:
    seal_raw(tmp_path / "disk", a_tar(("a", b"1")))
    assert opened(tmp_path / "disk", [a_part("a", b"1")])[1] == {"a": b"1"}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([Part("a", 10_000_000_000, "0" * 64)], "damaged"),
        ([Part("a", -1, "0" * 64)], "malformed"),
        ([a_part("a", b"1"), a_part("a", b"1")], "malformed"),
    ],
)
def test_a_manifest_that_promises_too_much(tmp_path: Path, parts: list[Part], reason: str) -> None:
    seal_raw(tmp_path / "disk", a_tar(("a", b"1")))
    assert refusal(tmp_path / "disk", parts) == reason


def test_a_manifest_longer_than_any_is_not_held_in_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("manifest.json")
    header.size = 20_000_000
    seal_raw(tmp_path / "disk", header.tobuf(tarfile.USTAR_FORMAT) + bytes(512 * 100))
    assert refusal(tmp_path / "disk", []) == "malformed"


@given(cuts=st.lists(st.integers(1, 900), max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_pieces_of_any_length_make_the_same(tmp_path: Path, cuts: list[int]) -> None:
    raw = a_tar(("a", b"one" * 200), ("b", b""))
    parts = [a_part("a", b"one" * 200), a_part("b", b"")]
    unpacking = Unpacking(tmp_path, lambda _: parts, frozenset({"a", "b"}), limit_bytes=10_000)
    at = 0
    for cut in [*cuts, len(raw)]:
        unpacking.write(raw[at : at + cut])
        at += cut
    assert unpacking.finished().parts == {"a": b"one" * 200, "b": b""}


def test_what_a_watcher_raises_comes_out_again(tmp_path: Path) -> None:
    path = tmp_path / "disk"
    parts = sealed_file(path, {"a": b"1", "files/b": b"2" * 500_000})

    class Enough(Exception):
        pass

    def enough(done: int) -> None:
        if done > 200_000:
            raise Enough

    with pytest.raises(Enough):
        opened(path, parts, watch=enough)
    contents = [(parts[1], lambda: [b"2" * 250_000] * 2)]
    with pytest.raises(Enough):
        seal(io.BytesIO(), MANIFEST, contents, recipient=RECIPIENT, watch=enough)


class FullDisk(io.BytesIO):
    def write(self, content) -> int:
        if self.tell() > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


def test_a_full_disk_and_a_damaged_part_while_writing() -> None:
    part = a_part("files/b", b"2" * 500_000)
    whole = [(part, lambda: [b"2" * 500_000])]
    with pytest.raises(OSError, match="No space left") as error:
        seal(FullDisk(), MANIFEST, whole, recipient=RECIPIENT, watch=quiet)
    assert error.value.errno == errno.ENOSPC
    for wrong in (b"2" * 499_999, b"2" * 500_001, b"3" * 500_000):
        with pytest.raises(PartDamaged) as damage:
            seal(
                io.BytesIO(),
                MANIFEST,
                [(part, lambda wrong=wrong: [wrong])],
                recipient=RECIPIENT,
                watch=quiet,
            )
        assert damage.value.name == "files/b"


def test_a_full_disk_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "disk"
    parts = sealed_file(path, {"a": b"1", "files/b": b"2" * 300_000})
    whole = Path.open

    def full(place: Path, mode: str = "r") -> object:
        return FullDisk() if mode == "xb" else whole(place, mode)

    monkeypatch.setattr(Path, "open", full)
    assert refusal(path, parts) == "disk-full"


def test_a_stick_that_is_pulled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "disk"
    parts = sealed_file(path, {"a": b"1", "files/b": b"2" * 300_000})
    content = path.read_bytes()

    class Stick(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            if self.tell() > 100_000:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(size)

    whole = Path.open

    def on_stick(place: Path, mode: str = "r") -> object:
        return Stick(content) if place == path else whole(place, mode)

    monkeypatch.setattr(Path, "open", on_stick)
    assert refusal(path, parts) == "cannot-read"


def test_recipients_and_leftovers(tmp_path: Path) -> None:
    assert is_recipient(RECIPIENT)
    for other in ("", "age1qqqq", str(IDENTITY), "x" * 10_000):
        assert not is_recipient(other)
        with pytest.raises(ValueError, match="recipient"):
            seal(io.BytesIO(), MANIFEST, [], recipient=other, watch=quiet)
    now = time.time()
    for name, written_s in (("old", now - 90_000), ("new", now - 60), ("ahead", now + 90_000)):
        folder = tmp_path / f"carrier-{name}"
        folder.mkdir()
        (folder / "1").write_bytes(b"of a program that was killed, or of one that runs")
        os.utime(folder, (written_s, written_s))
    (tmp_path / "scan-on-screen").write_bytes(b"another's")
    clear_scratch(tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {"carrier-new", "scan-on-screen"}
