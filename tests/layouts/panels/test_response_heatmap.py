"""Who answers how fast: classes, hatches, order, and what no source can say."""

from __future__ import annotations

import json
from dataclasses import replace

from dashboard.figures.heatmap import HATCHED
from layouts.panels.response_heatmap import RESPONSE_HEATMAP
from layouts.response import ROWS, neediest
from tests.layouts import frames

GRAPH = "response-heatmap-graph"


def drawn(frame=None, lang="zh", **district):
    view = frames.busy(RESPONSE_HEATMAP, lang)
    if frame is not None:
        view = replace(view, frames={"response": frame})
    if district:
        view = replace(view, district=frames.district(**district))
    return RESPONSE_HEATMAP.draw(view)


def heat(drawing):
    return drawing[GRAPH]["data"][0]


def rows(drawing):
    return drawing[GRAPH]["layout"]["yaxis"]["ticktext"]


def test_the_neediest_unit_stands_on_top_and_names_break_ties():
    assert rows(drawn())[:3] == ["城管执法局", "生态环境局", "房管局"] or rows(drawn())[0] in (
        "城管执法局",
        "生态环境局",
    )
    frame = frames.response()
    assert neediest(frame)[0] in ("eco", "cg")
    assert neediest(frame)[-1] in frame["department"].tolist()


def test_a_unit_with_too_few_cases_does_not_lead_the_list():
    frame = frames.response()
    tiny = frame.head(1).assign(department="zz")
    rare = frames.pd.concat([tiny.assign(stage=stage, n=4, late=4) for stage in ("sign", "handle", "check")])
    assert neediest(frames.pd.concat([rare, frame]))[0] != "zz"
    assert neediest(frames.pd.concat([rare, frame.head(8)]))[-1] == "zz"


def test_at_most_sixteen_rows():
    frame = frames.response()
    more = [frame.assign(department=frame["department"] + str(i)) for i in range(3)]
    assert len(neediest(frames.pd.concat(more))) == ROWS


def test_a_cell_has_the_class_of_its_median_and_shows_its_n_with_the_shape_of_the_class():
    drawing = drawn()
    column = rows(drawing).index("生态环境局")
    assert heat(drawing)["z"][column] == [2, 1, 3, 1]
    words = {
        (x, y): text
        for trace in drawing[GRAPH]["data"][1:]
        if trace.get("mode") == "text"
        for x, y, text in zip(trace["x"], trace["y"], trace["text"], strict=True)
    }
    assert words[0, column] == "▲ 412"
    assert words[2, column] == "◆ 370"
    assert words[1, column] == "296"


def test_fewer_than_five_are_hatched_without_colour_and_still_answer_the_mouse():
    drawing = drawn()
    row = rows(drawing).index("卫健委")
    assert heat(drawing)["z"][row][1] == HATCHED
    assert "n < 5" in heat(drawing)["hovertext"][row][1]
    hatched = [trace for trace in drawing[GRAPH]["data"] if "fillpattern" in trace]
    assert len(hatched) == 1
    assert len([x for x in hatched[0]["x"] if x is None]) == 2


def test_the_hover_tells_median_share_late_and_n():
    drawing = drawn()
    hover = heat(drawing)["hovertext"][rows(drawing).index("生态环境局")][2]
    for word in ("生态环境局 · 处置", "1.21", "207", "55.9%", "n = 370"):
        assert word in hover


def test_stages_no_source_tells_of_say_so_instead_of_being_empty():
    feeds = tuple(
        feed.model_copy(update={"tells": frozenset({"handle"})}) for feed in frames.district().feeds
    )
    frame = frames.response()
    drawing = drawn(frame[frame["stage"] == "handle"], feeds=feeds)
    notes = drawing[GRAPH]["layout"]["annotations"]
    assert [note["x"] for note in notes] == [0, 1, 3]
    assert notes[0]["text"].replace("<br>", "") == "来源未说明"
    assert drawn()[GRAPH]["layout"]["annotations"] == []


def test_cases_nobody_holds_and_stages_without_a_limit_are_no_row():
    frame = frames.response()
    nobody = frame.head(1).assign(department=None)
    endless = frame.head(1).assign(department="xx", median=float("nan"))
    assert "xx" not in json.dumps(drawn(frames.pd.concat([frame, nobody, endless]))[GRAPH])


def test_the_legend_names_all_four_classes_and_the_hatch():
    said = json.dumps(drawn()["response-heatmap"], ensure_ascii=False)
    for word in ("≤0.5", "≤0.75", "≤1 将超", ">1 已超", "n<5"):
        assert word in said
