"""The keys that the card tells are those that the browser knows, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.text import LANGS
from layouts.keys import DIGITS, KEYS, LETTERS, OF_PAGES, card, ways
from layouts.sites import PAGES

SCRIPT = (Path(__file__).parents[2] / "assets/js/keys.js").read_text(encoding="utf-8")
DOES = set(re.findall(r"^    (\w+): (?:\(\) =>|escaped)", SCRIPT, re.MULTILINE))
PRESSED = re.search(r"const keys = \{(.+)\};", SCRIPT)
ALSO = {" ": "p"}
"""Keys that do what another does, which the card need not tell twice."""
NAMES = {"Escape": "Esc"}


def pressed():
    """Key → what it does, as the script has them."""
    assert PRESSED is not None
    pairs = re.findall(r'(?:"([^"]+)"|(\w+)): "(\w+)"', PRESSED[1])
    return {NAMES.get(quoted or plain, quoted or plain): does for quoted, plain, does in pairs}


def test_every_key_of_the_card_does_what_the_script_does():
    told = {key.press: key.does for key in KEYS}
    assert told == {press: does for press, does in pressed().items() if press not in ALSO}


def test_a_second_key_does_what_its_first_does():
    assert {press: pressed()[first] for press, first in ALSO.items()} == {
        press: pressed()[press] for press in ALSO
    }


def test_the_script_knows_every_deed_and_no_other():
    assert {key.does for key in KEYS} == DOES


@pytest.mark.parametrize("lang", LANGS)
def test_the_card_has_a_row_for_every_key_and_every_listed_page(lang):
    said = str(card(lang))
    listed = [page for page in PAGES.values() if page.listed]
    assert said.count("Kbd(") == len(KEYS) + len(listed) + min(len(listed), DIGITS)
    assert DIGITS <= 9
    for page in listed:
        assert f"'data-path': '{page.path}'" in said or f"data-path='{page.path}'" in said


def test_every_listed_page_has_a_letter_of_its_own():
    listed = [page.name for page in PAGES.values() if page.listed]
    assert sorted(LETTERS) == sorted(listed)
    assert len({*LETTERS.values()}) == len(listed)
    assert all(re.fullmatch("[a-z]", letter) and letter != "g" for letter in LETTERS.values())
    assert LETTERS["departments"] == "d"


@pytest.mark.parametrize("lang", LANGS)
def test_the_card_tells_the_letter_of_each_page(lang):
    rows = dict(ways(lang))
    assert [pressed[-1] for pressed in rows] == [
        f"g {LETTERS[page.name]}" for page in PAGES.values() if page.listed
    ]
    assert [pressed[0] for pressed in rows if len(pressed) == 2] == [str(n) for n in range(1, DIGITS + 1)]


DUTY = (Path(__file__).parents[2] / "assets/js/duty.js").read_text(encoding="utf-8")


def test_the_keys_of_the_watch_do_what_its_own_script_does():
    told = re.search(r"const keys = \{(.+)\};", DUTY)
    deeds = re.search(r"const does = \{(.+)\};", DUTY)
    assert told is not None
    assert deeds is not None
    assert {key.press: key.does for key in OF_PAGES["duty"]} == dict(re.findall(r'(\w): "(\w+)"', told[1]))
    assert {key.does for key in OF_PAGES["duty"]} == set(
        re.findall(r"(\w+): (?:\(\) =>|acknowledged)", deeds[1])
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_keys_of_one_page_stand_on_its_card_alone_and_are_nobody_elses(lang):
    for key in OF_PAGES["duty"]:
        assert key.words.to(lang) in str(card(lang, "duty"))
        assert key.words.to(lang) not in str(card(lang, "departments"))
        assert key.press not in pressed()
