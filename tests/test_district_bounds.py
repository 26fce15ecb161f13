"""What a district may set otherwise: single words over the shipped ones, in plain words where wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board.file import fingerprint
from dashboard.board.store import Board
from dashboard.cases import Phase
from dashboard.district import DistrictError, calendar_of, load
from dashboard.district_bounds import (
    FILE,
    Allowance,
    BoundsError,
    Thresholds,
    Weights,
    bounds_in,
    line_of,
    read,
    shipped,
    told,
)
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.attention import NOMINATIONS
from dashboard.leverage.book import book_of
from dashboard.leverage.thresholds import bounds_of
from tests.matter_rows import frame, matter
from tests.small_board import NOW, board_tables, case

pytestmark = pytest.mark.sweep

SHIPPED = Path("dashboard/districts/yunjiang")


@pytest.fixture
def folder(tmp_path):
    """A district of its own, without anything besides its file."""
    (tmp_path / "district.toml").write_text((SHIPPED / "district.toml").read_text("utf-8"), "utf-8")
    return tmp_path


def wrong(folder, text):
    """What is said of a triggers.toml, in both languages."""
    (folder / "triggers.toml").write_text(text, "utf-8")
    with pytest.raises(BoundsError) as told_:
        bounds_in(folder)
    return told_.value.found


def test_a_district_without_a_file_has_the_shipped_bounds():
    assert load("yunjiang").bounds == shipped()
    assert (shipped().budget.flags, shipped().budget.topics, shipped().budget.panel) == (5, 3, 8)


def test_single_words_stand_over_the_shipped_ones_and_the_others_stay(folder):
    (folder / "triggers.toml").write_text("T08_reworks = 3\n[budget]\nflags = 4\n[costs]\nL4 = 9\n", "utf-8")
    own = load(folder / "district.toml").bounds
    assert (own.triggers.T08_reworks, own.budget.flags, own.costs.L4) == (3, 4, 9)
    changed = {"T08_reworks": 3}
    assert own.triggers == shipped().triggers.model_copy(update=changed)
    assert own.budget == shipped().budget.model_copy(update={"flags": 4})


def test_the_book_of_levers_costs_what_the_district_says(folder):
    (folder / "triggers.toml").write_text("[costs]\nL4 = 9\n", "utf-8")
    book = book_of(load(folder / "district.toml"))
    assert [book.lever(level).cost for level in ("L1", "L2", "L3", "L4", "L5")] == [5, 1, 2, 9, 20]


def test_costs_and_cool_down_come_from_the_levers_of_the_district_itself(folder):
    text = (FILE.parent / "levers.toml").read_text("utf-8")
    text = text.replace('cooldown = "3D"', 'cooldown = "5D"').replace("cost = 20", "cost = 30")
    (folder / "levers.toml").write_text(text, "utf-8")
    own = bounds_in(folder)
    assert (own.cooldown, own.costs.L5, own.costs.L4) == ("5D", 30, 8)
    (folder / "levers.toml").write_text("not toml", "utf-8")
    assert bounds_in(folder) == shipped()  # what is wrong with a book its own check tells


@pytest.mark.parametrize(
    ("text", "line", "shown", "zh", "en"),
    [
        ("T04_returnz = 3", 1, "T04_returnz = 3", "可写 T04_returns", "there is T04_returns"),
        ("# x\nT05_share = 75", 2, "T05_share = 75", "小于 1 的数（份额", "above 0 and below 1 (a share"),
        ('T14_suspended_days = "90D"', 1, "'90D'", "大于 0 的数（天）", "a number above 0 (days)"),
        ("T08_reworks = 2.5", 1, "2.5", "不小于 1 的整数", "a whole number of at least 1"),
        ("T08_reworks = true", 1, "True", "不小于 1 的整数", "a whole number of at least 1"),
        ("\n[budget]\nflags = 0", 3, "budget.flags = 0", "不大于 50", "of at most 50"),
        ("[budget]\npoints = -1", 2, "budget.points = -1", "（点）", "(points)"),
        ("[budget]\nflag = 3", 2, "budget.flag = 3", "可写 flags", "there is flags"),
        ("[costs]\nL6 = 3", 2, "costs.L6 = 3", "L1, L2, L3, L4, L5", "L1, L2, L3, L4, L5"),
        ('[costs]\nL4 = "8"', 2, "costs.L4 = '8'", "不大于 100", "of at most 100"),
        ("[budgett]\nflags = 3", 1, "budgett", "可写 budget", "there is budget"),
        ("[score]\nrisk = 120", 2, "score.risk = 120", "不大于 100", "of at most 100"),
        ("\n[score]\nrisk = 30", 2, "[score]", "合计须为 100，现为 110", "must add up to 100, and are 110"),
        ("budget = 3", 1, "budget = 3", "须为一节", "must be a table"),
    ],
)
def test_what_is_wrong_is_told_by_line_value_and_what_is_allowed(folder, text, line, shown, zh, en):
    (found,) = wrong(folder, text)
    assert found.zh.startswith(f"第 {line} 行")
    assert found.en.startswith(f"line {line}: ")
    assert shown in found.zh
    assert shown in found.en
    assert zh in found.zh
    assert en in found.en


def test_all_that_is_wrong_is_told_at_once_and_the_district_does_not_start(folder):
    found = wrong(folder, "T08_reworks = 0\nT18_days = 0\n[budget]\nshare = 2.0\n")
    assert [int(re.findall(r"line (\d+)", one.en)[0]) for one in found] == [1, 2, 4]
    with pytest.raises(DistrictError) as refused:
        load(folder / "district.toml")
    assert all(one.zh in str(refused.value) and one.en in str(refused.value) for one in found)


def test_a_file_that_is_no_toml_says_that_it_cannot_be_read(folder):
    (found,) = wrong(folder, "flags")
    assert "不能读取" in found.zh
    assert "cannot be read" in found.en


def test_the_district_file_itself_does_not_set_bounds(folder):
    file = folder / "district.toml"
    file.write_text("bounds = 3\n" + file.read_text("utf-8"), "utf-8")
    with pytest.raises(DistrictError, match="bounds"):
        load(file)


NUMBERS = st.one_of(st.integers(-5, 200), st.floats(-5, 200, allow_nan=False))


@given(st.sampled_from(sorted(Thresholds.model_fields)), NUMBERS)
def test_a_threshold_is_taken_as_it_is_or_refused_with_its_line(tmp_path_factory, name, value):
    own = tmp_path_factory.mktemp("own") / "triggers.toml"
    own.write_text(f"# a word\n{name} = {value!r}\n", "utf-8")
    try:
        assert getattr(read(own).triggers, name) == value
    except BoundsError as error:
        (found,) = error.found
        assert found.en.startswith(f"line 2: {name} = ")


@pytest.mark.parametrize("name", sorted(Allowance.model_fields))
def test_the_line_of_a_word_is_that_of_its_own_part(name):
    text = f"{name} = 1\n[costs]\n{name} = 2\n[budget]\nother = 1\n  {name} = 3\n"
    assert line_of(text, "budget", name) == 6
    assert line_of(text, "triggers", name) == 1


def test_bounds_come_back_from_the_text_of_the_board_as_they_were(folder):
    (folder / "triggers.toml").write_text("T10_z = 2.5\n[budget]\nshare = 0.05\n", "utf-8")
    own = bounds_in(folder)
    assert told(own.said) == own
    assert bounds_of(frame(matter("a", bounds=own.said))) == own
    assert bounds_of(frame(matter("a"))) == shipped()
    assert bounds_of(frame()) == shipped()


def test_the_board_of_a_district_tells_its_bounds_and_who_leads_what(folder):
    (folder / "triggers.toml").write_text("[budget]\nflags = 4\n", "utf-8")
    district = load(folder / "district.toml")
    board = Board(district, calendar_of(district))
    with board.reading(NOW) as reader:
        assert told(reader.rows("FROM bounds")[0]["said"]) == district.bounds
        led = {row["unit"]: row["post"] for row in reader.rows("FROM leaders")}
    board.close()
    assert (led["ecology"], led["market"], led[None]) == ("deputy-urban", "deputy-order", "head")


def test_another_threshold_folds_no_board_anew_and_another_cool_down_does(folder):
    def mark():
        district = load(folder / "district.toml")
        return fingerprint(district, calendar_of(district), None)

    before = mark()
    text = "T08_reworks = 3\n[budget]\nflags = 4\n[score]\nrisk = 15\nlate = 20\n"
    (folder / "triggers.toml").write_text(text, "utf-8")
    assert mark() == before
    text = (FILE.parent / "levers.toml").read_text("utf-8")
    (folder / "levers.toml").write_text(text.replace('cooldown = "3D"', 'cooldown = "4D"'), "utf-8")
    assert mark() != before


def test_thresholds_of_the_district_move_the_list_of_its_board():
    own = shipped().model_copy(
        update={"triggers": shipped().triggers.model_copy(update={"T04_returns": 3, "T09_times": 9})}
    )
    row = case(
        "case:hotline/A", returns=2, returners=2, hands=["a", "b", "c"], hops=["return", "return"],
        flags=["public_space", "safety"], phase=Phase.DISPOSING, holder="c",
    )  # fmt: skip
    fired = [
        answer(NOMINATIONS, Ask(), board_tables(cases=[row], bounds=bounds))["fired"].iloc[0]
        for bounds in ([], [{"said": own.said}])
    ]
    assert [("T04" in one) for one in fired] == [True, False]


HEAVY = {"stuck": 0.0, "risk": 0.0, "late": 100.0, "repeat": 0.0, "exposure": 0.0, "tractable": 0.0}


@given(st.permutations([*range(6)]), st.lists(st.integers(0, 100), min_size=5, max_size=5).map(sorted))
@settings(max_examples=10, deadline=None)
def test_the_score_is_the_sum_of_its_bars_by_the_weights_of_the_district(order, cuts):
    parts = [end - start for start, end in zip([0, *cuts], [*cuts, 100], strict=True)]
    own = {name: float(parts[n]) for n, name in zip(order, Weights.model_fields, strict=True)}
    bounds = shipped().model_copy(update={"score": Weights(**own)})
    rows = [
        case("case:f/1", returns=2, reworks=1, flags=["safety"], start_ord=0, ask=True, hands=["a", "b"]),
        case("case:f/2", flags=["crowd", "hot"], start_ord=0, category="E0301"),
    ]
    found = answer(NOMINATIONS, Ask(), board_tables(cases=rows, bounds=[{"said": bounds.said}]))
    assert len(found) == 2
    for row in found.to_dict("records"):
        assert row["score"] == pytest.approx(sum(points * row[bar] for bar, points in own.items()))


def test_another_weight_moves_who_comes_on_the_list(folder):
    told_ = "\n".join(f"{name} = {points:g}" for name, points in HEAVY.items())
    (folder / "triggers.toml").write_text(f"[score]\n{told_}\n", "utf-8")
    own = load(folder / "district.toml").bounds
    assert own.score == Weights(**HEAVY)
    late = case("case:f/1", start_ord=0, due_ord=1)
    listed = [
        answer(NOMINATIONS, Ask(), board_tables(cases=[late], bounds=bounds))["key"].tolist()
        for bounds in ([], [{"said": own.said}])
    ]
    assert listed == [[], ["case:f/1"]]


@pytest.mark.parametrize("name", [*Thresholds.model_fields, *Allowance.model_fields, *Weights.model_fields])
def test_every_word_is_explained(name):
    assert f"`{name}`" in Path("docs/triggers.md").read_text("utf-8")


def test_the_example_of_the_docs_is_one_that_works(folder):
    text = Path("docs/triggers.md").read_text("utf-8").partition("    T08_reworks = 3")[2]
    example = "T08_reworks = 3" + text.partition("\n\n| what")[0].replace("\n    ", "\n")
    (folder / "triggers.toml").write_text(example, "utf-8")
    own = bounds_in(folder)
    assert (own.triggers.T08_reworks, own.budget.flags, own.costs.L4) == (3, 4, 10)
