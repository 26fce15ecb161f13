from __future__ import annotations

import pytest

from dashboard.fold.machine import BACK, STAY, Anomaly, Edge, Happening, frees, gives, moves, steps, takes
from dashboard.text import LANGS, Text
from tests.histories import after

WHY = Text("因", "why")
DOOR = moves(
    [
        Edge("open", frozenset({"shut"}), "open", WHY, takes),
        Edge("hand", frozenset({"open"}), STAY, WHY, gives),
        Edge("drop", frozenset({"open"}), STAY, WHY, frees),
        Edge("lock", frozenset({"shut", "open"}), "locked", WHY),
        Edge("unlock", frozenset({"locked"}), BACK, WHY),
        Edge("shut", frozenset({"open"}), "shut", WHY),
    ]
)


def happening(minutes: int, kind: str, **body: str) -> Happening:
    return Happening(after(minutes), kind, body, minutes)


def walked(*happenings: Happening) -> list[tuple[str, str, str | None, str | None]]:
    return [(s.kind, s.phase, s.holder, s.refused) for s in steps(happenings, DOOR, "shut")]


def test_a_machine_needs_only_a_table_and_a_place_to_start():
    assert walked(happening(0, "open"), happening(1, "shut")) == [
        ("open", "open", None, None),
        ("shut", "shut", None, None),
    ]


def test_what_the_table_does_not_know_is_kept_and_changes_nothing():
    assert walked(happening(0, "shut"), happening(1, "paint"), happening(2, "open")) == [
        ("shut", "shut", None, Anomaly.ILLEGAL),
        ("paint", "shut", None, Anomaly.ILLEGAL),
        ("open", "open", None, None),
    ]


def test_back_leads_to_the_phase_that_was_before_whatever_stayed_in_between():
    found = walked(
        happening(0, "open", org="A"),
        happening(1, "hand", to_org="B"),
        happening(2, "lock"),
        happening(3, "unlock"),
    )
    assert found[-1] == ("unlock", "open", "B", None)


def test_hands_take_give_and_free():
    found = walked(
        happening(0, "open", org="A"),
        happening(1, "hand", to_org="B"),
        happening(2, "hand", org="C"),
        happening(3, "drop"),
    )
    assert [holder for _, _, holder, _ in found] == ["A", "B", "C", None]


def test_giving_to_nobody_and_freeing_what_nobody_holds_are_refused():
    found = walked(happening(0, "open"), happening(1, "hand"), happening(2, "drop"))
    assert [refused for *_, refused in found] == [None, Anomaly.UNNAMED, Anomaly.UNHELD]


def test_within_one_instant_what_is_possible_goes_first():
    assert walked(happening(0, "hand", to_org="B"), happening(0, "shut"), happening(0, "open", org="A")) == [
        ("open", "open", "A", None),
        ("hand", "open", "B", None),
        ("shut", "shut", "B", None),
    ]


def test_what_was_refused_in_one_instant_is_not_tried_in_the_next():
    found = walked(happening(0, "shut"), happening(1, "open"), happening(1, "shut"))
    assert [(kind, refused) for kind, _, _, refused in found] == [
        ("shut", Anomaly.ILLEGAL),
        ("open", None),
        ("shut", None),
    ]


def test_two_edges_for_one_place_are_refused_when_the_table_is_made():
    with pytest.raises(ValueError, match="open from shut is told twice"):
        moves(
            [Edge("open", frozenset({"shut"}), "open", WHY), Edge("open", frozenset({"shut"}), "locked", WHY)]
        )


@pytest.mark.parametrize("anomaly", Anomaly)
def test_every_anomaly_has_words_in_both_languages(anomaly):
    assert all(anomaly.words.to(lang) for lang in LANGS)
