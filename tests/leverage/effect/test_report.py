"""One row for each level and estimator, and what may be said of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.leverage.effect import EFFECT, FAILED, SELECTED, TOO_FEW, Figure, caption
from dashboard.leverage.effect.plain import evidence
from dashboard.leverage.effect.report import COLUMNS, report
from tests.benchmarks.bench_effect import cells
from tests.planted_levers import District, planted

SURE, NONE = Figure(n=40, estimate=1.5, lo=1.2, hi=1.8), Figure(n=40, estimate=1.0, lo=0.9, hi=1.1)


@pytest.mark.parametrize(
    ("figure", "placebo", "by_lot", "said"),
    [
        (SURE, NONE, True, EFFECT),
        (SURE, NONE, False, SELECTED),
        (SURE, SURE, True, FAILED),
        (SURE, SURE, False, FAILED),
        (SURE, Figure(n=3), True, EFFECT),
        (Figure(n=29), NONE, True, TOO_FEW),
    ],
)
def test_only_what_was_drawn_by_lot_and_held_its_placebo_is_called_an_effect(figure, placebo, by_lot, said):
    assert caption(figure, placebo, 1.0, by_lot=by_lot) is said


def test_the_word_effect_stands_in_no_other_caption():
    for other in (SELECTED, FAILED, TOO_FEW):
        assert "效果" not in other.zh
        assert "effect" not in other.en


def small_district(choice="observed", ratio=1.8, **given):
    return District(ratio, choice, cases=1500, chance=np.random.default_rng(5), **given).lived().tables()


@pytest.fixture(scope="module")
def tables():
    return small_district(levers=120)


def test_each_level_and_all_have_a_row_for_each_estimator(tables):
    found = report(evidence(tables))
    assert found.columns.tolist() == COLUMNS
    assert found[["level", "estimator"]].to_numpy().tolist() == [
        [level, name] for level in ("all", "L3") for name in ("rate_ratio", "closed_within_10_days")
    ]
    assert found["matched_share"].between(0.3, 1).all()
    assert (found["lo"] <= found["estimate"]).all()
    assert (found["estimate"] <= found["hi"]).all()
    assert found["placebo"].notna().all()


def test_the_same_tables_and_seed_give_the_same_figures_in_any_order(tables):
    shuffled = {name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()}
    once, again = report(evidence(tables)), report(evidence(tables))
    pd.testing.assert_frame_equal(once, again)
    rates = once["estimator"] == "rate_ratio"
    pd.testing.assert_frame_equal(report(evidence(shuffled))[rates], once[rates])


def test_drawn_levers_stand_in_rows_of_their_own(tables):
    levers = tables["levers"].assign(lottery=np.arange(len(tables["levers"])) % 2)
    found = report(evidence(tables | {"levers": levers}))
    assert found.groupby("level")["lottery"].apply(list).to_dict() == {
        "all": [0, 0, 1, 1],
        "L3": [0, 0, 1, 1],
    }
    assert set(found.loc[found["lottery"] == 0, "caption"]) <= {SELECTED.zh, FAILED.zh, TOO_FEW.zh}
    assert "效果" not in "".join(found.loc[found["lottery"] == 0, "caption"])


def test_twenty_nine_levers_give_no_number_and_no_placebo(tables):
    found = report(evidence(tables | {"levers": tables["levers"].head(29)}))
    assert found[["estimate", "lo", "hi", "placebo", "placebo_lo", "placebo_hi"]].isna().all(axis=None)
    assert set(found["caption"]) == {TOO_FEW.zh}
    assert (found["n"] < 30).all()


def test_without_levers_there_are_no_rows(tables):
    assert report(evidence(tables | {"levers": tables["levers"].head(0)})).empty


def test_nominations_that_nobody_told_are_those_of_the_rule(tables):
    told = report(evidence(tables))
    untold = report(evidence({name: frame for name, frame in tables.items() if name != "nominations"}))
    closed = told["estimator"] == "closed_within_10_days"
    assert untold.loc[closed, "estimate"].to_numpy() == pytest.approx(told.loc[closed, "estimate"], abs=0.08)


def test_a_lever_that_nearly_doubles_activity_is_seen_in_a_draw():
    known, _ = planted(ratio=1.8, choice="lottery", seed=11)
    rate = report(known).iloc[0]
    assert rate["lo"] > 1.3
    assert rate["hi"] < 2.5
    assert rate["caption"] in (EFFECT.zh, FAILED.zh)


@pytest.mark.proof
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("ratio", [1.0, 1.8])
@pytest.mark.parametrize("choice", ["observed", "lottery"])
def test_planted_effects_are_found_and_none_where_there_is_none(choice, ratio):
    rate, closing = cells(choice, ratio)
    assert abs(rate.bias) <= 0.10
    assert rate.coverage >= 0.85
    assert rate.placebo_rejects <= 0.10
    if choice == "lottery":
        assert abs(closing.bias) <= 0.03
        assert closing.coverage >= 0.85
        assert closing.placebo_rejects <= 0.10


@pytest.mark.proof
@pytest.mark.timeout(1200)
def test_where_the_choice_saw_more_than_we_do_the_caption_says_so():
    rate, closing = cells("hidden", 1.0, runs=8)
    assert closing.bias < -0.05  # a figure that nobody should believe
    assert (rate.captions | closing.captions) <= {SELECTED.zh, FAILED.zh}
