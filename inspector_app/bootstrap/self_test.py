"""`inspector-app self-test`: does this installation work on this machine?

Each check uses the real thing: the libraries of the system, a painted window, the encrypted
database, the decoding child process, the model, a central system on loopback. It leaves nothing
behind, and it never opens the station's own database: a finding saved there would be sent.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bootstrap.system_libraries import (
    MissingLibrary,
    missing_libraries,
    packages_to_install,
)

__all__ = ["CheckFailed", "run_self_test"]

# A busy post takes in about this much in a shift, and a full disk stops it.
FREE_BYTES = 500 * 1024 * 1024

LONGEST_LINE = 400

_INSTALL_AGAIN = "Install the program again; a part of it is missing or was changed."
_FREE_THE_FOLDER = "Give this person the right to write there, or choose another --data-dir."


class CheckFailed(Exception):
    """A check found something wrong; the text says what."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the checks work on.

    Attributes:
        data_folder: where the station would keep its data.
        scratch: an empty folder on the same disk, gone when the self-test ends.
    """

    data_folder: Path
    scratch: Path


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must work.

    Attributes:
        look: does it; returns what is worth knowing, raises when it does not work.
        advice: what a person can do when it does not.
        draws: needs Qt, and so the libraries of the system.
    """

    name: str
    look: Callable[[Bench], str]
    advice: str
    draws: bool = False


def run_self_test(data_folder: Path | None, *, report: Callable[[str], None]) -> int:
    """Run all checks, report one line for each and return 0 when all passed, 1 otherwise.

    Args:
        data_folder: check this folder's disk and rights; a temporary folder when None.
        report: takes one line, ``ok: ...`` or ``FAILED: ...``, in English.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # nothing may flash up on somebody's screen
    missing = missing_libraries(for_display=False)
    report(_line_on_libraries(missing))
    failed = int(bool(missing))
    try:
        with _bench(data_folder) as bench:
            for check in CHECKS:
                if missing and check.draws:
                    report(f"FAILED: {check.name}: not tried without the libraries above")
                    failed += 1
                else:
                    failed += not _passes(check, bench, report)
    except OSError as error:
        report(f"FAILED: data folder: {error}. {_FREE_THE_FOLDER}")
        failed += 1
    report("self-test passed" if not failed else f"self-test: {failed} of the checks failed")
    return 1 if failed else 0


def _line_on_libraries(missing: tuple[MissingLibrary, ...]) -> str:
    install = "sudo apt-get install -y "
    if missing:
        names = ", ".join(library.soname for library in missing)
        packages = " ".join(packages_to_install(missing))
        return (
            f"FAILED: system libraries: missing are {names}. "
            f"On Debian or Ubuntu: {install}{packages}"
        )
    for_a_screen = missing_libraries(for_display=True)
    if for_a_screen:
        packages = " ".join(packages_to_install(for_a_screen))
        return f"ok: system libraries (for a window on the screen also: {install}{packages})"
    return "ok: system libraries"


def _passes(check: Check, bench: Bench, report: Callable[[str], None]) -> bool:
    try:
        known = check.look(bench)
    except Exception as error:  # noqa: BLE001 - whatever it was, the other checks say more
        report(f"FAILED: {check.name}: {_in_one_line(error)}. {check.advice}")
        return False
    report(f"ok: {check.name} ({known})")
    return True


def _in_one_line(error: Exception) -> str:
    """What happened. Some libraries answer with a page of advice; its beginning and its end say
    enough."""
    what = " ".join(str(error).split())
    if not isinstance(error, CheckFailed):
        what = f"{type(error).__name__}: {what}"
    if len(what) > LONGEST_LINE:
        what = f"{what[: LONGEST_LINE // 2]} [...] {what[-LONGEST_LINE // 2 :]}"
    return what.rstrip(".")


@contextmanager
def _bench(data_folder: Path | None) -> Iterator[Bench]:
    """A scratch folder on the disk of the data folder. Raises OSError."""
    if data_folder is not None:
        data_folder.mkdir(parents=True, exist_ok=True)
    # On Windows a virus scanner may still hold a file; the folder for temporary files is cleared
    # by the system, and one that is left in a data folder does no harm.
    with tempfile.TemporaryDirectory(
        prefix="self-test-", dir=data_folder, ignore_cleanup_errors=True
    ) as name:
        scratch = Path(name).resolve()
        yield Bench(scratch if data_folder is None else data_folder, scratch)


def check_data_folder(bench: Bench) -> str:
    """A file can be written, made durable and read back, and there is room."""
    probe = bench.scratch / "probe"
    with probe.open("wb") as file:
        file.write(b"probe")
        file.flush()
        os.fsync(file.fileno())
    if probe.read_bytes() != b"probe":
        raise CheckFailed(f"{bench.data_folder} gave back other bytes than were written")
    free_bytes = shutil.disk_usage(bench.scratch).free
    if free_bytes < FREE_BYTES:
        raise CheckFailed(f"only {free_bytes // 2**20} MB are free at {bench.data_folder}")
    return f"{free_bytes / 2**30:.1f} GB free"


def check_window(_: Bench) -> str:
    """A window opens, is painted and has every letter of Mongolian in the shipped font."""
    from inspector_app.bootstrap.self_test_window import paint_a_window  # noqa: PLC0415

    return paint_a_window()


def check_translations(_: Bench) -> str:
    """Every language can be switched to."""
    from inspector_app.bootstrap.self_test_window import speak_every_language  # noqa: PLC0415

    return speak_every_language()


def check_code_tables(_: Bench) -> str:
    """The tables of codes are there and a finding can be given a kind."""
    from inspector_app.exchange.code_tables import read_code_tables  # noqa: PLC0415
    from inspector_app.settings.shipped import resources_folder  # noqa: PLC0415
    from inspector_app.workflow.record_finding import FINDING_KINDS  # noqa: PLC0415

    tables = read_code_tables(resources_folder() / "codes")
    if FINDING_KINDS not in tables or not tables[FINDING_KINDS].codes:
        raise CheckFailed(f"there is no table {FINDING_KINDS}")
    return f"{len(tables)} tables"


def check_database(bench: Bench) -> str:
    """A finding survives in a new, encrypted database."""
    from inspector_app.bootstrap.self_test_rooms import save_and_read_back  # noqa: PLC0415

    return save_and_read_back(bench.scratch / "station")


def check_decoding(bench: Bench) -> str:
    """The child process decodes the stored scan to exactly the stored pixels."""
    from inspector_app.bootstrap.self_test_rooms import decode_stored_scan  # noqa: PLC0415

    return decode_stored_scan(bench.scratch)


def check_model(bench: Bench) -> str:
    """The model is the released one and gives the stored score on the stored scan."""
    from inspector_app.bootstrap.self_test_rooms import compare_peak_score  # noqa: PLC0415

    return compare_peak_score(bench.scratch)


def check_centre(bench: Bench) -> str:
    """A central system starts on loopback and answers."""
    from inspector_app.bootstrap.self_test_rooms import ask_own_centre  # noqa: PLC0415

    return ask_own_centre(bench.scratch / "centre")


CHECKS = (
    Check(
        "data folder", check_data_folder, f"Free some space on that disk. Or: {_FREE_THE_FOLDER}"
    ),
    Check("window", check_window, _INSTALL_AGAIN, draws=True),
    Check("translations", check_translations, _INSTALL_AGAIN, draws=True),
    Check("code tables", check_code_tables, _INSTALL_AGAIN),
    Check("station database", check_database, _INSTALL_AGAIN),
    Check(
        "scan decoding",
        check_decoding,
        "If security software stops the program from starting itself, allow it. "
        f"Otherwise: {_INSTALL_AGAIN}",
    ),
    Check(
        "model",
        check_model,
        "Do not rely on highlights here; scans can be read without. " + _INSTALL_AGAIN,
    ),
    Check(
        "central system",
        check_centre,
        "Allow the program to listen on this machine's own address, 127.0.0.1.",
    ),
)
