"""Where the program starts."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run the command in `argv` (without the program's name) and return its exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["decode-scan"]:
        # A hidden command: the limited child process that decodes scan files starts here in the
        # frozen program. Nothing else may be loaded, so that it starts fast and holds little.
        from inspector_app.imaging import decode_child  # noqa: PLC0415

        return decode_child.main(arguments[1:])

    if arguments[:1] == ["simulate-share"]:
        # Another hidden command: one of the processes among which `simulate` shares its work.
        from inspector_app.bootstrap.simulate_commands import work_on_share  # noqa: PLC0415

        return work_on_share(arguments[1])

    from inspector_app.bootstrap.command_line import run  # noqa: PLC0415
    from inspector_app.settings.log_files import prepare_streams  # noqa: PLC0415

    prepare_streams()
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
