"""The watch's page: what presses stands on top, what was seen is grey, who signs next is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from dashboard.text import LANGS
from layouts.panels.duty_levers import DUTY_LEVERS
from layouts.panels.duty_orders import DUTY_ORDERS
from layouts.panels.duty_queue import DUTY_QUEUE
from layouts.panels.duty_roster import DUTY_ROSTER
from layouts.panels.duty_shift import DUTY_SHIFT
from tests.layouts import frames, frames_duty
from tests.layouts.frames_duty import ALARM, ORDER, QUEUE
from tests.layouts.panels.reading import classed, links, text


def drawn(panel, lang="zh", **changed):
    view = frames.busy(panel, lang)
    extra = changed.pop("extra", view.extra)
    now = changed.pop("now", view.now)
    told = {name.replace("_", "-"): frame for name, frame in changed.items()}
    return panel.draw(replace(view, frames={**view.frames, **told}, extra=extra, now=now, page="duty"))


def lines(lang="zh"):
    return {
        node["props"]["data-row"]: node
        for node in classed(drawn(DUTY_QUEUE, lang)["duty-queue"], "jq-duty-row")
    }


def acts(row):
    return [node["props"]["data-act"] for node in classed(row, "jq-act")]


def test_every_case_of_the_queue_is_a_row_in_its_order():
    assert list(lines()) == [row[0] for row in QUEUE]


def test_a_row_says_why_it_stands_and_by_how_much_it_is_over():
    found = {key: text(row) for key, row in lines().items()}
    assert found[ALARM].startswith("安全直报无主井盖缺失石埠建管委未签收 超 24 工分")
    assert found[ORDER].startswith("市级件夜间施工噪声")
    assert "超" not in found[ORDER]
    assert "未签收、未先行联系 超 10 工时" in found["case:hotline/000004"]
    assert "催办 2 次退单 1 次" in found["case:hotline/000004"]
    assert "无时限" in found["case:grid/000007"]


def test_what_was_seen_is_grey_says_by_whom_and_asks_for_no_second_time():
    done = lines()["case:grid/000007"]
    assert "jq-duty-done" in done["props"]["className"]
    assert "10:30 值班长 02 席 已知悉" in text(done)
    assert acts(done) == ["remind", "lever.draft", "note", "silence"]
    assert acts(lines()["case:grid/000005"])[0] == "acknowledge"


def test_an_alarm_cannot_be_silenced_and_a_draft_is_of_the_case_itself():
    assert acts(lines()[ALARM]) == ["acknowledge", "remind", "lever.draft", "note"]
    (draft,) = [
        node for node in classed(lines()[ALARM], "jq-act") if node["props"]["data-act"] == "lever.draft"
    ]
    assert (draft["props"]["data-of-on"], draft["props"]["data-of-seen"]) == (ALARM, "0")
    assert draft["props"]["data-right"] == "borrow"


def test_the_sound_can_tell_an_alarm_that_nobody_has_seen():
    marks = [(row["props"]["data-override"], row["props"]["data-seen"]) for row in lines().values()]
    assert marks.count(("safety", "")) == 1
    assert marks.count(("safety", "yes")) == 1


def test_the_note_counts_what_waits_and_says_where_not_all_is_listed():
    assert drawn(DUTY_QUEUE)["duty-queue-note"] == "6 件待处置，2 件已知悉"
    many = frames_duty.queue().assign(total=120, waiting=100)
    assert drawn(DUTY_QUEUE, duty_queue=many)["duty-queue-note"] == "100 件待处置，20 件已知悉 · 列最急 8 件"


def test_every_button_has_a_form_on_the_page():
    named = {form.name for form in DUTY_QUEUE.forms(frames.ordinary())}
    assert {act for row in lines().values() for act in acts(row)} == named


def test_levers_whose_answer_is_overdue_stand_first_in_red_and_lead_to_the_ledger():
    body = drawn(DUTY_LEVERS)
    rows = classed(body["duty-levers"], "jq-line")
    assert [row["props"]["data-row"] for row in rows] == ["lever:5", "lever:6", "lever:7"]
    assert text(classed(rows[0], "jq-ink-late")[0]) == "答复超 42 分"
    assert not classed(rows[1], "jq-ink-late")
    assert links(rows[0]) == ["/levers?lever=lever%3A5"]
    assert body["duty-levers-note"] == "3 笔，1 笔逾期"


def test_orders_of_the_city_tell_their_clock():
    body = drawn(DUTY_ORDERS)["duty-orders"]
    assert [text(classed(row, "jq-line-clock")[0]) for row in classed(body, "jq-line")] == [
        "超 45 工分",
        "剩 2.2 工时",
        "剩 17 工时",
    ]


def roster(**changed):
    return [text(row) for row in classed(drawn(DUTY_ROSTER, **changed)["duty-roster"], "jq-ros-row")]


def test_the_posts_of_the_running_shift_stand_before_the_offices_of_the_units():
    assert roster() == [
        "城运中心带班 区府办值班室内线 8001",
        "城运中心值班长 02 席—",
        "生态环境局生态环境值班室内线 8201",
        "城管执法局城管值班室内线 8202",
        "水务局水务值班室内线 8203",
        "消防支队消防指挥室内线 8119",
    ]


def test_without_lists_the_posts_of_the_district_file_stand_there():
    none = frames_duty.rostered().iloc[:0]
    assert roster(rostered=none, duty_offices=frames_duty.offices().iloc[:0]) == [
        "城运中心带班 区府办值班室内线 8001",
        "城运中心值班长 02 席—",
    ]


@pytest.mark.parametrize(("days", "amber"), [(90, False), (91, True)])
def test_lists_older_than_ninety_days_are_marked_amber(days, amber):
    note = drawn(DUTY_ROSTER, rostered=frames_duty.rostered(days), duty_offices=frames_duty.offices(1))
    chips = (
        classed(note["duty-roster-note"], "jq-chip-warn")
        if not isinstance(note["duty-roster-note"], str)
        else []
    )
    assert bool(chips) == amber


def shift(lang="zh", **changed):
    return text(drawn(DUTY_SHIFT, lang, **changed)["duty-shift"])


def sheet(key, state, **more):
    row = frames_duty.sheets().to_dict("records")[0] | {"key": key, "state": state} | more
    return pd.DataFrame([row])


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("drafted", "交接单已起草，待交班签字打开交接单"),
        ("handed", "值班长 02 席 已交班签字，待接班签字打开交接单"),
        ("taken", "已交接，带班 区府办值班室 接班打开交接单"),
    ],
)
def test_the_sheet_of_the_shift_says_who_signs_next(state, said):
    mine = sheet("handover:2026-11-20/1", state, taken_by="lead")
    assert shift(handovers_lately=mine).startswith(said)
    assert "/handover/2026-11-20-1" in links(drawn(DUTY_SHIFT, handovers_lately=mine)["duty-shift"])


def test_a_shift_without_a_sheet_offers_to_draft_it_and_names_the_one_before_that_is_not_signed():
    said = shift()
    assert said.startswith("本班交接单尚未起草起草交接单")
    assert "上一张还没有签完：值班长 02 席 已交班签字，待接班签字" in said
    assert "上一张" not in shift(handovers_lately=sheet("handover:2026-11-20/3", "taken"))


def test_sources_in_trouble_stand_in_one_line_or_all_are_sound():
    assert shift().endswith("来源故障：物联感知 8 秒没有答复")
    assert shift("en").endswith("Sources in trouble: IoT no answer in 8 s")
    assert shift(extra=[]).endswith("各来源正常")
    assert shift(extra=None).endswith("各来源正常")


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_queue_is_good_news(lang):
    body = drawn(DUTY_QUEUE, lang, duty_queue=frames_duty.queue().iloc[:0])["duty-queue"]
    assert ("队列已清空" if lang == "zh" else "The queue is empty") in text(body)


def test_a_term_that_is_over_is_red_where_the_answer_is_not():
    loans = frames.busy(DUTY_LEVERS).frames["loans-awaited"].copy()
    loans.loc[loans["key"] == "lever:7", "valid_until"] = frames.NOW - timedelta(hours=2)
    body = drawn(DUTY_LEVERS, loans_awaited=loans)
    (row,) = [one for one in classed(body["duty-levers"], "jq-line") if one["props"]["data-row"] == "lever:7"]
    assert "期限超" in text(row)
