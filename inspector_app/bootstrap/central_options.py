"""The commands of `inspector-app central` and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from inspector_app.bootstrap.options import Commands, data_folder
from inspector_app.settings.data_folder import DataFolder


def add_central_commands(commands: Commands, everywhere: argparse.ArgumentParser) -> None:
    """The commands of `inspector-app central`."""
    central = commands.add_parser("central", help="the central system")
    centrals = central.add_subparsers(title="commands", metavar="COMMAND", required=True)
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="SQLAlchemy URL, such as postgresql+psycopg://... (default: a file here)",
    )
    where.add_argument(
        "--s3-bucket",
        default="",
        metavar="NAME",
        help="bucket for scans, photos and previews; its keys come from the environment, as "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (default: a folder here)",
    )
    where.add_argument("--s3-endpoint", default="", metavar="URL", help="address of the S3 server")
    where.add_argument("--s3-region", default="", metavar="NAME", help="region of the bucket")
    serving = centrals.add_parser(
        "serve", parents=[everywhere, where], help="answer stations until stopped"
    )
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serving.add_argument("--port", type=int, default=8642, help="0 lets the system choose")
    serving.add_argument(
        "--cases",
        type=Path,
        metavar="FOLDER",
        help="take in the cases of this folder before answering",
    )
    serving.add_argument(
        "--tls",
        action="store_true",
        help="stations prove themselves by certificates of this centre's own authority",
    )
    serving.add_argument(
        "--host-name",
        action="append",
        default=[],
        metavar="NAME",
        help="with --tls, a name or address that stations know this centre by (repeatable)",
    )
    serving.add_argument(
        "--log",
        choices=("text", "json"),
        default="text",
        help="json: one object per line on standard error, one for every request",
    )
    serving.add_argument(
        "--metrics-secret",
        type=Path,
        metavar="FILE",
        help="file with what a program on another machine says to get /v1/metrics",
    )
    serving.set_defaults(run=_central("serve_centre"))
    adding = centrals.add_parser(
        "add-station",
        parents=[everywhere, where],
        help="make a station known and print its token and its one-time code, once",
    )
    adding.add_argument("--post", required=True, help="code of the border post")
    adding.add_argument("--name", required=True, help="what the station is called")
    adding.add_argument("--code", action="store_true", help="print the code only, and no token")
    adding.set_defaults(run=_central("print_new_station"))
    listing = centrals.add_parser(
        "stations", parents=[everywhere, where], help="print the stations this centre knows"
    )
    listing.set_defaults(run=_central("print_stations"))
    for name, run, text in (
        ("new-code", "print_new_code", "print a one-time code that lets a station in again"),
        ("revoke", "revoke", "let a station in no more; what it has sent stays"),
    ):
        one = centrals.add_parser(name, parents=[everywhere, where], help=text)
        one.add_argument("--station", type=int, required=True, metavar="N", help="its number")
        one.set_defaults(run=_central(run))
    detaching = centrals.add_parser(
        "detach",
        parents=[everywhere, where],
        help="on PostgreSQL, take the operations of a month off, to be copied away and dropped",
    )
    detaching.add_argument("--month", required=True, metavar="YYYY-MM", help="a month that is over")
    detaching.set_defaults(run=_central("take_month_off"))
    restored = centrals.add_parser(
        "restored",
        parents=[everywhere, where],
        help="say that the database was restored from a backup, before serving again",
    )
    restored.set_defaults(run=_central("note_restored"))
    _add_backup(centrals, [everywhere, where])
    _add_roll_commands(centrals, [everywhere, where])
    _add_carrier(centrals, [everywhere, where])
    cais = centrals.add_parser(
        "cais",
        parents=[everywhere, where],
        help="carry declarations and results between this centre and CAIS until stopped",
    )
    cais.add_argument(
        "--broker",
        required=True,
        metavar="URL",
        help="amqps://user:password@host/vhost, or ibmmq://user:password@host:1414/MANAGER"
        "?channel=NAME; - reads it from standard input, so that the password shows nowhere",
    )
    cais.add_argument("--results", default="inspector.results", help="queue for results")
    cais.add_argument("--incoming", default="inspector.incoming", help="queue of declarations")
    cais.add_argument(
        "--send-again", metavar="ID", help="let a refused result go once more, and end"
    )
    cais.set_defaults(run=_central("relay_to_cais"))


def _add_backup(centrals: Commands, parents: list[argparse.ArgumentParser]) -> None:
    backup = centrals.add_parser(
        "backup",
        parents=parents,
        help="copy the database file of a centre that goes on working, or say that PostgreSQL's "
        "own programs have made a backup",
    )
    which = backup.add_mutually_exclusive_group(required=True)
    which.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="where to put it")
    which.add_argument("--done", action="store_true", help="a backup was made just now")
    backup.set_defaults(run=_central("make_backup"))


def _add_roll_commands(centrals: Commands, parents: list[argparse.ArgumentParser]) -> None:
    listing = centrals.add_parser("roll", parents=parents, help="print who works at which post")
    listing.add_argument("--post", default="", help="code of the border post (default: all)")
    listing.set_defaults(run=_central("print_roll"))
    changing = centrals.add_parser(
        "set-role",
        parents=parents,
        help="put somebody on the roll of a post, or take them off it",
        description="The first name on a post's roll makes the centre check it: what anybody else "
        "records there is refused from then on.",
    )
    changing.add_argument("--post", required=True, help="code of the border post")
    changing.add_argument("--name", required=True, help="login name of the person")
    changing.add_argument(
        "--role",
        required=True,
        choices=("inspector", "supervisor", "admin", "none"),
        help="none: they leave the post",
    )
    changing.set_defaults(run=_central("change_roll"))


def _add_carrier(centrals: Commands, parents: list[argparse.ArgumentParser]) -> None:
    carrier = centrals.add_parser(
        "carrier",
        parents=parents,
        help="take in a station's carrier disk and write the answer to it",
    )
    carrier.add_argument("disk", type=Path, metavar="IN", help="the carrier disk")
    carrier.add_argument(
        "--answer", type=Path, required=True, metavar="OUT", help="must not be there yet"
    )
    carrier.add_argument(
        "--size-mb", type=int, metavar="N", help="largest answer (default: as the station asked)"
    )
    carrier.set_defaults(run=_answer_carrier)


def _answer_carrier(options: argparse.Namespace) -> int:
    from inspector_app.bootstrap.carrier_commands import answer_carrier  # noqa: PLC0415

    return answer_carrier(data_folder(options), options)


def _central(name: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        from inspector_app.bootstrap import central_commands  # noqa: PLC0415

        command: Callable[[DataFolder, argparse.Namespace], int] = getattr(central_commands, name)
        return command(data_folder(options), options)

    return run
