"""Faults of meaning (`catalogue.toml`): what can be read, and would mislead if it were believed."""

from __future__ import annotations

import gzip
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import AHEAD, UNMAPPED, Fact, in_time
from dashboard.clock import Frozen
from dashboard.fold.machine import Anomaly
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer as answered
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.restating import RESTATED, restated
from dashboard.polling import Turn
from dashboard.scope import ALL
from data_feeds import Record
from tests.faults.content import (
    COLUMNS,
    HEADING,
    accounted,
    answer,
    asked,
    board_of,
    bodies,
    case,
    event,
    looked,
    rows,
)
from tests.faults.faulty import faulty, in_turn
from tests.living import desk_in, dispatched
from tests.polling.rig import open_ledger, page, pages, real_poller
from tests.small_district import NOW, connection, district, unit

pytestmark = pytest.mark.sweep

WEEK = timedelta(days=7)


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "drop").mkdir()
    with open_ledger(tmp_path) as found:
        yield found


def listed(folder, name: str, *numbers: int) -> None:
    """A whole list of open cases as a file."""
    lines = [f"{number},2026-11-20 09:00:00,区水务局,积水" for number in numbers]
    (folder / name).write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")


# --- F16 ----------------------------------------------------------------------------------------------------


def test_f16_an_interface_that_answers_nothing_closes_nothing(ledger):
    full = [event(n, case_id=f"c{n}", kind="dispatch", to_org="区水务局") for n in range(30)]
    with faulty(e=in_turn(answer(*full), answer(as_of=NOW + timedelta(seconds=9)))) as server:
        asked(ledger, server)
        assert asked(ledger, server).trouble == ""
    with board_of(ledger) as reader:
        assert [row["open"] for row in rows(reader)] == [True] * 30
    accounted(ledger, applied=30)


@pytest.mark.parametrize("left", [0, 9])
def test_f16_a_whole_list_that_lost_half_of_its_rows_is_no_data_until_it_is_confirmed(ledger, tmp_path, left):
    drop = tmp_path / "drop"
    listed(drop, "a.csv", *range(20))
    assert looked(ledger, drop, complete=True).account.applied == 20
    listed(drop, "b.csv", *range(50, 50 + left))
    for _ in range(2):
        outcome = looked(ledger, drop, complete=True)
        assert f"b.csv: no data: it lists {left} rows where the list before had 20" in outcome.trouble
        assert "put b.csv.confirmed beside it" in outcome.trouble
    state = ledger.feed_states()["folder"]
    assert (state.state, state.trouble) == ("trouble", outcome.trouble)
    with board_of(ledger) as reader:
        assert [row["open"] for row in rows(reader)] == [True] * 20
    accounted(ledger, applied=20)

    (drop / "b.csv.confirmed").touch()
    outcome = looked(ledger, drop, times=1, complete=True)
    assert (outcome.trouble, outcome.account.applied) == ("", left)
    assert ledger.feed_states()["folder"].state == "ok"
    with board_of(ledger) as reader:
        assert [row["open"] for row in rows(reader)] == [True] * (20 + left)


def test_f16_a_list_that_shrinks_a_little_or_is_no_whole_list_is_read(ledger, tmp_path):
    drop = tmp_path / "drop"
    listed(drop, "a.csv", *range(20))
    looked(ledger, drop, complete=True)
    listed(drop, "b.csv", *range(100, 110))
    assert looked(ledger, drop, complete=True).account.applied == 10
    listed(drop, "c.csv", 200)
    assert looked(ledger, drop).account.applied == 1  # without `complete` every file is an increment


def test_f16_the_guard_holds_when_each_list_overwrites_the_one_before(ledger, tmp_path):
    drop = tmp_path / "drop"
    listed(drop, "a.csv", *range(40))
    looked(ledger, drop, complete=True)
    listed(drop, "a.csv", 1)
    assert "it lists 1 rows where the list before had 40" in looked(ledger, drop, complete=True).trouble


# --- F24 ----------------------------------------------------------------------------------------------------


def test_f24_an_older_answer_replayed_changes_nothing(ledger):
    old = answer(event(1, kind="dispatch", to_org="区水务局"), as_of=NOW - timedelta(minutes=5))
    new = answer(event(1, kind="dispatch", to_org="区水务局"), event(9, kind="close"), as_of=NOW)
    with faulty(e=in_turn(old, new, old)) as server:
        asked(ledger, server)
        asked(ledger, server)
        before, board = ledger.feed_states()["events"], case(ledger)
        asked(ledger, server)
    after = ledger.feed_states()["events"]
    assert case(ledger) == board
    assert board["phase"] == "closed"
    assert (after.as_of, after.fresh_at) == (before.as_of, before.fresh_at), "the age goes on growing"
    assert after.cursor["read"]["since"] == before.cursor["read"]["since"]
    accounted(ledger, applied=2, duplicate=2)


def test_f24_an_older_export_dropped_again_is_superseded_and_nothing_goes_back(ledger, tmp_path):
    drop, options = tmp_path / "drop", {"columns": COLUMNS | {"updated_at": "更新", "closed_at": "办结"}}
    heading = f"{HEADING},更新,办结"
    (drop / "b.csv").write_text(
        f"{heading}\n1,2026-11-20 08:00:00,区水务局,,2026-11-20 10:00:00,2026-11-20 10:00:00\n",
        encoding="utf-8",
    )
    looked(ledger, drop, **options)
    assert case(ledger)["phase"] == "closed"
    (drop / "z_old.csv").write_text(
        f"{heading}\n1,2026-11-20 08:00:00,区绿容局,,2026-11-20 09:00:00,\n", encoding="utf-8"
    )
    assert looked(ledger, drop, **options).account.superseded >= 1
    found = case(ledger)
    assert (found["phase"], found["open"]) == ("closed", False)
    accounted(ledger, quarantined=0)


# --- F30 ----------------------------------------------------------------------------------------------------

END = datetime(2026, 11, 15, 16, tzinfo=UTC)  # Sunday 24:00 in Shanghai
LATE = END + timedelta(days=3)


def told(number: int, kind: str, hours: float, **body) -> Fact:
    """Something that happened so many hours before the end of the week."""
    key = f"case:hotline/{number}"
    return Fact(
        key=key, kind=kind, version=f"{number}-{kind}", happened_at=END - timedelta(hours=hours), body=body
    )


def week_of_two_cases(desk) -> None:
    """Two cases, due within the week and closed in time, told as they happened."""
    for number in (1, 2):
        due = {"due_at": (END - timedelta(hours=10)).isoformat(), "category": "E0406"}
        facts = [
            told(number, "report", 40, case=due),
            told(number, "dispatch", 39, to_org="water"),
            told(number, "close", 20, org="water"),
        ]
        for fact in facts:
            desk.ledger.append("hotline", [fact], recorded_at=fact.happened_at, known_at=fact.happened_at)


def week(desk, *, as_known: bool):
    """On time, of how many, for the week that ended, and which of its cases were restated."""
    with desk.board.reading(END, as_known=as_known, hindsight=not as_known) as reader:
        row = answered(ON_TIME, Ask(window=WEEK), reader).iloc[0]
        return int(row["on_time"]), int(row["n"]), restated(reader, WEEK)


def test_f30_an_update_three_days_late_restates_the_week_that_was_closed_and_says_so(tmp_path):
    desk = desk_in(tmp_path, now=LATE)
    week_of_two_cases(desk)
    desk.look()
    assert week(desk, as_known=True) == week(desk, as_known=False) == (2, 2, [])

    reopened = told(2, "reopen", 19)
    desk.ledger.append("hotline", [reopened], recorded_at=LATE, known_at=LATE)
    desk.look()
    assert week(desk, as_known=True) == (2, 2, []), "what was known at its end stays what it was"
    assert week(desk, as_known=False) == (1, 2, ["case:hotline/2"])
    assert RESTATED.to("en", n=1) == "restated: 1 cases were told more of after its end"
    with desk.board.reading(LATE) as reader:
        (late,) = [row for row in rows(reader) if row["key"] == "case:hotline/2"]
    assert (late["open"], late["episode"]) == (True, 2)
    assert desk.ledger.verify().good
    desk.close()


def test_f30_what_happened_after_the_week_restates_nothing_of_it(tmp_path):
    desk = desk_in(tmp_path, now=LATE)
    week_of_two_cases(desk)
    desk.ledger.append("hotline", [told(2, "reopen", -5)], recorded_at=LATE, known_at=LATE)
    desk.look()
    assert week(desk, as_known=True) == week(desk, as_known=False) == (2, 2, [])
    desk.close()


# --- F31 ----------------------------------------------------------------------------------------------------

SENT = [event(1, kind="dispatch", to_org=org) for org in ("区水务局", "区绿容局")]


def conflicts(ledger) -> list[dict]:
    with board_of(ledger) as reader:
        return rows(reader, "anomalies")


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))), ids=str)
def test_f31_of_one_version_with_two_contents_the_same_one_stands_in_whatever_order_they_came(
    ledger, tmp_path, order
):
    with faulty(e=in_turn(answer(SENT[order[0]]), answer(SENT[order[1]]))) as server:
        asked(ledger, server)
        asked(ledger, server)
    accounted(ledger, applied=2)  # both are kept
    first, second = sorted(ledger.entries(0), key=lambda entry: entry.digest)
    found = case(ledger)
    assert (found["holder"], found["hands"]) == (second.body["to_org"], [second.body["to_org"]])
    (conflict,) = conflicts(ledger)
    assert (conflict["reason"], conflict["kind"], conflict["seq"]) == ("conflict", "dispatch", first.seq)
    assert found["anomalies"] == 1
    assert Anomaly.CONFLICT.words.en == "the same version also said something else"


def test_f31_an_event_told_again_with_more_of_its_case_contradicts_nothing(ledger):
    more = SENT[0] | {"case": {"category": "污水冒溢"}}
    with faulty(e=answer(SENT[0], more)) as server:
        asked(ledger, server)
    found = case(ledger)
    assert (found["anomalies"], found["category"], found["hands"]) == (0, "E0116", ["D01"])


def test_f31_two_returns_of_one_version_are_one_return(ledger):
    given_back = [event(2, kind="return", org="区水务局", clause=clause) for clause in ("一", "二")]
    with faulty(e=answer(SENT[0], *given_back)) as server:
        asked(ledger, server)
    found = case(ledger)
    assert (found["returns"], found["anomalies"]) == (1, 1)


# --- F34 ----------------------------------------------------------------------------------------------------


def test_f34_each_reopening_is_one_more_episode_and_is_closed_again(ledger):
    life = ["dispatch", "close", "reopen", "dispatch", "close", "visit", "reopen", "close"]
    sent = {"dispatch": {"to_org": "区水务局"}}
    told = [event(n, kind=kind, **sent.get(kind, {})) for n, kind in enumerate(life)]
    for until, episode, phase in ((2, 1, "closed"), (3, 2, "accepted"), (5, 2, "closed"), (8, 3, "closed")):
        with faulty(e=answer(*told[:until])) as server:
            asked(ledger, server)
        found = case(ledger)
        assert (found["episode"], found["phase"], found["anomalies"]) == (episode, phase, 0)
    accounted(ledger, applied=8)


def test_f34_a_list_that_shows_a_closed_case_open_again_reopens_it(ledger, tmp_path):
    drop = tmp_path / "drop"
    options = {
        "columns": COLUMNS | {"updated_at": "更新", "status": "状态"},
        "status": {"办结": "closed", "在办": "disposing"},
    }
    for n, (hour, status) in enumerate([(8, "在办"), (9, "办结"), (10, "在办")]):
        (drop / f"{n}.csv").write_text(
            f"{HEADING},更新,状态\n1,2026-11-20 07:00:00,区水务局,,2026-11-20 {hour:02d}:00:00,{status}\n",
            encoding="utf-8",
        )
        looked(ledger, drop, **options)
    found = case(ledger)
    assert (found["episode"], found["open"], found["phase"]) == (2, True, "disposing")


# --- F37 ----------------------------------------------------------------------------------------------------


def test_f37_an_unknown_unit_is_a_row_of_its_own_and_counted(ledger):
    sent = [event(n, case_id=f"c{n}", kind="dispatch", to_org="区路灯所") for n in range(3)]
    known = event(9, case_id="c9", kind="dispatch", to_org="区水务局")
    with faulty(e=answer(*sent, known)) as server:
        asked(ledger, server)
    with board_of(ledger) as reader:
        shares = answered(OPEN, Ask(by=("department",)), reader).set_index("department")
    assert shares["value"].to_dict() == {UNMAPPED: 3, "D01": 1}
    assert ledger.feed_states()["events"].notes == ("unmapped: to_org 区路灯所",)
    accounted(ledger, applied=4)


def test_f37_an_alias_added_to_the_district_file_repairs_what_is_stored(ledger):
    told = {"category": "路灯不亮", "street": "西大街", "lead_org": "区路灯所"}
    with faulty(e=answer(event(1, kind="dispatch", to_org="区路灯所", case=told))) as server:
        asked(ledger, server)
    before = case(ledger)
    assert [before[name] for name in ("holder", "category", "street", "lead_org")] == [UNMAPPED] * 4
    home = district(connection("events", "events"))
    lamps = unit("D09", "区灯光中心", aliases={"events": ("区路灯所",)})
    west = home.streets[0].model_copy(update={"aliases": ("西大街",)})
    sewage = home.categories[0].model_copy(update={"aliases": ("路灯不亮",)})
    mended = home.model_copy(
        update={"orgs": (*home.orgs, lamps), "streets": (west, home.streets[1]), "categories": (sewage,)}
    )
    after = case(ledger, home=mended)
    assert [after[name] for name in ("holder", "category", "street", "lead_org")] == [
        "D09",
        "E0116",
        "S01",
        "D09",
    ]
    assert after["hands"] == ["D09"]
    assert ledger.verify().good


def test_f37_an_unknown_word_for_a_state_is_told_and_its_case_stays_visible(ledger, tmp_path):
    drop = tmp_path / "drop"
    (drop / "a.csv").write_text(f"{HEADING},状态\n1,2026-11-20 09:00:00,区水务局,,待研判\n", encoding="utf-8")
    looked(ledger, drop, columns=COLUMNS | {"status": "状态"}, status={"办结": "closed"})
    assert case(ledger)["open"]
    assert ledger.feed_states()["folder"].notes == ("unmapped: status 待研判",)


# --- F51 ----------------------------------------------------------------------------------------------------


def test_f51_a_stamp_from_the_future_is_ordered_by_when_it_came_and_its_word_is_kept(ledger):
    ahead = event(2, kind="sign", org="区水务局", at="2099-01-01T00:00:00+08:00")
    later = event(3, kind="close", at="2026-11-20T10:50:00+08:00")
    with faulty(
        e=in_turn(answer(event(1, kind="dispatch", to_org="区水务局"), ahead), answer(later))
    ) as server:
        one = real_poller(ledger, "events", options={"url": server.url("/e")})
        one.poll(Turn())
        one.clock = Frozen(NOW + timedelta(minutes=9))
        one.poll(Turn())
    entries = {entry.version: entry for entry in ledger.entries(0)}
    assert entries["e2"].happened_at == datetime(2098, 12, 31, 16, tzinfo=UTC), (
        "the raw word stands in the ledger"
    )
    found = case(ledger, now=NOW + timedelta(minutes=10))
    assert (found["phase"], found["anomalies"]) == ("closed", 0)
    assert ledger.feed_states()["events"].notes == (
        f"ahead: +{(entries['e2'].happened_at - NOW) / timedelta(days=1):.1f} d",
    )
    with board_of(ledger, now=NOW + timedelta(minutes=10)) as reader:
        (signed,) = [row for row in rows(reader, "facts") if row["kind"] == "sign"]
    assert signed["happened_at"] == NOW + AHEAD
    accounted(ledger, applied=3)


def test_f51_read_again_a_stamp_from_the_future_is_a_duplicate_whenever_it_comes(ledger):
    ahead = event(2, at="2026-11-20T11:42:00+08:00")  # an hour ahead
    with faulty(e=answer(ahead)) as server:
        one = real_poller(ledger, "events", options={"url": server.url("/e")})
        for minutes in (0, 30, 90):
            one.clock = Frozen(NOW + timedelta(minutes=minutes))
            one.poll(Turn())
    accounted(ledger, applied=1, duplicate=2)


def test_f51_a_case_reported_in_the_future_was_reported_when_it_came(ledger, tmp_path):
    (tmp_path / "drop" / "a.csv").write_text(f"{HEADING}\n1,2027-11-20 09:00:00,,\n", encoding="utf-8")
    looked(ledger, tmp_path / "drop")
    found = case(ledger)
    assert found["reported_at"] == NOW + AHEAD


@pytest.mark.parametrize(("minutes", "clamped"), [(4, False), (6, True)])
def test_f51_clocks_may_differ_by_five_minutes(ledger, minutes, clamped):
    at = NOW + timedelta(minutes=minutes)
    with faulty(e=answer(event(1, at=at.isoformat()))) as server:
        asked(ledger, server)
    with board_of(ledger, now=at) as reader:
        (fact,) = rows(reader, "facts")
    assert fact["happened_at"] == (NOW + AHEAD if clamped else at)
    assert bool(ledger.feed_states()["events"].notes) is clamped


@pytest.mark.sweep
@given(st.permutations([("在办", 8), ("办结", 2000), ("在办", 9), ("在办", 10), ("办结", 11)]))
@settings(max_examples=15, deadline=None)
def test_f51_a_state_from_the_future_loses_no_state_that_came_after_it(tmp_path_factory, told):
    """What the ledger drops as said before must be what the fold has just before it, future stamps too."""
    options = {
        "columns": COLUMNS | {"updated_at": "更新", "status": "状态"},
        "status": {"办结": "closed", "在办": "disposing"},
    }
    folder = tmp_path_factory.mktemp("future")
    with open_ledger(folder) as ledger:
        one = real_poller(ledger, "folder", options=options)
        known = []
        for n, (status, hour) in enumerate(told):
            one.clock = Frozen(NOW + timedelta(minutes=n))
            updated = NOW - timedelta(hours=12 - hour) if hour < 99 else NOW + timedelta(hours=hour)
            row = {
                "工单编号": "1",
                "上报时间": "2026-11-19T00:00:00Z",
                "承办单位": "区水务局",
                "更新": updated.isoformat(),
                "状态": status,
            }
            found = replace(page(), records=[Record(raw=row, where="row")])
            replace(one, feed=replace(one.feed, read=pages(found))).poll(Turn())
            known.append((in_time(updated, one.clock.now()), status))
        last = max(known)[1]
        assert case(ledger, now=NOW + timedelta(hours=1))["open"] is (last == "在办")


# --- F53 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("1988-07-01 12:00:00", (1988, 7, 1, 3)),
        ("1988-12-01 12:00:00", (1988, 12, 1, 4)),
        ("1992-07-01 12:00:00", (1992, 7, 1, 4)),
    ],
    ids=["summer time", "winter", "no summer time any more"],
)
def test_f53_the_summer_time_of_1988_in_shanghai_is_an_hour_more(ledger, tmp_path, local, utc):
    (tmp_path / "drop" / "a.csv").write_text(f"{HEADING}\n1,{local},,\n", encoding="utf-8")
    looked(ledger, tmp_path / "drop")
    (found,) = ledger.entries(0)
    assert found.happened_at == datetime(*utc, tzinfo=UTC)
    assert case(ledger)["reported_at"] == found.happened_at


# --- F55, F56 -----------------------------------------------------------------------------------------------


def placed(number: int, x: float, street: str = "西街") -> dict:
    return event(number, case_id=f"c{number}", case={"x": x, "y": 31.15, "street": street})


@pytest.mark.parametrize(("wrong", "notes"), [(3, ()), (4, ("datum: 13%",))])
def test_f55_points_beside_their_street_tell_of_a_wrong_datum(ledger, wrong, notes):
    points = [placed(n, 121.55 if n < wrong else 121.45) for n in range(30)]
    with faulty(e=answer(*points)) as server:
        asked(ledger, server)
    assert ledger.feed_states()["events"].notes == notes
    accounted(ledger, applied=30)  # told, and everything is kept


def test_f56_a_point_outside_is_kept_and_counted_as_outside(ledger):
    with faulty(e=answer(placed(1, 120.0), placed(2, 121.45), event(3, case_id="c3"))) as server:
        asked(ledger, server)
    with board_of(ledger) as reader:
        places = {row["id"]: row["place"] for row in rows(reader)}
        assert int(answered(OPEN, Ask(), reader)["value"].iloc[0]) == 3
    assert places == {"c1": "outside", "c2": "inside", "c3": "none"}
    assert bodies(ledger)[0]["case"]["street"] == "S01", (
        "its street is believed, its point is not drawn there"
    )


def test_f56_the_map_says_how_many_are_outside_and_adds_up(tmp_path):
    facts = [fact for n in range(3) for fact in dispatched(n, urgency="urgent")]
    facts += dispatched(7, urgency="urgent", place="outside", lon=120.0, lat=30.0)
    facts += dispatched(8, urgency="urgent", place="none", lon=None, lat=None)
    desk = desk_in(tmp_path, facts)
    desk.look()
    shown = gzip.decompress(desk.picture("wall", {}, "zh", ALL).body).decode()
    assert "无位置 1 · 区外 1" in shown
    desk.close()
