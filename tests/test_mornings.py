"""Digests go once each worked morning, to the posts of rules, each of its own unit; a kill loses none."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

import pytest

from dashboard.clock import Frozen
from dashboard.district import Post
from dashboard.district_notices import Channel, NoticeRule
from dashboard.ledger.outbox import Outbox, Standing
from dashboard.mornings import LATE, link, mornings, rules
from dashboard.notices import Occasion
from dashboard.notices.carrying import written
from dashboard.polling import Turn
from dashboard.text import Text
from dashboard.ticking import Tick
from layouts.sites import PAGES
from tests.living import NOON, desk_in, dispatched
from tests.small_district import same

pytestmark = pytest.mark.sweep

FRIDAY = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)  # 08:30 in 云江区
DAY = timedelta(days=1)
SECRET = "别家的说明"
RULE = NoticeRule(on=("digest",), posts=("w1", "e1", "chief"), channel="desk")


def posts():
    at = {"w1": "water", "w2": "water", "e1": "ecology", "chief": "uomc"}
    return tuple(Post(code=code, name=same(code), org=org) for code, org in at.items())


def ruled(desk, *said):
    desk.district = desk.district.model_copy(
        update={
            "notices": said or (RULE,), "posts": posts(),
            "channels": (Channel(name="desk", url="http://127.0.0.1:9/"),),
        }
    )  # fmt: skip
    return desk


@pytest.fixture
def desk(tmp_path):
    told = [
        *dispatched(1, hours=24 * 20, text_short="路口积水，盼处理，电话 13812345678"),
        *dispatched(2, hours=24 * 20, org="ecology", text_short=SECRET),
    ]
    made = ruled(desk_in(tmp_path, told, now=FRIDAY))
    made.look()
    yield made
    made.close()


def ticked(desk, now=FRIDAY, *, tick=None):
    desk.clock = Frozen(now)
    tick = tick or Tick(ledger=desk.ledger, board=desk.board, clock=desk.clock, district=desk.district)
    tick.clock = desk.clock
    assert tick.warm() or tick.first.join() is None
    tick(Turn(deadline=float("inf")))
    return tick


def told(desk):
    found = Outbox(desk.ledger).listed()
    return [one for one in found if one.occasion == Occasion.DIGEST]


def test_each_post_of_a_rule_is_told_of_its_own_unit_and_the_centre_of_none(desk):
    ticked(desk)
    found = told(desk)
    assert [(one.post, one.thing) for one in found] == [("w1", "unit:water"), ("e1", "unit:ecology")]
    assert found[0].link == "/departments/water/digest"
    assert "超期 1" in found[0].words["text_zh"]
    assert "overdue 1" in found[0].words["text_en"]


def test_two_posts_of_a_unit_are_told_the_same(desk):
    ruled(desk, RULE.model_copy(update={"posts": ("w1", "w2")}))
    ticked(desk)
    one, two = told(desk)
    assert one.words == two.words
    assert one.mark != two.mark


def test_it_goes_once_a_day_however_often_it_ticks_and_whoever_ticks(desk):
    tick = ticked(desk)
    for minutes in (1, 5, 60):
        ticked(desk, FRIDAY + timedelta(minutes=minutes), tick=tick)
    assert len(told(desk)) == 2
    ticked(desk, FRIDAY + timedelta(minutes=61))  # another process, or the same after a kill
    assert len(told(desk)) == 2


def test_on_the_next_worked_morning_it_goes_again(desk):
    tick = ticked(desk)
    ticked(desk, FRIDAY + DAY, tick=tick)  # Saturday
    ticked(desk, FRIDAY + 2 * DAY, tick=tick)
    assert len(told(desk)) == 2
    ticked(desk, FRIDAY + 3 * DAY, tick=tick)
    assert len(told(desk)) == 4


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (FRIDAY - timedelta(seconds=1), False),
        (FRIDAY, True),
        (FRIDAY + LATE - timedelta(minutes=1), True),
        (FRIDAY + LATE, False),
        (FRIDAY + DAY, False),
        (datetime(2026, 10, 1, 0, 45, tzinfo=UTC), False),  # a holiday on a Thursday
        (datetime(2026, 10, 10, 0, 45, tzinfo=UTC), True),  # a Saturday that is worked
    ],
)
def test_it_goes_from_its_time_on_worked_days_and_not_when_it_is_of_no_use_any_more(desk, now, goes):
    assert bool(list(rules(desk.district, now, desk.calendar))) is goes


def test_its_time_is_that_of_the_rule(desk):
    early = RULE.model_copy(update={"at": time(7)})
    ruled(desk, early)
    assert list(rules(desk.district, FRIDAY - timedelta(minutes=90), desk.calendar)) == [early]
    assert list(rules(desk.district, FRIDAY - timedelta(minutes=91), desk.calendar)) == []


def test_rules_of_other_occasions_send_no_digest(desk):
    ruled(desk, NoticeRule(on=("issued",), posts=("w1",), channel="desk"))
    ticked(desk)
    assert told(desk) == []


def test_a_unit_without_a_case_is_told_so(desk):
    housing = (*posts(), Post(code="h1", name=same("h1"), org="housing"))
    ruled(desk, RULE.model_copy(update={"posts": ("h1",)}))
    desk.district = desk.district.model_copy(update={"posts": housing})
    ticked(desk)
    (one,) = told(desk)
    assert "超期 0" in one.words["text_zh"]


def test_what_a_platform_is_sent_has_the_units_cases_masked_and_nobody_elses(desk):
    ticked(desk)
    (first, _) = told(desk)
    body = written("batch", [first], desk.district, "https://jq.example")
    assert SECRET not in body.decode()
    assert "13812345678" not in body.decode()
    (notice,) = json.loads(body)["notices"]
    assert notice["data"]["unit"]["code"] == "water"
    assert [row["id"] for row in notice["data"]["cases"]["overdue"]] == ["000001"]
    assert all(len(row["text"]) <= 30 for row in notice["data"]["cases"]["overdue"])


def test_a_notice_of_another_kind_carries_no_data(desk):
    ticked(desk)
    plain = told(desk)[0]
    words = {name: said for name, said in plain.words.items() if name != "data"}
    bare = type(plain)(**{**vars(plain), "words": words})
    assert "data" not in json.loads(written("b", [bare], desk.district, ""))["notices"][0]


def test_it_waits_in_the_outbox_until_it_is_sent(desk):
    ticked(desk)
    assert {one.state for one in told(desk)} == {Standing.WAITING}
    assert not any(one.urgent for one in told(desk))


def test_posts_of_the_lists_are_known_too(desk):
    desk.district = desk.district.model_copy(update={"posts": ()})
    with desk.board.reading(FRIDAY) as reader:
        reader.cursor.execute("CREATE OR REPLACE TEMP VIEW posts AS SELECT 'w1' AS code, 'water' AS org")
        found = list(mornings(reader, desk.district, desk.calendar, FRIDAY, set()))
    assert [one.post for one in found] == ["w1"]


def test_what_was_written_is_not_made_again(desk):
    with desk.board.reading(FRIDAY) as reader:
        found = list(mornings(reader, desk.district, desk.calendar, FRIDAY, set()))
        marks = {one.mark for one in found}
        assert list(mornings(reader, desk.district, desk.calendar, FRIDAY, marks)) == []
    assert len(marks) == len(found) == 2


def test_the_address_of_a_unit_with_odd_letters_stays_one_address():
    assert link("a/b") == f"{PAGES['department'].path}a%2Fb/digest"
    assert Occasion.DIGEST.words == Text("晨报", "morning digest")
    assert FRIDAY < NOON
