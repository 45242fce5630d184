"""Tables of codes. The tables themselves are data (resources/codes) and can be replaced."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: a code and what it is called in each language."""

    code: str
    en: str
    mn: str

    def text(self, language: str) -> str:
        """The name in `language` (``en`` or ``mn``); English where there is no other."""
        return self.mn if language == "mn" and self.mn else self.en


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A named table of codes, in the order in which they are shown.

    Attributes:
        name: ``control-types``, ``control-results``, ``finding-kinds``, ...
        source: where the codes come from, for people who must map them to national ones.
    """

    name: str
    source: str
    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        seen = [entry.code for entry in self.codes]
        if len(seen) != len(set(seen)):
            raise ValueError(f"table {self.name} holds a code twice")

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.codes)

    def text(self, code: str, language: str) -> str:
        """What a code is called; the code itself where the table does not know it, so that data
        from
        a newer table is still shown."""
        for entry in self.codes:
            if entry.code == code:
                return entry.text(language)
        return code
