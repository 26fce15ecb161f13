"""The desk: one picture per version and minute, honest ages, and a wall that outlives its faults."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import orjson
import pytest
import structlog

from dashboard import drawing
from dashboard.clock import Following, Frozen
from dashboard.desk import Desk, board_path
from dashboard.district import SHIPPED
from dashboard.feeding import feed_bearing
from dashboard.ledger import FeedState, LedgerError, Receipt
from dashboard.leverage.book import FILE as BOOK
from dashboard.leverage.book import book_of, brought
from dashboard.refusal import Refusal
from dashboard.scope import ALL
from dashboard.settings import Settings
from dashboard.text import Text
from layouts import scenes
from layouts.pages import PANELS
from tests.living import NOON, desk_in, dispatched

pytestmark = pytest.mark.sweep


@pytest.fixture
def desk(tmp_path):
    made = desk_in(tmp_path, [fact for number in range(4) for fact in dispatched(number)])
    yield made
    made.close()


def shown(picture):
    return orjson.loads(gzip.decompress(picture.body))


def test_before_its_first_look_a_desk_is_not_ready_and_says_so(desk):
    health = desk.health()
    assert not health["ready"]
    assert health["looked_s"] is None
    assert int(desk.bearings()["X-Age-Ms"]) > 10**8


def test_after_a_look_it_is_ready_and_knows_its_cases(desk):
    desk.look()
    health = desk.health()
    assert health["ready"]
    assert health["cases"] == 4
    assert health["seq"] == 8
    assert [feed["name"] for feed in health["feeds"]] == [feed.name for feed in desk.district.feeds]


@pytest.mark.parametrize("query", [{}, {"scene": "hands"}, {"scene": "flow"}, {"wide": "1"}], ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_picture_fills_slots_of_every_panel_of_its_wall_and_of_no_other(desk, lang, query):
    desk.look()
    picture = shown(desk.picture("wall", query, lang, ALL))
    filled = {**picture["graphs"], **picture["tiles"]}
    drawn = scenes.shown(PANELS["wall"], query)
    for panel in PANELS["wall"]:
        assert bool(set(panel.slots) & set(filled)) is (panel in drawn), panel.name


def test_the_same_version_and_minute_is_the_same_picture(desk):
    desk.look()
    first = desk.picture("wall", {}, "zh", ALL)
    desk.clock = Frozen(NOON + timedelta(seconds=30))
    assert desk.picture("wall", {"utm": "noise"}, "zh", ALL) is first


def test_news_a_new_minute_another_language_or_query_is_another_picture(desk):
    desk.look()
    tags = {desk.picture("wall", {}, "zh", ALL).etag, desk.picture("wall", {}, "en", ALL).etag}
    tags.add(desk.picture("wall", {"measure": "density"}, "zh", ALL).etag)
    desk.clock = Frozen(NOON + timedelta(minutes=1))
    tags.add(desk.picture("wall", {}, "zh", ALL).etag)
    desk.ledger.append("hotline", dispatched(77), recorded_at=NOON)
    desk.look()
    tags.add(desk.picture("wall", {}, "zh", ALL).etag)
    assert len(tags) == 5


def test_languages_and_measures_of_one_version_share_what_was_measured(desk, monkeypatch):
    desk.look()
    asked = []
    answer = drawing.answer
    monkeypatch.setattr(
        drawing, "answer", lambda part, ask, reader: asked.append(part.name) or answer(part, ask, reader)
    )
    desk.picture("wall", {}, "zh", ALL)
    once = len(asked)
    desk.picture("wall", {}, "en", ALL)
    assert len(asked) == once > 8
    desk.picture("wall", {"measure": "ontime"}, "zh", ALL)
    assert asked[once:] == ["on-time"]
    desk.clock = Frozen(NOON + timedelta(minutes=1))
    desk.picture("wall", {}, "zh", ALL)
    assert len(asked) == 2 * once + 1


def test_an_unknown_measure_is_the_default_one(desk):
    desk.look()
    assert desk.picture("wall", {"measure": "nonsense"}, "zh", ALL) is desk.picture("wall", {}, "zh", ALL)


def test_a_lost_ledger_is_said_once_the_last_board_stays_and_its_age_grows(desk):
    desk.look()
    good, desk.ledger = desk.ledger, SimpleNamespace(entries=lost, close=lambda: None)
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            desk.look()
        assert desk.trouble
        assert shown(desk.picture("wall", {}, "zh", ALL))["tiles"]
        looked = desk.looked
        desk.ledger = good
        desk.look()
    assert [line["event"] for line in lines] == ["ledger out of reach", "ledger back in reach"]
    assert desk.looked > looked
    assert desk.trouble == ""


def lost(after, limit=10_000):
    raise LedgerError(Text("磁盘没了", "the disk is gone"))


def test_the_follower_outlives_a_fault_that_nobody_foresaw(desk, monkeypatch):
    looks = []

    def look():
        looks.append(1)
        if len(looks) < 4:
            raise RuntimeError("unforeseen")
        desk.stopping.set()

    monkeypatch.setattr(desk, "look", look)
    desk.settings = Settings(home=desk.settings.home, look=0.1)
    with structlog.testing.capture_logs() as lines:
        desk.follow()
    assert len(looks) == 4
    assert [line["event"] for line in lines] == ["follower stumbled"]


def test_a_board_is_kept_under_the_role_of_its_process(tmp_path):
    assert board_path(tmp_path, "serve") != board_path(tmp_path, "poll")


def test_opening_by_settings_uses_their_ledger_and_stands_still_for_a_frozen_clock(tmp_path):
    made = Desk.open(Settings(home=tmp_path, district="yunjiang"), role="", clock=Frozen(NOON))
    try:
        assert made.clock.now() == NOON
        assert made.board.until == NOON
        assert (tmp_path / "ledger.db").exists()
        assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    finally:
        made.close()


def test_f110_rules_that_break_while_it_runs_change_nothing_and_the_next_start_names_what_is_wrong(tmp_path):
    home = tmp_path / "yunjiang"
    shutil.copytree(SHIPPED / "yunjiang", home)
    (home / "levers.toml").write_text(BOOK.read_text("utf-8").replace("cost = 8", "cost = 9"), "utf-8")
    chosen = Settings(home=tmp_path / "home", district=str(home / "district.toml"))
    running = Desk.open(chosen, role="", clock=Frozen(NOON))
    for name in ("levers.toml", "district.toml"):
        (home / name).write_text("version = = 1", "utf-8")
    running.look()
    assert not running.trouble
    assert shown(running.picture("wall", {}, "zh", ALL))["tiles"]
    assert book_of(running.district).lever("L4").cost == 9
    running.close()
    for name in ("district.toml", "levers.toml"):
        with pytest.raises(Refusal, match=name):
            Desk.open(chosen, role="", clock=Frozen(NOON))
        shutil.copy(SHIPPED / "yunjiang" / "district.toml", home)
        brought.cache_clear()  # as in another process


def test_the_age_of_a_feed_counts_from_when_its_news_last_moved_on_and_is_never_negative(monkeypatch):
    monkeypatch.setattr("dashboard.feeding.wall", lambda: NOON)
    state = FeedState(name="iot", state="ok", fresh_at=NOON - timedelta(seconds=420), good_at=NOON)
    assert feed_bearing(state)["age_s"] == 420
    assert feed_bearing(replace(state, fresh_at=NOON + timedelta(hours=1)))["age_s"] == 0
    assert feed_bearing(replace(state, fresh_at=None))["age_s"] is None
    assert feed_bearing(replace(state, retry_at=NOON + timedelta(seconds=90)))["retry_s"] == 90


def test_the_account_of_a_feed_adds_up_in_its_health(desk):
    desk.feeds = {
        "hotline": FeedState(
            name="hotline", account=Receipt(applied=5, duplicate=2, superseded=1, quarantined=3)
        )
    }
    told = desk.health()["feeds"][0]
    assert (
        told["received"]
        == 11
        == sum(told[part] for part in ("applied", "duplicate", "superseded", "quarantined"))
    )


def test_special_days_that_run_out_are_told_on_every_screen_unless_time_stands_still(desk):
    assert desk.warnings() == []
    desk.clock = Following.starting(NOON, 10.0)
    assert "2027" in desk.warnings()[0].words.zh
    desk.clock = Following.starting(NOON - timedelta(days=90), 10.0)
    assert desk.warnings() == []
