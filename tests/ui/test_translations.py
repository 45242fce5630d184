"""Every text has a Mongolian translation that is in the file the program reads."""

from __future__ import annotations

import importlib.util
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from inspector_app.central import rules as central_rules
from inspector_app.imaging.scan_limits import SCAN_REASONS
from inspector_app.settings.shipped import resources_folder
from inspector_app.storage import STORAGE_REASONS
from inspector_app.ui import centre_texts, error_texts
from inspector_app.ui.language import Language
from tests.helpers.fake_ports import code_tables

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = resources_folder() / "translations" / "inspector_app_mn.ts"


@pytest.fixture(scope="module")
def tools():
    path = ROOT / "packaging" / "update_translations.py"
    spec = importlib.util.spec_from_file_location("update_translations", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def messages(file):
    return [
        (context.findtext("name"), message.findtext("source"), message.findtext("translation"))
        for context in ET.parse(file).getroot().iter("context")
        for message in context.iter("message")
    ]


def test_the_translation_holds_every_text_of_the_program(tools, tmp_path):
    fresh = tmp_path / "fresh.ts"
    fresh.write_bytes(SHIPPED.read_bytes())
    tools.collect(fresh)
    assert tools.untranslated(fresh) == []
    assert {m[:2] for m in messages(fresh)} == {m[:2] for m in messages(SHIPPED)}, (
        "run packaging/update_translations.py"
    )


def test_the_compiled_file_says_the_same(qapp):
    translator = QTranslator()
    assert translator.load(str(SHIPPED.with_suffix(".qm")))
    wrong = [
        (context, source)
        for context, source, translation in messages(SHIPPED)
        if translator.translate(context, source) != translation
    ]
    assert wrong == []


@pytest.mark.parametrize("pattern", [r"\{[^}]*\}", r"Ctrl\+\w|Alt\+\w+|F5"])
def test_placeholders_and_keys_survive_translation(pattern):
    wrong = [
        source
        for _, source, translation in messages(SHIPPED)
        if sorted(re.findall(pattern, source)) != sorted(re.findall(pattern, translation))
    ]
    assert wrong == []


KEYS_AND_NUMBERS = re.compile(r"\{[^}]*\}|Ctrl|Shift|Space|Enter|Alt|Left")


def test_translations_are_written_in_cyrillic():
    latin = [
        translation
        for _, source, translation in messages(SHIPPED)
        if re.search(r"[a-z]{4,}", KEYS_AND_NUMBERS.sub("", translation))
    ]
    assert latin == []


def test_the_language_can_be_switched_while_running(qapp):
    language = Language(qapp, resources_folder() / "translations")
    language.switch("mn")
    assert QCoreApplication.translate("Verdict", "Clean") == "Зөрчилгүй"
    language.switch("en")
    assert QCoreApplication.translate("Verdict", "Clean") == "Clean"
    with pytest.raises(ValueError, match="no translation"):
        language.switch("fr")


def test_every_reason_of_the_rooms_has_a_sentence(qapp):
    assert set(error_texts.scan_texts()) >= SCAN_REASONS
    assert set(error_texts.storage_texts()) >= STORAGE_REASONS


def test_a_rejection_nobody_foresaw_still_names_itself(qapp):
    source = Path(central_rules.__file__).read_text(encoding="utf-8")
    reasons = set(re.findall(r'rejected\("([a-z-]+)"\)', source))
    assert "unknown-case" in reasons
    for reason in reasons | {"made-up"}:
        assert len(centre_texts.rejection_text(reason)) > 20


def test_code_tables_have_both_languages():
    for table in code_tables().values():
        for code in table.codes:
            assert code.en, (table.name, code.code)
            assert code.mn, (table.name, code.code)
