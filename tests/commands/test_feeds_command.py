"""`jiequan feeds`: how connections are doing, what was set aside, and the second try."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.ledger import FeedState
from dashboard.ledger.store import Ledger
from dashboard.polling.aside import set_aside
from dashboard.sealing import Vault
from dashboard.settings import Settings, ledger_key
from data_feeds import Record

FILE = """
code = "990101"
name = "小区"
title = "小区"
zone = "Asia/Shanghai"
centre = "C01"
working = { segments = [[09:00:00, 17:30:00]] }
geometry = { streets = "streets.geojson" }
streets = [{ code = "S01", name = "西街" }]
orgs = [{ code = "C01", name = "区城运中心", short = "中心", kind = "uomc" }]

[[feeds]]
name = "drop"
kind = "folder"
title = "文件"
crs = "wgs84"
[feeds.options]
columns = { id = "id", opened_at = "opened" }
formats = FORMATS
"""
BAD = {"id": "1", "opened": "20/11/2026 09:00", "phone": "13800001234"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A district with one connection, one record set aside of it, and its state."""
    for name in ("JIEQUAN_DISTRICT", "JIEQUAN_HOME"):
        monkeypatch.delenv(name, raising=False)
    district_file(tmp_path, '["iso"]')
    square = [[121.4, 31.1], [121.5, 31.1], [121.5, 31.2], [121.4, 31.2], [121.4, 31.1]]
    shape = {"type": "Polygon", "coordinates": [square]}
    feature = {"type": "Feature", "properties": {"code": "S01"}, "geometry": shape}
    (tmp_path / "streets.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    ledger, key = opened(tmp_path)
    for raw, sealed in ((BAD, True), ({"id": "2", "opened": "yesterday"}, True), ("torn;row", False)):
        record = Record(raw=raw, where=f"line {raw if isinstance(raw, str) else raw['id']} of a.csv")
        aside = set_aside(record, "no time", Vault(key) if sealed else None, "drop")
        ledger.append("drop", [], recorded_at=datetime.now(UTC), rejected=[aside])
    fresh = datetime.now(UTC) - timedelta(minutes=65, seconds=20)
    ledger.save_feed_state(FeedState(name="drop", state="ok", fresh_at=fresh, notes=("place: 40%",)))
    ledger.close()
    return tmp_path


def district_file(folder, formats: str) -> None:
    (folder / "district.toml").write_text(FILE.replace("FORMATS", formats), encoding="utf-8")


def opened(folder) -> tuple[Ledger, bytes]:
    settings = Settings(home=folder)
    key = ledger_key(settings)
    return Ledger.open(settings.ledger_url, key=key), key


def said(home, *words: str):
    options = ["--district", str(home / "district.toml"), "--home", str(home)]
    return CliRunner().invoke(app, ["feeds", *words, *options], catch_exceptions=False)


def test_every_connection_is_a_row_with_its_account_and_alarms(home):
    shown = said(home)
    assert shown.exit_code == 0
    for word in ("drop", "正常", "1 时 05 分", "坐标系疑似错误，区外点占 40%"):
        assert word in shown.stdout
    row = next(line for line in shown.stdout.splitlines() if line.strip().startswith("drop"))
    assert row.split()[-6:] == ["3", "0", "0", "0", "3", "2"]


def test_the_same_in_english_and_for_programs(home):
    assert "outside the district: 40%" in said(home, "--lang", "en").stdout
    (one,) = json.loads(said(home, "--json").stdout)
    assert (one["name"], one["state"], one["received"], one["quarantined"]) == ("drop", "ok", 3, 3)
    assert (one["aside"], one["replayable"]) == (3, 2)
    assert one["alarms"][0]["en"].endswith("40%")


def test_a_connection_in_trouble_is_told_and_makes_the_exit_code_one(home):
    ledger, _ = opened(home)
    ledger.save_feed_state(FeedState(name="drop", state="trouble", trouble="there is no folder [bold]x"))
    ledger.close()
    shown = said(home)
    assert shown.exit_code == 1
    assert "▲ drop: there is no folder [bold]x" in shown.stdout


def test_what_was_set_aside_is_listed_masked_with_where_why_and_whether_it_can_be_replayed(home):
    shown = said(home, "quarantine", "drop", "--lang", "en")
    assert shown.exit_code == 0
    for word in ("line 1 of a.csv", "no time", "replayable", "to be delivered again"):
        assert word in shown.stdout
    assert "13800001234" not in shown.stdout
    found = json.loads(said(home, "quarantine", "--json", "--limit", "2").stdout)
    assert [one["replayable"] for one in found] == [False, True]
    assert found[1]["times"] == 1


def test_a_replay_after_a_fix_moves_what_can_be_used_and_says_what_is_left(home):
    assert said(home, "replay").exit_code == 1  # nothing was mended yet
    district_file(home, '["iso", "%d/%m/%Y %H:%M"]')
    shown = said(home, "replay", "drop", "--lang", "en")
    assert shown.exit_code == 1
    assert "drop: 2 records tried again, 1 counts left the quarantine: applied 1" in shown.stdout
    assert "1 still of no use, 1 to be delivered again" in shown.stdout
    ledger, _ = opened(home)
    assert [entry.key for entry in ledger.entries(0)] == ["case:drop/1"]
    assert ledger.verify().good
    ledger.close()


def test_where_nothing_is_set_aside_there_is_nothing_to_do(home):
    ledger, _ = opened(home)
    ledger.sweep(datetime.now(UTC) + timedelta(days=1))
    ledger.close()
    assert said(home, "replay").exit_code == 0
    assert "没有搁置的记录" in said(home, "quarantine").stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["quarantine", "nobody"], "feed 'nobody' is not connected; there are drop"),
        (["replay", "nobody"], "feed 'nobody' is not connected; there are drop"),
        (["--lang", "fr"], "--lang 'fr' is none of zh, en"),
    ],
)
def test_a_wrong_word_is_refused_by_name(home, words, reason):
    from dashboard.refusal import Refusal

    with pytest.raises(Refusal, match=reason):
        said(home, *words)


@pytest.mark.parametrize("command", [[], ["quarantine"], ["replay"]])
def test_each_of_them_explains_itself_in_both_languages(command):
    shown = CliRunner().invoke(app, ["feeds", *command, "--help"])
    assert shown.exit_code == 0
    assert "·" in shown.stdout
