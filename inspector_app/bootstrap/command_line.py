"""The commands of `inspector-app`.

Each imports what it needs when it runs, so that `--help` and the small commands start fast and need
no window system.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from inspector_app.bootstrap.central_options import add_central_commands
from inspector_app.bootstrap.options import Commands, data_folder
from inspector_app.bootstrap.system_libraries import explain, missing_libraries
from inspector_app.domain.errors import InspectorError
from inspector_app.settings.display import has_display
from inspector_app.settings.log_files import start_logging

FAILED = 1
"""Exit status of a command that could not do what was asked; the reason is on standard error."""

LACKS_LIBRARIES = 3
"""Exit status when system libraries are missing; how to install them is on standard error."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except InspectorError as error:
        _say(f"inspector-app: {error.detail}")
        return FAILED
    except OSError as error:
        _say(f"inspector-app: {error}")
        return FAILED
    except KeyboardInterrupt:
        _say("inspector-app: stopped")
        return 130
    return status


def build_parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    parser = argparse.ArgumentParser(
        prog="inspector-app",
        description="Red-channel inspector: declaration, risk reasons and X-ray scan on one "
        "screen. Without a command it opens the window.",
    )
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--data-dir",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="where this station keeps its data (default: the person's own data folder)",
    )
    parser.add_argument("--data-dir", type=Path, default=None, help=argparse.SUPPRESS)
    parser.set_defaults(run=_open_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_window_commands(commands, everywhere)
    _add_scan_commands(commands, everywhere)
    _add_case_commands(commands, everywhere)
    _add_simulate_command(commands)
    _add_outbox_commands(commands, everywhere)
    _add_station_command(commands, everywhere)
    add_central_commands(commands, everywhere)
    return parser


def _add_window_commands(commands: Commands, everywhere: argparse.ArgumentParser) -> None:
    opening = commands.add_parser(
        "open", parents=[everywhere], help="open the window on the station's data"
    )
    opening.set_defaults(run=_open_window)
    demo = commands.add_parser(
        "demo",
        parents=[everywhere],
        help="open the app on demo cases with a central system on this machine",
        description="Make a data folder with simulated cases, start a central system on loopback "
        "and open the app as a demo inspector. Without a screen, or with --headless, play the job "
        "through and leave screenshots and summary.json.",
    )
    demo.add_argument("--headless", action="store_true", help="play the job through, no screen")
    demo.add_argument(
        "--out",
        type=Path,
        default=Path("demo-out"),
        metavar="DIR",
        help="where --headless leaves screenshots and summary.json (default: demo-out)",
    )
    demo.add_argument(
        "--real",
        action="store_true",
        help="use real scans from ../shared/data, where a developer has them",
    )
    demo.add_argument(
        "--scan", metavar="NAME", help="the scan to play with, such as truck-003.jpg (--headless)"
    )
    demo.add_argument("--language", choices=("en", "mn"), default="en", help="language to start in")
    demo.set_defaults(run=_demo)
    self_test = commands.add_parser(
        "self-test", parents=[everywhere], help="check that this installation works"
    )
    self_test.set_defaults(run=_self_test)
    connect = commands.add_parser(
        "connect",
        parents=[everywhere],
        help="tell this station its post, person and centre",
    )
    connect.add_argument("--post", required=True, help="code of the border post")
    connect.add_argument("--post-name", default="", help="name of the border post")
    connect.add_argument("--person", required=True, help="login name of the inspector")
    connect.add_argument("--centre", required=True, metavar="URL", help="address of the centre")
    connect.add_argument(
        "--token-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="file with the token that `central add-station` printed; - reads standard input",
    )
    connect.add_argument(
        "--highlights",
        choices=("at-once", "after-verdict"),
        default=None,
        help="when highlights are shown: at once, or only after the inspector's own first verdict "
        "(default: as it was, at once on a new station)",
    )
    connect.set_defaults(run=_connect)


def _add_scan_commands(commands: Commands, everywhere: argparse.ArgumentParser) -> None:
    scan = commands.add_parser("scan", help="look at scan files")
    scans = scan.add_subparsers(title="commands", metavar="COMMAND", required=True)
    info = scans.add_parser("info", parents=[everywhere], help="say what scan files hold")
    info.add_argument("files", nargs="+", type=Path, metavar="FILE")
    info.set_defaults(run=_scan_info)
    highlight = scans.add_parser(
        "highlight", parents=[everywhere], help="have the model look at scan files"
    )
    highlight.add_argument("files", nargs="+", type=Path, metavar="FILE")
    highlight.add_argument("--json", action="store_true", help="print a JSON list")
    highlight.set_defaults(run=_scan_highlight)


def _add_case_commands(commands: Commands, everywhere: argparse.ArgumentParser) -> None:
    case = commands.add_parser("case", help="cases of this station")
    cases = case.add_subparsers(title="commands", metavar="COMMAND", required=True)
    taking_in = cases.add_parser(
        "import",
        parents=[everywhere],
        help="take in a folder of declarations (JSON) and scans",
    )
    taking_in.add_argument("folder", type=Path, metavar="FOLDER")
    taking_in.set_defaults(run=_case_import)


def _add_simulate_command(commands: Commands) -> None:
    simulate = commands.add_parser(
        "simulate",
        help="write simulated scans with their truth and declarations into a folder",
        description="Write simulated scans, what is hidden in them and their declarations into a "
        "folder that `case import` can read. The same seed gives the same scans, and --count 10 "
        "begins with the scans of --count 3. A run that was stopped goes on when it is asked for "
        "again. A baggage machine is given bags, and writes both of its views.",
    )
    simulate.add_argument("--count", type=int, default=1, metavar="N", help="how many scans")
    simulate.add_argument("--seed", type=int, default=0, metavar="S", help="seed of the run")
    simulate.add_argument(
        "--scanner", default="dual-9-6", metavar="NAME", help="scanner profile (default: dual-9-6)"
    )
    simulate.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a new folder, or the same run's"
    )
    simulate.add_argument(
        "--with-objects", action="store_true", help="hide one to three objects in each scan"
    )
    simulate.add_argument("--carrier", metavar="C", help="keep to this kind of carrier or bag")
    simulate.add_argument("--cargo", metavar="F", help="keep to this kind of cargo or contents")
    simulate.add_argument(
        "--shrink",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="below 1 for smaller pictures at a coarser pitch",
    )
    simulate.add_argument(
        "--jobs", type=int, metavar="J", help="how many processes (default: one per core)"
    )
    simulate.set_defaults(run=_simulate)


def _add_outbox_commands(commands: Commands, everywhere: argparse.ArgumentParser) -> None:
    outbox = commands.add_parser("outbox", help="what was saved here and how far it has come")
    outboxes = outbox.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = outboxes.add_parser(
        "list", parents=[everywhere], help="print the operations and their states, newest first"
    )
    listing.set_defaults(run=_outbox_list)
    export = outboxes.add_parser(
        "export",
        parents=[everywhere],
        help="write everything the centre has not answered into a new file",
    )
    export.add_argument("file", type=Path, metavar="FILE", help="must not be there yet")
    export.set_defaults(run=_outbox_export)
    check = outboxes.add_parser(
        "check", parents=[everywhere], help="check every hash in an exported file"
    )
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=_outbox_check)
    carry_out = outboxes.add_parser(
        "carry-out",
        parents=[everywhere],
        help="write a carrier disk for the centre: records, photos and scans, sealed",
    )
    carry_out.add_argument("file", type=Path, metavar="FILE", help="must not be there yet")
    carry_out.add_argument(
        "--size-mb", type=int, metavar="N", help="largest disk, and answer (default: 2000)"
    )
    carry_out.set_defaults(run=_outbox_carry_out)
    carry_in = outboxes.add_parser(
        "carry-in", parents=[everywhere], help="take in the centre's answer to a carrier disk"
    )
    carry_in.add_argument("file", type=Path, metavar="FILE")
    carry_in.set_defaults(run=_outbox_carry_in)


def _add_station_command(commands: Commands, everywhere: argparse.ArgumentParser) -> None:
    station = commands.add_parser("station", help="this station")
    stations = station.add_subparsers(title="commands", metavar="COMMAND", required=True)
    enrolling = stations.add_parser(
        "enrol",
        parents=[everywhere],
        help="let the centre know this station, with a one-time code",
        description="Bring the code that `central add-station` printed to the centre. Over https "
        "the station then proves itself by a certificate, and pins the centre's authority. Say it "
        "again when the line broke in between.",
    )
    enrolling.add_argument("--centre", required=True, metavar="URL", help="address of the centre")
    enrolling.add_argument("--code", required=True, metavar="CODE", help="the one-time code")
    enrolling.add_argument(
        "--authority",
        default="",
        metavar="FINGERPRINT",
        help="fingerprint of the centre's authority (default: it is shown and you are asked)",
    )
    enrolling.add_argument("--person", default="", help="login name of the inspector")
    enrolling.add_argument("--post-name", default="", help="name of the border post")
    enrolling.set_defaults(run=_station_enrol)


def _lacks_libraries(*, for_display: bool) -> bool:
    """Say which system libraries are missing, before Qt fails with the name of the first."""
    missing = missing_libraries(for_display=for_display)
    if missing:
        _say(explain(missing))
    return bool(missing)


def _open_window(options: argparse.Namespace) -> int:
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        _say("inspector-app: there is no screen; `inspector-app demo --headless` needs none")
        return FAILED
    if _lacks_libraries(for_display=has_display()):
        return LACKS_LIBRARIES
    from inspector_app.bootstrap.window import open_window  # noqa: PLC0415

    folder = data_folder(options)
    with start_logging(folder):
        return open_window(folder)


def _demo(options: argparse.Namespace) -> int:
    headless = options.headless or not has_display()
    if _lacks_libraries(for_display=not headless):
        return LACKS_LIBRARIES
    from inspector_app.bootstrap.demo import run_demo  # noqa: PLC0415

    return run_demo(
        data=None if options.data_dir is None else options.data_dir.resolve(),
        headless=headless,
        out=options.out,
        real=options.real,
        scan=options.scan,
        language=options.language,
    )


def _self_test(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.self_test import run_self_test  # noqa: PLC0415

    return run_self_test(options.data_dir, report=_print)


def _connect(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.station_commands import connect_station  # noqa: PLC0415

    return connect_station(data_folder(options), options)


def _station_enrol(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.station_commands import enrol_station  # noqa: PLC0415

    return enrol_station(data_folder(options), options)


def _scan_info(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.scan_commands import print_scan_info  # noqa: PLC0415

    return print_scan_info(options.files)


def _scan_highlight(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.scan_commands import print_highlights  # noqa: PLC0415

    return print_highlights(options.files, as_json=options.json)


def _case_import(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.station_commands import import_cases  # noqa: PLC0415

    return import_cases(data_folder(options), options.folder)


def _simulate(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.simulate_commands import simulate_into  # noqa: PLC0415
    from inspector_app.bootstrap.simulated_files import Wanted  # noqa: PLC0415

    wanted = Wanted(
        seed=options.seed,
        scanner=options.scanner,
        with_objects=options.with_objects,
        carrier=options.carrier,
        cargo=options.cargo,
        shrink=options.shrink,
    )
    return simulate_into(wanted, options.count, options.out, options.jobs)


def _outbox_list(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.outbox_commands import list_outbox  # noqa: PLC0415

    return list_outbox(data_folder(options))


def _outbox_export(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.outbox_commands import export_outbox  # noqa: PLC0415

    return export_outbox(data_folder(options), options.file)


def _outbox_check(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.outbox_commands import check_export  # noqa: PLC0415

    return check_export(options.file)


def _outbox_carry_out(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.carrier_commands import carry_out_disk  # noqa: PLC0415

    return carry_out_disk(data_folder(options), options.file, options.size_mb)


def _outbox_carry_in(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.carrier_commands import carry_in_answer  # noqa: PLC0415

    return carry_in_answer(data_folder(options), options.file)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _say(line: str) -> None:
    # A windowed program on Windows has no standard error.
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")
