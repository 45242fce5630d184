"""The commands beside the window, as a technician types them."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import insert

from inspector_app.__main__ import main
from inspector_app.bootstrap.demo import MARKER, mark_as_demo
from inspector_app.bootstrap.window import lock_folder
from inspector_app.central.backup import last_backup
from inspector_app.central.database import opened, writing
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import utc_now
from inspector_app.central.tables import device
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.scan import Energy, View
from inspector_app.exchange.case_folder import write_case_file
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.station import StationSettings, read_settings, write_settings
from inspector_app.storage import open_station
from tests.helpers.builders import a_case, a_finding, a_scan, an_image

COMMANDS = [
    [],
    ["demo"],
    ["scan", "info"],
    ["scan", "highlight"],
    ["case", "import"],
    ["simulate"],
    ["outbox", "list"],
    ["outbox", "export"],
    ["outbox", "check"],
    ["central", "serve"],
    ["central", "add-station"],
    ["central", "stations"],
    ["central", "new-code"],
    ["central", "revoke"],
    ["central", "restored"],
    ["central", "backup"],
    ["central", "roll"],
    ["central", "set-role"],
    ["station", "enrol"],
    ["connect"],
    ["open"],
    ["self-test"],
]


def a_picture(path, width=300, height=120):
    pixels = np.full((height, width), 230, np.uint8)
    pixels[40:100, 60:240] = 60
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert "usage: inspector-app" in capsys.readouterr().out


def test_scan_info_says_what_a_file_holds(tmp_path, capsys):
    assert main(["scan", "info", str(a_picture(tmp_path / "a.png"))]) == 0
    out = capsys.readouterr().out
    assert "300 x 120 px, 8 bits" in out
    assert "60 to 230" in out


def test_a_sidecar_brings_the_second_energy(tmp_path, capsys):
    high = a_picture(tmp_path / "a-high.png")
    a_picture(tmp_path / "a-low.png")
    sidecar = {
        "format": "inspector-scan-1",
        "scan_id": "a",
        "scanner": "test scanner",
        "taken_at": "2026-11-21T08:00:00Z",
        "simulated": True,
        "views": [{"name": "side", "files": {"high": "a-high.png", "low": "a-low.png"}}],
    }
    (tmp_path / "a.json").write_text(json.dumps(sidecar))
    assert main(["scan", "info", str(high)]) == 0
    assert "energies  2" in capsys.readouterr().out
    (tmp_path / "a.json").write_text("{}")
    assert main(["scan", "info", str(high)]) == 1
    assert "bad-sidecar" in capsys.readouterr().out


def test_a_file_that_is_no_scan_fails_and_the_rest_is_still_read(tmp_path, capsys):
    liar = tmp_path / "liar.jpg"
    liar.write_text("not a picture")
    good = a_picture(tmp_path / "a.png")
    assert main(["scan", "info", str(liar), str(good)]) == 1
    out = capsys.readouterr().out
    assert "cannot be read (not-a-picture)" in out
    assert "300 x 120 px" in out


def test_highlights_come_as_json(tmp_path, capsys):
    good = a_picture(tmp_path / "a.png", 900, 400)
    missing = tmp_path / "gone.png"
    assert main(["scan", "highlight", "--json", str(good), str(missing)]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert {"file", "width", "height", "milliseconds", "model", "highlights"} <= first.keys()
    assert (first["width"], first["height"]) == (900, 400)
    for highlight in first["highlights"]:
        assert len(highlight["box"]) == 4
        assert highlight["tier"] in ("alert", "look")
    assert second["error"] == "missing"


def test_a_folder_is_taken_in_once(tmp_path, capsys):
    source = tmp_path / "in"
    source.mkdir()
    a_picture(source / "scan.png")
    image = an_image(file_name="scan.png", energy=Energy.SINGLE, sha256="")
    write_case_file(source, a_case(scans=(a_scan(views=(View("side", (image,)),)),)))
    command = ["case", "import", str(source), "--data-dir", str(tmp_path / "data")]
    assert main(command) == 0
    assert "1 new cases, 1 scan files" in capsys.readouterr().out
    assert main(command) == 0
    assert "0 new cases" in capsys.readouterr().out


def test_a_wrong_folder_is_an_error_in_one_line(tmp_path, capsys):
    assert main(["case", "import", str(tmp_path / "gone"), "--data-dir", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("inspector-app: ")
    assert "Traceback" not in error


def test_a_station_is_made_known_and_connected(tmp_path, capsys):
    centre, station = tmp_path / "centre", tmp_path / "station"
    add = ["central", "add-station", "--post", "ZU", "--name", "lane 3"]
    assert main([*add, "--data-dir", str(centre)]) == 0
    token = capsys.readouterr().out.strip()
    assert len(token) >= 32
    file = tmp_path / "token"
    file.write_text(token)
    connect = ["connect", "--post", "ZU", "--person", "b.bold", "--centre", "http://127.0.0.1:1"]
    assert main([*connect, "--token-file", str(file), "--data-dir", str(station)]) == 0
    settings = read_settings(DataFolder(station).settings)
    assert (settings.post, settings.person, settings.token) == ("ZU", "b.bold", token)
    assert not settings.highlights_hidden
    late = [*connect, "--highlights", "after-verdict"]
    assert main([*late, "--token-file", str(file), "--data-dir", str(station)]) == 0
    assert read_settings(DataFolder(station).settings).highlights_hidden
    assert main([*connect, "--token-file", str(file), "--data-dir", str(station)]) == 0
    assert read_settings(DataFolder(station).settings).highlights_hidden
    assert DataFolder(station).settings.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_an_administrator_gives_codes_and_takes_them_away(tmp_path, capsys):
    def central(*command):
        status = main(["central", *command, "--data-dir", str(tmp_path)])
        said = capsys.readouterr()
        return status, said.out, said.err

    add = ("add-station", "--post", "ZU", "--name", "lane 3")
    status, out, err = central(*add, "--code")
    assert status == 0
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}\n", out)
    assert "station 1, works once and ends on" in err
    assert "one-time code" in central(*add)[2]
    status, out, err = central("new-code", "--station", "2")
    assert (status, out.count("-")) == (0, 3)
    assert central("revoke", "--station", "2")[:2] == (
        0,
        "station 2 (lane 3, post ZU) is revoked\n",
    )
    rows = [line.split("\t") for line in central("stations")[1].splitlines()]
    assert [row[:4] for row in rows] == [
        ["station", "post", "name", "state"],
        ["1", "ZU", "lane 3", "not connected yet"],
        ["2", "ZU", "lane 3", "revoked"],
    ]
    assert not any(row[6] for row in rows[1:])
    copies = tuple(
        {
            "device_id": f"d{number}",
            "post": "ZU",
            "last_n": 0,
            "station_id": 1,
            "begun_at": utc_now(),
        }
        for number in range(4)
    )
    with opened(CentreSettings(tmp_path)) as engine, writing(engine) as connection:
        connection.execute(insert(device), copies)
    rows = [line.split("\t") for line in central("stations")[1].splitlines()]
    assert [row[6] for row in rows] == [
        "remark",
        "4 new logs within a day: are there copies of its disk?",
        "",
    ]
    for command in ("new-code", "revoke"):
        status, out, err = central(command, "--station", "9")
        assert (status, out, err) == (1, "", "inspector-app: there is no station 9\n")
    before = epoch_of(tmp_path)
    assert central("restored")[0] == 0
    assert epoch_of(tmp_path) != before


def test_an_administrator_backs_the_centre_up(tmp_path, capsys):
    def central(*command):
        status = main(["central", *command, "--data-dir", str(tmp_path / "centre")])
        said = capsys.readouterr()
        return status, said.out, said.err

    def last():
        with opened(CentreSettings(tmp_path / "centre")) as engine, engine.connect() as connection:
            return last_backup(connection)

    status, out, _ = central("backup", str(tmp_path))
    assert status == 0
    copies = list(tmp_path.glob("centre-*.db"))
    assert out == f"{copies[0]}\n"
    first = last()
    assert first is not None
    status, out, err = central("backup", str(tmp_path / "gone"))
    assert (status, out) == (1, "")
    assert err.startswith("inspector-app: ")
    assert last() == first
    assert central("backup", "--done") == (0, "", "")
    assert last() > first
    with pytest.raises(SystemExit):
        central("backup")


def test_an_administrator_keeps_the_roll(tmp_path, capsys):
    where = ("--data-dir", str(tmp_path))

    def set_role(name, role):
        return main(["central", "set-role", "--post", "ZU", "--name", name, "--role", role, *where])

    assert [set_role("b.bold", "inspector"), set_role("s.suren", "supervisor")] == [0, 0]
    assert [set_role("b.bold", "none"), set_role("d.dorj", "none")] == [0, 1]
    assert "d.dorj is not on the roll of ZU" in capsys.readouterr().err
    assert main(["central", "roll", *where]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[:3] for row in rows[1:]] == [
        ["ZU", "b.bold", "inspector"],
        ["ZU", "s.suren", "supervisor"],
    ]
    assert [bool(row[3]) for row in rows[1:]] == [True, False]
    assert main(["central", "roll", "--post", "GS", *where]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def epoch_of(folder):
    with opened(CentreSettings(folder)) as engine, engine.begin() as connection:
        return epoch_and_sequence(connection)[0]


def test_settings_that_are_none_are_refused(tmp_path):
    file = tmp_path / "station.json"
    file.write_text('{"post": 7}')
    with pytest.raises(TypeError, match="post"):
        read_settings(file)
    file.write_text("[]")
    with pytest.raises(TypeError, match="station settings"):
        read_settings(file)
    file.write_text('{"post": "ZU", "from_a_newer_program": 1}')
    assert read_settings(file) == StationSettings(post="ZU")
    write_settings(file, StationSettings(post="AB"))
    assert read_settings(file).post == "AB"


def test_the_demo_takes_no_folder_that_is_not_its_own(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(StorageUnavailable, match="not empty"):
        mark_as_demo(tmp_path)
    fresh = tmp_path / "fresh"
    mark_as_demo(fresh)
    mark_as_demo(fresh)
    assert (fresh / MARKER).is_file()


def test_the_small_commands_load_no_window_system():
    code = (
        "import sys; from inspector_app.__main__ import main\n"
        "try: main(['scan', 'info', '--help'])\n"
        "except SystemExit: pass\n"
        "assert not any(m.startswith('PySide6') for m in sys.modules), 'Qt was loaded'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_settings_that_make_no_sense_are_named_and_connect_mends_them(tmp_path, capsys):
    data, token = tmp_path / "data", tmp_path / "token"
    data.mkdir()
    DataFolder(data).settings.write_text("{not settings", encoding="utf-8")
    token.write_text("secret\n", encoding="utf-8")
    assert main(["case", "import", str(tmp_path), "--data-dir", str(data)]) == 1
    assert "station.json" in capsys.readouterr().err
    station = ["--post", "ZU", "--person", "b.bold", "--centre", "http://127.0.0.1:1"]
    connecting = ["connect", *station, "--token-file", str(token), "--data-dir", str(data)]
    assert main(connecting) == 0
    assert read_settings(DataFolder(data).settings).token == "secret"


def test_one_data_folder_has_one_window(tmp_path):
    folder = DataFolder(tmp_path)
    first = lock_folder(folder)
    with pytest.raises(StorageUnavailable) as refused:
        lock_folder(folder)
    assert refused.value.reason == "locked"
    first.unlock()
    lock_folder(folder).unlock()


def test_a_folder_whose_program_was_killed_opens_again(tmp_path):
    folder = DataFolder(tmp_path)
    killed = (
        "import os, sys; from pathlib import Path\n"
        "from inspector_app.bootstrap.window import lock_folder\n"
        "from inspector_app.settings.data_folder import DataFolder\n"
        "folder = DataFolder(Path(sys.argv[1])); folder.make(); lock = lock_folder(folder)\n"
        "answer = folder.scratch / 'carrier-abc'; answer.mkdir()\n"
        "(answer / '0').write_bytes(b'a scan that was on an answer')\n"
        "os.utime(answer, (1e9, 1e9)); (folder.scratch / 'carrier-new').mkdir()\n"
        "(folder.scratch / 'scan-abc.values').write_bytes(b'decoded')\n"
        "(folder.scratch / 'notes').write_bytes(b'of somebody else')\n"
        "os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False, timeout=60)
    assert len(list(folder.scratch.iterdir())) == 4
    lock_folder(folder).unlock()
    # What is new may belong to `outbox carry-in`, which runs beside the window.
    assert {one.name for one in folder.scratch.iterdir()} == {"carrier-new", "notes"}


def test_unsent_work_is_listed_exported_and_checked(tmp_path, capsys):
    data, target = tmp_path / "data", tmp_path / "unsent.jsonl"
    where = ["--data-dir", str(data)]
    with open_station(DataFolder(data)) as station:
        station.cases.keep([a_case()])
        for _ in range(2):
            station.records.save(a_finding())
    assert main(["outbox", "list", *where]) == 0
    first, second, counts = capsys.readouterr().out.splitlines()
    assert first.split()[0] == "2"
    assert second.split()[-1] == "waiting"
    assert counts == "waiting 2, sent 0, applied 0, rejected 0"
    assert main(["outbox", "export", str(target), *where]) == 0
    assert "2 operations, 1 to 2" in capsys.readouterr().out
    assert main(["outbox", "check", str(target)]) == 0
    assert main(["outbox", "export", str(target), *where]) == 1
    assert "is there already" in capsys.readouterr().err
    target.write_bytes(target.read_bytes().replace(b"b.bold", b"b.bald", 1))
    assert main(["outbox", "check", str(target)]) == 1
    assert f"{target}:2: changed" in capsys.readouterr().err
