"""Where returns concentrate: the most first, with its list, a single return nowhere."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from layouts.panels.vague_duty import MOST, VAGUE_DUTY, spots
from tests.layouts import frames
from tests.layouts.panels.reading import nodes, text

COLUMNS = ["category", "street", "department", "to", "n"]


def view(*told, **query):
    busy = frames.busy(VAGUE_DUTY, "zh", **query)
    return replace(busy, frames={"vague": pd.DataFrame(list(told), columns=COLUMNS)})


def test_a_place_adds_up_its_returns_and_names_who_returned_and_who_got_them():
    found = spots(
        view(
            ("E0116", "S1", "eco", "cg", 3), ("E0116", "S1", "cg", "eco", 2), ("E0116", "S2", "eco", None, 4)
        )
    )
    assert [(one.street, one.n, one.units) for one in found] == [
        ("S1", 5, ("cg", "eco")),
        ("S2", 4, ("eco",)),
    ]


def test_a_single_return_concentrates_nowhere_and_the_list_is_short():
    assert spots(view(("E0116", "S1", "eco", "cg", 1))) == []
    assert len(spots(view(*(("E0116", f"S{n}", "eco", "cg", 2) for n in range(20))))) == MOST


def test_each_number_leads_to_its_list_with_the_filters_of_the_page():
    drawn = VAGUE_DUTY.draw(view(("E0116", None, "eco", "cg", 7), window="7d"))["vague-duty"]
    (link,) = [node for node in nodes(drawn) if node["type"] == "A"]
    said = {name: value[0] for name, value in parse_qs(urlsplit(link["props"]["href"]).query).items()}
    assert said == {"of": "hand-offs", "window": "7d", "category": "E0116", "street": "-"}
    assert text(link) == "7"


def test_where_nothing_concentrates_it_says_so():
    assert "没有集中的退单" in text(VAGUE_DUTY.draw(view())["vague-duty"])
