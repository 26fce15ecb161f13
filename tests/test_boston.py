"""Real input: Boston's summer of 2011 through the folder feed agrees with an independent count in pandas."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from dashboard.board.store import Board
from dashboard.clock import Frozen
from dashboard.commands.showing import Question, show_indicator
from dashboard.comparison.places import among_peers
from dashboard.desk import Asked, Desk
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.received import RECEIVED
from dashboard.leverage.attention import ATTENTION
from dashboard.places import Geometry
from dashboard.polling import poll_once, pollers_of
from dashboard.scope import ALL
from dashboard.settings import Settings

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "boston"
ZONE = "America/New_York"
MORNING = pd.Timestamp("2011-09-15 09:00", tz=ZONE)
OCTOBER = pd.Timestamp("2011-10-01 00:00", tz=ZONE)
JULY = pd.Timestamp("2011-07-01 00:00", tz=ZONE)

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.boston,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the Boston records are not here (../shared/data/boston)"),
]


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    """The export as it is, times in Boston's zone."""
    frame = pd.read_csv(FOLDER / "boston_2011q3.csv.gz", dtype=str, keep_default_na=False)
    for name in ("created_at", "due_at", "closed_at"):
        frame[name] = pd.to_datetime(frame[name].replace("", None)).dt.tz_localize(ZONE)
    return frame


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    return Settings(district="boston", sources=FOLDER, home=tmp_path_factory.mktemp("boston"))


@pytest.fixture(scope="module")
def desk(settings):
    """Everything imported, as of 1 October."""
    made = Desk.open(settings, role="", clock=Frozen(OCTOBER.to_pydatetime()))
    outcomes = poll_once(
        pollers_of(made.district, made.ledger, made.clock),
        whole=True,
        pause=lambda _: None,
    )
    made.outcome = outcomes["boston311"]
    made.board.catch_up(made.ledger.entries)
    yield made
    made.close()


@pytest.fixture(scope="module")
def morning(desk):
    """The board on the morning of 15 September, which knows nothing of what came later."""
    board = Board(desk.district, desk.calendar, Geometry.load(desk.district), until=MORNING.to_pydatetime())
    board.catch_up(desk.ledger.entries)
    yield board
    board.close()


def of(lang):
    return Asked(page="wall", query={}, lang=lang, sight=ALL)


def asked(board, moment, indicator, ask=None):
    with board.reading(moment.to_pydatetime()) as reader:
        return answer(indicator, ask or Ask(), reader)


def counted(frame, *by):
    return frame.set_index(list(by))["value"].to_dict()


def test_every_record_is_accounted_for_and_none_is_lost(desk, records):
    account = desk.outcome.account
    closed = int(records["closed_at"].notna().sum())
    assert account.quarantined == 0
    assert account.received == account.applied + account.duplicate + account.superseded
    assert account.received == len(records) + closed
    assert desk.board.cases() == len(records) == 31_828


def test_open_cases_on_the_morning_agree_by_department(morning, records):
    known = records[records["created_at"] <= MORNING]
    still = known[~(known["closed_at"] <= MORNING)]
    assert counted(asked(morning, MORNING, OPEN, Ask(by=("department",))), "department") == (
        still["department"].value_counts().to_dict()
    )
    assert asked(morning, MORNING, OPEN)["value"].item() == len(still) == 5_589


def test_the_morning_is_the_same_whether_the_future_was_known_or_not(desk, morning):
    with desk.board.reading(MORNING.to_pydatetime(), as_known=True) as reader:
        later = answer(OPEN, Ask(by=("department",)), reader)
    pd.testing.assert_frame_equal(
        later.sort_values("department", ignore_index=True),
        asked(morning, MORNING, OPEN, Ask(by=("department",))).sort_values("department", ignore_index=True),
        check_dtype=False,
    )


def test_received_per_day_agrees_and_shows_the_day_of_the_storm(desk, records):
    days = counted(asked(desk.board, OCTOBER, RECEIVED, Ask(by=("day",), window=OCTOBER - JULY)), "day")
    ours = {str(day)[:10]: int(value) for day, value in days.items()}
    theirs = records["created_at"].dt.strftime("%Y-%m-%d").value_counts().to_dict()
    assert ours == theirs
    assert ours["2011-08-28"] == 913


def test_the_share_settled_late_agrees_and_unknowns_are_counted_apart(desk, records):
    frame = asked(desk.board, OCTOBER, ON_TIME, Ask(by=("department",), window=OCTOBER - JULY))
    known = records[records["created_at"] < OCTOBER].copy()
    known.loc[known["closed_at"] >= OCTOBER, "closed_at"] = pd.NaT
    due = known[known["due_at"].notna()].copy()
    due["settled_at"] = due[["closed_at", "due_at"]].min(axis=1)
    due = due[(due["settled_at"] >= JULY) & (due["settled_at"] < OCTOBER)]
    late = ~(due["closed_at"] <= due["due_at"])
    theirs = late.groupby(due["department"]).agg(["size", "sum"])
    ours = frame[frame["n"] > 0].set_index("department")
    assert ours["n"].to_dict() == theirs["size"].to_dict()
    assert ours["late"].to_dict() == theirs["sum"].to_dict()
    assert round(1 - ours.loc["PWDx", "share"], 3) == 0.081
    assert round(1 - ours.loc["ISD", "share"], 3) == 0.548
    assert frame["unknown"].sum() > 4_000


def test_cases_without_a_due_time_are_unknown_where_the_export_calls_them_on_time(desk, records):
    without = records[records["due_at"].isna()]
    assert (without["on_time"] == "ONTIME").all()
    unknown = asked(desk.board, OCTOBER, ON_TIME, Ask(window=OCTOBER - JULY))["unknown"].item()
    assert unknown == len(without) == 5_013


def test_the_default_geocode_is_found_and_told(desk):
    points = desk.board.default_points()
    assert [(round(lon, 4), round(lat, 4)) for lon, lat, _ in points] == [(-71.0587, 42.3594)]
    assert points[0][2] > 2_000


def test_without_hands_rows_come_by_rule_at_most_two_of_a_department(morning):
    rows = asked(morning, MORNING, ATTENTION)
    assert rows["rule"].all()
    assert rows["holder"].value_counts().max() <= 2
    assert rows["ratio"].is_monotonic_decreasing
    assert rows["ratio"].max() < 200


def test_show_prints_the_same_numbers(settings, desk):
    text = show_indicator(settings, Question("on-time", "2011-10-01T00:00", "92d", "department", "json"))
    row = next(row for row in json.loads(text) if row["department"] == "PWDx")
    assert (row["n"], row["on_time"], row["late"]) == (14_544, 13_361, 1_183)


def test_the_boston_wall_draws_without_an_error(settings):
    made = Desk.open(settings, role="")
    try:
        made.look()
        for lang in ("zh", "en"):
            assert "E-" not in str(made.drawn(of(lang), made.clock.now())["tiles"].get("attention"))
            assert "jq-msg-error" not in str(made.drawn(of(lang), made.clock.now()))
    finally:
        made.close()


def test_departments_own_their_categories_so_there_is_no_league_table(desk):
    with desk.board.reading(desk.clock.now()) as reader:
        found = answer(FAIR_COMPARISON, Ask(), reader)
    large = found[found["n"] >= 100]
    assert len(large) >= 5
    alone = large["comparable"] < 0.5  # property and the information desk share graffiti and comments
    assert large.loc[alone, "n"].sum() > 0.9 * large["n"].sum()
    placed = among_peers(large, pd.Series("peers", index=large.index))
    assert placed.loc[alone, "first"].isna().all()
    assert large["tier"].notna().all()
