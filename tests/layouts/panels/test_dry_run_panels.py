"""The page of dry runs: what was changed, what it changes, for whom and why."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dashboard.dryrun.result import Flags, Measure, Moved, Number, seen
from dashboard.dryrun.standing import DryRunStanding
from dashboard.scope import NOTHING
from dashboard.text import LANGS
from layouts.dry_runs import rhythm
from layouts.pages import PANELS
from layouts.panels.dry_run_cases import DRY_RUN_CASES
from layouts.panels.dry_run_flags import DRY_RUN_FLAGS
from layouts.panels.dry_run_head import DRY_RUN_HEAD
from layouts.panels.dry_run_numbers import DRY_RUN_NUMBERS
from layouts.panels.dry_run_triggers import DRY_RUN_TRIGGERS
from layouts.panels.dry_run_units import DRY_RUN_UNITS
from tests.dryrun.found import COUNTED, SHOWN, flags, result, subject
from tests.layouts import frames
from tests.layouts.panels.reading import links, text


def drawn(panel, lang="zh", found=None, overtaken=False, **query):
    """What a panel says of a dry run."""
    view = frames.busy(panel, lang, **query)
    standing = DryRunStanding(at=view.extra.at, found=found or result(), overtaken=overtaken)
    return panel.draw(replace(view, extra=standing))


def words(drawing):
    """All that a drawing says."""
    return text(list(drawing.values()))


def hrefs(drawing):
    """Where a drawing leads."""
    return links(list(drawing.values()))


def said(panel, lang="zh", **given):
    """What a reader reads."""
    return words(drawn(panel, lang, **given))


def test_the_tier_of_each_unit_stands_beside_that_of_today_and_the_district_says_how_many_need_help():
    far = Number(before=-0.1, after=-1.2, n_before=60, n_after=61, tier_before=0, tier_after=-2, moved=9)
    few = Number(before=None, after=0.3, n_before=8, n_after=31, tier_before=None, tier_after=1)
    new = Number(before=0.2, after=0.2, n_before=20, n_after=20, tier_before=None, tier_after=1)
    whole = Number(before=0, after=1, moved=9)
    units = {"sw": far, "eco": few, "cg": new}
    found = result(measures=(Measure(name="fair-comparison", whole=whole, units=units),))
    told = said(DRY_RUN_UNITS, found=found, of="fair-comparison")
    for word in (
        "正常 −0.10（n=60）",
        "需关注 −1.20（n=61）",
        "−1.10",
        "只列件数 —（n=8）",
        "显著优于 +0.30（n=31）",
        "不评级 +0.20（n=20）",
    ):
        assert word in told, word
    numbers = said(DRY_RUN_NUMBERS, "en", found=found)
    for word in ("0 units need help", "1 units need help", "+1"):
        assert word in numbers, word


@pytest.mark.parametrize(("every", "zh", "en"), [
    (1, "每天 09:00 看一次", "looked at every day at 09:00"),
    (7, "每 7 天 09:00 看一次", "looked at every 7 days at 09:00"),
])  # fmt: skip
def test_how_often_the_list_was_looked_at_is_said_as_one_speaks(every, zh, en):
    found = result().model_copy(update={"every": every, "at": "09:00"})
    assert zh in said(DRY_RUN_HEAD, "zh", found=found)
    assert en in said(DRY_RUN_HEAD, "en", found=found)
    assert [rhythm(every, lang) in words for lang, words in (("zh", zh), ("en", en))] == [True, True]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("panel", PANELS["dry-run"], ids=lambda panel: panel.name)
@pytest.mark.parametrize("extra", [None, DryRunStanding(at=frames.NOW)], ids=["unread", "none"])
def test_without_a_dry_run_every_tile_says_how_to_begin_or_that_it_waits(panel, extra, lang):
    drawing = panel.draw(replace(frames.busy(panel, lang), extra=extra))
    told = words(drawing)
    assert told
    assert ("jiequan dry-run --district" in told) is (panel is DRY_RUN_HEAD)


def test_the_head_says_what_was_changed_by_whom_when_and_over_which_days():
    told = said(DRY_RUN_HEAD)
    for word in (
        "时限",
        "limits.default",
        "5D（5 个工作日）",
        "2D（2 个工作日）",
        "中心分管副主任",
        "2 时",
        "2026-08-21",
        "12,345",
        "copy",
    ):
        assert word in told, word
    assert "已经改过" not in told


def test_the_head_warns_where_the_rules_have_changed_since():
    assert "已经改过" in said(DRY_RUN_HEAD, overtaken=True)
    assert "changed after" in said(DRY_RUN_HEAD, "en", overtaken=True)


def test_a_difference_that_changes_nothing_says_so():
    idle = result().differences[0].model_copy(update={"where": "duties[sw].post", "idle": True})
    assert "不起作用" in said(DRY_RUN_HEAD, found=result(differences=(idle,)))
    assert "不起作用" not in said(DRY_RUN_HEAD)


def test_two_files_without_a_difference_are_told_to_say_the_same():
    assert "没有差别" in said(DRY_RUN_HEAD, found=result(differences=()))


def test_numbers_stand_before_after_and_with_their_difference_in_points():
    told = said(DRY_RUN_NUMBERS)
    for word in ("按时办结率", "96.2%（n=420）", "94.1%（n=431）", "−2.1", "2 项中 1 项不同"):
        assert word in told, word
    assert "88" not in told


def test_all_numbers_are_shown_where_that_is_chosen():
    told = said(DRY_RUN_NUMBERS, numbers="all")
    assert "88" in told
    assert "96.2%" in told


def test_where_no_number_differs_it_says_so():
    whole = tuple(one for one in result().measures if one.name == "open")
    assert "没有一项指标不同" in said(DRY_RUN_NUMBERS, found=result(measures=whole))
    assert "没有一个单位" in said(DRY_RUN_UNITS, found=result(measures=whole))
    assert "没有可以列出" in said(DRY_RUN_CASES, found=result(measures=whole))


def test_the_number_of_cases_leads_to_them_and_they_to_their_pages():
    assert any("of=on-time" in href for href in hrefs(drawn(DRY_RUN_NUMBERS)))
    drawing = drawn(DRY_RUN_CASES, of="on-time")
    assert hrefs(drawing) == ["/cases/hotline/000123"]
    told = words(drawing)
    assert "水务局 按时" in told
    assert "水务局 逾期" in told


def test_a_unit_has_its_numbers_that_differ_and_no_others():
    told = said(DRY_RUN_UNITS, "en")
    assert "Water" in told
    assert "Ecology" not in told
    assert hrefs(drawn(DRY_RUN_UNITS)) == ["/departments/sw", "?of=on-time&unit=sw"]


def test_a_matter_says_why_it_would_be_put_up():
    told = said(DRY_RUN_FLAGS)
    for word in (
        "新提请",
        "用时÷时限 0.76 → 1.90",
        "关注分 54.6 → 69.0",
        "触发 T06",
        "本部门名额已满",
        "3 个早晨",
    ):
        assert word in told, word
    assert "不再提请" in told
    assert "带班 区府办值班室 → 值班长 02 席" in told
    assert "/cases/hotline/000456" in hrefs(drawn(DRY_RUN_FLAGS))


def test_a_matter_of_which_nothing_is_other_has_its_place_from_others():
    one = flags().newly[0]
    same = flags(newly=(one.model_copy(update={"before": one.after}),), no_longer=(), readdressed=())
    assert "名额" in said(DRY_RUN_FLAGS, found=result(flags=same))


def test_where_leaders_would_be_shown_the_same_it_says_so():
    assert "没有变化" in said(DRY_RUN_FLAGS, found=result(flags=Flags(before=2, after=2)))


@pytest.mark.parametrize("lang", LANGS)
def test_whoever_sees_no_case_reads_counts_alone(lang):
    found = seen(result(), NOTHING)
    for panel in PANELS["dry-run"]:
        drawing = drawn(panel, lang, found=found)
        told = json.dumps(drawing, ensure_ascii=False)
        assert COUNTED.partition(":")[2] not in told
        assert SHOWN.partition(":")[2] not in told
    assert ("范围" if lang == "zh" else "scope") in said(DRY_RUN_FLAGS, lang, found=found)
    assert ("新增 1" if lang == "zh" else "1 newly") in said(DRY_RUN_FLAGS, lang, found=found)


def test_triggers_tell_how_often_they_fire_newly_and_no_longer():
    told = said(DRY_RUN_TRIGGERS)
    assert "T06 已超期" in told
    assert "1 条触发有变化" in told
    assert hrefs(drawn(DRY_RUN_TRIGGERS)) == ["/cases/hotline/000456"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_cases_of_a_unit_are_one_click_from_its_number_and_all_of_them_one_click_back(lang):
    ours, theirs = subject(COUNTED), subject("case:hotline/000124")
    moved = (
        Moved(of=ours, before=("sw|on_time",), after=("sw|late",)),
        Moved(of=theirs, before=("eco|on_time",), after=()),
    )
    rate = Number(before=0.9, after=0.8, n_before=20, n_after=20, moved=2)
    units = {"sw": rate, "eco": rate, "cg": rate}
    found = result(measures=(Measure(name="on-time", whole=rate, units=units, moved=moved),))
    ways = [one for one in hrefs(drawn(DRY_RUN_UNITS, lang, found=found, of="on-time")) if one[0] == "?"]
    assert ways == ["?of=on-time&unit=sw", "?of=on-time&unit=eco"]  # none of the third is listed
    of_one = drawn(DRY_RUN_CASES, lang, found=found, of="on-time", unit="eco")
    assert "hotline/000124" in words(of_one)
    assert "hotline/000123" not in words(of_one)
    assert "?of=on-time" in hrefs(of_one)
    none = words(drawn(DRY_RUN_CASES, lang, found=found, of="on-time", unit="cg"))
    assert "hotline/" not in none
    assert {"zh": "没有可以列出的案件", "en": "No case to list"}[lang] in none
