"""What `show`, `check` and `calendar import` print, and how they refuse."""

from __future__ import annotations

import json
from datetime import timedelta
from shutil import copytree

import pytest

from dashboard.commands import showing
from dashboard.commands.showing import (
    Question,
    asked,
    checked,
    imported_calendar,
    local_moment,
    show_indicator,
    span,
)
from dashboard.district import load
from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_key
from tests.living import NOON, dispatched

pytestmark = pytest.mark.sweep

AS_OF = "2026-11-20T12:00"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """An installation whose ledger holds five cases."""
    from dashboard.ledger.store import Ledger

    made = Settings(home=tmp_path_factory.mktemp("show"), district="yunjiang")
    ledger = Ledger.open(made.ledger_url, key=ledger_key(made))
    ledger.append("hotline", [fact for n in range(5) for fact in dispatched(n)], recorded_at=NOON)
    ledger.close()
    return made


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_an_indicator_is_printed_from_a_board_of_its_own(settings, form):
    text = show_indicator(settings, Question("open", AS_OF, by="department", fmt=form))
    assert "water" in text
    assert "5" in text


def test_as_of_goes_back_to_what_was_so_then(settings):
    before = show_indicator(settings, Question("open", "2026-11-20T06:00", fmt="json"))
    assert json.loads(before) in ([], [{"value": 0}])
    assert json.loads(show_indicator(settings, Question("open", AS_OF, fmt="json"))) == [{"value": 5}]


def test_the_list_names_every_indicator_with_its_formula(settings):
    text = show_indicator(settings, Question("list", lang="en"))
    for name in showing.indicators():
        assert name in text


@pytest.mark.parametrize(
    ("question", "word"),
    [
        (Question("nonsense"), "nonsense"),
        (Question("open", AS_OF, by="colour"), "colour"),
        (Question("open", "yesterday"), "yesterday"),
        (Question("received", AS_OF, window="4 weeks"), "4 weeks"),
        (Question("open", AS_OF, fmt="xml"), "xml"),
    ],
)
def test_a_wrong_word_is_refused_by_name(settings, question, word):
    with pytest.raises(Refusal, match=word):
        show_indicator(settings, question)


@pytest.mark.parametrize(
    ("text", "found"),
    [("28d", timedelta(days=28)), ("12h", timedelta(hours=12)), ("90m", timedelta(minutes=90)), (None, None)],
)
def test_windows_are_written_short(text, found):
    assert span(text) == found


def test_dimensions_are_separated_by_commas():
    assert asked(None, "street, department").by == ("street", "department")
    assert asked(None, "").by == ()


def test_a_moment_is_local_unless_it_carries_its_offset(settings):
    assert local_moment(settings, "2026-11-20T12:00") == NOON
    assert local_moment(settings, "2026-11-20T04:00+00:00") == NOON


def test_check_finds_nothing_wrong_in_what_ships_but_the_end_of_the_calendar(settings):
    lines, _ = checked(settings)
    assert all("2027" in line for line in lines if line.startswith("▲"))


def test_check_advises_a_second_place_for_the_heads_where_a_site_has_none(settings, monkeypatch, tmp_path):
    site = load("yunjiang").model_copy(update={"demo": False})
    monkeypatch.setattr("dashboard.district.load", lambda *_: site)
    lines, good = checked(settings)
    (hint,) = [line for line in lines if line.startswith("○")]
    assert "没有设 anchor_to" in hint
    assert "anchor_to is not set" in hint
    kept, still = checked(settings.model_copy(update={"anchor_to": str(tmp_path / "heads")}))
    assert (kept, still) == ([line for line in lines if line != hint], good)


def test_a_demo_is_advised_nothing(settings):
    assert not any(line.startswith("○") for line in checked(settings)[0])


def test_check_names_a_feed_of_no_kind(settings, tmp_path):
    from dashboard.district import SHIPPED

    copytree(SHIPPED / "yunjiang" / "lists", tmp_path / "lists")
    for file in (SHIPPED / "yunjiang").glob("*.*"):
        text = file.read_text(encoding="utf-8").replace('kind = "events"', 'kind = "pigeon"')
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    lines, good = checked(settings.model_copy(update={"district": str(tmp_path / "district.toml")}))
    assert not good
    assert any("pigeon" in line for line in lines)


def test_an_imported_year_ends_the_warning(settings, tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text("date,is_workday,name_zh,name_en\n2027-01-01,0,元旦,New Year\n", encoding="utf-8")
    assert "2027-12-31" in imported_calendar(settings, file)
    lines, good = checked(settings)
    assert good, lines


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('{ url = "ftp://x" }', "feed hotline: options.url = 'ftp://x'"),
        ('{ url = "http://x/e", colour = 1 }', "options.colour = 1: Extra inputs are not permitted"),
    ],
)
def test_check_says_which_option_of_a_source_is_wrong(settings, tmp_path, options, said):
    shipped = load("yunjiang").folder
    copytree(shipped / "lists", tmp_path / "lists")
    for file in shipped.glob("*.*"):
        text = file.read_text(encoding="utf-8").replace(
            '{ url = "http://127.0.0.1:8051/hotline/events" }', options
        )
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    lines, good = checked(settings.model_copy(update={"district": str(tmp_path / "district.toml")}))
    assert not good
    (line,) = [line for line in lines if "options." in line]
    assert said in line
