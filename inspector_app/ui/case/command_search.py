"""Finding a command by a few letters of its name, in either language, or by its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction

_WORD_START, _IN_A_ROW, _ELSEWHERE = 8, 5, 1


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be run.

    Attributes:
        name: in the language of now.
        other_names: the same in other languages.
        tip: what it does, in a sentence.
        reason: why it cannot be run now, empty where it can or where nobody knows.
    """

    action: QAction
    name: str
    other_names: tuple[str, ...]
    keys: tuple[str, ...]
    tip: str
    reason: str = ""

    @property
    def can_run(self) -> bool:
        return self.action.isEnabled() and not self.reason


def find_commands(commands: Iterable[Command], wanted: str) -> list[Command]:
    """Those that fit, the best first; all of them in their order where nothing is wanted. What can
    be run goes before what cannot where both fit as well."""
    scored = [(score_command(command, wanted), command) for command in commands]
    fitting = [(score, command) for score, command in scored if score is not None]
    fitting.sort(key=lambda pair: (-pair[0], not pair[1].can_run))
    return [command for _, command in fitting]


def score_command(command: Command, wanted: str) -> int | None:
    """How well it fits, None where it does not."""
    wanted = wanted.strip().casefold()
    if not wanted:
        return 0
    if wanted in _plain(command.keys):
        return 1_000
    names = (command.name, *command.other_names)
    scores = [score for name in names if (score := fuzzy_score(wanted, name)) is not None]
    return max(scores, default=None)


def fuzzy_score(wanted: str, text: str) -> int | None:
    """How well the letters of `wanted` are found in `text` in their order, None where they are
    not. Letters at the start of words and letters side by side count more."""
    text = text.casefold()
    score, at, before = 0, 0, -2
    for letter in wanted.casefold():
        if letter.isspace():
            continue
        found = _next_place(text, letter, at, before)
        if found < 0:
            return None
        if found == before + 1:
            score += _IN_A_ROW
        elif found == 0 or not text[found - 1].isalnum():
            score += _WORD_START
        else:
            score += _ELSEWHERE
        before, at = found, found + 1
    # Of two that fit as well the shorter is meant.
    return score * 100 - len(text)


def _next_place(text: str, letter: str, at: int, before: int) -> int:
    """Where the letter is best taken from: side by side, else at a word's start, else anywhere."""
    if at < len(text) and text[at] == letter and before == at - 1:
        return at
    starts = (
        place
        for place in range(at, len(text))
        if text[place] == letter and (place == 0 or not text[place - 1].isalnum())
    )
    return next(starts, text.find(letter, at))


def _plain(keys: Sequence[str]) -> set[str]:
    return {key.casefold() for key in keys} | {key.casefold().replace("+", " ") for key in keys}
