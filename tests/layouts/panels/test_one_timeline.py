"""The timeline of one case: every fact in order, with what was not applied and what came late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from dashboard.cases import EventKind
from dashboard.fold.machine import ANOMALIES
from layouts.happenings import HAPPENED, happened
from layouts.panels.one_timeline import ONE_TIMELINE
from layouts.rows import rows
from tests.layouts import frames, frames_case
from tests.layouts.panels.reading import classed, text


def lines(view=None):
    return classed(ONE_TIMELINE.draw(view or frames.busy(ONE_TIMELINE))["one-timeline"], "jq-line")


def with_facts(*facts, lang="zh", **district):
    view = frames.busy(ONE_TIMELINE, lang)
    frame = pd.DataFrame(facts, columns=frames_case.COLUMNS["timeline"])
    told = frame.assign(seq=range(len(facts)), total=len(facts))
    found = replace(
        view, frames={**view.frames, "case-timeline": told, "case-clocks": frames_case.clocks().iloc[:0]}
    )
    return replace(found, district=frames.district(**district)) if district else found


def part(line, name):
    return text(classed(line, f"jq-line-{name}"))


def test_facts_stand_in_the_order_they_happened_with_the_passed_limits_between_them():
    found = lines()
    moments = [line["props"]["children"][0]["props"]["dateTime"] for line in found]
    assert moments == sorted(moments)
    assert len(found) == len(frames_case.timeline()) + 2
    assert [part(line, "what") for line in found if classed(line, "jq-line-breach")] == [
        "签收超过时限",
        "处置超过时限",
    ]


def test_a_return_tells_who_why_on_what_ground_and_what_was_noted():
    line = next(line for line in lines() if "职能不符" in text(line))
    assert part(line, "what") == "退单（职能不符）"
    assert part(line, "who") == "城管执法局"
    assert part(line, "note") == "依据 职责清单第7条 · 无检测权限"


def test_what_was_refused_stands_there_with_its_reason_and_so_does_a_state_that_was_old():
    refused = {part(line, "what"): part(line, "flags") for line in lines() if classed(line, "jq-line-unused")}
    assert refused == {"结案": "未采用：此状态下不允许", "状态：处置中": "未采用：已有更新的状态"}


@pytest.mark.parametrize("reason", ANOMALIES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_of_the_fold_has_its_words(reason, lang):
    (line,) = lines(
        with_facts(frames_case.fact("11-09 09:12", "sign", "cg", refused=reason.value), lang=lang)
    )
    assert ANOMALIES[reason].to(lang) in part(line, "flags")


def test_news_that_came_more_than_an_hour_late_is_marked_but_not_while_a_source_catches_up():
    def flags(late, **district):
        fact = frames_case.fact("11-11 11:05", "sign", "cg", known_at=frames_case.at("11-11 11:05") + late)
        return part(lines(with_facts(fact, **district))[0], "flags")

    assert flags(timedelta(minutes=61)) == "补报"
    assert flags(timedelta(minutes=60)) == ""
    feeds = tuple(feed.model_copy(update={"backfill": True}) for feed in frames.ordinary().feeds)
    assert flags(timedelta(days=3), feeds=feeds) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "raise", "level": "L4"}, "建议借L4 权势，请领导关注"),
        ({"kind": "raise", "level": None}, "建议请领导关注"),
        ({"kind": "clear"}, "撤下关注建议"),
    ],
)
def test_our_own_advice_stands_among_the_facts_as_advice(given, said):
    (line,) = lines(with_facts(frames_case.fact("11-09 09:12", stream="advice", **given)))
    assert part(line, "what") == said
    assert part(line, "who") == "本系统"
    assert part(line, "flags") == ""


def test_a_fact_without_a_unit_is_told_by_its_source():
    (line,) = lines(with_facts(frames_case.fact("11-09 09:12", "report")))
    assert part(line, "who") == "12345 热线"


@pytest.mark.parametrize("kind", [*EventKind, "state", "hug"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_fact_has_words_even_without_anything_else(kind, lang):
    (line,) = lines(with_facts(frames_case.fact("11-09 09:12", str(kind)), lang=lang))
    assert part(line, "what").strip()
    assert "nan" not in text(line).lower()
    assert "None" not in text(line)


@pytest.mark.parametrize("kind", EventKind)
def test_without_its_actor_a_phrase_is_the_same_phrase_less_the_name(kind):
    change = next(rows(pd.DataFrame([frames_case.fact("11-09 09:12", kind.value, "cg", to_org="eco")])))
    whole = happened(change, frames.ordinary(), "zh")
    bare = happened(change, frames.ordinary(), "zh", by=False)
    assert bare == whole.replace("城管执法局", "")
    assert kind in HAPPENED


@pytest.mark.parametrize("kind", ["remind", "supervise"])
def test_a_unit_that_presses_is_never_taken_for_the_one_that_is_pressed(kind):
    (line,) = lines(with_facts(frames_case.fact("11-09 09:12", kind, "uomc")))
    assert "城运中心" not in part(line, "what")
    assert part(line, "who") == "城运中心"


def test_of_a_long_story_the_note_tells_how_much_is_shown():
    view = frames.busy(ONE_TIMELINE)
    long = view.frames["case-timeline"].assign(total=900)
    drawing = ONE_TIMELINE.draw(replace(view, frames={**view.frames, "case-timeline": long}))
    assert drawing["one-timeline-note"] == "900 项，只列最近 13 项，新在下"
