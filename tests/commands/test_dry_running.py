"""`jiequan dry-run`: what is printed, what is kept, and that neither ledger nor home has changed besides."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.commands import dry_running
from dashboard.commands.dry_running import Wish, dry_run, lines, printed
from dashboard.district import load
from dashboard.dryrun import measuring
from dashboard.dryrun.result import FILE, Result, kept
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.ledger.store import Ledger
from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_key
from tests.dryrun.found import result
from tests.dryrun.telling import NOW, changed, settled, stuck
from tests.living import NOON

pytestmark = pytest.mark.sweep

DAYS = ["--from", "2026-11-16", "--to", "2026-11-20", "--at", "16:00", "--every", "4"]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """An installation whose ledger holds three cases, one of them long without an answer."""
    made = Settings(home=tmp_path / "home", district="yunjiang")
    made.home.mkdir()
    ledger = Ledger.open(made.ledger_url, key=ledger_key(made))
    facts = [*stuck(900), *settled(1, hours=100, lasts=None), *settled(2, hours=99, lasts=None)]
    for fact in sorted(facts, key=lambda one: one.happened_at):
        ledger.append("hotline", [fact], recorded_at=NOON, known_at=fact.happened_at)
    ledger.close()
    monkeypatch.setattr(dry_running, "moment", lambda live: NOW)
    monkeypatch.setattr(measuring, "compared", lambda indicators: [ON_TIME, OPEN])
    return made


@pytest.fixture
def copy(tmp_path):
    return changed(tmp_path / "copy", ('default = "5D"', 'default = "2D"'))


def ledger_of(settings):
    """All that the ledger says, to the byte."""
    ledger = Ledger.open(settings.ledger_url, key=ledger_key(settings))
    try:
        return ledger.entries(0, 1_000), ledger.head()
    finally:
        ledger.close()


def asked(copy, **given):
    return Wish(
        **(
            {
                "copy": copy,
                "first": "2026-11-16",
                "last": "2026-11-20",
                "post": "head-water",
                "at": "16:00",
                "every": 4,
            }
            | given
        )
    )


def test_it_is_printed_and_kept_and_the_ledger_stands_as_it_stood(settings, copy):
    before, files = ledger_of(settings), {one.name for one in settings.home.iterdir()}
    told = printed(settings, asked(copy), "zh", as_json=False)
    assert "limits.default: 5D → 2D" in told
    assert "按时办结率" in told
    assert "+ hotline/000900" in told
    assert "T06 已超期" in told
    assert ledger_of(settings) == before
    assert {one.name for one in settings.home.iterdir()} - files <= {FILE}
    found = kept(settings.home)
    assert (found.post, found.copy_of) == ("水务值班负责人", "copy")
    assert (found.first, found.last, found.seq) == (date(2026, 11, 16), date(2026, 11, 20), before[1][0])


@pytest.mark.sweep
def test_json_is_the_whole_result(settings, copy, monkeypatch):
    monkeypatch.setenv("JIEQUAN_DISTRICT", "yunjiang")
    home = ["--home", str(settings.home), "--json"]
    done = CliRunner().invoke(app, ["dry-run", "--district", str(copy), *DAYS, *home])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert Result.model_validate(said) == kept(settings.home)
    assert said["differences"] == [{"where": "limits.default", "before": "5D", "after": "2D", "idle": False}]
    assert [one["name"] for one in said["measures"]] == ["on-time", "open"]
    assert said["post"].startswith("os")


@pytest.mark.sweep
def test_a_copy_that_cannot_be_used_leaves_the_last_result(settings, copy, tmp_path):
    dry_run(settings, asked(copy))
    before = kept(settings.home)
    wrong = changed(tmp_path / "wrong", ('default = "5D"', 'default = "5X"'))
    with pytest.raises(Refusal, match="5X"):
        dry_run(settings, asked(wrong))
    assert kept(settings.home) == before


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"first": "yesterday"}, "--from 'yesterday'"),
        ({"last": "2026-13-01"}, "--to '2026-13-01'"),
        ({"at": "9 o'clock"}, "--at"),
    ],
)
def test_what_is_no_day_is_refused(settings, copy, given, word):
    with pytest.raises(Refusal, match=word):
        dry_run(settings, asked(copy, **given))


def test_another_language_is_refused_before_anything_is_done(settings, copy):
    with pytest.raises(Refusal, match="fr"):
        printed(settings, asked(copy), "fr", as_json=False)
    assert kept(settings.home) is None


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("12,000 条", "2 项中 1 项不同", "新增 1，不再 1", "1 件算法不同")),
        ("en", ("12,000 of them", "1 of 2 are other", "newly 1, no longer 1", "1 cases count")),
    ],
)
def test_what_is_printed_says_differences_numbers_and_matters(lang, words):
    told = "\n".join(lines(result(), load("yunjiang"), lang))
    assert "limits.default: 5D → 2D" in told
    for word in words:
        assert word in told
    assert "↷ hotline/000458" in told


def test_more_matters_than_fit_are_told_as_a_number():
    one = result().flags.newly[0]
    many = tuple(one for _ in range(30))
    flags = result().flags.model_copy(update={"newly": many})
    told = list(lines(result(flags=flags), load("yunjiang"), "zh"))
    assert "  + … 10" in told
    assert sum(line.startswith("  + hotline") for line in told) == 20


def test_equal_rules_are_told_to_say_the_same():
    assert any("没有差别" in line for line in lines(result(differences=()), load("yunjiang"), "zh"))
