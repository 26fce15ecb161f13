"""The questions beside the ranking: what is beyond its bound is asked, of whom, with its list."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboard.indicators.asking import beyond, bound, enough
from dashboard.indicators.callback_bias import CALLBACK_BIAS
from dashboard.indicators.claim_gap import CLAIM_GAP
from dashboard.indicators.exclusion_share import EXCLUSION_SHARE
from dashboard.indicators.flash_close import FLASH_CLOSE
from dashboard.text import LANGS
from layouts.panels.unit_integrity import QUESTIONS, UNIT_INTEGRITY
from tests.layouts import frames
from tests.layouts.panels.reading import nodes, text

WHICH = [one.of.name for one in QUESTIONS]


def drawn(lang="zh", **query):
    return UNIT_INTEGRITY.draw(frames.busy(UNIT_INTEGRITY, lang, **query))["unit-integrity"]


def tile(name, lang="zh", **query):
    return next(one for one in drawn(lang, **query) if one["props"]["data-ask"] == name)


def hrefs(node):
    found = [one["props"]["href"] for one in nodes(node) if one["type"] == "A"]
    return [{name: said[0] for name, said in parse_qs(urlsplit(href).query).items()} for href in found]


@pytest.mark.parametrize("lang", LANGS)
def test_there_are_nine_each_with_its_whole_definition_at_hand(lang):
    tiles = drawn(lang)
    assert [one["props"]["data-ask"] for one in tiles] == WHICH
    assert len(tiles) == 9
    for one, of in zip(tiles, QUESTIONS, strict=True):
        (title,) = [node for node in nodes(one) if node["props"].get("title")]
        assert of.of.formula.to(lang).rstrip("。.") in title["props"]["title"]


def test_what_is_beyond_its_bound_is_asked_and_of_whom():
    burst = tile("deadline-burst")
    assert burst["props"]["className"] == "jq-ask jq-ask-on"
    assert "问" in text(burst)
    assert text(burst).endswith("生态环境局")
    whole, of_one = hrefs(burst)
    assert whole == {"of": "deadline-burst", "outcome": "burst"}
    assert of_one == {"of": "deadline-burst", "outcome": "burst", "department": "eco"}


def excluded(*now, before=100):
    """Of two units with 100 cases each now: so many excluded, and of `before` cases none before."""
    frame = pd.DataFrame({
        "department": ["eco", "lh"], "n": [100, 100], "hits": now, "before_n": [before] * 2,
        "before_hits": [0, 0], "simple": [0, 0],
    })  # fmt: skip
    view = frames.busy(UNIT_INTEGRITY, "zh")
    told = {**view.frames, "ask-exclusion-share": EXCLUSION_SHARE.finish(frame)}
    tiles = UNIT_INTEGRITY.draw(replace(view, frames=told))["unit-integrity"]
    return next(one for one in tiles if one["props"]["data-ask"] == "exclusion-share")


@pytest.mark.parametrize(
    ("now", "before", "asked", "whom"),
    [((2, 2), 100, True, "生态环境局、"), ((2, 0), 100, False, "生态环境局"), ((1, 1), 100, False, ""),
     ((2, 2), 4, False, ""), ((9, 0), 4, True, "生态环境局")],
)  # fmt: skip
def test_what_is_excluded_a_point_more_than_before_is_asked_within_its_bound_too(now, before, asked, whom):
    drawn_ = excluded(*now, before=before)
    assert (drawn_["props"]["className"] == "jq-ask jq-ask-on") is asked
    assert whom in text(drawn_)
    assert ("生态环境局" in text(drawn_)) is bool(whom)
    moved = (sum(now)) / 2
    assert (f"较上期 +{moved:.1f} 点" in text(drawn_)) is (before >= 10)


def test_what_is_within_its_bound_is_not_asked():
    assert tile("flash-close")["props"]["className"] == "jq-ask"
    assert "问" not in text(tile("close-then-repeat"))


def test_one_unit_is_asked_by_its_own_numbers():
    assert tile("deadline-burst", department="lh")["props"]["className"] == "jq-ask"
    assert tile("deadline-burst", department="eco")["props"]["className"] == "jq-ask jq-ask-on"
    assert hrefs(tile("deadline-burst", department="eco"))[0]["department"] == "eco"


def test_of_nothing_a_dash_stands_and_no_list():
    view = frames.busy(UNIT_INTEGRITY, "en")
    empty = {name: frame.iloc[:0] for name, frame in view.frames.items()}
    for one in UNIT_INTEGRITY.draw(type(view)(**{**vars(view), "frames": empty}))["unit-integrity"]:
        assert "nothing to count" in text(one)
        assert hrefs(one) == []


def test_a_bound_of_the_district_file_stands_before_that_of_the_number():
    assert bound(FLASH_CLOSE, {}) == 0.02
    assert bound(FLASH_CLOSE, {"flash-close": (0.5,)}) == 0.5
    assert beyond(FLASH_CLOSE, 0.3, 100, {})
    assert not beyond(FLASH_CLOSE, 0.3, 100, {"flash-close": (0.5,)})


def test_few_rows_ask_nothing_and_the_gap_of_claims_needs_twenty():
    assert not beyond(FLASH_CLOSE, 1.0, 9, {})
    assert (enough(CLAIM_GAP, 19), enough(CLAIM_GAP, 20)) == (False, True)


def test_where_more_is_better_below_is_beyond_and_unknown_is_never():
    assert beyond(CALLBACK_BIAS, 0.5, 100, {})
    assert not beyond(CALLBACK_BIAS, 1.1, 100, {})
    assert not beyond(CALLBACK_BIAS, float("nan"), 100, {})


def test_units_together_are_measured_anew_and_not_averaged():
    gap = frames.busy(UNIT_INTEGRITY, "zh").frames["ask-claim-gap"]
    assert text(tile("claim-gap")).startswith("自报与回访差")
    whole = CLAIM_GAP.finish(
        pd.DataFrame({name: [gap[name].sum()] for name in ("n", "claimed", "confirmed")})
    )
    assert whole["gap"].iloc[0] == pytest.approx((93 - 76) / 100)
