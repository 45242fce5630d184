"""Which shared libraries of the system the program needs, and what to type when one is missing.

The wheels carry most of what they need. Qt leaves a few libraries to the system, and says so only
with a line such as ``libEGL.so.1: cannot open shared object file`` while it is being imported. This
module looks first, so that a person reads one command instead of finding the libraries one by one.
It uses the standard library only and can be imported on a machine where Qt cannot.

The lists were read from the NEEDED entries (``readelf -d``) of PySide6-Essentials 6.11.3: QtCore,
QtGui, QtWidgets, QtDBus, the offscreen and the xcb platform plugins. onnxruntime, headless OpenCV,
numpy and sqlcipher3 need nothing beyond the C and C++ run-time libraries and zlib.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass

# soname -> Debian or Ubuntu package. The names without "t64" are right everywhere: where a package
# was renamed (Debian 13, Ubuntu 24.04), the new one provides the old name and apt picks it.
_ALWAYS = {
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_FOR_DISPLAY = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


@dataclass(frozen=True, slots=True)
class MissingLibrary:
    """A shared library that could not be loaded.

    Attributes:
        soname: the name the loader looks for, such as ``libEGL.so.1``.
        package: the Debian or Ubuntu package that holds it.
        loader_message: what the loader said.
    """

    soname: str
    package: str
    loader_message: str


def load_shared_library(soname: str) -> None:
    """Load one library as Qt would find it. Raises OSError when it cannot be loaded."""
    ctypes.CDLL(soname)


def missing_libraries(
    for_display: bool,
    *,
    load: Callable[[str], None] = load_shared_library,
    platform: str = sys.platform,
) -> tuple[MissingLibrary, ...]:
    """The libraries that Qt needs and the system lacks; empty when all is well.

    Args:
        for_display: also look for what a window on a screen needs, beyond offscreen drawing.
        load: loads a library by soname and raises OSError when it cannot.
        platform: value of ``sys.platform``. Only Linux leaves libraries to the system; elsewhere
            the answer is always empty.
    """
    if not platform.startswith("linux"):
        return ()
    needed = _ALWAYS | _FOR_DISPLAY if for_display else _ALWAYS
    missing: list[MissingLibrary] = []
    for soname, package in needed.items():
        try:
            load(soname)
        except OSError as error:
            missing.append(MissingLibrary(soname, package, str(error)))
    return tuple(missing)


def packages_to_install(missing: tuple[MissingLibrary, ...]) -> tuple[str, ...]:
    """The Debian or Ubuntu packages that hold `missing`, each once, in alphabetical order."""
    return tuple(sorted({library.package for library in missing}))


def explain(missing: tuple[MissingLibrary, ...]) -> str:
    """What to tell a person on the command line, in English; empty when nothing is missing."""
    if not missing:
        return ""
    lines = ["inspector-app cannot start: libraries of the operating system are missing."]
    lines += [f"  {library.soname} (package {library.package})" for library in missing]
    lines += [
        "On Debian or Ubuntu, install them with:",
        f"  sudo apt-get install -y {' '.join(packages_to_install(missing))}",
        "On another Linux, install the packages that hold the libraries named above.",
    ]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the packages that are lacking, one a line. `.ci/run` starts this file by itself, with
    ``--offscreen`` to leave out what only a display needs."""
    for package in packages_to_install(missing_libraries("--offscreen" not in arguments)):
        sys.stdout.write(package + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
