"""`jiequan digest`: the same as on the sheet, as lines, for programs, into a file."""

from __future__ import annotations

import json

import pytest

from dashboard.commands.digesting import Wish, digest_told
from dashboard.ledger.store import Ledger
from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_key
from tests.living import NOON, dispatched

pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = Settings(home=tmp_path_factory.mktemp("digest"), district="yunjiang")
    ledger = Ledger.open(made.ledger_url, key=ledger_key(made))
    ledger.append("hotline", dispatched(1, hours=24 * 20), recorded_at=NOON)
    ledger.close()
    return made


def said(home, **wish):
    return digest_told(home, Wish(unit="water", as_of=NOON.isoformat(), **wish))


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("晨报", "超期 1")), ("en", ("Morning digest", "Overdue 1"))]
)
def test_lines_tell_it_in_both_languages(home, lang, words):
    lines = said(home, lang=lang)
    assert all(word in lines for word in words)
    assert "000001" in lines


def test_programs_get_it_as_json(home):
    found = json.loads(said(home, as_json=True))
    assert (found["kind"], found["unit"]["code"], found["now"]["overdue"]) == ("digest", "water", 1)


def test_it_is_written_into_a_file_that_is_named(home, tmp_path):
    out = tmp_path / "digest.json"
    assert said(home, as_json=True, out=out) == str(out)
    assert json.loads(out.read_text(encoding="utf-8"))["day"] == "2026-11-20"


def test_a_file_that_cannot_be_written_is_refused(home, tmp_path):
    with pytest.raises(Refusal, match="cannot be written"):
        said(home, out=tmp_path / "none" / "digest.txt")


def test_an_unknown_unit_is_refused_with_those_there_are(home):
    with pytest.raises(Refusal, match="water"):
        digest_told(home, Wish(unit="nobody", as_of=NOON.isoformat()))


def test_it_is_a_command_with_its_options():
    from typer.testing import CliRunner

    from dashboard.__main__ import app

    told = CliRunner().invoke(app, ["digest", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert told.exit_code == 0
    for option in ("--unit", "--lang", "--json", "--out", "--as-of"):
        assert option in told.output
