"""The morning digest: true counts of a unit, its own cases alone, thirty letters of each, no person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.digest import BEFORE, NOW, SHOWN, Morning, as_data, digest, is_worked, receiver, short
from dashboard.privacy import SHORT
from dashboard.scope import ALL, NOTHING, Scope, Sight
from layouts.digest import digest_lines, digest_page, sheet
from tests.acting_people import borrowed
from tests.living import NOON, desk_in, dispatched, reported, stepped

pytestmark = pytest.mark.sweep

MONDAY = NOON + timedelta(days=3)
LONG = "晚上十一点还在施工，吵得孩子睡不着，希望有关部门尽快来现场看一看并答复"
CANARY = "别家的说明"
PERSON = "requester-canary"
PHONE = "13812345678"


def facts():
    """The water bureau: one late, one due soon, one back from a check, one returned; another unit has one."""
    yield from dispatched(1, hours=24 * 20, text_short=LONG)
    yield from dispatched(2, hours=20, requester_key=PERSON)
    yield from dispatched(3, hours=30, text_short=f"请回电 {PHONE}")
    yield stepped(3, "dispose", hours=10, org="water", note="已处理")
    yield stepped(3, "check_fail", hours=8, org="uomc")
    yield from dispatched(4, hours=26)
    yield stepped(4, "return", hours=24, org="water", reason_code="R2")
    yield from dispatched(5, hours=28)
    yield stepped(5, "close", hours=27, org="water")
    yield from dispatched(6, hours=24 * 20, org="ecology", text_short=CANARY)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = desk_in(tmp_path_factory.mktemp("digest"), list(facts()))
    made.look()
    yield made
    made.close()


def told(desk, unit="water", *, now=NOON, sight=None):
    with desk.board.reading(now) as reader:
        return digest(reader, unit, now, desk.calendar, receiver(unit) if sight is None else sight)


def data(desk, said):
    return as_data(said, desk.district)


def ids(said, name):
    return [row["id"] for row in said.cases[name]]


def test_it_counts_what_stands_now(desk):
    said = told(desk)
    assert set(said.now) == set(NOW)
    assert (said.now["overdue"], said.now["back"], said.now["left"], said.now["owed"]) == (3, 1, 1, 0)
    assert sorted(ids(said, "overdue")) == ["000001", "000002", "000003"]
    assert ids(said, "back") == ["000003"]
    assert ids(said, "left") == ["000004"]


def test_it_tells_what_came_and_went_since_the_last_worked_day(desk):
    said = told(desk)
    assert (said.since, said.today) == (date(2026, 11, 19), date(2026, 11, 20))
    assert set(said.before) == set(BEFORE)
    # what the unit has returned is no longer its own
    assert (said.before["received"], said.before["closed"], said.before["returned"]) == (3, 1, 1)
    assert (said.before["n"], said.before["on_time"]) == (3, 1)


def test_on_monday_it_tells_of_friday_and_the_weekend(desk):
    said = told(desk, now=MONDAY)
    assert said.since == date(2026, 11, 20)
    assert sheet(said, desk.district, "en").before == "Friday 20 November to Sunday 22 November"
    assert sheet(told(desk), desk.district, "zh").before == "昨日 11月19日 星期四"


def test_the_days_before_a_holiday_are_told_after_it(desk):
    after = datetime(2026, 10, 8, 1, tzinfo=UTC)  # the first worked day after the National Day
    days = Morning.of(after, desk.calendar)
    assert days.today == date(2026, 10, 8)
    assert days.since == date(2026, 9, 30)
    assert not is_worked(date(2026, 10, 1), desk.calendar)
    assert not is_worked(date(2026, 11, 22), desk.calendar)
    assert is_worked(date(2026, 11, 20), desk.calendar)


def test_what_falls_due_today_is_counted_apart_and_closing_it_raises_the_share(desk):
    said = told(desk)
    assert 0 <= said.now["due_today"] <= said.now["due_days"]
    more = replace(said, n=100, on_time=90, judged_today=4, now={**said.now, "due_today": 4})
    assert (round(more.best, 4), round(more.worst, 4)) == (round(94 / 104, 4), round(90 / 104, 4))
    words = sheet(more, desk.district, "zh").todo[0]
    assert words == "今天办结今日到期的 4 件：近 4 周按时率 90.0% → 90.4%；都误期则 86.5%。"


@pytest.mark.parametrize(
    ("judged", "says"),
    [(3, "4 件（其中 3 件计入按时率）：近 4 周按时率 90.0% → 90.3%"), (0, "4 件（均不计入按时率）。")],
)
def test_what_no_rate_counts_changes_no_rate(desk, judged, says):
    said = replace(told(desk), n=100, on_time=90, judged_today=judged, now={**told(desk).now, "due_today": 4})
    assert says in sheet(said, desk.district, "zh").todo[0]
    assert "→" not in sheet(replace(said, judged_today=0), desk.district, "zh").todo[0]


def test_cases_that_are_left_out_of_judgement_fall_due_today_and_count_for_no_rate(tmp_path):
    due = {"due_at": (NOON + timedelta(hours=3)).isoformat()}
    cases = [
        *dispatched(1, **due), *dispatched(2, **due), *dispatched(3, **due, exempt="policy"),
        *dispatched(4, **due, procedure="simple"),
        *dispatched(5, due_at=(NOON + timedelta(days=1)).isoformat()), *dispatched(6, **due, org="ecology"),
    ]  # fmt: skip
    desk = desk_in(tmp_path, cases)
    desk.look()
    said = told(desk)
    assert (said.now["due_today"], said.judged_today) == (4, 2)
    desk.close()


def test_of_a_unit_with_few_cases_no_share_is_promised(desk):
    said = replace(told(desk), n=3, on_time=3, now={**told(desk).now, "due_today": 2})
    first = sheet(said, desk.district, "en").todo[0]
    assert "no rate" in first
    assert "%" not in first


def test_a_text_is_cut_to_thirty_letters_and_a_sight_without_text_has_none(desk):
    row = next(row for row in told(desk).cases["overdue"] if row["id"] == "000001")
    assert 0 < len(row["text"]) <= SHORT
    assert LONG.startswith(row["text"].rstrip("…"))
    silent = told(desk, sight=replace(receiver("water"), text="none")).cases["overdue"]
    assert [row["text"] for row in silent] == [""] * 3


@pytest.mark.parametrize("form", ["data", "page", "lines"])
def test_neither_a_person_nor_a_word_of_another_units_case_is_in_it(desk, form):
    said = told(desk)
    shown = {
        "data": lambda: json.dumps(data(desk, said), ensure_ascii=False),
        "page": lambda: digest_page(said, desk.district, "zh"),
        "lines": lambda: "\n".join(digest_lines(said, desk.district, "zh")),
    }[form]()
    assert "000001" in shown
    for secret in (CANARY, "000006", PERSON, PHONE, LONG, "121.4977"):
        assert secret not in shown


def test_somebody_else_gets_the_counts_and_none_of_the_cases(desk):
    for sight in (Sight(cases=NOTHING), Sight(cases=Scope(departments=frozenset({"housing"})))):
        said = told(desk, sight=sight)
        assert said.now == told(desk).now
        assert not any(said.cases.values())
        assert "只有合计" in digest_page(said, desk.district, "zh")


def test_who_sees_the_whole_district_sees_the_units_cases_and_no_others(desk):
    said = told(desk, sight=ALL)
    assert said.cases == told(desk).cases


def test_a_unit_without_anything_has_an_empty_quiet_day(desk):
    said = told(desk, "housing")
    assert set(said.now.values()) == set(said.before.values()) == {0}
    assert sheet(said, desk.district, "zh").todo == ["没有到期、超期、退回或欠答复的：今天轻松。"]
    told_as = data(desk, said)
    assert told_as["four_weeks"] == {
        "n": 0,
        "on_time": 0,
        "share": None,
        "if_closed": None,
        "if_missed": None,
    }
    assert all(rows == [] for rows in told_as["cases"].values())


def test_for_programs_codes_stand_beside_names_and_shares_are_short(desk):
    said = data(desk, told(desk))
    assert said["unit"]["code"] == "water"
    assert said["unit"]["zh"] == desk.district.short("water", "zh")
    assert (said["kind"], said["day"], said["since"]) == ("digest", "2026-11-20", "2026-11-19")
    assert set(said["cases"]["overdue"][0]) == {
        "id", "key", "category", "street", "due_at", "minutes_left", "clock", "state", "text",
    }  # fmt: skip
    assert short(1 / 3) == 0.3333


def test_both_languages_say_the_same_numbers(desk):
    said = told(desk)
    zh, en = (sheet(said, desk.district, lang) for lang in ("zh", "en"))
    assert [value for _, value in zh.now] == [value for _, value in en.now]
    assert len(zh.blocks) == len(en.blocks) == 5
    assert len(zh.todo) == len(en.todo)


def test_a_long_list_is_cut_and_tells_how_long_it_is(tmp_path):
    late = [fact for n in range(SHOWN + 3) for fact in dispatched(n, hours=24 * 20)]
    desk = desk_in(tmp_path, late)
    desk.look()
    said = told(desk)
    assert len(said.cases["overdue"]) == SHOWN
    assert sheet(said, desk.district, "zh").blocks[0].more == f"共 {SHOWN + 3} 件，列 {SHOWN} 件"
    desk.close()


def test_replies_owed_are_those_that_were_asked_of_the_unit(tmp_path):
    desk = desk_in(tmp_path, [*dispatched(1), reported(2)])
    desk.look()
    key = borrowed(desk)
    with desk.board.reading(desk.clock.now()) as reader:
        (row,) = reader.rows("SELECT unit, state FROM levers WHERE key = $1", key)
    said = told(desk, row["unit"], now=desk.clock.now())
    assert said.now["owed"] == int(row["state"] == "active") == 1
    assert said.levers[0]["respond_by"] is not None
    other = told(desk, "housing" if row["unit"] != "housing" else "water", now=desk.clock.now())
    assert other.now["owed"] == 0
    desk.close()
