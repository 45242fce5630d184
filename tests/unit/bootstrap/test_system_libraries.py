"""Missing system libraries are named before Qt is imported, with the one command that helps."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from inspector_app.bootstrap import system_libraries
from inspector_app.bootstrap.system_libraries import (
    explain,
    load_shared_library,
    missing_libraries,
    packages_to_install,
)


def a_loader_without(*absent: str) -> Callable[[str], None]:
    def load(soname: str) -> None:
        if soname in absent:
            raise OSError(f"{soname}: cannot open shared object file: No such file or directory")

    return load


def a_loader_that_finds_nothing(soname: str) -> None:
    raise OSError(f"{soname}: cannot open shared object file")


def test_nothing_is_missing_on_a_complete_machine() -> None:
    missing = missing_libraries(True, load=a_loader_without(), platform="linux")

    assert missing == ()
    assert explain(missing) == ""


def test_one_missing_library_is_named_with_its_package_and_the_words_of_the_loader() -> None:
    (missing,) = missing_libraries(False, load=a_loader_without("libEGL.so.1"), platform="linux")

    assert missing.soname == "libEGL.so.1"
    assert missing.package == "libegl1"
    assert "cannot open shared object file" in missing.loader_message


def test_drawing_offscreen_does_not_ask_for_what_only_a_display_needs() -> None:
    load = a_loader_without("libxcb-cursor.so.0")

    assert missing_libraries(False, load=load, platform="linux") == ()
    (missing,) = missing_libraries(True, load=load, platform="linux")
    assert missing.package == "libxcb-cursor0"


def test_the_text_holds_one_command_that_names_every_package_once() -> None:
    missing = missing_libraries(True, load=a_loader_that_finds_nothing, platform="linux")

    text = explain(missing)

    (command,) = [line for line in text.splitlines() if "apt-get install" in line]
    named = command.split("-y ")[1].split()
    assert named == sorted(set(named))
    assert set(named) == {library.package for library in missing}
    # Two libraries, one package.
    assert named.count("libglib2.0-0") == 1
    for library in missing:
        assert library.soname in text


def test_packages_are_listed_once_in_alphabetical_order() -> None:
    load = a_loader_without("libgthread-2.0.so.0", "libglib-2.0.so.0", "libEGL.so.1")

    missing = missing_libraries(False, load=load, platform="linux")

    assert len(missing) == 3
    assert packages_to_install(missing) == ("libegl1", "libglib2.0-0")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_carry_everything_in_the_wheels(platform: str) -> None:
    assert missing_libraries(True, load=a_loader_that_finds_nothing, platform=platform) == ()


def test_the_real_loader_says_no_to_a_library_that_does_not_exist() -> None:
    with pytest.raises(OSError, match="no-such-library"):
        load_shared_library("libno-such-library.so.1")


def test_looking_needs_neither_qt_nor_anything_else_that_is_installed() -> None:
    """The check must run where Qt cannot be imported, so it runs here without site-packages."""
    program = (
        "import runpy, sys\n"
        f"names = runpy.run_path({system_libraries.__file__!r})\n"
        "assert not any(name.startswith(('PySide6', 'onnxruntime')) for name in sys.modules)\n"
        "print(len(names['missing_libraries'](True, platform='win32')))\n"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "0"), done.stderr
