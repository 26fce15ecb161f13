"""The ledger of loans: a card a lever under its state, red past its time, buttons for its posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.fold.borrowing import EDGES, LeverState, Move
from layouts.lever_forms import lever_forms
from layouts.loans import borrowed
from layouts.panels.lever_board import COLUMNS, LEVER_BOARD, SHOWN
from layouts.panels.lever_lenders import LEVER_LENDERS
from layouts.panels.lever_one import LEVER_ONE
from layouts.panels.lever_silences import LEVER_SILENCES
from tests.layouts import frames
from tests.layouts.frames_levers import CHOSEN, ROWS
from tests.layouts.panels.reading import classed, links, nodes, text


def body(panel, lang="zh", *, change=None, **query):
    view = replace(frames.busy(panel, lang, **query), page="levers")
    if change:
        view = replace(view, frames={**view.frames, "loans": change(view.frames["loans"].copy())})
    return panel.draw(view)[panel.name]


def only(key, **values):
    """The ledger with one lever changed."""

    def change(loans):
        for name, value in values.items():
            loans[name] = loans[name].astype("object")
            loans.loc[loans["key"] == f"lever:{key}", name] = value
        return loans

    return change


def cards(**given):
    return {node["props"]["data-row"]: node for node in classed(body(LEVER_BOARD, **given), "jq-loan")}


def test_every_lever_stands_once_under_its_state_and_each_state_says_how_many():
    board = body(LEVER_BOARD)
    for state in COLUMNS:
        (column,) = classed(board, f"jq-loans-{state}")
        keys = {node["props"]["data-row"] for node in classed(column, "jq-loan")}
        assert keys == {f"lever:{row[0]}" for row in ROWS if row[4] == state}
        assert text(column).startswith(f"{state.words.zh} {len(keys)}")


def test_a_card_says_the_lever_the_matter_and_its_clock():
    found = {key: text(card) for key, card in cards().items()}
    assert found["lever:5"] == "L2.3 权责占道堆物 · 北塘黄牌督办答复 超 42 分"
    assert "并 6 件" in found["lever:1"]
    assert "分 69 · C 0.9" in found["lever:1"]
    assert "剩 1 时 24 分" in found["lever:6"]
    assert "守 6 天" in found["lever:9"]
    assert "11-19 还权" in found["lever:10"]


@pytest.mark.parametrize(
    ("key", "name", "word"),
    [
        ("5", "respond_by", "答复 超 42 分"),
        ("8", "valid_until", "期限 超 2 时 00 分"),
        ("9", "return_by", "还权 超 2 时 00 分"),
    ],
)
def test_a_loan_past_its_answer_its_term_or_its_return_is_red_and_stands_first(key, name, word):
    past = frames.NOW - (timedelta(minutes=42) if name == "respond_by" else timedelta(hours=2))
    card = cards(change=only(key, **{name: past}))[f"lever:{key}"]
    (late,) = classed(card, "jq-loan-late")
    assert text(late) == word


def test_a_topic_is_called_by_its_unit_and_leads_to_its_page():
    of_unit = only("7", matter="unit:eco", case_key="unit:eco", category=None, street=None, members=0)
    assert "单位议题" in text(cards(change=of_unit)["lever:7"])
    chosen = body(LEVER_ONE, lever=CHOSEN, change=of_unit)
    assert "看单位" in text(chosen)
    assert "/departments/eco" in links(chosen)


def test_little_time_left_to_answer_is_near_and_much_is_not():
    assert classed(cards()["lever:6"], "jq-loan-near")
    assert classed(cards()["lever:7"], "jq-loan-ok")
    breaches = [node["props"]["data-row"] for node in classed(body(LEVER_BOARD), "jq-loans-active")[0:1]
                for node in classed(node, "jq-loan")]  # fmt: skip
    assert breaches[0] == "lever:5"


def test_what_does_not_fit_a_column_is_counted():
    many = body(LEVER_BOARD, change=lambda loans: loans.assign(state="drafted"))
    (column,) = classed(many, "jq-loans-drafted")
    assert len(classed(column, "jq-loan")) == SHOWN
    assert text(classed(column, "jq-loans-more")[0]) == f"另 {len(ROWS) - SHOWN} 笔"


def test_a_card_opens_its_lever_and_the_open_one_shuts():
    assert links(cards()["lever:5"]) == ["?lever=lever%3A5"]
    assert links(cards(lever=CHOSEN)[CHOSEN]) == ["?"]


def test_the_board_narrows_to_a_level_and_to_a_unit():
    assert set(cards(level="L1")) == {"lever:6"}
    assert set(cards(department="fg")) == {"lever:4"}


def test_the_board_lists_exactly_the_loans_that_a_number_counts_whatever_became_of_them():
    lent = {f"lever:{key}" for key in (5, 6, 7, 8, 9, 10)}
    assert set(cards(loans="borrowed")) == lent
    gone = only("6", state="expired", responded_at=frames.NOW - timedelta(hours=1))
    assert set(cards(loans="answered", change=gone)) == {"lever:6"}
    late = only("9", return_by=frames.NOW - timedelta(hours=2), lent=True)
    assert set(cards(loans="overdue", change=late)) == {"lever:9"}


def test_such_a_list_is_never_cut_and_says_how_to_see_all():
    drawn = LEVER_BOARD.draw(frames.busy(LEVER_BOARD, loans="borrowed"))
    assert text(drawn["lever-board-note"]) == "只列近 4 周借出的，6 笔 · 列全部"
    assert links(drawn["lever-board-note"]) == ["?"]
    every = body(LEVER_BOARD, change=lambda loans: loans.assign(state="active"), loans="borrowed")
    assert not classed(every, "jq-loans-more")
    assert len(classed(every, "jq-loan")) == 6


def test_one_lever_tells_its_grounds_and_each_step_by_its_post():
    said = text(body(LEVER_ONE, lever=CHOSEN))
    for word in (
        "定主办 · 请定主办与办结时限",
        "T04 T06",
        "完整度 0.9 · 影响说明",
        "2026-11-21 16:42",
        "本系统 · 建议",
        "同意专报",
    ):
        assert word in said


def test_without_a_choice_it_says_what_to_do():
    assert "点上面任一笔借权" in text(body(LEVER_ONE))
    assert "Choose a lever" in text(body(LEVER_ONE, "en", lever="lever:none"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_choice_those_that_press_most_stand_there_each_a_way_to_open_it(lang):
    drawn = body(LEVER_ONE, lang, level="L1,L2,L3,L4")
    assert links(drawn) == [f"?level=L1%2CL2%2CL3%2CL4&lever=lever%3A{key}" for key in (5, 6, 1)]
    assert not [
        node for node in nodes(drawn) if "data-act" in node["props"]
    ]  # nothing is done to what nobody chose


def test_late_comes_before_nearly_late_before_what_waits_here_and_what_has_time_is_not_offered():
    offered = [one.split("%3A")[1] for one in links(body(LEVER_ONE, change=without("1", "2")))]
    assert offered == ["5", "6", "3"]
    late_by_term = only("9", return_by=frames.NOW - timedelta(hours=3))
    assert links(body(LEVER_ONE, change=late_by_term))[0].endswith("lever%3A9")  # the longest over


def test_what_presses_is_of_the_level_and_unit_that_the_page_is_narrowed_to():
    assert links(body(LEVER_ONE, level="L1")) == ["?level=L1&lever=lever%3A6"]


def test_where_nothing_presses_it_says_so_and_what_to_do():
    calm = text(body(LEVER_ONE, change=lambda loans: loans[loans["key"] == "lever:7"]))
    assert "没有哪一笔在催" in calm
    assert "点上面任一笔借权" in calm


def without(*keys):
    """The ledger without some of its levers."""
    return lambda loans: loans[~loans["key"].isin([f"lever:{key}" for key in keys])]


def buttons(state, **values):
    drawn = body(LEVER_ONE, lever=CHOSEN, change=only(7, state=state, **values))
    return {node["props"]["data-act"]: node["props"] for node in nodes(drawn) if "data-act" in node["props"]}


@pytest.mark.parametrize("state", LeverState)
def test_what_can_be_done_is_what_the_table_of_moves_allows(state):
    allowed = {f"lever.{edge.kind}" for edge in EDGES if state in edge.origins}
    assert set(buttons(state, waits_for=None)) <= allowed
    assert set(buttons(state, waits_for="director")) <= allowed


def test_a_desk_sees_its_buttons_while_it_lies_there_and_only_then_can_it_be_issued():
    waiting = buttons("pending", waits_for="duty-chief|director→district-office")
    assert waiting["lever.approve"]["data-right"] == "role:duty-chief role:director"
    assert "lever.issue" not in waiting
    approved = buttons("pending", waits_for=None)
    assert "lever.issue" in approved
    assert "lever.approve" not in approved


@pytest.mark.parametrize(
    ("matter", "live", "level", "next_"),
    [
        ("m", True, "L5", "lever:1"),
        ("other", True, "L5", None),
        ("m", False, "L5", None),
        ("m", True, "L3", None),
    ],
)
def test_a_live_higher_lever_of_the_same_matter_may_take_its_place(matter, live, level, next_):
    def change(loans):
        loans[["matter", "step"]] = loans[["matter", "step"]].astype("object")
        loans.loc[loans["key"] == CHOSEN, "matter"] = "m"
        loans.loc[loans["key"] == "lever:1", ["matter", "live", "level"]] = [matter, live, level]
        return loans

    drawn = body(LEVER_ONE, lever=CHOSEN, change=change)
    found = [one["props"] for one in nodes(drawn) if one["props"].get("data-act") == "lever.escalate"]
    assert [one["data-of-next"] for one in found] == ([next_] if next_ else [])


def test_a_button_carries_the_lever_and_what_was_seen_of_it():
    props = buttons("active")["lever.respond"]
    assert (props["data-of-on"], props["data-of-seen"]) == (CHOSEN, "107")
    assert props["data-right"] == "answer borrow"


def test_every_form_is_of_a_move_and_says_what_it_writes_in_both_languages():
    for form in lever_forms(frames.ordinary()):
        assert form.name.removeprefix("lever.") in set(Move)
        assert form.says.zh
        assert form.says.en
        assert all(entry.title.zh and entry.title.en for entry in form.entries)


def test_lenders_are_told_apart_where_attention_is_a_budget():
    rows = [text(node) for node in nodes(body(LEVER_LENDERS)) if node["props"].get("scope") == "row"]
    assert rows == ["L1 权力 ", "L2 权责 ", "L3 权能 ", "L4 权势 带班 区府办值班室"]
    table = text(body(LEVER_LENDERS))
    assert "1/5 件" in table


def test_what_a_lender_said_was_not_theirs_stands_with_the_line_to_write():
    said = text(body(LEVER_LENDERS))
    assert "带班 区府办值班室 说不是其分管：城管执法局" in said
    assert "2 次" in said
    assert 'portfolio = ["eco"]' in said


def test_where_no_lender_said_so_nothing_is_proposed():
    view = replace(frames.busy(LEVER_LENDERS, "zh"), page="levers")
    none = {**view.frames, "portfolios": view.frames["portfolios"].iloc[:0]}
    assert "更正建议" not in text(LEVER_LENDERS.draw(replace(view, frames=none))[LEVER_LENDERS.name])


def test_a_notice_counts_for_none_that_was_lent():
    rows = list(frames.busy(LEVER_LENDERS, "zh").frames["loans"].itertuples())
    issued = next(one for one in rows if borrowed(one, frames.NOW))
    assert not borrowed(issued._replace(notice=True), frames.NOW)


def test_a_notice_stands_in_no_lenders_account():
    told = body(LEVER_LENDERS, change=only(5, notice=True))
    assert text(told) != text(body(LEVER_LENDERS))


def test_a_loan_past_its_term_is_a_red_number_of_its_lender():
    over = body(LEVER_LENDERS, change=only(5, valid_until=frames.NOW - timedelta(hours=1)))
    (late,) = classed(over, "jq-loan-late")
    assert text(late) == "1"


def test_a_silence_says_why_and_until_when_and_can_be_ended_by_those_who_may():
    drawn = body(LEVER_SILENCES)
    assert "活动保障" in text(drawn)
    ends = [node["props"] for node in nodes(drawn) if node["props"].get("data-act") == "unsilence"]
    assert [(one["data-of-on"], one["data-right"]) for one in ends] == [
        ("silence:0", "silence"),
        ("silence:1", "silence"),
    ]
