"""The page of coordination: numbers with their lists, red for breaches alone, no effect without caption."""

# ruff: noqa: E501  tables of data

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboard.leverage.conversion.funnel import STEPS
from dashboard.leverage.effect import EFFECT, FAILED, SELECTED, TOO_FEW
from dashboard.leverage.limits import LIMITS
from layouts.listed import counted
from layouts.panels.attention_health import ATTENTION
from layouts.panels.conversion import CONVERSION
from layouts.panels.embedding import PANEL as EMBEDDING
from layouts.panels.lever_effect import LEVER_EFFECT
from layouts.panels.lever_funnel import LEVER_FUNNEL, lasted
from layouts.panels.limitation import LIMITATION
from layouts.panels.rules_won import RULES
from layouts.panels.structure import STRUCTURE
from layouts.sites import DEPARTMENT, LEVERS
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links, nodes, text

PAGE = (STRUCTURE, EMBEDDING, LIMITATION, ATTENTION, CONVERSION, LEVER_EFFECT, RULES)


def body(panel, lang="zh", *, change=None, **query):
    view = frames.busy(panel, lang, **query)
    if change:
        view = replace(view, frames={**view.frames, **change(view.frames)})
    return panel.draw(view)[panel.name]


def asked(address):
    return {name: said[0] for name, said in parse_qs(urlsplit(address).query).items()}


@pytest.mark.parametrize("panel", [*PAGE, LEVER_FUNNEL], ids=lambda panel: panel.name)
def test_every_link_leads_to_a_list_that_there_is_and_knows_its_cell(panel):
    for address in links(body(panel, window="91d")):
        if panel is RULES:  # to sheets and papers
            continue
        words = asked(address)
        if address.startswith(DEPARTMENT.path):  # a topic of a unit leads to its page
            assert not words
            continue
        if address.startswith(LEVERS.path):  # what is counted in levers leads to the ledger of loans
            assert set(words) <= {"level", "department"}
            continue
        of = counted()[words.pop("of")]
        assert words.pop("window", "91d") == "91d"
        assert set(words) <= {*of.cells, *of.splits}


@pytest.mark.parametrize("panel", PAGE, ids=lambda panel: panel.name)
def test_the_page_asks_in_its_own_window(panel):
    for need in panel.needs({"window": "91d"}).values():
        assert need.indicator.window is None or need.ask.window.days == 91


def table(node):
    return [
        [text(cell) for cell in nodes(row) if cell["type"] in ("Td", "Th")] for row in nodes(node) if row["type"] == "Tr"
    ]  # fmt: skip


def test_who_acted_on_whom_is_told_with_the_change_to_the_window_before():
    rows = {row[0]: row[1:] for row in table(body(STRUCTURE))}
    heads = rows["施方 → 受方"]
    assert rows["城运中心"][heads.index("城管执法局")] == "483−29"
    assert rows["城管执法局"][heads.index("生态环境局")] == "7+4"
    assert rows["城管执法局"][heads.index("城管执法局")] == "·"


def values(node):
    return {text(one): text(value) for one, value in zip(classed(node, "jq-measure-title"), classed(node, "jq-measure-value"), strict=True)}  # fmt: skip


def test_the_measures_of_structure_are_counted_from_its_ties():
    found = values(body(STRUCTURE))
    assert found["往来对数"] == "10"
    assert found["被借单位答复"] == "66.7%"
    assert found["经中心流转"] == "98.7%"
    assert found["首次派出 中位"] == "26 分"


def test_without_levers_a_share_is_a_dash_and_not_0():
    none = values(body(STRUCTURE, change=lambda all_: {"ties": all_["ties"].query("kind == 'dispatch'")}))
    assert none["被借单位答复"] == "—"
    assert none["有来有往"] == "0.0%"


def test_mechanisms_are_told_both_ways_with_their_lift():
    rows = {row[0]: row[1:] for row in table(body(EMBEDDING))}
    heads = rows[""]
    assert rows["会商"][heads.index("批示")] == rows["批示"][heads.index("会商")] == "6×31.9"
    assert rows["派单"][heads.index("派单")] == "812"


def test_only_breaches_are_red():
    (late,) = classed(body(LIMITATION), "jq-limit-breach")
    (line,) = [one for one in classed(body(LIMITATION), "jq-limit") if late in list(nodes(one))]
    assert text(line).startswith(LIMITS["over-term"].zh)
    clean = body(LIMITATION, change=lambda all_: {"limits": all_["limits"].assign(hits=0, breach=False)})
    assert not classed(clean, "jq-limit-breach")
    assert not classed(clean, "jq-ink-late")


def test_what_must_not_be_says_so_also_where_it_is_not():
    assert text(body(LIMITATION)).count("应为 0") == 2
    assert text(body(LIMITATION, "en")).count("must be 0") == 2


def test_signs_of_attention_carry_their_shape_and_their_bounds():
    found = {text(one).split()[0]: text(one) for one in classed(body(ATTENTION), "jq-measure")}
    assert "25%" in found["耗散"]
    assert ">20% 黄 >40% 红" in found["耗散"]
    assert "<80% 黄 <60% 红" in found["持续性"]
    assert found["失焦"].endswith("无可算")
    shapes = [
        node["props"]["className"]
        for node in nodes(body(ATTENTION))
        if "jq-mark" in node["props"].get("className", "")
    ]
    assert shapes == [f"jq-mark jq-mark-{state}" for state in ("ok", "near", "late", "ok")]


def test_rates_carry_n_and_a_rate_of_nothing_is_a_dash():
    rows = {row[0]: row[1:] for row in table(body(CONVERSION))}
    assert rows["合计"][0] == "73.8% (61)"
    assert rows["L4 权势"][2] == "—"


def test_a_point_of_attention_shows_what_it_bought_with_its_n():
    said = text(body(CONVERSION))
    assert "4 件 ÷ 56 分 · n=7" in said
    assert "n=0" not in said  # of a lever that was never issued there is nothing to say


def test_a_week_of_a_leader_stands_beside_its_budget_and_is_marked_beyond_it():
    drawn = body(CONVERSION)
    said = text(drawn)
    assert "48/40 分6/5 件" in said
    assert "16/40 分2/5 件" in said
    late = [node for node in nodes(drawn) if node["props"].get("className") == "jq-mark jq-mark-late"]
    assert len(late) == 1


def test_a_unit_that_waits_for_instructions_stands_first():
    found = list(values(body(CONVERSION)))
    assert found.index("生态环境局") < found.index("城管执法局")


def test_wear_tells_answers_by_turn_and_nothing_of_too_few():
    said = text(body(CONVERSION))
    for word in ("L2 第 1 次", "85.0%", "L2 第 4 次起数据不足n=4"):
        assert word in said
    assert "L2 第 3 次数据不足" not in said


def test_delay_moved_elsewhere_is_told_with_its_interval_and_not_of_too_few_units():
    said = text(body(CONVERSION))
    assert "其他案件的动作，后 ÷ 前0.880.79–0.98 · 61 笔 · 9 家单位" in said
    few = text(body(CONVERSION, change=lambda all_: {"displacement": all_["displacement"].assign(units=4)}))
    assert "其他案件的动作，后 ÷ 前数据不足61 笔 · 4 家单位" in few


def effects():
    return [row[1:] for row in table(body(LEVER_EFFECT))[1:]]


def test_every_figure_says_how_it_may_be_read():
    assert [row[-1] for row in effects()] == [SELECTED.zh, FAILED.zh, EFFECT.zh, TOO_FEW.zh]


def test_no_number_is_shown_without_enough_levers_and_none_without_interval_and_placebo():
    ratio, closed, lot, few = effects()
    assert few[1:3] == ["—", "—"]
    assert ratio[1:3] == ["1.62 (1.31 … 2.00)", "1.04 (0.85 … 1.27)"]
    assert closed[1] == "+9.0 (−2.0 … +20.0)"
    assert lot[3] == "34 · 85.0%"


def ruled(lang="zh", **how):
    return {row[0].split("26")[0].split("L3+")[0]: row[1:] for row in table(body(RULES, lang, **how))[1:]}


EMISSION, NOISE, COVER = "餐饮油烟扰民 · 生态环境局", "夜间施工噪声 · 生态环境局", "无主井盖缺失 · 建管委"
FLOOD, RENTING, DUMPING = "路口反复积水 · 水务局", "群租整治反弹 · 房管局", "占道堆物 · 城管执法局"


def test_what_waits_for_somebody_stands_first():
    assert list(ruled()) == [NOISE, COVER, DUMPING, EMISSION, FLOOD, RENTING]


def test_an_adopted_rule_shows_its_day_number_and_confirmation_and_what_was_borrowed_before_and_after():
    state, day, before, after, compared, _ = ruled()[EMISSION]
    assert state == "已采纳写入分派目录建议单公文"
    assert day == "2026-10-11云府办〔2026〕18号清单 2026-11-08 印证"
    assert before == "28.6 (10.5 … 62.2)6 笔 / 210 件"
    assert after == "10.5 (0.3 … 58.6)1 笔 / 95 件"
    assert compared == "0.37 (0.01 … 3.00)"


def test_one_that_waits_shows_whose_answer_until_when_and_that_it_is_late():
    state, day, before, after, compared, _ = ruled()[NOISE]
    assert state == "已提出写入职责清单带班 区府办值班室，2026-11-15 前答复 · 已过答复期限建议单公文"
    assert (day, after, compared) == ("—", "—", "—")
    assert before.startswith("31.3")


def test_a_draft_is_not_late_and_has_no_figures_where_nothing_is_known():
    state, *figures, _ = ruled()[DUMPING]
    assert state.startswith("拟稿写入分派目录")
    assert "已过" not in state
    assert figures == ["—", "—", "—", "—"]


def test_of_few_cases_there_is_no_rate_and_n_is_told():
    state, day, before, after, compared, _ = ruled()[FLOOD]
    assert (state, day) == ("清单已列2027-02-06 前不再提", "2026-11-08仅清单写明")
    assert before.startswith("73.2")
    assert (after, compared) == ("数据不足0 笔 / 6 件", "数据不足")


def test_what_was_declined_says_why_and_until_when_it_rests():
    assert ruled()[RENTING][0] == "未采纳写入职责清单须先经编办会商建议单公文2027-02-15 前不再提"


def test_the_counts_of_rules_stand_beside_the_title():
    assert RULES.draw(frames.busy(RULES))["rules-won-note"] == "提出 3 · 采纳 1 · 待答复 1 · 待提出 1"
    assert RULES.draw(frames.busy(RULES, "en"))["rules-won-note"].startswith("proposed 3 · adopted 1")


def acts(place, lang="zh"):
    rows = [node for node in nodes(body(RULES, lang)) if node["type"] == "Tr"][1:]
    (row,) = [one for one in rows if place in text(one)]
    return {one["props"]["data-act"]: one["props"] for one in nodes(row) if "data-act" in one["props"]}


def test_each_state_offers_what_can_be_done_and_nothing_else():
    assert list(acts(COVER)) == ["rule.draft"]
    assert list(acts(DUMPING)) == ["rule.draft", "rule.propose", "rule.withdraw"]
    assert list(acts(NOISE)) == ["rule.adopt", "rule.decline", "rule.withdraw"]
    assert [list(acts(one)) for one in (EMISSION, FLOOD, RENTING)] == [[], [], []]


def test_a_draft_is_filled_in_from_the_evidence_on_one_of_its_levers():
    said = acts(COVER)["rule.draft"]
    assert (said["data-of-on"], said["data-of-kind"], said["data-right"]) == (
        "lever:L3-jg0",
        "catalogue",
        "propose-rule",
    )
    assert said["data-of-answer-by"] == "2026-12-04"
    assert "主办：建管委" in said["data-of-text-zh"]
    assert "3 levers" in said["data-of-text-en"] or "4 levers" in said["data-of-text-en"]


def test_buttons_are_for_who_keeps_the_list_and_carry_what_was_seen():
    adopt = acts(NOISE)["rule.adopt"]
    assert (adopt["data-right"], adopt["data-of-on"], adopt["data-of-seen"]) == (
        "adopt-duties",
        "rule:2",
        "2",
    )
    assert acts(NOISE)["rule.withdraw"]["data-right"] == "propose-rule"


def test_a_draft_is_changed_as_it_stands():
    said = acts(DUMPING)["rule.draft"]
    assert (said["data-of-on"], said["data-of-text-zh"], said["data-of-answer-by"]) == (
        "rule:3", "建议在分派目录中写明。", "2026-11-29",
    )  # fmt: skip


def test_a_record_leads_to_its_sheet_and_its_paper_and_what_is_none_to_nothing():
    found = {node["props"]["href"] for node in nodes(body(RULES)) if "href" in node["props"]}
    assert found == {f"/rules/{n}" for n in range(1, 5)} | {
        f"/papers/rule:{n}/rule.docx" for n in range(1, 5)
    }


def test_every_button_opens_a_form_of_the_panel():
    names = {form.name for form in RULES.forms(frames.ordinary())}
    assert {name for place in (COVER, DUMPING, NOISE) for name in acts(place)} <= names
    assert names == {"rule.draft", "rule.propose", "rule.adopt", "rule.decline", "rule.withdraw"}


def test_after_its_rest_a_place_may_be_proposed_again():
    def rested(all_):
        return {"rule-gaps": all_["rule-gaps"].assign(state="missing", until=pd.NaT)}

    found = ruled(change=rested)
    assert found[RENTING][0].startswith("待提出")
    assert found[NOISE][0].startswith("已提出")


def test_a_place_that_t18_no_longer_names_says_so():
    def quiet(all_):
        return {"rule-gaps": all_["rule-gaps"].iloc[:0], "rule-proposals": all_["rule-proposals"].iloc[:0]}

    assert ruled(change=quiet)[COVER][0] == "近 90 天未再触发 T18"
    assert ruled(change=quiet)[EMISSION][0] == "清单已列"


def test_no_upper_end_is_infinite():
    open_ = ruled(change=lambda all_: {"rules": all_["rules"].assign(hi=float("nan"))})
    assert open_[EMISSION][4] == "0.37 (0.01 … ∞)"


def test_without_any_place_the_panel_says_so():
    none = {"rules": "rules", "rule-proposals": "rule-proposals", "rule-gaps": "rule-gaps"}
    said = text(body(RULES, change=lambda all_: {name: all_[name].iloc[:0] for name in none}))
    assert said.startswith("没有反复借权的类别")


def test_the_funnel_has_a_bar_a_step_and_says_what_was_lost():
    steps = [text(one) for one in classed(body(LEVER_FUNNEL), "jq-step")]
    assert len(steps) == len(STEPS) - 1
    assert steps[0].startswith("61−175建议")
    drawn = LEVER_FUNNEL.draw(frames.busy(LEVER_FUNNEL))
    assert drawn["lever-funnel-note"] == "近 13 周，笔；发现 412"


def test_the_funnel_counts_what_was_suggested_by_lever_and_each_leads_to_what_became_of_it():
    (levers,) = classed(body(LEVER_FUNNEL), "jq-step-levers")
    assert text(levers) == "各级建议合计 61L1 权力 0L2 权责 40L3 权能 0L4 权势 21L5 权威 0"
    assert links(levers) == ["/levers", *(f"/levers?level=L{n}" for n in range(1, 6))]
    view = frames.busy(LEVER_FUNNEL, level="L4")
    drawn = LEVER_FUNNEL.draw(view)
    assert drawn["lever-funnel-note"] == "近 13 周，笔；发现 112"
    steps = classed(drawn["lever-funnel"], "jq-step")
    assert text(steps[0]).startswith("21−45建议")
    (behind,) = links(steps[0])
    assert "step=suggested&level=L4" in behind


def test_of_a_lever_that_nobody_took_and_of_several_the_funnel_shows_all():
    for level in ("L5", "L4,L5"):
        drawn = LEVER_FUNNEL.draw(frames.busy(LEVER_FUNNEL, level=level))
        assert drawn["lever-funnel-note"] == "近 13 周，笔；发现 412"


def test_without_levers_the_funnel_says_so():
    empty = frames.busy(LEVER_FUNNEL)
    zero = {"funnel": empty.frames["funnel"].assign(n=0)}
    assert "没有借权" in text(LEVER_FUNNEL.draw(replace(empty, frames=zero))["lever-funnel"])


@pytest.mark.parametrize(
    ("hours", "said"),
    [(None, "—"), (0.0, "0 时"), (3.5, "3.5 时"), (47.9, "47.9 时"), (72.0, "3 天"), (-1.0, "0 时")],
)
def test_a_median_is_told_in_one_unit(hours, said):
    assert lasted(hours, "zh") == said


def test_a_district_that_tells_nothing_is_told_why():
    quiet = body(STRUCTURE, change=lambda all_: {"ties": pd.DataFrame(columns=all_["ties"].columns)})
    assert "本窗口没有往来" in text(quiet)
