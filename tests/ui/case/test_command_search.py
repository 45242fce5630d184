"""Finding commands by a few letters."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from inspector_app.ui.case.command_search import Command, find_commands, fuzzy_score


@pytest.fixture
def commands(qapp) -> list[Command]:
    made = [
        ("Local contrast", "Орон нутгийн ялгаа", "C"),
        ("Colours before", "Өмнөх өнгө", "Shift+K"),
        ("Compare", "Харьцуулах", "Shift+C"),
        ("Material", "Материал", "Y"),
    ]
    return [Command(QAction(), name, (other,), (keys,), "") for name, other, keys in made]


def names(found: list[Command]) -> list[str]:
    return [command.name for command in found]


def test_nothing_typed_shows_all_in_their_order(commands: list[Command]) -> None:
    assert find_commands(commands, "  ") == commands


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("loc", "Local contrast"),
        ("lc", "Local contrast"),
        ("comp", "Compare"),
        ("материал", "Material"),
        ("харьц", "Compare"),
        ("c", "Local contrast"),
        ("shift+c", "Compare"),
        ("shift k", "Colours before"),
        ("Y", "Material"),
    ],
)
def test_letters_words_of_both_languages_and_keys_find(
    commands: list[Command], wanted: str, first: str
) -> None:
    assert names(find_commands(commands, wanted))[0] == first


def test_what_does_not_fit_is_left_out(commands: list[Command]) -> None:
    assert find_commands(commands, "zzz") == []
    assert names(find_commands(commands, "mater")) == ["Material"]


def test_what_can_be_run_goes_first_among_equals(qtbot: QtBot) -> None:
    grey, ready = QAction(), QAction()
    grey.setEnabled(False)
    both = [Command(one, "Same", (), (), "") for one in (grey, ready)]
    assert [command.action for command in find_commands(both, "same")] == [ready, grey]


def test_starts_of_words_and_letters_in_a_row_count_more() -> None:
    assert fuzzy_score("co", "Compare") > fuzzy_score("co", "Local contrast level")
    assert fuzzy_score("mo", "More") > fuzzy_score("mo", "Remote")
    assert fuzzy_score("abc", "acb") is None
